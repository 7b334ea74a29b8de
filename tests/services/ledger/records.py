"""What the real house has on record of seats and money, past every service."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from boxoffice.storage.session import ReadSession
from boxoffice.storage.tables.bookings import Booking, BookingLine, Payment, Refund, Transfer
from boxoffice.storage.tables.claims import Hold, SeatClaim
from boxoffice.storage.tables.offers import OfferRow, Redemption
from boxoffice.storage.tables.vouchers import Voucher, VoucherReservation
from tests.services.ledger.books import Books


def core(table: Any) -> Any:
    return table.__table__.c


booking, line, payment, refund = core(Booking), core(BookingLine), core(Payment), core(Refund)
claim, hold, transfer = core(SeatClaim), core(Hold), core(Transfer)
voucher, reservation = core(Voucher), core(VoucherReservation)
redemption, offer = core(Redemption), core(OfferRow)


def _of_booking(*columns: Any) -> Any:
    (table,) = {column.table for column in columns}
    return select(booking.ref, *columns).join(
        booking.id.table, booking.id == table.c.booking_id
    ).order_by(table.c.id)  # fmt: skip


BOOKINGS = select(booking.id, booking.ref, booking.status, booking.total_minor)
LINES = _of_booking(
    line.id, line.seat, line.status, line.price_minor, line.fee_minor, line.tax_added_minor,
    line.refunded_minor,
)  # fmt: skip
PAYMENTS = _of_booking(
    payment.id, payment.method, payment.status, payment.amount_minor, payment.rounding_minor,
    payment.currency,
)  # fmt: skip
REFUNDS = _of_booking(
    refund.id, refund.payment_id, refund.status, refund.amount_minor, refund.rounding_minor,
    refund.currency,
)  # fmt: skip
CLAIMS = select(claim.show_id, claim.seat_id, claim.owner_id, claim.state, claim.expires_at_ms)
HOLDS = select(hold.id, hold.status)
VOUCHERS = select(voucher.id, voucher.code, voucher.balance_minor)
KEPT = select(reservation.voucher_id, reservation.booking_id, reservation.amount_minor)
OFFERS = (
    select(booking.ref, offer.key, redemption.code, redemption.status)
    .join_from(redemption.id.table, booking.id.table, booking.id == redemption.booking_id)
    .join(offer.id.table, offer.id == redemption.offer_id)
)
TRANSFERS = select(transfer.from_booking_id, transfer.to_booking_id, transfer.amount_minor)

Found = dict[str, Any]


def real(session: ReadSession, labels: list[str]) -> Found:
    """Everything on record, by the names of people."""
    bookings = session.all(BOOKINGS)
    refs = {row.id: row.ref for row in bookings}
    codes = {row.id: row.code for row in session.all(VOUCHERS)}
    return {
        "bookings": {row.ref: (row.status, row.total_minor) for row in bookings},
        "lines": _grouped(
            (row.ref, (row.seat, row.status, _paid(row), row.refunded_minor))
            for row in session.all(LINES)
        ),
        "claims": {
            (row.show_id, labels[row.seat_id - 1]): (
                refs.get(row.owner_id, row.owner_id), row.state, row.expires_at_ms,
            )
            for row in session.all(CLAIMS)
        },
        "holds": {row.id: row.status for row in session.all(HOLDS)},
        "payments": payments(session),
        "vouchers": {row.code: row.balance_minor for row in session.all(VOUCHERS)},
        "kept": sorted(
            (refs[row.booking_id], codes[row.voucher_id], row.amount_minor)
            for row in session.all(KEPT)
        ),
        "offers": _grouped(
            (row.ref, (row.key, row.code, row.status)) for row in session.all(OFFERS)
        ),
        "moved": moved(session, refs),
    }  # fmt: skip


def payments(session: ReadSession) -> dict[str, list[Any]]:
    """The payments of each booking in their order, each with its refunds."""
    refunds = _grouped(
        (row.payment_id, (row.status, row.amount_minor, row.rounding_minor))
        for row in session.all(REFUNDS)
    )
    return _grouped(
        (row.ref, (row.method, row.status, row.amount_minor, row.rounding_minor,
                   refunds.get(row.id, [])))
        for row in session.all(PAYMENTS)
    )  # fmt: skip


def moved(session: ReadSession, refs: dict[str, str]) -> dict[str, int]:
    """What came to each booking from others, less what went there."""
    net: dict[str, int] = defaultdict(int)
    for row in session.all(TRANSFERS):
        net[refs[row.to_booking_id]] += row.amount_minor
        net[refs[row.from_booking_id]] -= row.amount_minor
    return {ref: minor for ref, minor in net.items() if minor}


def expected(books: Books) -> Found:
    """The same of the simple books."""
    every = books.bookings.values()
    return {
        "bookings": {each.ref: (each.status, each.total_minor) for each in every},
        "lines": {
            each.ref: [
                (row.seat, row.status, row.paid_minor, row.gone_minor) for row in each.lines
            ]
            for each in every
        },
        "claims": {
            key: (each.owner, each.state, each.until_ms) for key, each in books.claims.items()
        },
        "holds": {key: status for key, (_, status) in books.holds.items()},
        "payments": {
            each.ref: [
                (row.method, row.status, row.amount_minor, row.rounding_minor,
                 [(back.status, back.amount_minor, back.rounding_minor) for back in row.refunds])
                for row in each.payments
            ]
            for each in every
            if each.payments
        },
        "vouchers": dict(books.vouchers),
        "kept": sorted(
            (each.ref, code, minor) for each in every for code, minor in each.kept.items()
        ),
        "offers": {
            each.ref: [(row.offer.key, row.code, row.status) for row in each.redemptions]
            for each in every
            if each.redemptions
        },
        "moved": {each.ref: net for each in every if (net := books.moved(each.ref))},
    }  # fmt: skip


def differences(real: Found, expected: Found) -> Found:
    """What the house has on record, and what the books say, wherever that differs."""
    found: Found = {}
    for name, wanted in expected.items():
        keys = sorted({*real[name], *wanted}, key=str)
        if isinstance(wanted, dict):
            pairs = {key: (real[name].get(key), wanted.get(key)) for key in keys}
        else:
            pairs = {key: (key in real[name], key in wanted) for key in keys}
        found |= {(name, key): pair for key, pair in pairs.items() if pair[0] != pair[1]}
    return found


def _paid(row: Any) -> int:
    return int(row.price_minor + row.fee_minor + row.tax_added_minor)


def _grouped(pairs: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)
