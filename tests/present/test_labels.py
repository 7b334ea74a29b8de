"""Seats as people say them."""

import pytest

from boxoffice.present.labels import spoken


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (["F7"], "F7"),
        (["F7", "F8"], "F7-8"),
        (["F7", "F8", "F9", "G1"], "F7-9, G1"),
        (["F7", "F9"], "F7, F9"),
        (["12:7", "12:8"], "12:7-8"),
        (["BALCONY:F7", "BALCONY:F8", "F9"], "BALCONY:F7-8, F9"),
        (["F7A", "F7B"], "F7A, F7B"),
        (["F07", "F08"], "F07, F08"),
        ([], ""),
        (["F7\x1b"], "F7\ufffd"),
    ],
)
def test_neighbours_are_said_as_one_stretch(labels: list[str], said: str) -> None:
    assert spoken(labels) == said
