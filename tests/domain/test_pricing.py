"""The most specific price wins in one documented order, whatever order the rules come in."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.domain.pricing import (
    DayType,
    PriceRule,
    assign_ticket_types,
    choose_rule,
    day_type,
    parse_counts,
    precedence,
    total,
)
from boxoffice.errors import Invalid, Refused

SHOW = 12
SEAT = {"category": "sofa", "ticket_type": "adult", "show_id": SHOW, "day_type": "weekend"}


def rule(key: str = "rule", amount_minor: int = 1000, **selectors: object) -> PriceRule:
    return PriceRule(key, amount_minor, **selectors)  # type: ignore[arg-type]


def every_rule() -> list[PriceRule]:
    return [
        rule("".join("x" if on else "-" for on in chosen), **dict(zip(SEAT, values, strict=True)))
        for chosen in product([False, True], repeat=4)
        for values in [
            [
                value if on else type(value)()
                for on, value in zip(chosen, SEAT.values(), strict=True)
            ]
        ]
    ]


def test_the_whole_order_from_most_to_least_specific() -> None:
    selectors = [
        "".join(
            letter
            for letter, value in (
                ("S", each.show_id),
                ("T", each.ticket_type),
                ("C", each.category),
                ("D", each.day_type),
            )
            if value
        )
        for each in sorted(every_rule(), key=precedence)
    ]
    assert selectors == [
        *["STCD", "STC", "STD", "SCD", "TCD"],
        *["ST", "SC", "SD", "TC", "TD", "CD"],
        *["S", "T", "C", "D", ""],
    ]


def test_the_example_of_the_docstring() -> None:
    weekend_sofa = rule("weekend-sofa", 1500, category="sofa", day_type="weekend")
    show = rule("show", 2000, show_id=SHOW)
    show_sofa = rule("show-sofa", 2200, show_id=SHOW, category="sofa")
    assert choose_rule([show, weekend_sofa], **SEAT) == weekend_sofa
    assert choose_rule([show, weekend_sofa, show_sofa], **SEAT) == show_sofa


def test_equal_selectors_go_by_key() -> None:
    rules = [rule("b", 900, category="sofa"), rule("a", 1100, category="sofa")]
    assert choose_rule(rules, **SEAT).key == "a"


@pytest.mark.parametrize(
    "selector",
    [{"category": "standard"}, {"ticket_type": "child"}, {"show_id": 13}, {"day_type": "holiday"}],
)
def test_a_rule_for_something_else_does_not_fit(selector: dict[str, object]) -> None:
    base = rule("base")
    assert choose_rule([rule("other", **selector), base], **SEAT) == base


def test_no_rule_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        choose_rule([rule(ticket_type="child")], **SEAT)
    assert caught.value.code == "prices.none"
    assert caught.value.details == SEAT


@settings(deadline=None)
@given(st.permutations(every_rule()), st.integers(1, 16))
def test_the_order_of_the_rules_does_not_matter(rules: list[PriceRule], count: int) -> None:
    chosen = choose_rule(rules[:count], **SEAT)
    assert chosen == choose_rule(rules[:count][::-1], **SEAT)
    assert all(precedence(chosen) <= precedence(each) for each in rules[:count])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 27), DayType.WEEKDAY),
        (date(2026, 11, 28), DayType.WEEKEND),
        (date(2026, 11, 29), DayType.WEEKEND),
        (date(2026, 12, 25), DayType.HOLIDAY),
        (date(2026, 12, 26), DayType.HOLIDAY),
    ],
)
def test_day_type(day: date, expected: DayType) -> None:
    assert day_type(day, holidays={date(2026, 12, 25), date(2026, 12, 26)}) == expected


@pytest.mark.parametrize(
    ("count", "wanted", "expected"),
    [
        (3, {}, ("adult", "adult", "adult")),
        (None, {"adult": 2, "child": 1}, ("adult", "adult", "child")),
        (3, {"child": 1, "adult": 2}, ("child", "adult", "adult")),
    ],
)
def test_assign_ticket_types(
    count: int | None, wanted: dict[str, int], expected: tuple[str, ...]
) -> None:
    assert assign_ticket_types(count, wanted, default="adult") == expected


def test_types_that_do_not_match_the_seats_are_refused() -> None:
    with pytest.raises(Invalid) as caught:
        assign_ticket_types(8, {"adult": 4, "child": 5}, default="adult")
    assert caught.value.code == "prices.count_mismatch"
    assert caught.value.details == {"seats": 8, "types": {"adult": 4, "child": 5}, "implied": 9}


@pytest.mark.parametrize("count", [None, 0])
def test_no_seats_at_all_are_refused(count: int | None) -> None:
    with pytest.raises(Invalid) as caught:
        assign_ticket_types(count, {}, default="adult")
    assert caught.value.code == "prices.no_count"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adult=2,child=1", {"adult": 2, "child": 1}),
        (" adult = 2 , child=1 ", {"adult": 2, "child": 1}),
        ("adult＝２", {"adult": 2}),
        ("étudiant=1,over-65=2", {"étudiant": 1, "over-65": 2}),
    ],
)
def test_parse_counts(text: str, expected: dict[str, int]) -> None:
    assert parse_counts(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unreadable"),
        ("adult", "unreadable"),
        ("adult=", "unreadable"),
        ("=2", "unreadable"),
        ("adult=2,", "unreadable"),
        ("adult=-1", "unreadable"),
        ("adult=1.5", "unreadable"),
        ("adult=٢", "unreadable"),
        ("adult=1e3", "unreadable"),
        ("2=adult", "unreadable"),
        ("adult=0", "zero"),
        ("adult=1000", "too_many"),
        ("adult=1,adult=2", "twice"),
    ],
)
def test_counts_that_cannot_be(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_counts(text)
    assert caught.value.code == "usage.counts"
    assert caught.value.details["text"] == text
    assert caught.value.details["reason"] == reason


def test_total() -> None:
    assert total([1350, 0, 990]) == 2340
    assert total([]) == 0
