"""What exchanged seats give back: never more than the old ones did, and what was paid on top."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from boxoffice.context import Context
from boxoffice.services import exchanges, refunds, sales
from boxoffice.services.app import App
from boxoffice.services.exchanges import ExchangeRequest
from boxoffice.services.refunds import RefundRequest
from boxoffice.services.results import BookingResult, Result
from boxoffice.services.verify import verify
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.places import Theatre
from boxoffice.storage.tables.programme import Show
from tests.clocks import FakeClock
from tests.counter import CASH, sell_request
from tests.programme import HOUR_MS, Nothing, open_cinema

THEATRE, SHOW = Theatre.__table__, Show.__table__  # type: ignore[attr-defined]
STEPPED = "24h=100,2h=50;fees=kept"
WEEK_MS = 7 * 24 * HOUR_MS


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> Any:
    """Show 1 is in 30 hours, show 2 a week after it."""
    open_cinema(app, ctx, starts_in_ms=30 * HOUR_MS)

    def body(session: WriteSession, _request: Nothing) -> Result:
        session.run(update(THEATRE).values(refund_policy=STEPPED))
        later = {"starts_at_ms": SHOW.c.starts_at_ms + WEEK_MS}
        later["ends_at_ms"] = SHOW.c.ends_at_ms + WEEK_MS
        session.run(update(SHOW).where(SHOW.c.id == 2).values(**later))
        return Result()

    app.db.write(ctx, Nothing(), body)
    yield
    assert verify(app, ctx).violations == ()


def sell(app: App, ctx: Context, *seats: str) -> str:
    return sales.sell(app, ctx, sell_request(*seats, tenders=(CASH,))).booking.ref


def exchange(app: App, ctx: Context, ref: str, *seats: str, **more: Any) -> BookingResult:
    return exchanges.exchange(app, ctx, ExchangeRequest(ref=ref, words=seats, **more))


def back_minor(app: App, ctx: Context, ref: str) -> int:
    request = RefundRequest(ref=ref, for_nothing=True)
    return refunds.refund(app, ctx, request).given_back.amount_minor


def policies(result: BookingResult) -> set[str]:
    return {line.refund_policy for line in result.booking.lines}


def test_who_exchanges_in_time_has_the_policy_of_the_new_show(app: App, ctx: Context) -> None:
    done = exchange(app, ctx, sell(app, ctx, "F7"), to=("F7",), show="2")
    assert policies(done) == {STEPPED}
    assert back_minor(app, ctx, done.booking.ref) == 1200


@pytest.mark.parametrize(
    ("minutes", "written", "of_moved"),
    [(7 * 60, "2h=50;fees=kept", 600), (29 * 60, "none", 0)],
)
def test_an_exchange_shortly_before_the_show_gives_no_more_than_a_refund(
    app: App, ctx: Context, clock: FakeClock, minutes: int, written: str, of_moved: int
) -> None:
    refs = [sell(app, ctx, seat) for seat in ("F7", "F8", "F9")]
    clock.advance(minutes=minutes)
    assert back_minor(app, ctx, refs[0]) == of_moved
    done = exchange(app, ctx, refs[1], to=("F7",), show="2")
    assert policies(done) == {written}
    again = exchange(app, ctx, done.booking.ref, to=("F8",), show="2")
    assert policies(again) == {written}
    assert back_minor(app, ctx, again.booking.ref) == of_moved
    dearer = exchange(app, ctx, refs[2], to=("G3",), show="2", tenders=(CASH,))
    assert 0 < back_minor(app, ctx, dearer.booking.ref) <= of_moved + 350


def test_swapped_and_more_seats_give_no_more_either(
    app: App, ctx: Context, clock: FakeClock, new_ctx: Callable[..., Context]
) -> None:
    late, early = sell(app, ctx, "F7"), sell(app, ctx, "F8")
    mine = exchange(app, ctx, early, to=("F8",), show="2").booking.ref
    clock.advance(minutes=29 * 60)
    swapped = exchanges.exchange(app, ctx, ExchangeRequest(ref=late, other=mine))
    assert swapped.other is not None
    assert (policies(swapped), policies(swapped.other)) == ({"none"}, {STEPPED})
    more = exchange(app, ctx, swapped.booking.ref, to=("C1-2",), show="2", tenders=(CASH,))
    assert policies(more) == {"24h=50,2h=25;fees=kept"}
    assert back_minor(app, ctx, more.booking.ref) == 1200
