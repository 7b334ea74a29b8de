"""Payments on their way, what gateways told of them, and what nothing here goes with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, bindparam, select, text, update

from boxoffice.storage.queries.bookings import (
    booking,
    booking_table,
    payment,
    payment_table,
    refund,
    refund_table,
)
from boxoffice.storage.queries.claims import claim, claim_table, in_order
from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import BEGUN, OPEN, UNPAID
from boxoffice.storage.tables.offers import OfferCode, Redemption
from boxoffice.storage.tables.payments import Unmatched, WebhookEvent
from boxoffice.storage.tables.vouchers import VoucherReservation

inbox_table = WebhookEvent.__table__  # type: ignore[attr-defined]
inbox = inbox_table.c
unmatched_table = Unmatched.__table__  # type: ignore[attr-defined]
unmatched = unmatched_table.c
redemption_table = Redemption.__table__  # type: ignore[attr-defined]
redemption = redemption_table.c
code_table = OfferCode.__table__  # type: ignore[attr-defined]
code = code_table.c
reservation_table = VoucherReservation.__table__  # type: ignore[attr-defined]
reservation = reservation_table.c

_payment_id: Any = bindparam("payment_id")
_booking_id: Any = bindparam("booking_id")
_gateway: Any = bindparam("gateway")
_until_ms = bindparam("until_ms", type_=INTEGER)
_most = bindparam("most", type_=INTEGER)
_with_ref = (*payment, booking.ref)


def _payments() -> Any:
    return select(*_with_ref).join_from(
        payment_table, booking_table, booking.id == payment.booking_id
    )


@named
def payment_by_id() -> Executable:
    """One payment with its booking's reference."""
    return _payments().where(payment.id == _payment_id)  # type: ignore[no-any-return]


@named
def payments_of_session() -> Executable:
    """The payment whose page a session is."""
    found = _payments().where(payment.session_id == bindparam("session_id"))
    return found.order_by(payment.id)  # type: ignore[no-any-return]


@named
def payments_of_transaction() -> Executable:
    """The payment that a transaction of a gateway paid."""
    found = _payments().where(
        payment.transaction_id == bindparam("transaction_id"), payment.gateway == _gateway
    )
    return found.order_by(payment.id)  # type: ignore[no-any-return]


@named
def payments_ending() -> Executable:
    """The payments whose id ends like this, among those made since an id."""
    ending: Any = bindparam("ending")
    found = _payments().where(payment.id > bindparam("after"), payment.id.like("%" + ending))
    return found.limit(2)  # type: ignore[no-any-return]


@named
def newest_payments() -> Executable:
    """The newest payments, those after an id."""
    found = _payments().where(payment.id > bindparam("after"))
    return found.order_by(payment.id.desc()).limit(_most)  # type: ignore[no-any-return]


@named
def open_payments() -> Executable:
    """Payments that are begun and neither paid nor over, the oldest first."""
    found = _payments().where(text(f"payment.{OPEN}"))
    return found.order_by(payment.created_at_ms, payment.id).limit(_most)  # type: ignore[no-any-return]


@named
def unpaid_payments() -> Executable:
    """Gateway payments that are over without money, begun since a moment."""
    found = _payments().where(
        text(f"payment.{UNPAID}"),
        payment.created_at_ms >= bindparam("from_ms", type_=INTEGER),
        payment.session_id != "",
    )
    return found.order_by(payment.created_at_ms, payment.id)  # type: ignore[no-any-return]


@named
def ref_of_booking() -> Executable:
    """What people call a booking."""
    return select(booking.ref, booking.show_id).where(booking.id == _booking_id)


@named
def set_session() -> Executable:
    """Keep the page that a gateway opened for a payment, and until when it is open."""
    return (
        update(payment_table)
        .where(payment.id == _payment_id)
        .values(
            session_id=bindparam("opened_session"),
            url=bindparam("opened_url"),
            expires_at_ms=_until_ms,
        )
    )


@named
def post_payment() -> Executable:
    """Change a payment's state with what is known of it by now."""
    return (
        update(payment_table)
        .where(payment.id == _payment_id)
        .values(
            status=bindparam("to_status"),
            captured_at_ms=bindparam("captured_ms", type_=INTEGER),
            transaction_id=bindparam("to_transaction"),
            brand=bindparam("to_brand"),
            last_four=bindparam("to_last_four"),
            failure=bindparam("to_failure"),
        )
    )


@named
def take_event(insert) -> Executable:  # type: ignore[no-untyped-def]
    """Take an event of a gateway, unless it was taken before."""
    statement = insert(inbox_table).values({each.name: bindparam(each.name) for each in inbox})
    return statement.on_conflict_do_nothing().returning(inbox.event_id)  # type: ignore[no-any-return]


