"""What a sweep says ends its line."""

import pytest

from boxoffice.present.sweeps import swept_text
from boxoffice.services.sweep import SweepResult


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({}, "Nothing had run out.\n"),
        ({"skipped": True}, "Another sweep is running; this one left everything to it.\n"),
        (
            {"batches": 1, "holds_expired": 1, "seats_freed": 2, "duration_ms": 7},
            "Tidied 1 hold and 0 unpaid bookings: 2 seats freed in 7 ms.\n",
        ),
    ],
)
def test_swept_text(overrides: dict[str, int], expected: str) -> None:
    nothing = {"batches": 0, "holds_expired": 0, "bookings_expired": 0, "seats_freed": 0}
    values = {"skipped": False, "duration_ms": 0, **nothing, **overrides}
    assert swept_text(SweepResult.model_validate(values)) == expected
