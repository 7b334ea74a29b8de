"""Supervisors by name; where nobody is named, anybody."""

import pytest

from boxoffice.domain.access import may, supervisors


@pytest.mark.parametrize(
    ("text", "names"),
    [("", ()), (" , ", ()), ("ann", ("ann",)), (" ann,bob , ann", ("ann", "bob"))],
)
def test_names_stand_between_commas(text: str, names: tuple[str, ...]) -> None:
    assert supervisors(text) == names


def test_who_is_named_may_and_without_names_everybody() -> None:
    assert (may("ann", ()), may("ann", ("ann",)), may("Ann", ("ann",))) == (True, True, False)
