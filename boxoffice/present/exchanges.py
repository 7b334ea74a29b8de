"""What an exchange does, in words: old seats and new ones, and the difference either way."""

from __future__ import annotations

from collections.abc import Iterable

from boxoffice.present.labels import spoken
from boxoffice.present.money import format_money
from boxoffice.present.refunds import hand_lines, to_tender
from boxoffice.present.text import clean
from boxoffice.services.exchange_results import ExchangeResult, SeatMoved
from boxoffice.services.results import BookingResult


def plan_text(result: ExchangeResult, *, locale: str) -> str:
    """Old seats → new ones of each booking, the difference, and to which tenders it goes back."""
    lines = []
    for each in (result, result.other):
        if each is not None:
            lines += _planned(each, locale)
    return "".join(f"{line}\n" for line in lines)


def _planned(result: ExchangeResult, locale: str) -> list[str]:
    currency = result.booking.currency
    new = spoken(result.booking.seats)
    if result.exchanged is None:
        return [
            f"{clean(result.booking.ref)}: {new}",
            difference_line(result, locale=locale),
        ]
    old = result.exchanged
    lines = [f"{clean(old.ref)}: {spoken(seat.seat for seat in old.seats)} → {new}"]
    for seat in old.seats:
        worth = format_money(seat.worth_minor, currency=currency, locale=locale)
        lines.append(f"  {clean(seat.seat)} {clean(seat.ticket_type)}, {worth}{_rest(seat)}")
    for line in result.booking.lines:
        price = format_money(line.paid_minor, currency=currency, locale=locale)
        lines.append(f"  → {clean(line.seat)} {clean(line.ticket_type)}, {price}")
    return [*lines, *difference_lines(result, locale=locale)]


def _rest(seat: SeatMoved) -> str:
    """At how many per cent the rest of a dearer seat goes back."""
    return f", {seat.percent} % of the rest back" if seat.worth_minor > seat.moved_minor else ""


def difference_line(result: ExchangeResult, *, locale: str) -> str:
    """To pay €7.00; Back €3.00, €1.00 kept; or Nothing to pay."""
    currency = result.booking.currency
    amount = format_money(abs(result.difference_minor), currency=currency, locale=locale)
    if result.difference_minor > 0:
        return f"{'To pay' if result.is_plan else 'Difference paid'} {amount}"
    kept = format_money(result.kept_minor, currency=currency, locale=locale)
    keeps = f", {kept} kept" if result.kept_minor else ""
    if result.difference_minor or keeps:
        return f"Back {amount}{keeps}"
    return "Nothing to pay"


def difference_lines(result: ExchangeResult, *, locale: str) -> list[str]:
    """The same with the tenders it goes back to."""
    currency = result.booking.currency
    tenders = [f"  {to_tender(each, currency, locale)}" for each in result.given_back]
    return [difference_line(result, locale=locale), *tenders]


def moved_lines(result: BookingResult, *, locale: str) -> list[str]:
    """Which seats were exchanged, and what money came from which booking or went to it."""
    own = result.booking.ref
    gone = [line.seat for line in result.booking.lines if line.status == "exchanged"]
    lines = [f"Seats exchanged: {spoken(gone)}"] if gone else []
    for each in result.transfers:
        amount = format_money(each.amount_minor, currency=each.currency, locale=locale)
        if each.to_ref == own:
            lines.append(f"{amount} came from booking {clean(each.from_ref)}")
        else:
            lines.append(f"{amount} went to booking {clean(each.to_ref)}")
    if isinstance(result, ExchangeResult):
        lines += difference_lines(result, locale=locale)
    return lines


def by_hand_lines(result: ExchangeResult, *, locale: str) -> list[str]:
    """What a cashier still has to do: cash out of the drawer, the card terminal."""
    lines: list[str] = []
    for each in _both(result):
        lines += hand_lines(each.given_back, currency=each.booking.currency, locale=locale)
    return lines


def _both(result: ExchangeResult) -> Iterable[ExchangeResult]:
    return (result, result.other) if result.other else (result,)