@named
def event_by_id() -> Executable:
    """An event that was taken before."""
    return select(*inbox).where(inbox.gateway == _gateway, inbox.event_id == bindparam("event_id"))


@named
def events_of_payment() -> Executable:
    """What a gateway told of one payment, in the order in which it came."""
    return (
        select(*inbox)
        .where(inbox.payment_id == _payment_id)
        .order_by(inbox.received_at_ms, inbox.event_id)
    )


@named
def finish_event() -> Executable:
    """Keep what an event did."""
    return (
        update(inbox_table)
        .where(inbox.gateway == _gateway, inbox.event_id == bindparam("of_event"))
        .values(effect=bindparam("done"), payment_id=bindparam("of_payment"))
    )


@named
def open_unmatched() -> Executable:
    """What waits for a person, the oldest first."""
    return (
        select(*unmatched)
        .where(unmatched.status == "open")
        .order_by(unmatched.created_at_ms, unmatched.id)
    )


@named
def unmatched_of_payment() -> Executable:
    """What waits or waited for a person about one payment."""
    return (
        select(*unmatched)
        .where(unmatched.payment_id == _payment_id)
        .order_by(unmatched.created_at_ms, unmatched.id)
    )


@named
def lock_unmatched() -> Executable:
    """One line of these, locked."""
    return select(*unmatched).where(unmatched.id == bindparam("line_id")).with_for_update()


@named
def unmatched_by_id() -> Executable:
    """One line of these."""
    return select(*unmatched).where(unmatched.id == bindparam("line_id"))


@named
def resolve_unmatched() -> Executable:
    """Somebody has looked at it."""
    return (
        update(unmatched_table)
        .where(unmatched.id == bindparam("line_id"))
        .values(
            status="resolved",
            note=bindparam("said"),
            resolved_at_ms=bindparam("resolved_ms", type_=INTEGER),
        )
    )


@named
def begun_refunds() -> Executable:
    """Refunds that are promised and not done, with their booking's and payment's state."""
    return (
        select(
            *refund,
            booking.ref,
            booking.status.label("booking_status"),
            payment.method,
            payment.status.label("payment_status"),
            payment.gateway,
            payment.transaction_id,
        )
        .join_from(refund_table, booking_table, booking.id == refund.booking_id)
        .join(payment_table, payment.id == refund.payment_id)
        .where(text(f"refund.{BEGUN}"))
        .order_by(refund.created_at_ms, refund.id)
    )


@named
def refunds_of_gateway_id() -> Executable:
    """The refund that a gateway calls by an id."""
    return (
        select(*refund, payment.gateway)
        .join_from(refund_table, payment_table, payment.id == refund.payment_id)
        .where(refund.gateway_refund_id == bindparam("gateway_refund_id"))
    )


@named
def refund_by_id() -> Executable:
    """One refund, and the gateway that its payment came by."""
    return (
        select(*refund, payment.gateway)
        .join_from(refund_table, payment_table, payment.id == refund.payment_id)
        .where(refund.id == bindparam("refund_id"))
    )


@named
def extend_booking() -> Executable:
    """Let a booking wait for its money once more."""
    return (
        update(booking_table)
        .where(booking.id == _booking_id)
        .values(expires_at_ms=_until_ms, extended=1)
    )


@named
def extend_claims(dialect: str) -> Executable:
    """Keep the seats of a pending booking until then; counts must match."""
    own = (
        claim.owner_id == _booking_id,
        claim.show_id == bindparam("show_id", type_=INTEGER),
        claim.state == "pending",
    )
    return (
        update(claim_table).where(in_order(*own, dialect=dialect)).values(expires_at_ms=_until_ms)
    )


@named
def extend_redemptions() -> Executable:
    """Keep the offers of a pending booking until then."""
    return (
        update(redemption_table)
        .where(redemption.booking_id == _booking_id, redemption.status == "reserved")
        .values(expires_at_ms=_until_ms)
    )


@named
def extend_codes() -> Executable:
    """Keep the single-use codes of a pending booking until then."""
    own = select(redemption.code).where(redemption.booking_id == _booking_id)
    return (
        update(code_table)
        .where(code.code.in_(own), code.booking_id == _booking_id, code.expires_at_ms > 0)
        .values(expires_at_ms=_until_ms)
    )


@named
def extend_vouchers() -> Executable:
    """Keep what a pending booking has of vouchers until then."""
    return (
        update(reservation_table)
        .where(reservation.booking_id == _booking_id)
        .values(expires_at_ms=_until_ms)
    )
