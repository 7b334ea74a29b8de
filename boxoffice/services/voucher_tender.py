"""Vouchers as money: kept for a booking, spent on a payment, given back by a refund."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from boxoffice.domain import times
from boxoffice.domain import vouchers as rules
from boxoffice.domain.lifecycle import PaymentMethod, Subject, VoucherStatus
from boxoffice.domain.tenders import Paid, Tender, settle
from boxoffice.errors import BoxofficeError, Conflict, NotFound, Refused
from boxoffice.services import bookings, tendering
from boxoffice.services.results import Reason
from boxoffice.storage.backends import Retry
from boxoffice.storage.queries import shows as show_queries
from boxoffice.storage.queries import vouchers as queries
from boxoffice.storage.statements import Row
from boxoffice.storage.tables.vouchers import VoucherEntry, VoucherReservation

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.refund_results import TenderBack
    from boxoffice.storage.session import ReadSession, WriteSession

_LOST = {"void": "vouchers.back_on_void", "expired": "vouchers.back_on_expired"}


def get_voucher(session: ReadSession, typed: str) -> Row:
    """A voucher by its code, however it is typed; what was typed is told to nobody."""
    code = rules.fold_code(typed)
    row = session.first(queries.voucher_by_code, code=code) if code else None
    if row is None:
        raise NotFound("vouchers.unknown")
    return row


def available(
    session: ReadSession, tenders: Sequence[Tender], *, currency: str, booking_id: str = ""
) -> dict[str, int]:
    """What each voucher may pay for a booking: what others keep of it is theirs until it runs out.

    One that has run out still pays what the booking itself keeps of it.
    """
    found = {}
    for tender in tenders:
        if tender.method is not PaymentMethod.VOUCHER:
            continue
        voucher = get_voucher(session, tender.slip)
        free, own = _free(session, voucher, booking_id)
        _require_usable(session, voucher, currency=currency, own_minor=own)
        is_over = _is_over(voucher, session.now_ms)
        found[tender.slip] = min(free, own) if is_over or tender.reserved else free
    return found


def with_kept(session: ReadSession, booking: Row, tenders: Sequence[Tender]) -> tuple[Tender, ...]:
    """The tenders with the vouchers that the booking keeps itself, those not typed as well."""
    typed = {tender.slip for tender in tenders if tender.method is PaymentMethod.VOUCHER}
    kept = [
        Tender(PaymentMethod.VOUCHER, slip=row.code, reserved=True)
        for row in kept_of(session, booking.id)
        if row.code not in typed
    ]
    return (*tenders, *kept)


def kept_of(session: ReadSession, booking_id: str) -> list[Row]:
    """What a booking keeps of vouchers by now; run out or void is not there."""
    return [
        row
        for row in session.all(queries.reservations_of_booking, booking_id=booking_id)
        if row.expires_at_ms > session.now_ms and row.status == VoucherStatus.ACTIVE
    ]


def covered(app: App, ctx: Context, ref: str) -> list[Row]:
    """What a booking that waits for its money keeps of vouchers."""
    with app.db.read(ctx) as session:
        return kept_of(session, bookings.get_booking(session, ref).id)


def keep(session: WriteSession, booking: Row, tenders: Sequence[Tender]) -> list[Row]:
    """Keep what vouchers pay of a booking until the booking itself runs out."""
    rest = Tender(PaymentMethod.GATEWAY, reserved=True)
    paid = settle(
        booking.total_minor, (*tenders, rest), currency=booking.currency,
        available=available(session, tenders, currency=booking.currency),
    )  # fmt: skip
    ids, wanted = reserve(session, booking, paid), _wanted(paid)
    return [
        Row(voucher_id=ids[code], code=code, amount_minor=amount) for code, amount in wanted.items()
    ]


def reserve(session: WriteSession, booking: Row, paid: Sequence[Paid]) -> dict[str, str]:
    """Keep what payments take of vouchers, and nothing else, for a booking; their ids by code."""
    wanted = _wanted(paid)
    ids = {code: row.id for code, row in _lock(session, wanted, booking).items()}
    release(session, booking.id)
    rows = [
        {
            "voucher_id": ids[code], "booking_id": booking.id, "amount_minor": amount,
            "expires_at_ms": booking.expires_at_ms,
        }
        for code, amount in wanted.items()
    ]  # fmt: skip
    session.insert(VoucherReservation, rows)
    for row in rows:
        _step(
            session, str(row["voucher_id"]), VoucherStatus.ACTIVE, booking=booking.id,
            reserved_minor=row["amount_minor"],
        )  # fmt: skip
    return ids


def take(session: WriteSession, booking: Row, paid: Sequence[Paid]) -> list[Row]:
    """Write payments with the vouchers among them spent, and what the booking kept given up."""
    wanted = _wanted(paid)
    locked = _lock(session, wanted, booking)
    payments = tendering.insert_payments(
        session, booking, paid, vouchers={code: row.id for code, row in locked.items()}
    )
    _spend(session, {row.id: row for row in locked.values()}, payments)
    release(session, booking.id)
    return payments


def can_spend(session: ReadSession, booking: Row, payments: Sequence[Row]) -> bool:
    """Whether the vouchers of payments that were begun before have as much as they are to pay."""
    for payment in payments:
        if payment.method == PaymentMethod.VOUCHER:
            voucher = _by_id(session, payment.voucher_id)
            free, own = _free(session, voucher, booking.id)
            try:
                _require_usable(session, voucher, currency=booking.currency, own_minor=own)
            except Refused:
                return False
            if payment.amount_minor > free:
                return False
    return True


def spend(session: WriteSession, booking: Row, payments: Sequence[Row]) -> None:
    """Spend the vouchers of payments that were begun before; all is done anew if one cannot."""
    begun = [row for row in payments if row.method == PaymentMethod.VOUCHER]
    codes = {row.voucher_id: _by_id(session, row.voucher_id).code for row in begun}
    wanted = {codes[row.voucher_id]: row.amount_minor for row in begun}
    locked = _lock(session, wanted, booking)
    _spend(session, {row.id: row for row in locked.values()}, begun)
    release(session, booking.id)


def release(session: WriteSession, booking_id: str) -> None:
    """Give up what a booking keeps of vouchers."""
    session.run(queries.release_booking, booking_id=booking_id)


def give_back(session: WriteSession, payment: Row, *, refund_id: str, amount_minor: int) -> None:
    """Put money back on the voucher it came from, run out or void as that may be."""
    (voucher,) = session.lock(queries.lock_voucher, voucher_id=payment.voucher_id)
    _change(
        session, voucher, kind="back", amount_minor=amount_minor, payment_id=payment.id,
        refund_id=refund_id,
    )  # fmt: skip


def why_unspendable(session: WriteSession, payment: Row) -> str:
    """Void or expired, where nobody can spend what is on a payment's voucher, else ""."""
    voucher = session.first(queries.voucher_by_id, voucher_id=payment.voucher_id)
    if voucher is None or voucher.status == VoucherStatus.VOID:
        return str(VoucherStatus.VOID)
    return "expired" if 0 < voucher.expires_at_ms <= session.now_ms else ""


