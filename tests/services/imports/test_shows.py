"""Rows that are showings."""

from __future__ import annotations

from typing import Any

import pytest

from boxoffice.errors import Invalid, InvalidFile
from boxoffice.present.words import sentence
from boxoffice.services.imports.houses import Films
from boxoffice.services.imports.screens import Halls
from boxoffice.services.imports.shows import Shows
from tests.services.imports.house import film, films, halls, show
from tests.services.imports.reading import batch_of

HOUSE = films(film("dune", "Dune"), film("nope", "Nope", id=2))


def shows_of(
    text: str, house: Halls, *, known: Films = HOUSE, theatre: str = "", name: str = "week.csv",
    **options: Any,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[InvalidFile]]:  # fmt: skip
    """Films and shows that come in, and what is refused."""
    batch = batch_of(text, name=name, needs="at", **options)
    new, entries = Shows(batch, known, house, theatre=theatre).entries()
    return [each.plain() for each in new], [each.plain() for each in entries], batch.faults


def told(faults: list[InvalidFile]) -> list[str]:
    return [sentence(fault) for fault in faults]


def test_rows_become_shows_in_the_theatres_time() -> None:
    text = (
        "Film;Datum;Uhrzeit;Saal;Sprache;Untertitel;Format\n"
        "Dune;28.11.2026;20.15;1.0;English;French;IMAX\n"
        "NOPE;28/11/2026;8:15 pm;Screen 2;;;\n"
    )
    assert shows_of(text, halls("rex/1", "rex/2")) == (
        [],
        [
            {
                "key": "rex/1@2026-11-28T20:15+00:00", "movie": "dune", "screen": "rex/1",
                "at": "2026-11-28 20:15", "language": "English", "subtitles": "French",
                "format": "IMAX",
            },
            {
                "key": "rex/2@2026-11-28T20:15+00:00", "movie": "nope", "screen": "rex/2",
                "at": "2026-11-28 20:15",
            },
        ],
        [],
    )  # fmt: skip


def test_a_film_that_is_not_there_is_made_of_its_row_or_refused() -> None:
    text = (
        "title,at,runtime,rating\nElvis,2026-11-28 20:15,2h 40m,12A\nThor,2026-11-29 20:15,,12A\n"
    )
    new, entries, faults = shows_of(text, halls("rex/1"))
    assert new == [
        {"key": "elvis", "title": "Elvis", "runtime": "160", "certificate": "12A"}
    ]  # fmt: skip
    assert [each["movie"] for each in entries] == ["elvis"]
    assert told(faults) == [
        (
            "week.csv, line 3, column 1: there is no film 'Thor', and the row has no"
            " running time to"
            " make one of. Import the film first (`boxoffice movie import`), or say --runtime 120."
        )
    ]


def test_a_format_in_the_title_is_the_shows_and_not_the_films() -> None:
    text = (
        "title,at\nDune (IMAX),2026-11-28 10:00\nDune - 70mm,2026-11-28 14:00\n"
        "Dune 3D,2026-11-28 18:00\n"
    )
    _, entries, faults = shows_of(text, halls("rex/1"))
    assert [(each["movie"], each["format"]) for each in entries] == [
        ("dune", "IMAX"), ("dune", "70mm"), ("dune", "3D"),
    ]  # fmt: skip
    assert faults == []
    new, _, _ = shows_of("title,at,runtime\nStep Up 3D,2026-11-28 10:00,107\n", halls("rex/1"))
    assert [each["title"] for each in new] == ["Step Up 3D"]


def test_shows_that_overlap_are_listed_with_who_is_in_the_way() -> None:
    text = "title,at\nDune,2026-11-28 10:00\nNope,2026-11-28 11:30\nNope,2026-11-28 11:50\n"
    _, entries, faults = shows_of(text, halls("rex/1"))
    assert [each["at"] for each in entries] == ["2026-11-28 10:00", "2026-11-28 11:50"]
    assert told(faults) == [
        (
            "week.csv, line 3, column 2: Nope at 2026-11-28 11:30: screen rex/1 is not free;"
            " rex/1@2026-11-28T10:00+00:00 (line 2) keeps rex/1 until 2026-11-28 11:50."
            " Name more screens, or move one."
        )
    ]


def test_a_show_of_the_house_is_in_the_way_too() -> None:
    house = halls("rex/1", shows=(show("gala", "2026-11-28 12:00"),))
    _, entries, faults = shows_of("title,at\nNope,2026-11-28 11:00\n", house)
    assert entries == []
    assert told(faults)[0].endswith(
        "gala keeps rex/1 until 2026-11-28 13:50. Name more screens, or move one."
    )


@pytest.mark.parametrize("chosen", [("rex",), ("rex/1,rex/2",), ("rex/1", "rex/2")])
def test_of_several_screens_the_first_that_is_free_takes_it(chosen: tuple[str, ...]) -> None:
    text = "title,at\nNope,2026-11-28 10:30\nDune,2026-11-28 10:00\nDune,2026-11-28 13:00\n"
    _, entries, faults = shows_of(text, halls("rex/1", "rex/2", "roxy/1", chosen=chosen))
    assert [(each["movie"], each["screen"]) for each in entries] == [
        ("nope", "rex/2"), ("dune", "rex/1"), ("dune", "rex/1"),
    ]  # fmt: skip
    assert faults == []


