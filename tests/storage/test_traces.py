"""What the databases are really asked: when locks are taken, how often, and never a whole table."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boxoffice.context import Context, SystemClock
from boxoffice.errors import Busy, Failed
from boxoffice.services import bookings, holds, houses, reservations, sales, shows
from boxoffice.services.app import App, open_app
from boxoffice.services.results import Result
from boxoffice.storage import sqlite, sqlite_setup
from boxoffice.storage.queries import bookings as queries
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.prices import PriceRuleRow
from tests.contexts import make_context, make_settings
from tests.counter import book_request, hold_request, sell_request
from tests.offers import add_offer
from tests.programme import Nothing, open_cinema
from tests.traces import bodies, statements_of


@pytest.fixture
def now_ctx(ctx: Context) -> Context:
    """A context that goes by the real clock, as a till does; only then a server is asked for it."""
    return replace(ctx, clock=SystemClock())


@pytest.fixture
def cinema(app: App, now_ctx: Context) -> App:
    open_cinema(app, now_ctx)
    holds.list_holds(app, now_ctx)
    return app


def is_sqlite(app: App) -> bool:
    return not app.settings.is_postgres


class TestASqliteFile:
    @pytest.fixture
    def database(self, sqlite_path: Path) -> str:
        return str(sqlite_path)

    def test_a_write_takes_the_lock_before_its_first_read(self, cinema: App, ctx: Context) -> None:
        with statements_of(cinema, read_only=False) as seen:
            sales.sell(cinema, ctx, sell_request("F7-8"))
        assert seen[0] == "BEGIN IMMEDIATE"
        assert seen[-1] == "COMMIT"
        assert [sql for sql in seen if sql.startswith(("BEGIN", "COMMIT", "ROLLBACK"))] == [
            "BEGIN IMMEDIATE", "COMMIT",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "read",
        [
            lambda app, ctx: houses.view_house(app, ctx, "1"),
            lambda app, ctx: shows.list_shows(app, ctx),
            lambda app, ctx: bookings.last_bookings(app, ctx, most=5),
            lambda app, ctx: holds.list_holds(app, ctx, every_till=True),
        ],
    )
    def test_a_read_never_asks_for_a_lock_and_is_over_before_it_answers(
        self, cinema: App, ctx: Context, read: Callable[[App, Context], object]
    ) -> None:
        with statements_of(cinema, read_only=True) as seen:
            read(cinema, ctx)
        assert (seen[0], seen[-1]) == ("BEGIN", "ROLLBACK")
        assert all(sql.startswith("SELECT") for sql in seen[1:-1])
        assert len(seen) > 3

    def test_a_writer_commits_at_once_while_a_seat_map_is_drawn(
        self, cinema: App, new_ctx: Callable[..., Context]
    ) -> None:
        impatient = new_ctx(till="till-2", busy_seconds=1)
        house = houses.view_house(cinema, new_ctx(), "1")
        sold = sales.sell(cinema, impatient, sell_request("F7"))
        assert house.summary.available == 80
        assert sold.booking.status == "confirmed"

    def test_an_open_read_holds_a_commit_up_only_until_it_closes(
        self, cinema: App, ctx: Context, sqlite_path: Path
    ) -> None:
        reading, committing = threading.Event(), threading.Event()

        def read_until_the_commit_waits() -> None:
            with cinema.db.read(ctx) as session:
                session.all(queries.unpaid_bookings, most=1)
                reading.set()
                committing.wait()

        def notice(sql: str) -> None:
            if sql == "COMMIT":
                committing.set()

        reader = threading.Thread(target=read_until_the_commit_waits)
        reader.start()
        reading.wait()
        with statements_of(cinema, read_only=False, on_statement=notice) as seen:
            sold = sales.sell(cinema, ctx, sell_request("F7"))
        reader.join()
        assert sold.booking.status == "confirmed"
        assert seen[-1] == "COMMIT"

    @pytest.mark.parametrize("act", ["look", "sell"])
    def test_who_comes_while_a_commit_waits_for_a_reader_waits_too(
        self,
        cinema: App,
        new_ctx: Callable[..., Context],
        monkeypatch: pytest.MonkeyPatch,
        act: str,
    ) -> None:
        monkeypatch.setattr(sqlite, "BUSY_STEP_SECONDS", 0.01)
        done: list[object] = []
        acts: dict[str, Callable[[App, Context], object]] = {
            "look": shows.list_shows,
            "sell": lambda app, ctx: sales.sell(app, ctx, sell_request("F8")),
        }

        def come_in() -> None:
            with open_app(cinema.settings) as newcomer:
                done.append(acts[act](newcomer, new_ctx(till="till-2")))

        committing, latecomer = threading.Event(), threading.Thread(target=come_in)
        writer = threading.Thread(
            target=lambda: done.append(sales.sell(cinema, new_ctx(), sell_request("F7")))
        )
        with cinema.db.read(new_ctx()) as session:
            session.all(queries.unpaid_bookings, most=1)
            with statements_of(
                cinema,
                read_only=False,
                on_statement=lambda sql: sql == "COMMIT" and committing.set(),
            ):
                writer.start()
                committing.wait()
                latecomer.start()
                latecomer.join(timeout=0.5)
        for thread in (writer, latecomer):
            thread.join()
        assert len(done) == 2

    def test_a_read_that_never_closes_lets_nothing_half_through(
        self, cinema: App, ctx: Context, new_ctx: Callable[..., Context]
    ) -> None:
        with cinema.db.read(ctx) as session:
            session.all(queries.unpaid_bookings, most=1)
            with pytest.raises(Busy):
                sales.sell(cinema, new_ctx(busy_seconds=1), sell_request("F7"))
        assert bookings.last_bookings(cinema, ctx, most=5).bookings == ()
        assert sales.sell(cinema, ctx, sell_request("F7")).booking.status == "confirmed"


def test_with_a_wal_a_writer_commits_under_an_open_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOXOFFICE_UNSAFE_WAL", "1")
    path = tmp_path / "wal.db"
    sqlite_setup.initialise(path, journal="wal")
    with open_app(make_settings(str(path))) as app:
        assert_reads_and_writes_side_by_side(app, make_context(str(path), busy_seconds=1))


def test_on_postgres_a_writer_commits_under_an_open_read(postgres_url: str) -> None:
    with open_app(make_settings(postgres_url)) as app:
        assert_reads_and_writes_side_by_side(app, make_context(postgres_url))


def assert_reads_and_writes_side_by_side(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)
    with app.db.read(ctx) as session:
        before = session.all(queries.last_of_till, till=ctx.till, most=5)
        sold = sales.sell(app, ctx, sell_request("F7"))
        assert session.all(queries.last_of_till, till=ctx.till, most=5) == before == []
    assert bookings.last_bookings(app, ctx, most=1).bookings[0].booking == sold.booking


def test_a_read_cannot_write(cinema: App, ctx: Context) -> None:
    with pytest.raises(Failed) as caught, cinema.db.read(ctx) as session:
        session.all(queries.set_booking, booking_id="x", status="voided", confirmed_ms=0)
    assert caught.value.code == "storage.read_only"


HOT = {
    "cash sale of two seats": ((14, 15), lambda app, ctx: sell(app, ctx)),
    "sale in a house priced by how full it is": ((14, 15), lambda app, ctx: full(app, ctx)),
    "sale with an offer that applies by itself": ((16, 17), lambda app, ctx: offer(app, ctx)),
    "hold of two seats": ((11, 12), lambda app, ctx: hold(app, ctx)),
    "release": ((11, 12), lambda app, ctx: release(app, ctx)),
    "extend": ((12, 13), lambda app, ctx: extend(app, ctx)),
    "booking of two seats": ((12, 13), lambda app, ctx: book(app, ctx)),
}


@pytest.mark.parametrize("what", HOT)
def test_a_hot_path_asks_this_often_and_no_more(cinema: App, now_ctx: Context, what: str) -> None:
    (on_sqlite, on_postgres), prepare = HOT[what]
    act = prepare(cinema, now_ctx)
    with statements_of(cinema, read_only=False) as seen:
        act()
    assert len(bodies(seen)) == (on_sqlite if is_sqlite(cinema) else on_postgres)


def test_a_seat_map_asks_four_times_whatever_the_house(cinema: App, now_ctx: Context) -> None:
    sales.sell(cinema, now_ctx, sell_request("F7-10"))
    with statements_of(cinema, read_only=True) as seen:
        houses.view_house(cinema, now_ctx, "1")
    assert len(bodies(seen)) == 4


def test_a_sale_of_many_seats_asks_no_more_often(cinema: App, now_ctx: Context) -> None:
    with statements_of(cinema, read_only=False) as seen:
        sales.sell(cinema, now_ctx, sell_request("F1-10"))
    assert len(bodies(seen)) == (14 if is_sqlite(cinema) else 15)


def sell(app: App, ctx: Context) -> Callable[[], Any]:
    return lambda: sales.sell(app, ctx, sell_request("F7-8"))


def full(app: App, ctx: Context) -> Callable[[], Any]:
    def add(session: WriteSession, _request: Nothing) -> Result:
        row = {
            "id": 9, "key": "full", "theatre_id": 1, "category": "", "ticket_type": "",
            "show_id": 0, "day_type": "", "amount_minor": 0, "kind": "occupancy",
            "steps": "0=1000",
        }  # fmt: skip
        session.insert(PriceRuleRow, [row])
        return Result()

    app.db.write(replace(ctx, op_key="by-how-full"), Nothing(what="rule"), add)
    return sell(app, ctx)


def offer(app: App, ctx: Context) -> Callable[[], Any]:
    add_offer(app, replace(ctx, op_key="an-offer"), 1, "tenth", percent_bp=1000, automatic=1)
    return sell(app, ctx)


def hold(app: App, ctx: Context) -> Callable[[], Any]:
    return lambda: holds.place_hold(app, ctx, hold_request("F7-8"))


def release(app: App, ctx: Context) -> Callable[[], Any]:
    held = holds.place_hold(app, ctx, hold_request("F7-8"))
    return lambda: holds.release_holds(app, ctx, holds.ReleaseRequest(hold=held.hold.id))


def extend(app: App, ctx: Context) -> Callable[[], Any]:
    held = holds.place_hold(app, ctx, hold_request("F7-8"))
    return lambda: holds.extend_hold(app, ctx, holds.ExtendRequest(hold=held.hold.id))


def book(app: App, ctx: Context) -> Callable[[], Any]:
    return lambda: reservations.book(app, ctx, book_request("F7-8"))
