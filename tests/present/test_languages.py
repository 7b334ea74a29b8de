"""A list says sv for Swedish, and never guesses."""

import pytest

from boxoffice.present.languages import language_code


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Swedish", "sv"), (" english", "en"), ("en", "en"), ("Klingon", "Klingon"), ("", "")],
)
def test_language_code(name: str, expected: str) -> None:
    assert language_code(name) == expected
