"""Kinds of day, and who sits on which seat."""

from datetime import date

import pytest

from boxoffice.domain.pricing import (
    DayType,
    assign_ticket_types,
    day_type,
    parse_counts,
    total,
)
from boxoffice.errors import Invalid


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
