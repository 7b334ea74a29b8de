"""How a customer pays: what each tender takes of the sum, and what goes back as change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boxoffice.domain.cards import looks_like_card_number
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.money import parse_amount, to_nearest
from boxoffice.domain.typed import excerpt, plain_form
from boxoffice.errors import Invalid, Refused

CASH, CARD, VOUCHER = PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.VOUCHER

REST = ("", "exact")
"""Words for "whatever is still due"."""

BY_REFERENCE = frozenset({PaymentMethod.UPI, PaymentMethod.WALLET, PaymentMethod.TRANSFER})
"""Paid elsewhere and shown here: a reference stands for one payment, whoever shows it again."""

_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9./_:-]*")
_LONGEST_REFERENCE = 64
_SHORTEST_REFERENCE = 4
_SHORTEST_UPI_REFERENCE = 6
"""Longer than an amount that somebody types in its place."""

_BRAND = re.compile(r"[a-z][a-z0-9 -]{0,19}")
_LAST_FOUR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Tender:
    """Money as typed; without an amount it takes the rest.

    `slip` is what the tender goes by: a card's slip, a reference, a voucher's code. What is only
    `reserved` pays as far as it is needed.
    """

    method: PaymentMethod
    amount: str = ""
    slip: str = ""
    brand: str = ""
    last_four: str = ""
    reserved: bool = False

    def __post_init__(self) -> None:
        for name in ("slip", "amount", "brand"):
            if looks_like_card_number(getattr(self, name)):
                raise Invalid("cards.refused", field=name)
        if self.method in BY_REFERENCE:
            object.__setattr__(self, "slip", reference(self.slip, method=self.method))
        elif self.method is VOUCHER:
            object.__setattr__(self, "slip", _code(self.slip))
        if self.brand or self.last_four:
            self._require_card()

    def _require_card(self) -> None:
        object.__setattr__(self, "brand", " ".join(plain_form(self.brand).lower().split()))
        object.__setattr__(self, "last_four", plain_form(self.last_four))
        if not _BRAND.fullmatch(self.brand):
            raise Invalid("tenders.brand", text=excerpt(self.brand))
        if self.last_four and not _LAST_FOUR.fullmatch(self.last_four):
            raise Invalid("tenders.last_four", text=excerpt(self.last_four))

    @property
    def is_open(self) -> bool:
        """Whether it takes whatever is left for it."""
        return self.amount.strip().lower() in REST


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment: tendered = amount + change, and amount = what it covers + rounding."""

    method: PaymentMethod
    amount_minor: int
    tendered_minor: int
    slip: str = ""
    rounding_minor: int = 0
    brand: str = ""
    last_four: str = ""

    @property
    def change_minor(self) -> int:
        return self.tendered_minor - self.amount_minor


def reference(text: str, *, method: PaymentMethod) -> str:
    """A reference as it is kept and compared: in capitals and without spaces."""
    found = "".join(plain_form(text).upper().split())
    if not found:
        raise Invalid("tenders.no_reference", method=str(method))
    least = _SHORTEST_UPI_REFERENCE if method is PaymentMethod.UPI else _SHORTEST_REFERENCE
    if not least <= len(found) <= _LONGEST_REFERENCE or not _REFERENCE.fullmatch(found):
        raise Invalid(
            "tenders.reference", method=str(method), text=excerpt(found), least=least,
            most=_LONGEST_REFERENCE,
        )  # fmt: skip
    return found


def _code(text: str) -> str:
    from boxoffice.domain.vouchers import fold_code

    code = fold_code(text)
    if not code:
        raise Invalid("tenders.no_code")
    return code


def settle(
    due_minor: int,
    tenders: Sequence[Tender],
    *,
    currency: str,
    cash_step_minor: int = 0,
    available: Mapping[str, int] | None = None,
) -> tuple[Paid, ...]:
    """Divide a sum over the tenders, cash last, so that only cash gives change.

    A voucher without an amount pays before cash and before what takes the rest: all that is
    `available` of its code, if that much is due beside the amounts of cards and references. What
    is left for cash is rounded to the nearest `cash_step_minor`, if anything is. Invalid when it
    does not add up: short, no cash over the sum, two tenders that both want the rest, or a tender
    with nothing left to pay.
    """
    if not due_minor:
        if any(not tender.reserved for tender in tenders):
            raise Invalid("bookings.nothing_to_pay")
        return ()
    if not tenders:
        raise Invalid("bookings.no_tender", due=due_minor, currency=currency)
    _require_apart(tenders)
    given = [
        None if tender.is_open else parse_amount(tender.amount, currency=currency)
        for tender in tenders
    ]
    _fill_vouchers(due_minor, tenders, given, available or {}, currency=currency)
    wanted_minor = _to_pay(due_minor, tenders, given, cash_step_minor=cash_step_minor)
    tendered = sum(amount or 0 for amount in given)
    if None in given and tendered < wanted_minor:
        given[given.index(None)] = wanted_minor - tendered
        tendered = wanted_minor
    if tendered < wanted_minor:
        raise Invalid("bookings.short", due=wanted_minor, tendered=tendered, currency=currency)
    paid = _divide(wanted_minor, tenders, given, currency=currency, full_minor=due_minor)
    return _rounded(paid, rounding_minor=wanted_minor - due_minor)


