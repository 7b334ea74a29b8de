"""What seats give back, in words: the policy before paying, the plan, what hands still do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from boxoffice.domain.refunds import parse_policy
from boxoffice.errors import Invalid
from boxoffice.present.labels import spoken
from boxoffice.present.moments import day_and_time
from boxoffice.present.money import format_money
from boxoffice.present.text import clean
from boxoffice.present.ways_back import by_hand, way_back
from boxoffice.services.refund_results import RefundResult, TenderBack
from boxoffice.services.results import BookingResult, LineView


def policy_line(text: str, *, starts_at: datetime) -> str:
    """Refunds: 100 % until Thu 22 Oct 20:15, nothing after; or "" where a house says nothing."""
    if not text:
        return ""
    try:
        policy = parse_policy(text)
    except Invalid:
        return f"Refunds: {clean(text)}"
    if not policy.steps:
        return "Refunds: none"
    steps = [
        f"{step.percent} % until {_before(starts_at, minutes=step.before_minutes)}"
        for step in policy.steps
    ]
    fees = "; fees are kept" if policy.keeps_fees else ""
    return f"Refunds: {', '.join(steps)}, nothing after{fees}"


def policy_lines(lines: Iterable[LineView], *, starts_at: datetime) -> list[str]:
    """The policy of a booking's seats, each once; that of seats given back no longer matters."""
    live = [line for line in lines if line.status in ("sold", "reserved")]
    texts = dict.fromkeys(line.refund_policy for line in live)
    return [line for text in texts if (line := policy_line(text, starts_at=starts_at))]


def plan_text(result: RefundResult, *, locale: str) -> str:
    """Each seat with what it gives back, to which tender, and what is kept."""
    given, currency = result.given_back, result.booking.currency
    what = spoken(seat.seat for seat in given.seats) or "money that waits for the customer"
    lines = [f"{clean(result.booking.ref)}: {what}"]
    for seat in given.seats:
        paid, back = (
            format_money(minor, currency=currency, locale=locale)
            for minor in (seat.paid_minor, seat.amount_minor)
        )
        share = "in full" if given.in_full else f"{seat.percent} %"
        lines.append(
            f"  {clean(seat.seat)} {clean(seat.ticket_type)}, {paid} paid, {share}: {back}"
        )
    lines += given_back_lines(result, locale=locale)
    return "".join(f"{line}\n" for line in lines)


def given_back_lines(result: RefundResult, *, locale: str) -> list[str]:
    """What goes back to which tender, and what the house keeps of these seats."""
    given, currency = result.given_back, result.booking.currency
    lines = [f"  {to_tender(tender, currency, locale)}" for tender in given.tenders]
    amount = format_money(given.amount_minor, currency=currency, locale=locale)
    kept = format_money(given.kept_minor, currency=currency, locale=locale)
    keeps = f", {kept} kept" if given.kept_minor else ""
    return [f"Back {amount}{keeps}", *lines]


def by_hand_lines(result: RefundResult, *, locale: str) -> list[str]:
    """What a cashier still has to do: cash out of the drawer, the card terminal."""
    tenders, currency = result.given_back.tenders, result.booking.currency
    return hand_lines(tenders, currency=currency, locale=locale)


def hand_lines(tenders: Iterable[TenderBack], *, currency: str, locale: str) -> list[str]:
    """The same for any money that goes back to tenders."""
    lines = []
    for tender in tenders:
        amount = format_money(tender.amount_minor, currency=currency, locale=locale)
        if tender.amount_minor and not tender.refund_slip:
            lines.append(by_hand(tender.method, amount, slip=tender.slip, gateway=tender.gateway))
    return [line for line in lines if line]


def waiting_line(result: BookingResult) -> str:
    """What is to be said where money that was promised went out and the seats stay sold; or ""."""
    kept = [line.seat for line in result.booking.lines if line.status == "sold"]
    if not kept:
        return ""
    return (
        f"That was money that waited; {spoken(kept)} stays sold."
        f" `boxoffice refund {clean(result.booking.ref)} {' '.join(map(clean, kept))}` gives back"
        " the seats."
    )


def to_tender(tender: TenderBack, currency: str, locale: str) -> str:
    """€4.00 in cash, rounded by €0.01: money on its way to a tender."""
    text = f"{format_money(tender.amount_minor, currency=currency, locale=locale)} "
    text += way_back(tender.method, tender.gateway)
    if tender.method == "voucher":
        text += f" …{clean(tender.last_four)}"
    if tender.slip:
        what = "slip" if tender.method == "card" else "reference"
        text += f" of {what} {clean(tender.slip)}"
    if tender.refund_slip:
        text += f", by slip {clean(tender.refund_slip)}"
    if tender.rounding_minor:
        rounding = format_money(tender.rounding_minor, currency=currency, locale=locale)
        text += f", rounded by {rounding}"
    if tender.status != "done":
        text += f" ({clean(tender.status)})"
    return text


def _before(starts_at: datetime, *, minutes: int) -> str:
    """A moment before the show on the theatre's clock, even where that changes in between."""
    if not minutes:
        return "the show starts"
    at = starts_at.astimezone(UTC) - timedelta(minutes=minutes)
    return day_and_time(at.astimezone(starts_at.tzinfo))
