"""A price that was wrong: what the seat would have cost follows from its own parts."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.charges import Fee, TaxRate, charge
from boxoffice.domain.corrections import Known, Part, is_made_by, parts_of, right_minor
from boxoffice.domain.price_rules import Asked, PriceRule, RuleKind, price, steps_of

ASKED = Asked(category="standard", ticket_type="adult", full_percent=60)


def part(kind: str, key: str, amount_minor: int, **more: Any) -> Part:
    return Part(kind, key, amount_minor, **more)


def right(*parts: Part, to: int, key: str = "base", **known: Any) -> int:
    return right_minor(parts, key=key, amount_minor=to, known=Known(**known))


BASE = part("base", "base", 1300)


def test_percentages_and_taxes_follow_and_sums_stay() -> None:
    sold = (
        BASE, part("surcharge", "imax", 250), part("percent", "late", -155),
        part("fee", "online", 50), part("tax", "vat", 140, rate_bp=1000),
        part("tax", "fee vat", 5, rate_bp=1000, product="fee"),
    )  # fmt: skip
    assert right(*sold, to=1300, percents_bp={"late": [-1000]}) == 1395 + 140 + 50 + 5
    assert right(*sold, to=1100, percents_bp={"late": [-1000]}) == 1215 + 122 + 50 + 5
    assert right(*sold, to=1100) == right(*sold, to=1100, percents_bp={"late": [-1000]})


def test_a_surcharge_can_be_what_was_wrong() -> None:
    assert right(BASE, part("surcharge", "imax", 250), to=200, key="imax") == 1500
    assert is_made_by((BASE, part("surcharge", "imax", 250)), "imax")
    assert not is_made_by((BASE, part("percent", "imax", 250)), "imax")


def test_a_tax_in_the_price_changes_nothing_of_it() -> None:
    assert right(BASE, part("tax", "vat", 118, rate_bp=1000, included=True), to=1100) == 1100


def test_bounds_hold() -> None:
    capped = (BASE, part("percent", "late", 390), part("cap", "base", -190))
    assert right(*capped, to=1200, percents_bp={"late": [3000]}) == 1500
    assert right(*capped, to=1000, percents_bp={"late": [3000]}) == 1300
    assert right(BASE, to=400, floor_minor=500) == 500
    assert right(BASE, to=2000, cap_minor=1800) == 1800
    assert right(BASE, part("surcharge", "off", -1300), to=1500) == 0


def test_offers_take_off_as_they_did() -> None:
    tenth, amount = part("offer", "ten", -130), part("offer", "three", -300)
    kinds = {"three": "amount", "eight": "fixed_price", "ten": "percent", "two": "n_for_m"}
    assert right(BASE, tenth, to=1100, offers=kinds) == 990
    assert right(BASE, amount, to=1100, offers=kinds) == 800
    assert right(BASE, amount, to=200, offers=kinds) == 0
    assert right(BASE, part("offer", "eight", -500), to=1100, offers=kinds) == 800
    assert right(BASE, part("offer", "eight", -500), to=700, offers=kinds) == 700
    assert right(BASE, part("offer", "two", -1300), to=1100, offers=kinds) == 0


def test_what_costs_nothing_carries_no_fee() -> None:
    sold = (BASE, part("fee", "online", 50), part("tax", "vat", 5, rate_bp=1000, product="fee"))
    assert right(*sold, to=0) == 0
    assert right(*sold, to=1000) == 1055


def test_a_line_older_than_its_parts_has_only_its_base() -> None:
    assert parts_of("", rule="base", price_minor=1300) == (BASE,)
    kept = '[{"kind":"base","key":"base","amount_minor":1300}]'
    assert parts_of(kept, rule="base", price_minor=1300) == (BASE,)


AMOUNT = st.integers(0, 50_000)
RATE = st.integers(0, 3000)


@st.composite
def rules(draw: st.DrawFn) -> list[PriceRule]:
    others = [
        PriceRule("sur", draw(st.integers(-2000, 2000)), RuleKind.SURCHARGE),
        PriceRule("per", kind=RuleKind.PERCENT, percent_bp=draw(st.integers(-10_000, 10_000))),
        PriceRule("occ", kind=RuleKind.OCCUPANCY, steps="50=1000,80=2000"),
    ]
    floor = draw(st.sampled_from([-1, 300]))
    base = PriceRule("base", draw(AMOUNT), floor_minor=floor, cap_minor=draw(
        st.sampled_from([-1, 20_000])
    ))  # fmt: skip
    return [base, *draw(st.permutations(others))[: draw(st.integers(0, 3))]]


def sold_as(
    house: list[PriceRule], fees: list[Fee], rates: list[TaxRate]
) -> tuple[int, list[Part]]:
    """What such a house asks for a seat, and the parts it keeps of that."""
    priced = price(house, ASKED)
    (charged,) = charge([priced.amount_minor], fees=fees, rates=rates)
    kinds = ("floor", "cap")
    parts = [
        Part(each.because if each.because in kinds else each.rule.kind, each.rule.key,
             each.effect_minor)
        for each in priced.effects
    ]  # fmt: skip
    parts += [Part("fee", each.fee.key, each.amount_minor) for each in charged.fees]
    parts += [
        Part("tax", each.rate.name, each.amount_minor, each.rate.rate_bp, each.rate.included,
             "fee" if each.rate.product == "fee" else "")
        for each in charged.taxes
    ]  # fmt: skip
    return priced.amount_minor + charged.fee_minor + charged.tax_added_minor, parts


@given(rules(), AMOUNT, RATE, st.booleans())
def test_it_is_what_the_house_would_have_asked(
    house: list[PriceRule], amount: int, rate: int, included: bool
) -> None:
    """As long as no step went below zero: what was taken off there is not known any more."""
    fees, rates = (
        [Fee("f", 50)],
        [TaxRate("vat", rate, "ticket", included), TaxRate("v", 700, "fee")],
    )
    paid, parts = sold_as(house, fees, rates)
    base = house[0]
    percents = {
        rule.key: [rule.percent_bp, *(change for _, change in steps_of(rule.steps))]
        for rule in house
    }
    known = Known(percents, {}, base.floor_minor, base.cap_minor)
    if any(each.because == "zero" for each in price(house, ASKED).effects):
        return
    assert right_minor(parts, key="base", amount_minor=base.amount_minor, known=known) == paid
    other = PriceRule(
        "base", amount, floor_minor=base.floor_minor, cap_minor=base.cap_minor
    )  # fmt: skip
    wanted, _ = sold_as([other, *house[1:]], fees, rates)
    found = right_minor(parts, key="base", amount_minor=amount, known=known)
    if parts_say_all(parts, house):
        assert found == wanted


def parts_say_all(parts: list[Part], house: list[PriceRule]) -> bool:
    """Whether a rule's share can be told from what it did: nothing of it was of nothing."""
    adjusted = [part for part in parts if part.kind in ("percent", "occupancy")]
    return all(part.amount_minor for part in adjusted) and bool(parts[0].amount_minor > 99)
