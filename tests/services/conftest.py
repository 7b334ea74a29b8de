"""A new house for each evening that a state machine plays, on both databases."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers import Server
from tests.services.machines import NewDatabase


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
