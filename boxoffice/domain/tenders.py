"""How a customer pays: what each tender takes of the sum, and what goes back as change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boxoffice.domain.cards import looks_like_card_number
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.money import parse_amount
from boxoffice.errors import Invalid

REST = ("", "exact")
"""Words for "whatever is still due"."""


@dataclass(frozen=True, slots=True)
class Tender:
    """Cash or a card slip as typed; without an amount it takes the rest."""

    method: PaymentMethod
    amount: str = ""
    slip: str = ""

    def __post_init__(self) -> None:
        for name, text in (("slip", self.slip), ("amount", self.amount)):
            if looks_like_card_number(text):
                raise Invalid("cards.refused", field=name)


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment in minor units: tendered = amount + change."""

    method: PaymentMethod
    amount_minor: int
    tendered_minor: int
    slip: str = ""

    @property
    def change_minor(self) -> int:
        return self.tendered_minor - self.amount_minor


def settle(due_minor: int, tenders: Sequence[Tender], *, currency: str) -> tuple[Paid, ...]:
    """Divide a sum over the tenders, cards before cash, so that only cash gives change.

    Invalid when it does not add up: short, a card over the sum, two tenders that both want the
    rest, or a tender with nothing left to pay.
    """
    if not due_minor:
        if tenders:
            raise Invalid("bookings.nothing_to_pay")
        return ()
    if not tenders:
        raise Invalid("bookings.no_tender", due=due_minor, currency=currency)
    open_ended = [tender for tender in tenders if tender.amount.strip().lower() in REST]
    if len(open_ended) > 1:
        raise Invalid("bookings.two_rests")
    given = {
        id(tender): parse_amount(tender.amount, currency=currency)
        for tender in tenders
        if tender not in open_ended
    }
    tendered = sum(given.values())
    if open_ended and tendered < due_minor:
        given[id(open_ended[0])] = due_minor - tendered
        tendered = due_minor
    if tendered < due_minor:
        raise Invalid("bookings.short", due=due_minor, tendered=tendered, currency=currency)
    return _divide(due_minor, tenders, given, currency=currency)


def _divide(
    due_minor: int, tenders: Sequence[Tender], given: dict[int, int], *, currency: str
) -> tuple[Paid, ...]:
    left, paid = due_minor, {}
    for tender in sorted(tenders, key=lambda each: each.method is PaymentMethod.CASH):
        tendered = given.get(id(tender), 0)
        amount = min(left, tendered)
        if not amount:
            raise Invalid("bookings.tender_unused", method=str(tender.method))
        if tender.method is PaymentMethod.CARD and tendered > amount:
            raise Invalid("bookings.card_over", due=due_minor, tendered=tendered, currency=currency)
        left -= amount
        paid[id(tender)] = Paid(tender.method, amount, tendered, slip=tender.slip)
    return tuple(paid[id(tender)] for tender in tenders)
