"""Online payments in words: the page to pay on, what a delivery did, what was found by asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from boxoffice.present.labels import short_id
from boxoffice.present.moments import day_and_time
from boxoffice.present.money import format_money
from boxoffice.present.rows.payments import what_waits
from boxoffice.present.text import clean
from boxoffice.present.words import reason
from boxoffice.services.attention import AttentionLine
from boxoffice.services.flows.receiving import Received
from boxoffice.services.flows.reconciling import Reconciled
from boxoffice.services.gateway_events import Posted
from boxoffice.services.payment_views import PaymentDetail, PaymentHistory

OPEN = ("initiated", "authorized")

EFFECTS = {
    "captured": "paid; the booking is confirmed",
    "captured_late": "paid late; its own seats were still free, the booking is confirmed",
    "reseated": "paid late; it has other seats as good: {seats}",
    "unseated": "paid too late for any seats; the money goes back",
    "paid_twice": "paid once more; that money goes back",
    "not_enough": "not enough beside what else was to pay it, as a voucher; that money goes back",
    "authorized": "reserved at the payer's bank",
    "failed": "the payment failed",
    "failed_extended": "the payment failed; the booking waits once more",
    "failed_cancelled": "the payment failed; the booking is cancelled and its seats are free",
    "expired": "the page is over; nothing was paid",
    "voided": "the page is closed; nothing was paid",
    "processing": "the bank is still at it",
    "attempt_failed": "a try failed; the page is still open",
    "disputed": "the payer disputes it: somebody has to answer the gateway",
    "refund_sent": "the refund is on its way",
    "refund_done": "the refund is out",
    "refund_failed": "the refund failed: somebody has to look",
    "refund_came_back": "a refund that was out failed after all: somebody has to look",
    "unmatched": "nothing here goes with it ({why}): somebody has to look",
    "already": "nothing new",
    "behind": "older than what is known; nothing was changed",
    "unknown": "about nothing here; nothing was changed",
    "ignored": "nothing that matters here",
}
"""What each effect means to a person."""


def page_lines(payment: PaymentDetail, *, locale: str) -> list[str]:
    """Where to pay how much, in which session, until when; nothing of a page that is over."""
    if payment.status not in OPEN:
        return []
    amount = format_money(payment.amount_minor, currency=payment.currency, locale=locale)
    lines = [f"To be paid online: {amount} by {clean(payment.gateway)}"]
    if payment.url:
        lines.append(clean(payment.url))
    until = f", open until {day_and_time(payment.expires_at)}" if payment.expires_at else ""
    lines.append(f"Session {clean(payment.session_id) or 'not opened yet'}{until}")
    return lines


def effect_words(posted: Posted) -> str:
    """What one report did."""
    template = EFFECTS.get(posted.effect, clean(posted.effect).replace("_", " "))
    seats = posted.details.get("seats") or ()
    details = {
        "seats": ", ".join(clean(seat) for seat in seats),
        "why": clean(str(posted.details.get("why", ""))),
    }
    return template.format_map(details)


def received_text(received: Received) -> str:
    """One delivery, and what followed."""
    webhook = received.webhook
    seen = "seen before, " if webhook.is_duplicate else ""
    lines = [f"{_of(webhook.posted)}{seen}{effect_words(webhook.posted)}"]
    lines += [f"{_of(each)}{effect_words(each)}" for each in received.then]
    return "".join(f"{line[:1].upper()}{line[1:]}.\n" for line in lines)


def _of(posted: Posted) -> str:
    return f"Booking {clean(posted.ref)}: " if posted.ref else ""


def reconciled_text(done: Reconciled, *, locale: str) -> str:
    """For people and for a cron mail."""
    return "".join(f"{line}\n" for line in _reconciled(done, locale))


def _reconciled(done: Reconciled, locale: str) -> Iterator[str]:
    if done.skipped:
        yield "Another reconciliation is running; this one left everything to it."
        return
    verb = "Would ask" if done.dry_run else "Asked"
    yield f"{verb} about {_some(done.asked, 'payment')}; {done.still_open} still open."
    for each in done.learned:
        yield f"{_of(each)}{effect_words(each)}."
    refunds = done.refunds
    if refunds.asked:
        yield (
            f"{_some(refunds.asked, 'refund')} sent: {refunds.done} done,"
            f" {refunds.under_way} under way, {refunds.failed} failed."
        )
    for trouble in done.troubles:
        yield f"{reason(trouble.reason.code, trouble.reason.details)}"
    yield from attention_lines(done.attention, locale=locale)


def attention_lines(lines: Iterable[AttentionLine], *, locale: str) -> Iterator[str]:
    """Each thing that waits for a person, and what takes it off the list."""
    for line in lines:
        amount = _amount(line.amount_minor, line.currency, locale)
        of = f", booking {clean(line.ref)}" if line.ref else ""
        at = f" at {clean(line.gateway)}" if line.gateway else ""
        said = what_waits(line).replace("REF", clean(line.ref) or "REF")
        yield f"Somebody has to look: {said}: {amount}{of}{at}{_end(line)}"
        for candidate in line.candidates:
            amount = _amount(candidate.amount_minor, line.currency, locale)
            yield (
                f"  may be refund {short_id(candidate.refund_id)} of booking"
                f" {clean(candidate.ref)}, {amount}, {clean(candidate.status)}"
            )


def _end(line: AttentionLine) -> str:
    if not line.is_resolvable:
        return "."
    return f". Then: `boxoffice payment resolve {short_id(line.id)} --note TEXT`."


def history_text(history: PaymentHistory, *, locale: str) -> str:
    """One payment with everything that was told of it."""
    return "".join(f"{line}\n" for line in _history(history, locale))


def _history(history: PaymentHistory, locale: str) -> Iterator[str]:
    payment = history.payment
    amount = _amount(payment.amount_minor, payment.currency, locale)
    by = clean(payment.gateway or payment.method)
    yield f"Payment {payment.id}"
    yield f"{amount} by {by} for booking {clean(payment.ref)}: {payment.status.replace('_', ' ')}"
    yield f"Begun {day_and_time(payment.created_at)} at {clean(payment.till)}"
    if payment.captured_at:
        yield f"Came in {day_and_time(payment.captured_at)}"
    for name, value in (
        ("Slip", payment.slip), ("Session", payment.session_id), ("Page", payment.url),
        ("Transaction", payment.transaction_id), ("Failed", payment.failure),
    ):  # fmt: skip
        if value:
            yield f"{name} {clean(value)}"
    for event in history.events:
        yield f"{day_and_time(event.at)} {clean(event.kind)}: {clean(event.effect)}"
    for refund in history.refunds:
        amount = _amount(refund.amount_minor, payment.currency, locale)
        yield f"Given back {amount} ({clean(refund.status)})"


def _amount(minor: int, currency: str, locale: str) -> str:
    return format_money(minor, currency=currency, locale=locale) if currency else str(minor)


def _some(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
