"""Which of several things somebody means, and which words fit a text."""

from __future__ import annotations

import pytest

from boxoffice.errors import Invalid, NotFound
from boxoffice.services.naming import choose, fits, lists

THINGS = [(1, "rex", "Le Rex"), (2, "roxy", "Roxy"), (3, "roxy-2", "Roxy"), (4, "le rex", "Other")]


@pytest.mark.parametrize(
    ("typed", "meant"), [("rex", 1), (" REX ", 1), ("roxy", 2), ("LE REX", 4), ("other", 4)]
)
def test_a_key_comes_before_a_name(typed: str, meant: int) -> None:
    assert choose("theatre", typed, THINGS) == meant


def test_a_name_that_two_have_names_both() -> None:
    with pytest.raises(Invalid) as caught:
        choose("theatre", "Roxy", [(2, "roxy-1", "Roxy"), (3, "roxy-2", "Roxy")])
    assert caught.value.details["candidates"] == ["roxy-1", "roxy-2"]


def test_what_nobody_has_names_the_nearest_or_all_of_few() -> None:
    with pytest.raises(NotFound) as caught:
        choose("theatre", "roxi", THINGS)
    assert caught.value.details["nearest"][0] == "roxy"
    with pytest.raises(NotFound) as caught:
        choose("theatre", "zzz", THINGS)
    assert caught.value.details["known"] == ["rex", "roxy", "roxy-2", "le rex"]


def test_every_word_has_to_be_somewhere() -> None:
    assert fits("dune imax", "Dune", "IMAX 3D")
    assert fits("  ", "anything")
    assert not fits("dune imax", "Dune", "3D")


def test_a_word_of_a_list_is_whole() -> None:
    assert lists("drama", "Comedy, Drama")
    assert lists("", "Comedy")
    assert not lists("dram", "Comedy,Drama")