def test_a_show_that_is_there_keeps_its_key_its_screen_and_what_is_not_said() -> None:
    there = show("gala", "2026-11-28 20:15", screen_id=2, language="French", format="70mm")
    _, entries, faults = shows_of(
        "title,at\nDune,2026-11-28 20:15\n",
        halls("rex/1", "rex/2", chosen=("rex",), shows=(there,)),
    )
    assert entries == [
        {
            "key": "gala", "movie": "dune", "screen": "rex/2", "at": "2026-11-28 20:15",
            "language": "French", "format": "70mm",
        }
    ]  # fmt: skip
    assert faults == []


def test_a_show_known_by_its_key_is_moved_and_a_number_is_its_theatres() -> None:
    house = halls("rex/1", shows=(show("rex/153-9", "2026-11-28 20:15"),))
    _, entries, _ = shows_of("bookingid,title,at\n153-9,Dune,2026-11-28 20:45\n", house)
    assert [(each["key"], each["at"]) for each in entries] == [("rex/153-9", "2026-11-28 20:45")]


def test_a_row_twice_and_a_show_called_off_are_left_out() -> None:
    text = "title,at\nDune,2026-11-28 20:15\nDune,2026-11-28 20:15\n"
    _, entries, faults = shows_of(text, halls("rex/1", "rex/2", chosen=("rex",)))
    assert len(entries) == 1
    assert told(faults) == ["week.csv, line 3, column 2: this is line 2 again, so it was left out."]
    house = halls("rex/1", shows=(show("gala", "2026-11-28 20:15", status="cancelled"),))
    _, entries, faults = shows_of("key,title,at\ngala,Dune,2026-11-28 20:15\n", house)
    assert [fault.code for fault in faults] == ["imports.called_off"]


def test_a_key_that_a_moved_show_still_has_is_not_taken_from_it() -> None:
    moved = show("rex/1@2026-11-28T20:15+00:00", "2026-11-28 15:00", movie_id=2)
    _, entries, _ = shows_of("title,at\nDune,2026-11-28 20:15\n", halls("rex/1", shows=(moved,)))
    assert [each["key"] for each in entries] == ["rex/1@2026-11-28T20:15+00:00-2"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Dune,2026-03-29 01:30,1", "line 2, column 2: "),
        ("Dune,2026-10-25 01:30,1", "line 2, column 2: "),
        ("Dune,20:15,1", "line 2, column 2: '20:15' has no day"),
        ("Dune,,1", "line 2, column 2: there is nothing under at."),
        (",2026-11-28 20:15,1", "line 2, column 1: there is nothing under title."),
        ("Dune,2026-11-28 20:15,9", "line 2, column 3: there is no screen '9' (there is rex/1,"),
        ("Dune,2026-11-28 20:15,", "line 2, column 3: no screen is named: say --screen rex/1."),
    ],
)
def test_what_cannot_be_used_is_told_at_its_cell(row: str, words: str) -> None:
    _, entries, faults = shows_of(f"title,at,screen\n{row}\n", halls("rex/1", "rex/2"))
    assert entries == []
    (fault,) = faults
    assert sentence(fault).startswith(f"week.csv, {words}")


def test_a_doubled_hour_takes_an_offset() -> None:
    _, entries, faults = shows_of("title,at\nDune,2026-10-25T01:30:00+01:00\n", halls("rex/1"))
    assert [each["at"] for each in entries] == ["2026-10-25 01:30+01:00"]
    assert faults == []


def test_the_theatre_is_said_by_row_or_by_setting() -> None:
    house = halls("rex/1", "roxy/1")
    text = "title,at,screen,cinema\nDune,2026-11-28 20:15,1,Roxy\nNope,2026-11-28 20:15,1,\n"
    _, entries, faults = shows_of(text, house, theatre="rex")
    assert [each["screen"] for each in entries] == ["roxy/1", "rex/1"]
    _, _, faults = shows_of("title,at,cinema\nDune,2026-11-28 20:15,Rexx\n", house)
    assert told(faults) == [
        "week.csv, line 2, column 3: there is no theatre 'Rexx'. Did you mean rex?"
    ]


def test_drafts_stay_drafts_and_new_ones_are_drafts_where_that_is_said() -> None:
    there = show("gala", "2026-11-28 20:15", status="draft")
    text = "title,at\nDune,2026-11-28 20:15\nNope,2026-11-29 20:15\n"
    _, entries, _ = shows_of(text, halls("rex/1", shows=(there,)))
    assert [each.get("draft") for each in entries] == ["true", None]
    _, entries, _ = shows_of(text, halls("rex/1"), draft=True)
    assert [each.get("draft") for each in entries] == ["true", "true"]


def test_a_screen_typed_wrongly_is_refused_before_anything_is_read() -> None:
    with pytest.raises(Invalid) as raised:
        halls("rex/1", chosen=("rex/11",))
    assert sentence(raised.value) == "There is no screen 'rex/11'. Did you mean rex/1?"


def test_two_theatres_of_one_name_are_told_apart_by_their_city() -> None:
    house = halls("rex/1", "roxy/1")
    for theatre, city in zip(house.theatres, ("Lyon", "Paris"), strict=True):
        theatre.name, theatre.city = "Rex Palace", city
    text = "title,at,cinema,town\nDune,2026-11-28 20:15,Rex Palace,PARIS\n"
    _, entries, _ = shows_of(text, house)
    assert [each["screen"] for each in entries] == ["roxy/1"]
    _, _, faults = shows_of(text.replace("PARIS", ""), house)
    assert told(faults) == [
        (
            "week.csv, line 2, column 3: 'Rex Palace' may be rex, roxy: write the key, or add a"
            " column with the city."
        )
    ]
