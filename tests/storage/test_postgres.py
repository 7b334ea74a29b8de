"""How a till is connected to a PostgreSQL server, and what it is told when that breaks off."""

from __future__ import annotations

from contextlib import closing
from urllib.parse import quote

import psycopg
import pytest

from boxoffice.services.app import open_app
from boxoffice.storage.postgres import connect
from tests.contexts import make_context, make_settings
from tests.storage.notes import names, write


def setting(connection: psycopg.Connection[tuple[str]], name: str) -> str:
    row = connection.execute(f"SHOW {name}").fetchone()
    assert row is not None
    return row[0]


class TestOptions:
    def test_those_of_the_address_are_kept(self, postgres_url: str) -> None:
        with psycopg.connect(postgres_url, autocommit=True) as owner:
            owner.execute("CREATE SCHEMA house2")
            owner.execute("CREATE TABLE house2.city AS SELECT * FROM city")
        url = f"{postgres_url}&options={quote('-c search_path=house2,public')}"
        with open_app(make_settings(url)) as app:
            write(app, make_context(url))
            assert names(app, make_context(url)) == ["Paris"]
        with open_app(make_settings(postgres_url)) as app:
            assert names(app, make_context(postgres_url)) == []

    @pytest.mark.parametrize("where", ["address", "environment"])
    def test_ours_go_with_them(
        self, postgres_url: str, where: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wanted = "-c search_path=house2 -c TimeZone=Asia/Tokyo"
        url = postgres_url
        if where == "environment":
            monkeypatch.setenv("PGOPTIONS", wanted)
        else:
            url += f"&options={quote(wanted)}"
        with closing(connect(url, read_only=False, busy_seconds=7)) as connection:
            assert setting(connection, "search_path") == "house2"
            assert setting(connection, "TimeZone") == "UTC"
            assert setting(connection, "lock_timeout") == "7s"
