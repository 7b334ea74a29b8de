"""Opening the program on either database."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from boxoffice.context import Context
from boxoffice.errors import Failed, SchemaMismatch
from boxoffice.services.app import App, open_app
from tests.clocks import FakeClock
from tests.contexts import make_context, make_settings


def test_an_initialised_database_tells_the_injected_time(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    clock.advance(minutes=5)
    with app.db.read(ctx) as session:
        assert session.now_ms == clock.wall_ms()


def test_nothing_is_connected_on_open(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.db")
    with (
        open_app(make_settings(missing)) as opened,
        pytest.raises(SchemaMismatch) as caught,
        opened.db.read(make_context(missing)),
    ):
        pass
    assert caught.value.code == "db.not_found"
    assert list(tmp_path.iterdir()) == []


def test_without_the_driver_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Failed) as caught:
        open_app(make_settings("postgresql://localhost/x"))
    assert caught.value.code == "db.no_driver"
