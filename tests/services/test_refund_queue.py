"""Money promised back waits on record, and never more of it than a payment took."""

from __future__ import annotations

import pytest

from boxoffice.context import Context
from boxoffice.domain.refunds import Cause
from boxoffice.errors import Conflict
from boxoffice.services import bookings, refund_queue, sales
from boxoffice.services.app import App
from boxoffice.storage.queries import bookings as queries
from boxoffice.storage.session import WriteSession
from tests.counter import sell_request
from tests.programme import open_cinema, write


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)


def queue(app: App, ctx: Context, ref: str, amount_minor: int) -> None:
    """Promise so much of a booking's only payment back, as money that came late is."""

    def body(session: WriteSession) -> None:
        booking = bookings.lock_booking(session, ref)
        (payment,) = session.all(queries.payments_of, booking_id=booking.id)
        refund_queue.queue(
            session, booking, payment, amount_minor=amount_minor, cause=Cause.LATE_MONEY,
            reason="too late",
        )  # fmt: skip

    write(app, ctx, body)


def test_a_promise_waits_on_record_and_the_payment_stays_captured(app: App, ctx: Context) -> None:
    ref = sales.sell(app, ctx, sell_request("F7-8")).booking.ref
    queue(app, ctx, ref, 900)
    found = bookings.view_booking(app, ctx, ref)
    assert [(each.status, each.amount_minor, each.reason) for each in found.refunds] == [
        ("queued", 900, "too late")
    ]
    assert {payment.status for payment in found.payments} == {"captured"}


def test_no_more_is_promised_than_is_left(app: App, ctx: Context) -> None:
    ref = sales.sell(app, ctx, sell_request("F7-8")).booking.ref
    queue(app, ctx, ref, 900)
    with pytest.raises(Conflict) as caught:
        queue(app, ctx, ref, 1501)
    assert (caught.value.code, caught.value.details["left_minor"]) == ("refunds.too_much", 1500)
    queue(app, ctx, ref, 1500)
