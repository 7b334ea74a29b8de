"""How a till is connected to a PostgreSQL server, and what it is told when that breaks off."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from functools import partial
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import text

from boxoffice.context import SystemClock
from boxoffice.errors import Busy
from boxoffice.services import sales
from boxoffice.services.app import open_app
from boxoffice.storage.postgres import connect
from boxoffice.storage.session import WriteSession
from tests.contexts import make_context, make_settings
from tests.counter import sell_request
from tests.programme import open_cinema
from tests.storage.notes import add, names, write
from tests.waiting import stopped

NOW_MS = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint"


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


class TestSilence:
    def test_a_till_that_falls_silent_gives_its_locks_back_and_hears_of_it(
        self, postgres_url: str
    ) -> None:
        def fall_silent(session: WriteSession, run: int) -> None:
            add(session, "Paris")
            session.run(text("SET idle_in_transaction_session_timeout = '10ms'"))
            write(other, new_ctx(till="till-2"), lambda session, run: add(session, "Rome"))
            session.scalar(text("SELECT 1"))

        new_ctx = partial(make_context, postgres_url)
        with open_app(make_settings(postgres_url)) as app, open_app(app.settings) as other:
            with pytest.raises(Busy) as caught:
                write(app, new_ctx(op_key="KEY"), fall_silent)
            assert (caught.value.code, caught.value.details) == (
                "storage.too_slow", {"op_key": "KEY"},
            )  # fmt: skip
            assert names(app, new_ctx()) == ["Rome"]

    @pytest.mark.parametrize(
        ("read_only", "seconds", "silence"), [(False, 7, "14s"), (False, 1, "3s"), (True, 7, "0")]
    )
    def test_the_server_waits_for_a_writer_twice_as_long_as_others_wait_for_it(
        self, postgres_url: str, read_only: bool, seconds: int, silence: str
    ) -> None:
        with closing(
            connect(postgres_url, read_only=read_only, busy_seconds=seconds)
        ) as connection:
            assert setting(connection, "idle_in_transaction_session_timeout") == silence
            assert setting(connection, "client_connection_check_interval") == "2s"

    def test_a_network_that_is_gone_is_noticed_unless_the_address_says_otherwise(
        self, postgres_url: str
    ) -> None:
        url = f"{postgres_url}&keepalives_idle=99"
        with closing(connect(url, read_only=False, busy_seconds=7)) as connection:
            known = connection.info.get_parameters()
        assert {name: known[name] for name in known if "tcp" in name or "keep" in name} == {
            "keepalives_idle": "99", "keepalives_interval": "2", "keepalives_count": "3",
            "tcp_user_timeout": "14000",
        }  # fmt: skip


def test_a_sale_that_waits_for_its_show_to_be_moved_finds_it_where_it_is(
    postgres_url: str,
) -> None:
    ctx = make_context(postgres_url)
    with open_app(make_settings(postgres_url)) as app:
        open_cinema(app, ctx)
        with psycopg.connect(postgres_url) as setup:
            setup.execute(
                "INSERT INTO screen SELECT 2, '2', theatre_id, layout_id, 'Two', 0 FROM screen"
            )
        work = partial(sales.sell, app, ctx, sell_request("F7"))
        with stopped(postgres_url, work, "UPDATE show SET screen_id = 2 WHERE id = 1") as (_, sold):
            pass
    assert [(each.booking.status, each.show.screen) for each in sold] == [("confirmed", "Two")]


def test_a_sale_that_waits_for_its_show_goes_by_the_time_after_the_wait(postgres_url: str) -> None:
    ctx = replace(make_context(postgres_url), clock=SystemClock())
    with open_app(make_settings(postgres_url)) as app:
        open_cinema(app, ctx)
        work = partial(sales.sell, app, ctx, sell_request("F7"))
        with stopped(postgres_url, work, "SELECT 1 FROM show FOR UPDATE") as (holder, _):
            waited_until = holder.execute(NOW_MS).fetchone()
    with psycopg.connect(postgres_url) as reader:
        sold_at = reader.execute("SELECT confirmed_at_ms FROM booking").fetchone()
    assert sold_at > waited_until
