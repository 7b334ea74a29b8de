"""Times in the zone they carry."""

from datetime import UTC, datetime

import pytest

from boxoffice.present.moments import clock_time, day, day_and_time
from tests.present.factories import SHOW_TIME


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (SHOW_TIME, "Sat 21 Nov 20:15"),
        (SHOW_TIME.isoformat(), "Sat 21 Nov 20:15"),
        (datetime(2026, 3, 1, 0, 5, tzinfo=UTC), "Sun 1 Mar 00:05"),
        (0, "Thu 1 Jan 00:00"),
    ],
)
def test_a_show_starts_at(value: object, shown: str) -> None:
    assert day_and_time(value) == shown


def test_day_and_clock() -> None:
    assert (day(SHOW_TIME), clock_time(SHOW_TIME)) == ("Sat 21 Nov", "20:15")
