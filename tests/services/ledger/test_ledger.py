"""Money in any order, at two tills and a gateway: not a cent is lost, found or paid back twice."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.servers import Server
from tests.services.ledger.exchanging import Exchanges
from tests.services.ledger.house import House, NewDatabase
from tests.services.ledger.management import Management
from tests.services.ledger.pages import Pages


def machine(new_database: NewDatabase) -> type[House]:
    class Played(Pages, Exchanges, Management):
        pass

    Played.new_database = staticmethod(new_database)
    return Played


def play(new_database: NewDatabase, *, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine(new_database),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip


@pytest.fixture(params=["sqlite", "postgres"])
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    if request.param == "postgres":
        server: Server = request.getfixturevalue("postgres_server")

        def new_on_server() -> tuple[str, Callable[[], None]]:
            url = server.create()
            return url, lambda: server.drop(url)

        return new_on_server
    template: Path = request.getfixturevalue("sqlite_template")

    def new_file() -> tuple[str, Callable[[], None]]:
        folder = tempfile.TemporaryDirectory()
        path = Path(folder.name) / "boxoffice.db"
        shutil.copy2(template, path)
        return str(path), folder.cleanup

    return new_file


def test_a_few_days_of_money(new_database: NewDatabase) -> None:
    play(new_database, examples=5, steps=30)


@pytest.mark.slow
def test_many_days_of_money(new_database: NewDatabase) -> None:
    play(new_database, examples=40, steps=50)
