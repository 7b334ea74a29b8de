"""What tests share: an initialised empty database of each product, a clock, contexts, an app."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import hypothesis
import pytest

from boxoffice.context import Context
from boxoffice.services.app import App, open_app
from boxoffice.storage import sqlite_setup
from tests import servers
from tests.clocks import FakeClock
from tests.contexts import make_context, make_settings

PRODUCTS = ("sqlite", "postgres")

# A shell that starts the tests in the background lets them ignore Ctrl-C, and what they start too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Without compiled files every command line that is tried would compile the program once more.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A busy machine is no failure; what is checked before a landing is the same each time.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


WORKERS_PER_CORE = 2
"""Most of a test is waiting: for processes, for a disk, for somebody who types."""


def pytest_xdist_auto_num_workers() -> int:
    """How many `-n auto` starts: by the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return WORKERS_PER_CORE * len(os.sched_getaffinity(0))
    return WORKERS_PER_CORE * (os.cpu_count() or 1)


ON_BOTH = ("database", "new_database", "new_house")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs on both databases is quick on a file; the server's turn is in the whole run.

    What takes longest begins first, or the last worker works alone.
    """
    items.sort(key=lambda item: item.get_closest_marker("first") is None)
    for item in items:
        params = getattr(getattr(item, "callspec", None), "params", {})
        if "postgres" in (params.get(name) for name in ON_BOTH):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of this run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def postgres_server(shared_folder: Path) -> servers.Server:
    """The run's PostgreSQL."""
    return servers.start(shared_folder)


@pytest.fixture
def postgres_url(postgres_server: servers.Server) -> Iterator[str]:
    """An initialised empty PostgreSQL database of this test's own."""
    url = postgres_server.lend()
    yield url
    postgres_server.take_back(url)


@pytest.fixture
def blank_postgres_url(postgres_server: servers.Server) -> Iterator[str]:
    """A PostgreSQL database without any table."""
    url = postgres_server.create(template="template0")
    yield url
    postgres_server.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished file to copy; nobody opens it as a database again."""
    path = tmp_path_factory.mktemp("template") / "boxoffice.db"
    sqlite_setup.initialise(path, journal="persist")
    return path


@pytest.fixture
def sqlite_path(sqlite_template: Path, tmp_path: Path) -> Path:
    """An initialised empty database file of this test's own."""
    path = tmp_path / "boxoffice.db"
    shutil.copy2(sqlite_template, path)
    return path


@pytest.fixture(params=PRODUCTS)
def database(request: pytest.FixtureRequest) -> str:
    """An initialised empty database, as `--db` takes it; the test runs once on each product."""
    wanted = "postgres_url" if request.param == "postgres" else "sqlite_path"
    return str(request.getfixturevalue(wanted))


@pytest.fixture
def clock() -> FakeClock:
    """The clock that `ctx` and `new_ctx` go by."""
    return FakeClock()


@pytest.fixture
def new_ctx(database: str, clock: FakeClock) -> Callable[..., Context]:
    """Makes contexts on `database` with `clock`: `new_ctx(till="till-2", op_key="...")`."""
    return partial(make_context, database, clock=clock)


@pytest.fixture
def ctx(new_ctx: Callable[..., Context]) -> Context:
    """A context of ann's at till-1."""
    return new_ctx()


@pytest.fixture
def app(database: str) -> Iterator[App]:
    """An open app on `database`."""
    with open_app(make_settings(database)) as opened:
        yield opened
