"""One base, then the adjustments, in one documented order, whatever order the rules come in."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.domain.price_rules import (
    SELECTORS,
    Asked,
    Priced,
    PriceRule,
    RuleKind,
    Verdict,
    differing,
    is_within,
    precedence,
    price,
)
from boxoffice.errors import Refused

SHOW = 12
SEAT = {"category": "sofa", "ticket_type": "adult", "show_id": SHOW, "day_type": "weekend"}
ASKED = Asked(
    **SEAT, movie_id=3, screen_id=2, format="IMAX", day="2026-11-28", weekday="sat", time="20:15",
    full_percent=60,
)  # fmt: skip
CHOSEN: dict[str, dict[str, object]] = {
    "show": {"show_id": SHOW}, "film": {"movie_id": 3}, "screen": {"screen_id": 2},
    "ticket_type": {"ticket_type": "adult"}, "category": {"category": "sofa"},
    "format": {"format": "imax"}, "dates": {"date_from": "2026-11-28", "date_to": "2026-11-28"},
    "weekdays": {"weekdays": "fri,sat"}, "time": {"time_from": "18:00"},
    "day_type": {"day_type": "weekend"},
}  # fmt: skip
OTHER: dict[str, dict[str, object]] = {
    "show": {"show_id": 13}, "film": {"movie_id": 4}, "screen": {"screen_id": 1},
    "ticket_type": {"ticket_type": "child"}, "category": {"category": "standard"},
    "format": {"format": "2D"}, "dates": {"date_to": "2026-11-27"},
    "weekdays": {"weekdays": "mon"}, "time": {"time_to": "17:00"},
    "day_type": {"day_type": "holiday"},
}  # fmt: skip


def rule(key: str = "rule", amount_minor: int = 1000, **more: object) -> PriceRule:
    return PriceRule(key, amount_minor, **more)  # type: ignore[arg-type]


def surcharge(key: str, amount_minor: int, **more: object) -> PriceRule:
    return rule(key, amount_minor, kind=RuleKind.SURCHARGE, **more)


def percent(key: str, percent_bp: int, **more: object) -> PriceRule:
    return rule(key, 0, kind=RuleKind.PERCENT, percent_bp=percent_bp, **more)


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


def told(priced: Priced) -> list[tuple[str, str, str, int, int]]:
    return [
        (each.rule.key, str(each.verdict), each.because, each.effect_minor, each.after_minor)
        for each in priced.looked
    ]


def test_the_whole_order_of_four_selectors_from_most_to_least_specific() -> None:
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


def test_of_rules_with_one_selector_the_order_is_that_of_the_selectors() -> None:
    rules = [rule(name, **CHOSEN[name]) for name in reversed(SELECTORS)]
    assert [each.key for each in sorted(rules, key=precedence)] == list(SELECTORS)


@pytest.mark.parametrize("name", SELECTORS)
def test_each_selector_finds_its_seats_and_leaves_others_alone(name: str) -> None:
    base = rule("base")
    assert price([rule("this", 900, **CHOSEN[name]), base], ASKED).rule.key == "this"
    assert differing(rule("other", **OTHER[name]), ASKED) == name
    found = price([rule("other", 900, **OTHER[name]), base], ASKED)
    assert told(found) == [
        ("base", "taken", "", 1000, 1000),
        ("other", "elsewhere", name, 0, 0),
    ]


def test_more_selectors_beat_a_better_one() -> None:
    weekend_sofa = rule("weekend-sofa", 1500, category="sofa", day_type="weekend")
    show = rule("show", 2000, show_id=SHOW)
    show_sofa = rule("show-sofa", 2200, show_id=SHOW, category="sofa")
    assert price([show, weekend_sofa], ASKED).rule == weekend_sofa
    assert price([show, weekend_sofa, show_sofa], ASKED).rule == show_sofa


def test_equal_selectors_go_by_priority_and_then_by_key() -> None:
    rules = [
        rule("b", 900, category="sofa"),
        rule("c", 1000, category="sofa", priority=1),
        rule("a", 1100, category="sofa"),
        rule("d", 1200),
    ]
    assert told(price(rules, ASKED)) == [
        ("c", "taken", "", 1000, 1000),
        ("a", "lost", "priority", 0, 0),
        ("b", "lost", "priority", 0, 0),
        ("d", "lost", "selectors", 0, 0),
    ]
    assert told(price([rules[0], rules[2]], ASKED))[1] == ("b", "lost", "key", 0, 0)
    by_film = rule("film", 1, movie_id=3)
    assert told(price([by_film, rules[0]], ASKED))[1] == ("b", "lost", "order", 0, 0)


def test_no_rule_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        price([rule(ticket_type="child"), surcharge("more", 100)], ASKED)
    assert caught.value.code == "prices.none"
    assert caught.value.details == SEAT


def test_adjustments_run_by_priority_then_specificity_then_key() -> None:
    rules = [
        rule("base", 1000),
        surcharge("b", 100),
        percent("a", 1000),
        surcharge("first", 200, priority=5),
        percent("imax", 5000, format="IMAX"),
    ]
    assert told(price(rules, ASKED)) == [
        ("base", "taken", "", 1000, 1000),
        ("first", "added", "", 200, 1200),
        ("imax", "added", "", 600, 1800),
        ("a", "added", "", 180, 1980),
        ("b", "added", "", 100, 2080),
    ]


@pytest.mark.parametrize(
    ("full", "amount", "told_of_steps"),
    [
        (0, 1000, ("lost", "full", 0)),
        (49, 1000, ("lost", "full", 0)),
        (50, 1100, ("added", "", 100)),
        (79, 1100, ("added", "", 100)),
        (80, 1200, ("added", "", 200)),
        (100, 1200, ("added", "", 200)),
    ],
)
def test_the_highest_step_reached_counts(
    full: int, amount: int, told_of_steps: tuple[str, str, int]
) -> None:
    steps = rule("steps", 0, kind=RuleKind.OCCUPANCY, steps="80=2000,50=1000")
    found = price([rule("base"), steps], Asked("sofa", "adult", full_percent=full))
    assert (found.amount_minor, found.adjusted_minor) == (amount, amount - 1000)
    assert told(found)[1][1:4] == told_of_steps


def test_nothing_goes_below_zero_at_any_step() -> None:
    rules = [rule("base", 300), surcharge("less", -500, priority=1), surcharge("more", 200)]
    assert told(price(rules, ASKED)) == [
        ("base", "taken", "", 300, 300),
        ("less", "added", "zero", -300, 0),
        ("more", "added", "", 200, 200),
    ]


def test_floor_and_cap_of_the_base_come_last() -> None:
    base = rule("base", 1000, floor_minor=800, cap_minor=1200)
    assert told(price([base, surcharge("more", 500)], ASKED))[-1] == (
        "base", "added", "cap", -300, 1200,
    )  # fmt: skip
    assert told(price([base, percent("less", -5000)], ASKED))[-1] == (
        "base", "added", "floor", 300, 800,
    )  # fmt: skip
    assert price([base], ASKED).amount_minor == 1000


@pytest.mark.parametrize(
    ("time", "begins", "ends", "expected"),
    [
        ("16:59", "", "17:00", True),
        ("17:00", "", "17:00", False),
        ("00:30", "", "17:00", False),
        ("22:00", "22:00", "", True),
        ("00:30", "22:00", "", True),
        ("06:00", "22:00", "", False),
        ("01:59", "22:00", "02:00", True),
        ("02:00", "22:00", "02:00", False),
        ("12:00", "22:00", "02:00", False),
        ("12:00", "", "", True),
    ],
)
def test_a_window_of_the_day(time: str, begins: str, ends: str, expected: bool) -> None:
    assert is_within(time, begins, ends) is expected


@pytest.mark.parametrize(("time", "expected"), [("05:30", False), ("06:00", True), ("16:59", True)])
def test_an_open_end_is_that_of_the_business_day(time: str, expected: bool) -> None:
    matinee = rule("matinee", 700, time_to="17:00")
    asked = Asked("sofa", "adult", time=time, day_ends="06:00")
    found = price([rule("base"), matinee], asked)
    assert (found.rule.key == "matinee") is expected


@settings(deadline=None)
@given(st.permutations(every_rule()), st.integers(1, 16))
def test_the_order_of_the_rules_does_not_matter(rules: list[PriceRule], count: int) -> None:
    found = price(rules[:count], ASKED)
    assert told(found) == told(price(rules[:count][::-1], ASKED))
    assert all(precedence(found.rule) <= precedence(each) for each in rules[:count])


adjustments = st.lists(
    st.one_of(
        st.builds(
            surcharge, st.text("abc", min_size=1), st.integers(-3000, 3000),
            priority=st.integers(-3, 3),
        ),
        st.builds(
            percent, st.text("abc", min_size=1), st.integers(-10_000, 30_000),
            priority=st.integers(-3, 3),
        ),
    ),
    max_size=6,
    unique_by=lambda each: each.key,
)  # fmt: skip


@given(st.integers(0, 10**9), adjustments, st.sampled_from(list(CHOSEN)), st.randoms())
def test_the_effects_add_up_to_the_price_and_it_is_never_negative(
    base_minor: int, others: list[PriceRule], selector: str, random: object
) -> None:
    bounded = rule("base", base_minor, floor_minor=500, cap_minor=10**8)
    lost = rule("other", 1)
    chosen = PriceRule("base", base_minor, **CHOSEN[selector])  # type: ignore[arg-type]
    for base in (bounded, chosen):
        rules = [base, *others] if base is bounded else [base, lost, *others]
        found = price(rules, ASKED)
        assert found.amount_minor >= 0
        assert sum(each.effect_minor for each in found.effects) == found.amount_minor
        assert found.base_minor + found.adjusted_minor == found.amount_minor
        assert all(each.after_minor >= 0 for each in found.effects)
        random.shuffle(rules)  # type: ignore[attr-defined]
        assert told(price(rules, ASKED)) == told(found)
        looked = {each.rule.key for each in found.looked}
        assert looked == {each.key for each in rules}
    assert 500 <= price([bounded, *others], ASKED).amount_minor <= 10**8
    assert {each.verdict for each in found.looked} <= set(Verdict)
