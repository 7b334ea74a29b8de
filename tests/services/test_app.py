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


class TestThePlaceOfAServersState:
    @pytest.mark.parametrize(
        "same",
        [
            "postgresql://ann:secret@db.example/house",
            "postgresql://ann:other@db.example:5432/house",
            "postgres://bob@DB.example/house?sslmode=require",
            "postgresql://db.example/house?connect_timeout=3",
        ],
    )
    def test_it_is_the_same_for_every_way_to_one_database(self, same: str) -> None:
        assert state_of(same) == state_of("postgresql://db.example/house")

    def test_what_is_missing_is_what_the_driver_takes(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PGHOST", "db.example")
        monkeypatch.setenv("PGDATABASE", "house")
        assert state_of("postgresql://") == state_of("postgresql://db.example/house")
        assert state_of("postgresql://ann@/") == state_of("postgresql://")

    @pytest.mark.parametrize(
        "other",
        [
            "postgresql://db2.example/house",
            "postgresql://db.example:5433/house",
            "postgresql://db.example/house2",
            "postgresql://db.example/house?options=-csearch_path%3Dhouse2",
        ],
    )
    def test_it_differs_for_every_other_database(self, other: str) -> None:
        assert state_of(other) != state_of("postgresql://db.example/house")


def state_of(url: str) -> Path:
    with open_app(make_settings(url)) as app:
        return app.state_folder()
