"""What a customer gets to read: the receipt of a sale and the line of a hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from boxoffice.domain.money import coins
from boxoffice.present.labels import short_id, spoken
from boxoffice.present.moments import clock_time, day_and_time
from boxoffice.present.money import format_money
from boxoffice.present.price_parts import adjustments, charges
from boxoffice.present.refunds import given_back_lines, policy_lines
from boxoffice.present.text import clean
from boxoffice.present.ways_back import by_hand
from boxoffice.present.words import reason
from boxoffice.services.refund_results import RefundResult
from boxoffice.services.results import (
    BookingResult,
    HoldView,
    PaymentView,
    Reason,
    RefundView,
    ShowLabel,
)

_PLANNED = {"confirmed": "sold", "pending": "booked"}
_WAITS = {
    "queued": "waiting",
    "sent": "on its way",
    "failed": "could not be sent",
}
_NAMES = {"upi": "UPI"}
_SLIPS = {"card": "slip"}
_UNPAID = {"pending", "expired", "cancelled"}
_MOVED = {"captured", "part_refunded", "refunded", "disputed"}


def hold_line(hold: HoldView) -> str:
    """What is kept until when: F7-8 held until 20:14 (hold 4b1c9e)."""
    seats, identity = spoken(hold.seats), short_id(hold.id)
    if not hold.id:
        return f"{seats} would be held until {clock_time(hold.expires_at)}"
    if hold.status != "active":
        return f"{seats} {clean(hold.status)} (hold {identity})"
    return f"{seats} held until {clock_time(hold.expires_at)} (hold {identity})"


def show_line(show: ShowLabel) -> str:
    """Film, time, screen and theatre of a show on one line."""
    parts = (show.movie, day_and_time(show.starts_at), show.screen, show.theatre)
    return ", ".join(clean(part).strip() for part in parts if part)


def receipt(result: BookingResult, *, locale: str) -> str:
    """A booking with its seats, money taken and given back, change by coin, and warnings."""
    booking, show = result.booking, result.show
    lines = [f"{_headline(result)}: {spoken(booking.seats)}"]
    lines.append(show_line(show))
    if booking.name:
        lines.append(f"Name {clean(booking.name)}")
    currency = booking.currency
    lines += _line_texts(result, locale)
    if booking.offers:
        from boxoffice.present.offers import offer_lines

        lines += offer_lines(booking.offers, currency=currency, locale=locale)
    lines += charges(booking.lines, currency=currency, locale=locale)
    total = format_money(booking.total_minor, currency=currency, locale=locale)
    lines.append(f"Total {total}{_parts(result, locale)}")
    for payment in _told(result):
        lines += _payment(payment, currency, locale)
    lines += policy_lines(booking.lines, starts_at=show.starts_at)
    if back := [line.seat for line in booking.lines if line.status == "refunded"]:
        lines.append(f"Seats given back: {spoken(back)}")
    lines += [_refund(refund, currency, locale) for refund in result.refunds]
    if isinstance(result, RefundResult):
        lines += given_back_lines(result, locale=locale)
    if result.transfers or _was_exchanged(result):
        from boxoffice.present.exchanges import moved_lines

        lines += moved_lines(result, locale=locale)
    lines += _kept(result, locale)
    if booking.expires_at is not None:
        lines.append(f"To be paid by {day_and_time(booking.expires_at)}")
    live = [ticket for ticket in result.tickets if ticket.status != "void"]
    if count := len(live):
        tickets = "1 ticket" if count == 1 else f"{count} tickets"
        lines.append(f"{tickets}: `boxoffice ticket view {clean(booking.ref)}`")
    lines += warning_lines(result.warnings)
    if result.replayed:
        lines.append("This is the first answer again; nothing was done twice.")
    return "".join(f"{line}\n" for line in lines)


def _was_exchanged(result: BookingResult) -> bool:
    """Whether seats of it were exchanged, or this answers an exchange, for nothing moved too."""
    return hasattr(result, "exchanged") or any(
        line.status == "exchanged" for line in result.booking.lines
    )


def _headline(result: BookingResult) -> str:
    """Reference and state; of a plan what would be done, and the reference where there is one."""
    ref, status = clean(result.booking.ref), clean(result.booking.status)
    if not result.is_plan:
        return f"{ref} {status.replace('_', ' ')}"
    done = _PLANNED.get(status, status) if not ref or status != "confirmed" else "paid"
    planned = f"{ref} would be {done.replace('_', ' ')}".strip()
    return planned[0].upper() + planned[1:]


def warning_lines(warnings: Iterable[Reason]) -> list[str]:
    """Each warning in words."""
    return [f"Note: {reason(warning.code, warning.details)}" for warning in warnings]


def money_back_lines(result: BookingResult, *, locale: str) -> list[str]:
    """What a cashier still has to do with hands: cash to give back, slips to reverse."""
    payments = {payment.id: payment for payment in result.payments}
    lines = []
    for refund in result.refunds:
        amount = format_money(refund.amount_minor, currency=result.booking.currency, locale=locale)
        payment = payments[refund.payment_id]
        if payment.method == "card":
            lines.append(f"Reverse slip {clean(payment.slip)} on the card terminal: {amount}.")
        elif refund.amount_minor:
            line = by_hand(payment.method, amount, slip=payment.slip, gateway=payment.gateway)
            lines.append(line)
    return [line for line in lines if line]


def change_line(change_minor: int, *, currency: str, locale: str) -> str:
    """The change and the notes and coins to hand out: Change €13.50: 1 × €10.00, …"""
    text = f"Change {format_money(change_minor, currency=currency, locale=locale)}"
    pieces = [
        f"{count} × {format_money(denomination_minor, currency=currency, locale=locale)}"
        for denomination_minor, count in coins(change_minor, currency=currency)
    ]
    return f"{text}: {', '.join(pieces)}" if pieces else text


def _line_texts(result: BookingResult, locale: str) -> Iterator[str]:
    """How many seats of each type at which price."""
    booking = result.booking
    counts: dict[tuple[str, str, int, str], int] = {}
    for line in booking.lines:
        beside = adjustments(line, currency=booking.currency, locale=locale)
        noted = f", {clean(line.proof)}" if line.proof else ""
        key = (line.ticket_type, line.category, line.price_minor, beside + noted)
        counts[key] = counts.get(key, 0) + 1
    for (ticket_type, category, price_minor, beside), count in counts.items():
        price = format_money(price_minor, currency=booking.currency, locale=locale)
        yield f"  {count} × {clean(ticket_type)}, {clean(category)} {price}{beside}"


def _parts(result: BookingResult, locale: str) -> str:
    """What of the total is tax and fee."""
    booking = result.booking
    named = (("tax", booking.tax_minor), ("fee", booking.fee_minor))
    parts = [
        f"{name} {format_money(minor, currency=booking.currency, locale=locale)}"
        for name, minor in named
        if minor
    ]
    return f" (with {', '.join(parts)})" if parts else ""


def _told(result: BookingResult) -> Iterable[PaymentView]:
    """The payments that a customer reads of: of what is paid, those that took something."""
    is_open = result.booking.status in _UNPAID
    return [each for each in result.payments if is_open or each.status in _MOVED]


def _payment(payment: PaymentView, currency: str, locale: str) -> Iterator[str]:
    """What was paid; of a plan, whose payments have no name yet, what would be."""
    amount = format_money(payment.amount_minor, currency=currency, locale=locale)
    if payment.status not in _MOVED:
        yield f"{clean(payment.method).capitalize()} {amount} {clean(payment.status)}"
        return
    line = f"{'Paid' if payment.id else 'To be paid:'} {amount} by {_tender(payment)}"
    if payment.rounding_minor:
        rounding = format_money(payment.rounding_minor, currency=currency, locale=locale)
        line += f", rounded by {rounding}"
    if payment.tendered_minor > payment.amount_minor or payment.change_minor:
        tendered = format_money(payment.tendered_minor, currency=currency, locale=locale)
        line += f", {tendered} given"
    yield line
    if payment.change_minor:
        yield change_line(payment.change_minor, currency=currency, locale=locale)


def _tender(payment: PaymentView) -> str:
    """A tender as it is known: card, slip 4711, visa …1234; UPI, reference 41…; voucher …P9QX."""
    name, ending = clean(payment.method), f"…{clean(payment.last_four)}"
    if payment.method == "voucher":
        return f"{name} {ending}"
    known = [_NAMES.get(payment.method, name)]
    if payment.slip:
        known.append(f"{_SLIPS.get(payment.method, 'reference')} {clean(payment.slip)}")
    if payment.brand:
        known.append(
            f"{clean(payment.brand)} {ending}" if payment.last_four else clean(payment.brand)
        )
    return ", ".join(known)


def _kept(result: BookingResult, locale: str) -> Iterator[str]:
    """What vouchers will pay of a booking, and what that leaves to be paid."""
    currency, left = result.booking.currency, result.booking.total_minor
    for kept in result.vouchers:
        left -= kept.amount_minor
        amount = format_money(kept.amount_minor, currency=currency, locale=locale)
        yield f"Voucher …{clean(kept.last_four)} keeps {amount} for it"
    if result.vouchers and left:
        yield f"Left to pay {format_money(left, currency=currency, locale=locale)}"


def _refund(refund: RefundView, currency: str, locale: str) -> str:
    amount = format_money(refund.amount_minor, currency=currency, locale=locale)
    slip = f" by slip {clean(refund.slip)}" if refund.slip else ""
    why = f": {clean(refund.reason)}" if refund.reason else ""
    if not refund.id:
        return f"To be given back: {amount}{slip}{why}"
    if refund.status != "done":
        return f"To be given back: {amount} ({_WAITS.get(refund.status, refund.status)}){why}"
    return f"Given back {amount} ({clean(refund.status)}){slip}{why}"
