"""What is typed of a price rule is read as it is meant, or refused; what is kept comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain import price_texts as texts
from boxoffice.domain.price_rules import WEEKDAYS
from boxoffice.errors import Invalid


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (texts.parse_percent, "10", 1000),
        (texts.parse_percent, "+8.25 %", 825),
        (texts.parse_percent, "−100%", -10_000),
        (texts.parse_percent, "5,5 %", 550),
        (texts.parse_steps, "80=20%, 50=10", "50=1000,80=2000"),
        (texts.parse_steps, "0%=-5%", "0=-500"),
        (texts.parse_weekdays, "Fri-Sun, wednesday", "wed,fri,sat,sun"),
        (texts.parse_weekdays, "tues,thurs", "tue,thu"),
        (texts.parse_weekdays, "sun-tue", "mon,tue,sun"),
        (texts.parse_window, "14:00-17:00", ("14:00", "17:00")),
        (texts.parse_window, "-17:00", ("", "17:00")),
        (texts.parse_window, "22:00 –", ("22:00", "")),
        (texts.parse_dates, "2026-12-24..2027-01-02", ("2026-12-24", "2027-01-02")),
        (texts.parse_dates, "2026-12-24", ("2026-12-24", "2026-12-24")),
        (texts.parse_dates, "2026-12-24..", ("2026-12-24", "")),
        (texts.parse_priority, "-3", -3),
    ],
)
def test_what_is_typed(read: object, text: str, expected: object) -> None:
    assert read(text) == expected  # type: ignore[operator]


@pytest.mark.parametrize(
    ("read", "text"),
    [
        *((texts.parse_percent, text) for text in ("", "ten", "-100.01%", "1e3", "10.001")),
        *((texts.parse_steps, text) for text in ("", "50", "101=5", "50=1,50=2", "50=half")),
        *(
            (texts.parse_weekdays, text)
            for text in ("", "xyz", "sunshine", "mo", "mon-", "-mon-tue", "mon--tue")
        ),
        *(
            (texts.parse_window, text)
            for text in ("", "-", "17:00", "24:00-", "9:00-", "08:00-08:00")
        ),
        *((texts.parse_dates, text) for text in ("", "..", "2026-02-30", "2026-12-02..2026-12-01")),
        *((texts.parse_priority, text) for text in ("", "1.5", "first", "100001")),
    ],
)
def test_what_cannot_be_meant(read: object, text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(text)  # type: ignore[operator]
    assert caught.value.details == {"text": text}


@given(st.integers(-10_000, 100_000))
def test_a_percentage_comes_back(change_bp: int) -> None:
    assert texts.parse_percent(texts.percent_text(change_bp)) == change_bp


@given(st.dictionaries(st.integers(0, 100), st.integers(-10_000, 100_000), min_size=1))
def test_steps_come_back(steps: dict[int, int]) -> None:
    kept = ",".join(f"{full}={change}" for full, change in sorted(steps.items()))
    assert texts.parse_steps(texts.steps_text(kept)) == kept


@given(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
def test_weekdays_come_back(days: set[str]) -> None:
    kept = ",".join(day for day in WEEKDAYS if day in days)
    assert texts.parse_weekdays(kept) == kept


@given(st.integers(-(10**9), 10**9), st.sampled_from(["JPY", "EUR", "INR", "KWD"]))
def test_an_amount_that_may_be_taken_away_comes_back(minor: int, currency: str) -> None:
    text = texts.signed_text(minor, currency=currency)
    assert texts.parse_signed(text, currency=currency) == minor
