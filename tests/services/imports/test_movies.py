"""Rows that are films."""

from __future__ import annotations

import random

import pytest

from boxoffice.present.words import sentence
from boxoffice.services.imports.keys import key_of
from tests.services.imports.house import film, films
from tests.services.imports.reading import films_of, places


def test_a_row_becomes_a_film() -> None:
    text = (
        "Title;Running Time;MPAA Rating;IMDB Rating;Genre;Release Date;Distributor\n"
        '"Tom &amp; Jerry";98,0;PG;7,44;Comedy | Drama;Jun 12 1998;n/a\n'
    )
    assert films_of(text) == (
        [
            {
                "key": "tom-and-jerry-1998", "title": "Tom & Jerry", "runtime": "98",
                "genres": "Comedy,Drama", "certificate": "PG", "rating": "7.4",
                "release": "1998-06-12",
            }
        ],
        [],
    )  # fmt: skip


def test_each_row_that_cannot_be_used_is_told_and_the_others_come_in() -> None:
    text = "Title,Runtime,IMDB rating\nDune,155,8\n,90,7\nNope,soon,7\nElvis,,6\nThor,119,11\n"
    entries, faults = films_of(text)
    assert [entry["title"] for entry in entries] == ["Dune"]
    assert [sentence(fault) for fault in sorted(faults, key=lambda each: each.details["line"])] == [
        "films.csv, line 3, column 1: there is nothing under Title.",
        (
            "films.csv, line 4, column 2: 'soon' is no running time: type 1 to 1440"
            " minutes, as in 101"
            " or 1h41m."
        ),
        (
            "films.csv, line 5, column 2: Elvis has no running time. Say one for all that lack it:"
            " --runtime 120."
        ),
        "films.csv, line 6, column 3: '11' is not a rating of 0 to 10, as in 7.4 or 7.4/10.",
    ]


def test_a_default_is_for_empty_cells_only() -> None:
    entries, faults = films_of(
        "Title,Runtime\nDune,155\nNope,\n", defaults={"runtime": "120", "certificate": "U"}
    )
    assert [(each["runtime"], each["certificate"]) for each in entries] == [
        ("155", "U"), ("120", "U"),
    ]  # fmt: skip
    assert faults == []


def test_titles_may_be_numbers_words_for_nothing_and_formulas() -> None:
    entries, _ = films_of("title,runtime\n1776,90\nNone,91\n=1+1,92\n'-30-,93\n")
    assert [each["title"] for each in entries] == ["1776", "None", "=1+1", "-30-"]


NAMESAKES = [
    "Hamlet,1996-12-25,Sony,242", "Hamlet,2000-05-12,Miramax,112", "Hamlet,2000-07-01,Arte,90",
    "King Kong,1976-12-17,,134", "King Kong,2005-12-14,Universal,187", "King Kong,,,100",
]  # fmt: skip


def test_namesakes_have_the_same_keys_in_any_order() -> None:
    found = set()
    for seed in range(12):
        rows = random.Random(seed).sample(NAMESAKES, len(NAMESAKES))
        entries, faults = films_of("\n".join(["title,release,distributor,runtime", *rows]))
        assert faults == []
        found.add(frozenset((each["key"], each["runtime"]) for each in entries))
    assert found == {
        frozenset(
            {
                ("hamlet-1996", "242"), ("hamlet-2000-miramax", "112"), ("hamlet-2000-arte", "90"),
                ("king-kong-1976", "134"), ("king-kong-2005", "187"), ("king-kong", "100"),
            }
        )
    }  # fmt: skip


def test_one_film_twice_comes_in_once() -> None:
    entries, faults = films_of("title,year,runtime\nDune,2021,155\nDUNE,2021.0,155\n")
    assert [each["key"] for each in entries] == ["dune-2021"]
    assert [sentence(fault) for fault in faults] == [
        "films.csv, line 3, column 1: this is line 2 again, so it was left out."
    ]


def test_a_film_of_the_house_is_found_by_title_and_year_and_keeps_what_is_not_said() -> None:
    house = films(
        film("dune", "Dune", release_date="2021-09-15", genres="Drama", rating_tenths=80),
        film("dune-1984", "Dune", release_date="1984-12-14"),
    )
    entries, _ = films_of("title,year,runtime,genre\nDune,2021,155,\n", films=house)
    assert entries == [
        {
            "key": "dune", "title": "Dune", "runtime": "155", "genres": "Drama", "rating": "8.0",
            "release": "2021-09-15",
        }
    ]  # fmt: skip


def test_a_default_does_not_change_a_film_that_is_there() -> None:
    house = films(film("dune", "Dune", runtime_minutes=155))
    entries, _ = films_of("title\nDune\nNope\n", films=house, defaults={"runtime": "120"})
    assert [(each["key"], each["runtime"]) for each in entries] == [
        ("dune", "155"), ("nope", "120"),
    ]  # fmt: skip


def test_a_title_that_may_be_two_films_is_refused_with_both() -> None:
    house = films(
        film("dune-2021", "Dune", release_date="2021-09-15"),
        film("dune-1984", "Dune", release_date="1984-12-14"),
    )
    _, faults = films_of("title,runtime\nDune,155\n", films=house)
    assert [sentence(fault) for fault in faults] == [
        (
            "films.csv, line 2, column 1: 'Dune' may be dune-2021, dune-1984: add a column"
            " key, or the"
            " film's year."
        )
    ]


def test_another_film_under_that_key_is_not_overwritten() -> None:
    house = films(film("dune", "Dune: Part Two"))
    _, faults = films_of("title,runtime\nDune,155\n", films=house)
    assert places(faults) == [("imports.key_taken", 2, 1)]
    entries, _ = films_of("key,title,runtime\ndune,Dune,155\n", films=house)
    assert [each["title"] for each in entries] == ["Dune"]


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("Ben-Hur", "1959"), "ben-hur-1959"), (("L'Été",), "lete"), (("1776",), "1776"),
        (("Chuck&Buck",), "chuck-and-buck"), (("Straße", ""), "strasse"),
    ],
)  # fmt: skip
def test_keys_are_plain(names: tuple[str, ...], key: str) -> None:
    assert key_of(*names) == key


def test_names_that_no_key_can_spell_or_hold_still_have_keys_of_their_own() -> None:
    titles = ["千と千尋の神隠し", "もののけ姫", "Солярис", "Сталкер", "a" * 70, "a" * 71, "..."]
    keys = {key_of(title) for title in titles}
    assert len(keys) == len(titles)
    assert all(len(key) <= 64 for key in keys)
