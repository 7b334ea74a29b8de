"""User text on a terminal: harmless, on one line, as wide as it is allowed to be."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.present.text import UNSAFE_CATEGORIES, clean, clean_deep, fill, fit, width_of


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Dune", "Dune"),
        ("Amélie 七人", "Amélie 七人"),
        ("two\nlines\tand\rmore", "two lines and more"),
        ("\x1b]52;c;x\x07", "\ufffd]52;c;x\ufffd"),
        ("\x9b2J", "\ufffd2J"),
        ("evil\u202etxt", "evil\ufffdtxt"),
        ("a\u2028b\u2029c", "a b c"),
        ("lone \ud800", "lone \ufffd"),
        ("private \ue000 unassigned \u0378", "private \ufffd unassigned \ufffd"),
        ("zalgo e" + "\u0301" * 90, "zalgo e\u0301\u0301"),
        ("लड़ें", "लड़ें"),
        ("tiếng Việt", "tiếng Việt"),
        (None, ""),
        (7, "7"),
    ],
)
def test_what_could_act_is_replaced(value: object, shown: str) -> None:
    assert clean(value) == shown


@given(st.text())
def test_clean_text_is_safe_and_stays_as_it_is(value: str) -> None:
    shown = clean(value)
    assert not {unicodedata.category(character) for character in shown} & UNSAFE_CATEGORIES
    assert clean(shown) == shown


@given(st.text(), st.integers(0, 30))
def test_fitted_text_is_never_wider(value: str, width: int) -> None:
    assert width_of(fit(value, width)) <= width


@pytest.mark.parametrize(
    ("value", "width", "shown"),
    [("Dune", 4, "Dune"), ("Dune: Two", 6, "Dune:…"), ("七人の侍", 6, "七人…"), ("Dune", 1, "…")],
)
def test_what_is_cut_says_so(value: str, width: int, shown: str) -> None:
    assert fit(value, width) == shown


def test_an_ascii_terminal_gets_an_ascii_ellipsis() -> None:
    assert fit("Dune: Two", 6, ellipsis="~") == "Dune:~"


def test_cleaning_goes_as_deep_as_the_value() -> None:
    value = {"seats": [{"label": "F7\n"}], "count": 2, "when": None}
    assert clean_deep(value) == {"seats": [{"label": "F7 "}], "count": 2, "when": None}


@given(st.lists(st.text(max_size=12)), st.integers(3, 30))
def test_filled_lines_fit(items: list[str], width: int) -> None:
    assert all(width_of(line) <= width for line in fill(items, width=width))


def test_items_fill_lines_in_order() -> None:
    assert fill(["one", "two", "three"], width=9) == ["one  two", "three"]
