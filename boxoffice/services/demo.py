"""The demo's own database: made anew each time, and never in the place of a real one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from boxoffice.errors import Refused, SchemaMismatch
from boxoffice.services import databases
from boxoffice.services.app import App, open_app
from boxoffice.services.demo_data import read_demo_file
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import apply_document
from boxoffice.storage import records

if TYPE_CHECKING:
    from boxoffice.config import Settings
    from boxoffice.context import Context
    from boxoffice.services.setup.answers import SetupResult

MARK = "demo"
"""Scope and operation key under which a demo's programme was set up; a real house has neither."""

LEFT_BY_SQLITE = ("", "-journal", "-wal", "-shm")


def make_demo(ctx: Context) -> SetupResult:
    """A fresh database with the demo's cinemas and a week of shows from today."""
    _remove_old(ctx)
    databases.initialise(ctx.settings)
    document = read(read_demo_file(), name="the demo's programme")
    with open_app(ctx.settings) as app:
        return apply_document(app, replace(ctx, scope=MARK, op_key=MARK), document)


def _remove_old(ctx: Context) -> None:
    """Remove the last demo; Refused where the database is anything else."""
    settings = ctx.settings
    path = Path(settings.db)
    if not settings.is_postgres and (not path.exists() or path.stat().st_size == 0):
        return
    try:
        with open_app(settings) as app:
            marked = _is_demo(app, ctx)
    except SchemaMismatch as error:
        if settings.is_postgres and error.code == "db.not_initialised":
            return
        marked = False
    if not marked:
        raise Refused("db.not_a_demo")
    if settings.is_postgres:
        from boxoffice.storage.postgres_setup import drop_everything

        drop_everything(settings.db, busy_seconds=settings.busy_seconds)
        return
    for ending in LEFT_BY_SQLITE:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _is_demo(app: App, ctx: Context) -> bool:
    with app.db.read(ctx) as session:
        return records.find(session, scope=MARK, op_key=MARK) is not None


def demo_settings(settings: Settings) -> Settings:
    """The settings to run the demo with: its own file unless a database was typed."""
    if settings.source("db").startswith("flag"):
        return settings
    from platformdirs import user_data_path

    return replace(settings, db=str(user_data_path("boxoffice") / "demo.db"))
