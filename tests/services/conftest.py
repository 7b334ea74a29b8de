"""What tests of services end with, and a new house for each evening a state machine plays."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boxoffice.context import Context
from boxoffice.services.app import App
from boxoffice.services.verify import verify
from tests.servers import Server
from tests.services.machines import NewDatabase


@pytest.fixture(params=["sqlite", "postgres"])
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    if request.param == "postgres":
        server: Server = request.getfixturevalue("postgres_server")

        def new_on_server() -> tuple[str, Callable[[], None]]:
            url = server.lend()
            return url, lambda: server.take_back(url)

        return new_on_server
    template: Path = request.getfixturevalue("sqlite_template")

    def new_file() -> tuple[str, Callable[[], None]]:
        folder = tempfile.TemporaryDirectory()
        path = Path(folder.name) / "boxoffice.db"
        shutil.copy2(template, path)
        return str(path), folder.cleanup

    return new_file


@pytest.fixture
def soundness(app: App, new_ctx: Callable[..., Context]) -> Iterator[None]:
    """Whatever a test did, everything still adds up."""
    yield
    assert verify(app, new_ctx()).violations == ()
