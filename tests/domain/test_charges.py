"""Fees and taxes stay on their lines, round half up there, and lose no unit when shared."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.charges import Charges, Fee, Per, Product, TaxRate, charge, taxes
from boxoffice.domain.money import exponent, half_up, to_nearest

GST = (TaxRate("CGST", 900), TaxRate("SGST", 900))
SALES = TaxRate("sales tax", 825, included=False)
BOOKING = Fee("online", 100, per=Per.BOOKING)
TICKET = Fee("service", 50)

rates = st.lists(
    st.builds(
        TaxRate, st.text("abcdef", min_size=1), st.integers(1, 5000),
        product=st.sampled_from([Product.TICKET, Product.FEE]), included=st.booleans(),
    ),
    max_size=4, unique_by=lambda rate: rate.name,
)  # fmt: skip
fees = st.lists(
    st.builds(Fee, st.text("xyz", min_size=1), st.integers(0, 999), per=st.sampled_from(Per)),
    max_size=3, unique_by=lambda fee: fee.key,
)  # fmt: skip


def amounts(currency: str) -> st.SearchStrategy[list[int]]:
    """Prices up to a thousand whole units, free seats among them."""
    return st.lists(st.integers(0, 1000 * 10 ** exponent(currency)), min_size=1, max_size=12)


def by_name(parts: Charges) -> dict[str, int]:
    return {part.rate.name: part.amount_minor for part in parts.taxes}


@pytest.mark.parametrize(
    ("gross", "rate_bp", "tax"),
    [(1180, 1800, 180), (1250, 2000, 208), (999, 1000, 91), (1, 1900, 0), (107, 700, 7)],
)
def test_included_tax_is_what_gross_holds(gross: int, rate_bp: int, tax: int) -> None:
    (found,) = taxes(gross, [TaxRate("VAT", rate_bp)])
    assert found.amount_minor == tax


def test_several_rates_share_the_tax_by_largest_remainder() -> None:
    assert [part.amount_minor for part in taxes(20000, GST)] == [1526, 1525]


def test_tax_on_top_is_of_what_is_left_without_the_tax_inside() -> None:
    city = TaxRate("city", 1000)
    inside, on_top = taxes(1100, [city, SALES])
    assert (inside.amount_minor, on_top.amount_minor) == (100, 83)


def test_a_fee_is_taxed_by_its_own_rate() -> None:
    rate = TaxRate("fee VAT", 2000, product=Product.FEE)
    (found,) = charge([1000], fees=[TICKET], rates=[rate, SALES])
    assert by_name(found) == {"sales tax": 83, "fee VAT": 8}
    assert (found.fee_minor, found.tax_minor, found.tax_added_minor) == (50, 91, 83)


def test_a_fee_per_booking_is_shared_by_the_lines_that_cost_something() -> None:
    found = charge([800, 0, 800, 800], fees=[BOOKING], rates=[])
    assert [line.fee_minor for line in found] == [34, 0, 33, 33]


def test_what_is_free_carries_nothing() -> None:
    assert charge([0, 0], fees=[BOOKING, TICKET], rates=[*GST]) == (Charges(), Charges())


@pytest.mark.parametrize("currency", ["JPY", "EUR", "INR", "KWD"])
@given(data=st.data(), chosen=fees, taxed=rates)
def test_no_unit_is_lost_in_any_currency(
    currency: str, data: st.DataObject, chosen: list[Fee], taxed: list[TaxRate]
) -> None:
    prices = data.draw(amounts(currency))
    lines = charge(prices, fees=chosen, rates=taxed)
    paying = sum(price > 0 for price in prices)
    wanted = sum(fee.amount_minor * (1 if fee.per == Per.BOOKING else paying) for fee in chosen)
    assert sum(line.fee_minor for line in lines) == (wanted if paying else 0)
    for price, line in zip(prices, lines, strict=True):
        assert_taxed(price, line, taxed, product=Product.TICKET)
        assert_taxed(line.fee_minor, line, taxed, product=Product.FEE)
        assert 0 <= line.tax_added_minor <= line.tax_minor


def assert_taxed(amount: int, line: Charges, taxed: list[TaxRate], *, product: str) -> None:
    """The sum of a product's taxes is at most half a unit from what the law's formula says."""
    inside = Fraction(sum(r.rate_bp for r in taxed if r.product == product and r.included), 10_000)
    on_top = Fraction(
        sum(r.rate_bp for r in taxed if r.product == product) - inside * 10_000, 10_000
    )
    parts = [part for part in line.taxes if part.rate.product == product]
    included = sum(part.amount_minor for part in parts if part.rate.included)
    added = sum(part.amount_minor for part in parts if not part.rate.included)
    assert abs(included - (amount - amount / (1 + inside))) <= Fraction(1, 2)
    assert abs(added - (amount - included) * on_top) <= Fraction(1, 2)
    assert all(part.amount_minor >= 0 for part in parts)


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_half_up_is_the_nearest_and_a_half_goes_up(numerator: int, denominator: int) -> None:
    found = half_up(numerator, denominator)
    distance = found - Fraction(numerator, denominator)
    assert -Fraction(1, 2) < distance <= Fraction(1, 2)


@given(st.integers(0, 10**9), st.sampled_from([0, 5, 10, 100]))
def test_cash_is_rounded_by_at_most_half_a_coin(amount: int, step: int) -> None:
    found = to_nearest(amount, step_minor=step)
    assert found == amount if not step else found % step == 0
    assert 2 * abs(found - amount) <= step
