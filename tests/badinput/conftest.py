"""A cinema with a sale, a booking and another till's hold, to be broken on both products."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from boxoffice.context import SystemClock
from boxoffice.services.app import open_app
from boxoffice.services.holds import place_hold
from boxoffice.services.reservations import book
from boxoffice.services.sales import sell
from boxoffice.storage import sqlite_setup
from tests import servers
from tests.badinput.places import Place
from tests.contexts import make_context, make_settings
from tests.counter import book_request, hold_request, sell_request
from tests.forks import Ended, run_in_child
from tests.programme import open_cinema

ZONE = "Europe/Paris"
"""As the set-up files have it that are applied to this cinema."""


def furnish(db: str) -> None:
    """A sale of F1 at till-1, F3 held by till-9, G1 booked and not paid."""

    def work() -> None:
        def ctx(till: str) -> object:
            return make_context(db, clock=SystemClock(), till=till)

        with open_app(make_settings(db)) as app:
            open_cinema(app, ctx("office"), zone=ZONE)
            sell(app, ctx("till-1"), sell_request("F1"))
            place_hold(app, ctx("till-9"), hold_request("F3", lasts="2h"))
            book(app, ctx("till-1"), book_request("G1", name="Rao"))

    assert run_in_child(work) == Ended()


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished file to copy; nobody opens it as a database again."""
    path = tmp_path_factory.mktemp("furnished") / "boxoffice.db"
    sqlite_setup.initialise(path, journal="persist")
    furnish(str(path))
    return path


@pytest.fixture(scope="session")
def furnished_server(postgres_server: servers.Server) -> Iterator[str]:
    """The name of a furnished PostgreSQL database to copy."""
    url = postgres_server.create()
    furnish(url)
    yield servers.name_of(url)
    postgres_server.drop(url)


@pytest.fixture
def file_place(furnished_file: Path, tmp_path: Path) -> Place:
    """The cinema in a file."""
    path = tmp_path / "boxoffice.db"
    shutil.copy2(furnished_file, path)
    return Place(str(path), tmp_path)


@pytest.fixture
def server_place(
    furnished_server: str, postgres_server: servers.Server, tmp_path: Path
) -> Iterator[Place]:
    """The cinema on a server."""
    url = postgres_server.lend(furnished_server)
    yield Place(url, tmp_path)
    postgres_server.take_back(url)


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest) -> Place:
    """The cinema, once in a file and once on a server."""
    found: Place = request.getfixturevalue(f"{request.param}_place")
    return found
