"""Documents made of single things."""

from __future__ import annotations

import pytest

from boxoffice.errors import InvalidFile
from boxoffice.services.setup.typed import Thing, document, given, sha256_of


def test_things_hang_where_they_belong() -> None:
    things = [
        Thing("screens", "1", given({"name": "One"}), city="lyon", theatre="rex", line=2),
        Thing("prices", "", given({"amount": "9"}), city="lyon", theatre="rex", line=3),
        Thing("screens", "2", given({"name": "Two"}), city="lyon", theatre="rex", line=4),
        Thing("theatres", "rex", given({"address": "Rue 1"}), city="lyon", line=5),
        Thing("cities", "paris", given({"name": "Paris"}), line=6),
        Thing("movies", "dune", given({"languages": ["en", "fr"], "title": None}), line=7),
    ]
    assert document(things, sha256="").tree.plain() == {
        "movies": [{"key": "dune", "languages": ["en", "fr"]}],
        "cities": [
            {
                "key": "lyon",
                "theatres": [
                    {
                        "key": "rex",
                        "address": "Rue 1",
                        "screens": [{"key": "1", "name": "One"}, {"key": "2", "name": "Two"}],
                        "prices": [{"amount": "9"}],
                    }
                ],
            },
            {"key": "paris", "name": "Paris"},
        ],
    }


def test_a_fault_knows_the_line_of_its_row() -> None:
    with pytest.raises(InvalidFile) as caught:
        document([Thing("movies", "BAD", given({}), line=7, column=1)], sha256="", name="x.csv")
    assert (caught.value.details["file"], caught.value.details["line"]) == ("x.csv", 7)


def test_the_words_typed_are_what_makes_it_the_same() -> None:
    one, other = given({"name": "Paris"}), given({"name": "Rome"})
    assert sha256_of("city", "add", [one]) == sha256_of("city", "add", [given({"name": "Paris"})])
    assert sha256_of("city", "add", [one]) != sha256_of("city", "add", [other])
    assert sha256_of("city", "add", [one]) != sha256_of("city", "edit", [one])
