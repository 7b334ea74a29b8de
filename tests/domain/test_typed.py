"""Typed text is brought into one plain form and never shown at length."""

from boxoffice.domain.typed import excerpt, plain_form


def test_full_width_signs_and_spaces_become_plain() -> None:
    assert plain_form("\u3000１２．５０\u00a0") == "12.50"


def test_a_superscript_is_not_a_digit() -> None:
    assert plain_form("12²") == "12²"


def test_a_long_text_is_cut() -> None:
    assert excerpt("9" * 100) == "9" * 40 + "…"
    assert excerpt("12") == "12"