def unspendable(tenders: Iterable[TenderBack]) -> tuple[Reason, ...]:
    """What to say of money that went back to vouchers that pay nothing."""
    return tuple(
        Reason(code=_LOST[each.voucher_status], details={"ending": each.last_four})
        for each in tenders
        if each.voucher_status and each.amount_minor
    )


def _spend(session: WriteSession, vouchers: Mapping[str, Row], payments: Sequence[Row]) -> None:
    for payment in payments:
        if payment.method == PaymentMethod.VOUCHER:
            voucher = vouchers[payment.voucher_id]
            _change(
                session, voucher, kind="spent", amount_minor=-payment.amount_minor,
                payment_id=payment.id,
            )  # fmt: skip
            payment.left_minor = voucher.balance_minor


def _change(
    session: WriteSession,
    voucher: Row,
    *,
    kind: str,
    amount_minor: int,
    payment_id: str,
    refund_id: str = "",
) -> None:
    """An entry, and the balance that it makes, of a voucher that is locked."""
    voucher.balance_minor += amount_minor
    session.insert(VoucherEntry, [new_entry(session, voucher.id, kind, amount_minor, payment_id,
                                            refund_id)])  # fmt: skip
    session.run(queries.set_balance, voucher_id=voucher.id, left_minor=voucher.balance_minor)
    _step(
        session, voucher.id, voucher.status, payment=payment_id, amount_minor=amount_minor,
        balance_minor=voucher.balance_minor,
    )  # fmt: skip


