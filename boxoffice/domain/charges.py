"""What comes with a price: fees by ticket or booking, taxes in it or on top, each on its line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from boxoffice.domain.money import half_up, split
from boxoffice.domain.price_rules import WHOLE_BP


class Product(StrEnum):
    """What a tax is on."""

    TICKET = "ticket"
    CONCESSION = "concession"
    FEE = "fee"


class Per(StrEnum):
    """How often a fee is taken."""

    TICKET = "ticket"
    BOOKING = "booking"


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax in basis points, in the price or on top of it."""

    name: str
    rate_bp: int
    product: str = Product.TICKET
    included: bool = True


@dataclass(frozen=True, slots=True)
class Fee:
    """What the house takes for the booking itself."""

    key: str
    amount_minor: int
    per: str = Per.TICKET
    name: str = ""


@dataclass(frozen=True, slots=True)
class FeePart:
    """What of a fee is on one line."""

    fee: Fee
    amount_minor: int


@dataclass(frozen=True, slots=True)
class TaxPart:
    """What of a tax is on one line."""

    rate: TaxRate
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Charges:
    """The fees and taxes of one line; the customer pays price + fee + tax_added."""

    fees: tuple[FeePart, ...] = ()
    taxes: tuple[TaxPart, ...] = ()

    @property
    def fee_minor(self) -> int:
        """All fees."""
        return sum(part.amount_minor for part in self.fees)

    @property
    def tax_minor(self) -> int:
        """All taxes, in the price or on top."""
        return sum(part.amount_minor for part in self.taxes)

    @property
    def tax_added_minor(self) -> int:
        """The taxes that came on top."""
        return sum(part.amount_minor for part in self.taxes if not part.rate.included)


def charge(
    prices_minor: Sequence[int], *, fees: Sequence[Fee], rates: Sequence[TaxRate]
) -> tuple[Charges, ...]:
    """The fees and taxes of each line of a booking.

    What costs nothing carries no fee; one per booking is shared evenly by the others, a residual
    by largest remainder. Fees are taxed by the rates on fees, never by those on tickets.
    """
    shares = _shares(prices_minor, fees)
    of_product = {
        product: tuple(rate for rate in rates if rate.product == product)
        for product in (Product.TICKET, Product.FEE)
    }
    return tuple(
        Charges(
            fees=parts,
            taxes=(
                *taxes(price_minor, of_product[Product.TICKET]),
                *taxes(sum(part.amount_minor for part in parts), of_product[Product.FEE]),
            ),
        )
        for price_minor, parts in zip(prices_minor, shares, strict=True)
    )


def taxes(amount_minor: int, rates: Iterable[TaxRate]) -> tuple[TaxPart, ...]:
    """The tax of one sum by each rate, in the order of the rates.

    In the price: gross - gross / (1 + all such rates), half up, shared by the rates; on top: the
    other rates of what is left without those, half up, shared likewise.
    """
    every = tuple(rates)
    if not amount_minor or not every:
        return ()
    inside = [rate for rate in every if rate.included]
    on_top = [rate for rate in every if not rate.included]
    inside_bp = sum(rate.rate_bp for rate in inside)
    inside_minor = half_up(amount_minor * inside_bp, WHOLE_BP + inside_bp)
    on_top_bp = sum(rate.rate_bp for rate in on_top)
    on_top_minor = half_up((amount_minor - inside_minor) * on_top_bp, WHOLE_BP)
    found = {
        rate: share
        for group, minor in ((inside, inside_minor), (on_top, on_top_minor))
        if group
        for rate, share in zip(group, split(minor, [r.rate_bp for r in group]), strict=True)
    }
    return tuple(TaxPart(rate, found[rate]) for rate in every)


def _shares(prices_minor: Sequence[int], fees: Sequence[Fee]) -> list[tuple[FeePart, ...]]:
    """Each line's part of each fee."""
    shares: list[list[FeePart]] = [[] for _ in prices_minor]
    paying = [index for index, price_minor in enumerate(prices_minor) if price_minor > 0]
    for fee in fees:
        if not paying or not fee.amount_minor:
            continue
        each = (
            split(fee.amount_minor, [1] * len(paying))
            if fee.per == Per.BOOKING
            else (fee.amount_minor,) * len(paying)
        )
        for index, amount_minor in zip(paying, each, strict=True):
            shares[index].append(FeePart(fee, amount_minor))
    return [tuple(parts) for parts in shares]