def _require_apart(tenders: Sequence[Tender]) -> None:
    """One takes the rest at most, and nothing is shown twice."""
    if sum(tender.is_open and tender.method is not VOUCHER for tender in tenders) > 1:
        raise Invalid("bookings.two_rests")
    shown = [
        (tender.method, tender.slip)
        for tender in tenders
        if tender.method in BY_REFERENCE or tender.method is VOUCHER
    ]
    if len(set(shown)) < len(shown):
        twice = next(each for each in shown if shown.count(each) > 1)
        raise Invalid("tenders.twice", method=str(twice[0]))


def _fill_vouchers(
    due_minor: int,
    tenders: Sequence[Tender],
    given: list[int | None],
    available: Mapping[str, int],
    *,
    currency: str,
) -> None:
    """What each voucher pays, in the order typed; never more than there is on it."""
    left_minor = due_minor - sum(
        amount or 0
        for tender, amount in zip(tenders, given, strict=True)
        if tender.method is not CASH
    )
    for place, tender in enumerate(tenders):
        if tender.method is not VOUCHER:
            continue
        there_minor, wanted_minor = available.get(tender.slip, 0), given[place]
        if wanted_minor is None:
            if not there_minor and not tender.reserved:
                raise Refused("vouchers.empty", ending=tender.slip[-4:].upper())
            given[place] = min(there_minor, max(left_minor, 0))
            left_minor -= given[place] or 0
        elif wanted_minor > there_minor:
            raise Refused(
                "vouchers.too_little", ending=tender.slip[-4:].upper(), wanted=wanted_minor,
                available=there_minor, currency=currency,
            )  # fmt: skip


def _to_pay(
    due_minor: int,
    tenders: Sequence[Tender],
    given: Sequence[int | None],
    *,
    cash_step_minor: int,
) -> int:
    """The sum with what is left for cash rounded; another that takes the rest leaves it none."""
    others = [
        amount for tender, amount in zip(tenders, given, strict=True) if tender.method is not CASH
    ]
    if len(others) == len(tenders) or None in others:
        return due_minor
    by_others = sum(amount or 0 for amount in others)
    left_minor = due_minor - by_others
    if left_minor <= 0:
        return due_minor
    return by_others + to_nearest(left_minor, step_minor=cash_step_minor)


def _rounded(paid: tuple[Paid, ...], *, rounding_minor: int) -> tuple[Paid, ...]:
    """The rounding on the last payment in cash, since no other is ever rounded."""
    if not rounding_minor:
        return paid
    places = [place for place, each in enumerate(paid) if each.method is CASH]
    return tuple(
        replace(each, rounding_minor=rounding_minor) if place == places[-1] else each
        for place, each in enumerate(paid)
    )


def _divide(
    due_minor: int,
    tenders: Sequence[Tender],
    given: Sequence[int | None],
    *,
    currency: str,
    full_minor: int,
) -> tuple[Paid, ...]:
    """Each tender's part; cash may pay nothing where all that was left for it was rounded away."""
    left = due_minor
    paid: dict[int, Paid] = {}
    for place in sorted(range(len(tenders)), key=lambda place: tenders[place].method is CASH):
        tender, tendered = tenders[place], given[place] or 0
        amount = min(left, tendered)
        if not amount and tender.reserved:
            continue
        is_first = not any(each.method is CASH for each in paid.values())
        is_rounded_away = is_first and not left and due_minor < full_minor
        if not amount and not (is_rounded_away and tender.method is CASH):
            raise Invalid(
                "bookings.tender_unused", method=str(tender.method),
                beside_voucher=any(other.method is VOUCHER for other in tenders),
            )  # fmt: skip
        if tender.method is not CASH and tendered > amount:
            raise Invalid(
                "bookings.card_over" if tender.method is CARD else "bookings.tender_over",
                method=str(tender.method), due=due_minor, tendered=tendered, currency=currency,
            )  # fmt: skip
        left -= amount
        paid[place] = Paid(
            tender.method, amount, tendered, slip=tender.slip, brand=tender.brand,
            last_four=tender.last_four,
        )  # fmt: skip
    return tuple(paid[place] for place in sorted(paid))