def new_entry(
    session: WriteSession,
    voucher_id: str,
    kind: str,
    amount_minor: int,
    payment_id: str = "",
    refund_id: str = "",
) -> dict[str, Any]:
    """The row of a change of a balance."""
    return {
        "id": session.ctx.ids.uuid7(session.now_ms), "voucher_id": voucher_id, "kind": kind,
        "amount_minor": amount_minor, "payment_id": payment_id, "refund_id": refund_id,
        "created_at_ms": session.now_ms,
    }  # fmt: skip


def _step(session: WriteSession, voucher_id: str, status: str, **detail: Any) -> None:
    session.step(Subject.VOUCHER, voucher_id, status, status, **detail)


def _wanted(paid: Sequence[Paid]) -> dict[str, int]:
    return {
        part.slip: part.amount_minor for part in paid if part.method is PaymentMethod.VOUCHER
    }  # fmt: skip


def _lock(session: WriteSession, wanted: Mapping[str, int], booking: Row) -> dict[str, Row]:
    """Vouchers in the order of their ids; where somebody was quicker, all is divided anew."""
    found = {code: get_voucher(session, code).id for code in wanted}
    locked = {}
    for code in sorted(found, key=lambda each: str(found[each])):
        (voucher,) = session.lock(queries.lock_voucher, voucher_id=found[code])
        free, own = _free(session, voucher, booking.id)
        try:
            _require_usable(session, voucher, currency=booking.currency, own_minor=own)
            if wanted[code] > free:
                raise _too_little(voucher, wanted[code], free)
        except BoxofficeError as error:
            raise Retry(error) from error
        locked[code] = voucher
    return locked


def _free(session: ReadSession, voucher: Row, booking_id: str) -> tuple[int, int]:
    """What a booking may take of a voucher, and what of that it keeps already."""
    rows: Any = session.all(queries.reservations_of_voucher, voucher_id=voucher.id)
    own = rules.kept_for(rows, booking_id, now_ms=session.now_ms)
    free = rules.available(
        voucher.balance_minor, rows, booking_id=booking_id, now_ms=session.now_ms
    )
    return free, own


def _is_over(voucher: Row, now_ms: int) -> bool:
    return bool(0 < voucher.expires_at_ms <= now_ms)


def _require_usable(session: ReadSession, voucher: Row, *, currency: str, own_minor: int) -> None:
    ending = rules.ending(voucher.code)
    if voucher.status == VoucherStatus.VOID:
        raise Refused("vouchers.void", ending=ending)
    if _is_over(voucher, session.now_ms) and not own_minor:
        houses = session.all(show_queries.theatres)
        zone = next((row.zone for row in houses if row.currency == voucher.currency), "UTC")
        day = times.business_day(voucher.expires_at_ms - 1, zone=zone).isoformat()
        raise Refused("vouchers.expired", ending=ending, day=day)
    if voucher.currency != currency:
        raise Refused(
            "vouchers.currency", ending=ending, currency=voucher.currency, wanted=currency
        )


def _too_little(voucher: Row, wanted_minor: int, available_minor: int) -> Conflict:
    return Conflict(
        "vouchers.too_little", ending=rules.ending(voucher.code), wanted=wanted_minor,
        available=available_minor, currency=voucher.currency,
    )  # fmt: skip


def _by_id(session: ReadSession, voucher_id: str) -> Row:
    return session.all(queries.voucher_by_id, voucher_id=voucher_id)[0]
