"""Lengths of time and deadlines as a clerk types them."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.domain.times import parse_duration, parse_until
from boxoffice.errors import Invalid

MINUTE = 60_000
PARIS = "Europe/Paris"


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp()) * 1000


NOW = "2026-11-25 18:00+01:00"  # a Wednesday
SHOW = "2026-11-28 20:15+01:00"


def until(text: str, *, now: str = NOW, show: str = SHOW) -> int:
    return parse_until(text, now_ms=ms(now), zone=PARIS, show_starts_at_ms=ms(show))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7m", 7 * MINUTE),
        ("7min", 7 * MINUTE),
        ("90s", 90_000),
        ("1h30m", 90 * MINUTE),
        ("1H 30M", 90 * MINUTE),
        ("2h", 120 * MINUTE),
        ("15", 15 * MINUTE),
        ("７ｍ", 7 * MINUTE),
        ("7d", 7 * 24 * 60 * MINUTE),
    ],
)
def test_parse_duration(text: str, expected: int) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "times.duration"),
        ("soon", "times.duration"),
        ("1.5h", "times.duration"),
        ("30m1h", "times.duration"),
        ("1e3", "times.duration"),
        ("9" * 30, "times.duration"),
        ("0", "times.duration_not_positive"),
        ("0h0m", "times.duration_not_positive"),
        ("-5m", "times.duration_not_positive"),
        ("7d1s", "times.duration_too_long"),
        ("999999d999999h", "times.duration_too_long"),
    ],
)
def test_what_is_no_length_of_time_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_duration(text)
    assert caught.value.code == code


@settings(deadline=None)
@given(st.integers(0, 167), st.integers(0, 59), st.integers(0, 59))
def test_a_length_of_time_is_the_sum_of_its_parts(hours: int, minutes: int, seconds: int) -> None:
    expected = (hours * 3600 + minutes * 60 + seconds) * 1000
    if expected:
        assert parse_duration(f"{hours}h{minutes}m{seconds}s") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sat 12:00", "2026-11-28 12:00+01:00"),
        ("Saturday 12:00", "2026-11-28 12:00+01:00"),
        ("wed 19:00", "2026-11-25 19:00+01:00"),
        ("19:00", "2026-11-25 19:00+01:00"),
        ("18:00", "2026-11-26 18:00+01:00"),
        ("9:30", "2026-11-26 09:30+01:00"),
        ("2026-11-28 12:00", "2026-11-28 12:00+01:00"),
        ("2026-11-28t11:00z", "2026-11-28 12:00+01:00"),
        ("-30m", "2026-11-28 19:45+01:00"),
        ("-30", "2026-11-28 19:45+01:00"),
        ("+2h", "2026-11-25 20:00+01:00"),
        ("2h", "2026-11-25 20:00+01:00"),
        ("sat 20:15", SHOW),
    ],
)
def test_parse_until(text: str, expected: str) -> None:
    assert until(text) == ms(expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-11-25 18:00", "times.past"),
        ("2025-11-28 12:00", "times.past"),
        ("-6d", "times.past"),
        ("sat 20:16", "times.after_start"),
        ("wed 17:00", "times.after_start"),
        ("+4d", "times.after_start"),
        ("", "times.until"),
        ("sat", "times.until"),
        ("sam 12:00", "times.until"),
        ("sat 24:00", "times.until"),
        ("12:60", "times.until"),
        ("tomorrow", "times.until"),
        ("-", "times.until"),
        ("2026-02-30 12:00", "times.unreadable"),
        ("+0m", "times.duration_not_positive"),
        ("+8d", "times.duration_too_long"),
    ],
)
def test_deadlines_that_cannot_be(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        until(text)
    assert caught.value.code == code
    assert caught.value.details["text"] == text.removeprefix("+") or code != "times.until"


def test_a_refused_deadline_says_when_it_would_be() -> None:
    with pytest.raises(Invalid) as caught:
        until("sat 21:00")
    assert caught.value.details == {
        "text": "sat 21:00",
        "until": "2026-11-28 21:00",
        "starts": "2026-11-28 20:15",
    }


def test_a_weekday_in_the_night_of_the_change_is_never_guessed() -> None:
    show = "2026-10-25 20:00+01:00"
    with pytest.raises(Invalid) as caught:
        until("sun 02:30", now="2026-10-24 18:00+02:00", show=show)
    assert caught.value.code == "times.ambiguous"
    again = caught.value.details["choices"][1]
    assert until(again, now="2026-10-24 18:00+02:00", show=show) == ms("2026-10-25 02:30+01:00")


def test_a_doubled_time_that_is_over_means_tomorrow() -> None:
    show = "2026-10-26 20:00+01:00"
    assert until("02:30", now="2026-10-25 03:00+01:00", show=show) == ms("2026-10-26 02:30+01:00")


def test_from_now_counts_real_hours_over_the_change() -> None:
    now, show = "2026-10-25 01:00+02:00", "2026-10-25 20:00+01:00"
    assert until("3h", now=now, show=show) == ms("2026-10-25 03:00+01:00")
