"""Who waits at an offer for somebody else counts once more, at the time that it is then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boxoffice.context import Context
from boxoffice.errors import Conflict
from boxoffice.services import reservations, sales
from boxoffice.services.app import App
from boxoffice.services.results import BookingResult
from boxoffice.services.verify import verify
from tests.clocks import FakeClock
from tests.counter import book_request, pay_request, sell_request
from tests.offers import add_offer
from tests.programme import open_cinema
from tests.waiting import stopped

pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)

OFFER = "SELECT 1 FROM offer WHERE id = 1 FOR UPDATE"
CODE = "SELECT 1 FROM offer_code WHERE code = 'LAST' FOR UPDATE"
TAKE = (
    "INSERT INTO redemption SELECT 'r', 1, id, '', '', 'redeemed', '', 'EUR', 0, 1, 0"
    " FROM booking WHERE ref = %s"
)
TAKE_CODE = (
    "UPDATE offer_code SET expires_at_ms = 0,"
    " booking_id = (SELECT id FROM booking WHERE ref = %s) WHERE code = 'LAST'"
)


def plain(app: App, ctx: Context) -> str:
    """A booking that somebody else's redemption can hang on."""
    return sales.sell(app, ctx, sell_request("A5")).booking.ref


@pytest.mark.parametrize("price", [1200, 1080])
def test_a_sale_that_waited_is_priced_anew_without_the_offer(
    app: App, new_ctx: Callable[..., Context], database: str, price: int
) -> None:
    open_cinema(app, new_ctx())
    add_offer(app, new_ctx(), 1, "last", percent_bp=1000, automatic=1, limit_total=1)
    add_offer(app, new_ctx(), 2, "gone", percent_bp=1, code="GONE")
    with stopped(database, lambda: sales.sell(app, new_ctx(), sell_request("F7")), OFFER) as (
        other,
        outcome,
    ):
        if price == 1200:
            other.execute(
                "INSERT INTO booking SELECT 'other', 'OTHER', 1, 'confirmed', 't', 'a', '', '',"
                " '', 'EUR', 0, 0, 0, 1, 1, 0, 0"
            )
            other.execute(TAKE, ["OTHER"])
    (sold,) = outcome
    assert isinstance(sold, BookingResult), sold
    assert sold.booking.total_minor == price


@pytest.mark.parametrize(
    ("offer", "lock", "take"),
    [
        ({"code": "LAST", "limit_total": 1}, OFFER, TAKE),
        ({"single_use": 1, "codes": ("LAST",)}, CODE, TAKE_CODE),
    ],
    ids=["last", "code"],
)
def test_a_code_that_somebody_took_meanwhile_is_refused(
    app: App,
    new_ctx: Callable[..., Context],
    database: str,
    offer: dict[str, Any],
    lock: str,
    take: str,
) -> None:
    open_cinema(app, new_ctx())
    other_ref = plain(app, new_ctx())
    add_offer(app, new_ctx(), 1, "last", percent_bp=1000, **offer)
    request = sell_request("F7", offers=("LAST",))
    with stopped(database, lambda: sales.sell(app, new_ctx(), request), lock) as (other, outcome):
        other.execute(take, [other_ref])
    (refused,) = outcome
    assert isinstance(refused, Conflict)
    assert refused.code in ("offers.limit", "offers.code_used")
    assert sales.sell(app, new_ctx(), sell_request("F7")).booking.total_minor == 1200


@pytest.mark.parametrize(
    ("offer", "lock", "take"),
    [
        ({"code": "LAST", "limit_total": 1}, OFFER, TAKE),
        ({"single_use": 1, "codes": ("LAST",)}, CODE, TAKE_CODE),
    ],
    ids=["last", "code"],
)
def test_money_that_waited_until_its_time_was_over_is_late(
    app: App,
    new_ctx: Callable[..., Context],
    clock: FakeClock,
    database: str,
    offer: dict[str, Any],
    lock: str,
    take: str,
) -> None:
    open_cinema(app, new_ctx())
    other_ref = plain(app, new_ctx())
    add_offer(app, new_ctx(), 1, "last", percent_bp=1000, **offer)
    ref = reservations.book(app, new_ctx(), book_request("F7", offers=("LAST",))).booking.ref
    with stopped(database, lambda: reservations.pay(app, new_ctx(), pay_request(ref)), lock) as (
        other,
        outcome,
    ):
        clock.advance(minutes=16)
        other.execute(take, [other_ref])
    (paid,) = outcome
    assert isinstance(paid, BookingResult), paid
    assert paid.booking.total_minor == 1080
    assert [each.status for each in paid.booking.offers] == ["honoured"]


def test_two_who_cancel_and_take_go_by_one_another(
    app: App, new_ctx: Callable[..., Context], database: str
) -> None:
    open_cinema(app, new_ctx())
    add_offer(app, new_ctx(), 1, "last", percent_bp=1000, single_use=1, codes=("LAST",))
    ref = reservations.book(app, new_ctx(), book_request("F7", offers=("LAST",))).booking.ref
    cancel = reservations.CancelRequest(ref=ref)
    with stopped(database, lambda: reservations.cancel(app, new_ctx(), cancel), CODE):
        pass
    sold = sales.sell(app, new_ctx(), sell_request("F7", offers=("LAST",)))
    assert sold.booking.total_minor == 1080
    assert verify(app, new_ctx()).violations == ()
