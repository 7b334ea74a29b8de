"""Local time is read as the zone has it: nothing in a gap, nothing unclear in a doubled hour."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.domain import times
from boxoffice.errors import Invalid

ZONES = ["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
MOMENTS = st.integers(946_684_800_000 // 60_000, 4_102_444_800_000 // 60_000).map(
    lambda minute: minute * 60_000
)
CHANGES = [date(2026, *day) for day in [(3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1)]]
WALL_TIMES = st.builds(
    datetime.combine,
    st.one_of(st.sampled_from(CHANGES), st.dates(date(2000, 1, 1), date(2037, 12, 31))),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
)


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp()) * 1000


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-11-28 20:15", "Europe/Paris", "2026-11-28 20:15+01:00"),
        ("2026-11-28T20:15", "Europe/Paris", "2026-11-28 20:15+01:00"),
        ("2026-11-28 9:15", "Europe/Paris", "2026-11-28 09:15+01:00"),
        ("2026-11-28 20:15:30", "Asia/Kolkata", "2026-11-28 20:15:30+05:30"),
        ("2026-11-28T19:15Z", "Europe/Paris", "2026-11-28 19:15+00:00"),
        ("2026-11-28 20:15+0530", "Europe/Paris", "2026-11-28 20:15+05:30"),
        ("2026-11-28 20:15 -05:00", "Europe/Paris", "2026-11-28 20:15-05:00"),
        ("2026-10-25 02:30+02:00", "Europe/Paris", "2026-10-25 02:30+02:00"),
        ("2026-10-25 02:30+01:00", "Europe/Paris", "2026-10-25 02:30+01:00"),
        ("２０２６-11-28 20：15", "Europe/Paris", "2026-11-28 20:15+01:00"),
    ],
)
def test_resolve_local(text: str, zone: str, expected: str) -> None:
    assert times.resolve_local(text, zone=zone) == ms(expected)


@pytest.mark.parametrize(
    ("text", "zone", "instead"),
    [
        ("2026-03-29 02:30", "Europe/Paris", "2026-03-29 03:30"),
        ("2026-03-08 02:00", "America/New_York", "2026-03-08 03:00"),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-04 02:45"),
    ],
)
def test_a_time_that_the_clocks_skip_is_refused(text: str, zone: str, instead: str) -> None:
    with pytest.raises(Invalid) as caught:
        times.resolve_local(text, zone=zone)
    assert caught.value.code == "times.gap"
    assert caught.value.details == {"text": text, "zone": zone, "instead": instead}


@pytest.mark.parametrize(
    ("text", "zone", "choices"),
    [
        (
            "2026-10-25 02:30",
            "Europe/Paris",
            ["2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00"],
        ),
        (
            "2026-11-01 01:00",
            "America/New_York",
            ["2026-11-01 01:00-04:00", "2026-11-01 01:00-05:00"],
        ),
        (
            "2026-04-05 01:45",
            "Australia/Lord_Howe",
            ["2026-04-05 01:45+11:00", "2026-04-05 01:45+10:30"],
        ),
    ],
)
def test_a_doubled_time_asks_which(text: str, zone: str, choices: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        times.resolve_local(text, zone=zone)
    assert caught.value.code == "times.ambiguous"
    assert caught.value.details == {"text": text, "zone": zone, "choices": choices}
    first_ms, second_ms = (times.resolve_local(choice, zone=zone) for choice in choices)
    assert first_ms < second_ms


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "times.unreadable"),
        ("2026-11-28", "times.unreadable"),
        ("2026-02-30 20:15", "times.unreadable"),
        ("2026-11-28 24:00", "times.unreadable"),
        ("2026-11-28 20:60", "times.unreadable"),
        ("28.11.2026 20:15", "times.unreadable"),
        ("2026-W48-6 20:15", "times.unreadable"),
        ("2026-11-28 20:15+99:00", "times.unreadable"),
        ("0000-01-01 00:00", "times.unreadable"),
        ("0202-11-28 20:15", "times.year"),
        ("9999-12-31 23:59-14:00", "times.year"),
    ],
)
def test_what_is_no_date_and_time_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        times.resolve_local(text, zone="Europe/Paris")
    assert caught.value.code == code


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "Europe", "../etc/passwd", "/etc", "a\0b"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(Invalid) as caught:
        times.local(0, zone=zone)
    assert caught.value.code == "times.zone"


@settings(deadline=None)
@given(MOMENTS, st.sampled_from(ZONES))
def test_a_moment_written_with_its_offset_is_read_back(moment_ms: int, zone: str) -> None:
    text = times.local(moment_ms, zone=zone).isoformat(" ", "minutes")
    assert times.resolve_local(text, zone=zone) == moment_ms


@settings(deadline=None)
@given(WALL_TIMES, st.sampled_from(ZONES))
def test_a_wall_time_is_one_moment_or_refused(wall: datetime, zone: str) -> None:
    shown_at = [
        moment
        for minutes in (-660, -630, -330, -120, -60, 240, 300)
        if times.local(
            moment := ms(wall.isoformat() + "+00:00") + minutes * 60_000, zone=zone
        ).replace(tzinfo=None)
        == wall
    ]
    text = f"{wall:%Y-%m-%d %H:%M}"
    if len(shown_at) == 1:
        assert times.resolve_local(text, zone=zone) == shown_at[0]
    else:
        with pytest.raises(Invalid) as caught:
            times.resolve_local(text, zone=zone)
        assert caught.value.code == ("times.ambiguous" if shown_at else "times.gap")


@pytest.mark.parametrize("zone", ZONES)
def test_every_minute_around_the_clock_changes_of_a_year(zone: str) -> None:
    walls: dict[str, list[int]] = {}
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for half_hour in range(365 * 48):
        moment = int((start + timedelta(minutes=30 * half_hour)).timestamp()) * 1000
        wall = times.local(moment, zone=zone)
        walls.setdefault(f"{wall:%Y-%m-%d %H:%M}", []).append(moment)
    for text, moments in walls.items():
        if len(moments) == 1:
            assert times.resolve_local(text, zone=zone) == moments[0]
        else:
            with pytest.raises(Invalid) as caught:
                times.resolve_local(text, zone=zone)
            choices = caught.value.details["choices"]
            assert [times.resolve_local(choice, zone=zone) for choice in choices] == moments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-28 00:30+01:00", date(2026, 11, 27)),
        ("2026-11-28 04:59+01:00", date(2026, 11, 27)),
        ("2026-11-28 05:00+01:00", date(2026, 11, 28)),
        ("2026-11-28 20:15+01:00", date(2026, 11, 28)),
        ("2026-10-25 02:30+01:00", date(2026, 10, 24)),
    ],
)
def test_the_night_belongs_to_the_evening_before(text: str, expected: date) -> None:
    assert times.business_day(ms(text), zone="Europe/Paris") == expected


def test_day_bounds_where_the_clocks_change() -> None:
    start_ms, end_ms = times.day_bounds_ms(date(2026, 10, 24), zone="Europe/Paris")
    assert (start_ms, end_ms) == (ms("2026-10-24 05:00+02:00"), ms("2026-10-25 05:00+01:00"))
    start_ms, end_ms = times.day_bounds_ms(date(2026, 3, 28), zone="Europe/Paris")
    assert end_ms - start_ms == 23 * 3_600_000


@settings(deadline=None)
@given(MOMENTS, st.sampled_from([*ZONES, "Pacific/Apia"]), st.integers(0, 1439))
def test_each_moment_is_inside_its_business_day(
    moment_ms: int, zone: str, ends_at_minute: int
) -> None:
    day = times.business_day(moment_ms, zone=zone, ends_at_minute=ends_at_minute)
    start_ms, end_ms = times.day_bounds_ms(day, zone=zone, ends_at_minute=ends_at_minute)
    assert start_ms <= moment_ms < end_ms
    following, _ = times.day_bounds_ms(
        day + timedelta(days=1), zone=zone, ends_at_minute=ends_at_minute
    )
    assert following == end_ms
