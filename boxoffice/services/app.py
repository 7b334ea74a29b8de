"""Opens everything a use case needs, by the settings; nothing is connected before it is used."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from boxoffice.errors import Failed
from boxoffice.storage.engine import Database

if TYPE_CHECKING:
    from boxoffice.config import Settings
    from boxoffice.storage.backends import Backend


@dataclass(frozen=True)
class App:
    """One open program: its database and its settings."""

    db: Database
    settings: Settings

    def state_folder(self) -> Path:
        """Where this machine keeps what its tills must not lose; beside a database file."""
        from boxoffice.storage.files import state_folder

        if not self.settings.is_postgres:
            return state_folder(Path(self.settings.db))
        from platformdirs import user_state_path

        require_driver()
        from boxoffice.storage.postgres import place_of

        name = hashlib.sha256(place_of(self.settings.db).encode()).hexdigest()[:16]
        return user_state_path("boxoffice") / name

    def close(self) -> None:
        """Close every connection."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_app(settings: Settings) -> App:
    """The app for these settings, to be closed or used in a `with`."""
    return App(db=Database(_backend(settings)), settings=settings)


def _backend(settings: Settings) -> Backend:
    if not settings.is_postgres:
        from boxoffice.storage.sqlite import SqliteBackend

        return SqliteBackend(Path(settings.db), busy_seconds=settings.busy_seconds)
    require_driver()
    from boxoffice.storage.postgres import PostgresBackend

    return PostgresBackend(settings.db, busy_seconds=settings.busy_seconds)


def require_driver() -> None:
    """Refuse to go on without psycopg, naming how to get it."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise Failed("db.no_driver") from None
