"""A quote as a cashier reads it out: seats, prices and their rules, why these, what else."""

from __future__ import annotations

from collections.abc import Iterator

from boxoffice.present.labels import spoken
from boxoffice.present.money import format_money
from boxoffice.present.price_parts import charges, explanation
from boxoffice.present.receipts import show_line, warning_lines
from boxoffice.present.refunds import policy_line
from boxoffice.present.text import clean, fill, width_of
from boxoffice.present.words import reason
from boxoffice.services.results import Quote, SeatPrice


def quote_text(quote: Quote, *, locale: str, width: int = 80) -> str:
    """The show, the seats with price and rule by type, the total, the reasons and alternatives."""
    total = format_money(quote.total_minor, currency=quote.currency, locale=locale)
    lines = _wrapped([show_line(quote.show)], width)
    lines += _wrapped([spoken(seat.label for seat in quote.seats)], width)
    lines += _prices(quote, locale)
    if quote.offers or quote.offers_looked:
        from boxoffice.present.offers import offer_lines

        lines += offer_lines(quote.offers, currency=quote.currency, locale=locale)
    lines += charges(quote.seats, currency=quote.currency, locale=locale)
    lines.append(f"Total {total}{_in_cash(quote, locale)}")
    if policy := policy_line(quote.refund_policy, starts_at=quote.show.starts_at):
        lines += _wrapped([policy], width)
    for each in quote.explain:
        lines += explanation(each, currency=quote.currency, locale=locale)
    if quote.offers_looked:
        from boxoffice.present.offers import looked_lines

        lines += looked_lines(quote.offers_looked, currency=quote.currency, locale=locale)
    reasons = [reason(why.code, why.details) for why in quote.why]
    if reasons:
        lines += _wrapped(_listed("Why:", reasons, ","), width)
    others = [spoken(labels) for labels in quote.alternatives]
    if others:
        lines += _wrapped(_listed("Or:", others, ";"), width)
    lines += warning_lines(quote.warnings)
    return "".join(f"{line}\n" for line in lines)


def _in_cash(quote: Quote, locale: str) -> str:
    if quote.cash_minor is None:
        return ""
    return f", in cash {format_money(quote.cash_minor, currency=quote.currency, locale=locale)}"


def _prices(quote: Quote, locale: str) -> Iterator[str]:
    counts: dict[tuple[str, int, str], int] = {}
    for seat in quote.seats:
        key = (seat.ticket_type, seat.price_minor, _rules(seat))
        counts[key] = counts.get(key, 0) + 1
    for (ticket_type, price_minor, rules), count in counts.items():
        price = format_money(price_minor, currency=quote.currency, locale=locale)
        yield f"  {count} × {clean(ticket_type)} {price}{rules}"


def _rules(seat: SeatPrice) -> str:
    """The rules that made a price: the base first, then each that changed it."""
    if not seat.rule:
        return ""
    keys = [seat.rule] + [
        part.key for part in seat.parts if part.kind not in ("base", "offer", "fee", "tax")
    ]
    named = " + ".join(dict.fromkeys(map(clean, keys)))
    return f" (rule {named})"


def _wrapped(items: list[str], width: int) -> list[str]:
    """The items side by side on lines that fit; one longer than a line is broken at its words."""
    pieces = [
        piece
        for item in items
        for piece in ([item] if width_of(item) <= width else item.split(" "))
    ]
    return fill(pieces, width=width, gap=" ")


def _listed(word: str, items: list[str], mark: str) -> list[str]:
    """The word before the first item and the mark behind every item but the last."""
    marked = [f"{item}{mark}" for item in items[:-1]] + items[-1:]
    return [f"{word} {marked[0]}", *marked[1:]]
