"""How a customer pays: what each tender takes of the sum, and what goes back as change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from boxoffice.domain.cards import looks_like_card_number
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.money import parse_amount, to_nearest
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
    """One payment: tendered = amount + change, and amount = what it covers + rounding."""

    method: PaymentMethod
    amount_minor: int
    tendered_minor: int
    slip: str = ""
    rounding_minor: int = 0

    @property
    def change_minor(self) -> int:
        return self.tendered_minor - self.amount_minor


def settle(
    due_minor: int, tenders: Sequence[Tender], *, currency: str, cash_step_minor: int = 0
) -> tuple[Paid, ...]:
    """Divide a sum over the tenders, cards before cash, so that only cash gives change.

    What is left for cash is rounded to the nearest `cash_step_minor`, if anything is. Invalid when
    it does not add up: short, a card over the sum, two tenders that both want the rest, or a tender
    with nothing left to pay.
    """
    if not due_minor:
        if tenders:
            raise Invalid("bookings.nothing_to_pay")
        return ()
    if not tenders:
        raise Invalid("bookings.no_tender", due=due_minor, currency=currency)
    if sum(_is_open(tender) for tender in tenders) > 1:
        raise Invalid("bookings.two_rests")
    given = {
        id(tender): parse_amount(tender.amount, currency=currency)
        for tender in tenders
        if not _is_open(tender)
    }
    wanted_minor = _to_pay(due_minor, tenders, given, cash_step_minor=cash_step_minor)
    tendered = sum(given.values())
    for tender in tenders:
        if _is_open(tender) and tendered < wanted_minor:
            given[id(tender)] = wanted_minor - tendered
            tendered = wanted_minor
    if tendered < wanted_minor:
        raise Invalid("bookings.short", due=wanted_minor, tendered=tendered, currency=currency)
    paid = _divide(wanted_minor, tenders, given, currency=currency, full_minor=due_minor)
    return _rounded(paid, rounding_minor=wanted_minor - due_minor)


def _is_open(tender: Tender) -> bool:
    return tender.amount.strip().lower() in REST


def _to_pay(
    due_minor: int, tenders: Sequence[Tender], given: dict[int, int], *, cash_step_minor: int
) -> int:
    """The sum with what is left for cash rounded; a card that takes the rest leaves it none."""
    cards = [tender for tender in tenders if tender.method is not PaymentMethod.CASH]
    if len(cards) == len(tenders) or any(_is_open(card) for card in cards):
        return due_minor
    by_card = sum(given[id(card)] for card in cards)
    left_minor = due_minor - by_card
    if left_minor <= 0:
        return due_minor
    return by_card + to_nearest(left_minor, step_minor=cash_step_minor)


def _rounded(paid: tuple[Paid, ...], *, rounding_minor: int) -> tuple[Paid, ...]:
    """The rounding on the last payment in cash, since no other is ever rounded."""
    if not rounding_minor:
        return paid
    places = [place for place, each in enumerate(paid) if each.method is PaymentMethod.CASH]
    return tuple(
        replace(each, rounding_minor=rounding_minor) if place == places[-1] else each
        for place, each in enumerate(paid)
    )


def _divide(
    due_minor: int,
    tenders: Sequence[Tender],
    given: dict[int, int],
    *,
    currency: str,
    full_minor: int,
) -> tuple[Paid, ...]:
    """Each tender's part; cash may pay nothing where all that was left for it was rounded away."""
    left = due_minor
    paid: dict[int, Paid] = {}
    for tender in sorted(tenders, key=lambda each: each.method is PaymentMethod.CASH):
        tendered = given.get(id(tender), 0)
        amount = min(left, tendered)
        is_first = not any(each.method is PaymentMethod.CASH for each in paid.values())
        is_rounded_away = is_first and not left and due_minor < full_minor
        if not amount and not (is_rounded_away and tender.method is PaymentMethod.CASH):
            raise Invalid("bookings.tender_unused", method=str(tender.method))
        if tender.method is PaymentMethod.CARD and tendered > amount:
            raise Invalid("bookings.card_over", due=due_minor, tendered=tendered, currency=currency)
        left -= amount
        paid[id(tender)] = Paid(tender.method, amount, tendered, slip=tender.slip)
    return tuple(paid[id(tender)] for tender in tenders)
