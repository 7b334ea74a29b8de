"""Headers in other people's words."""

from __future__ import annotations

import pytest

from boxoffice.errors import Invalid, InvalidFile
from boxoffice.present.words import sentence
from boxoffice.services.imports.columns import parse_map
from tests.services.imports.reading import batch_of


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ("Title,Running Time min,MPAA Rating,IMDB Rating,Major Genre,Release Date,Distributor",
         ["title", "runtime", "certificate", "rating", "genres", "release", "distributor"]),
        ("TITEL,Laufzeit (Min.),FSK,Verleih,Kinostart",
         ["title", "runtime", "certificate", "distributor", "release"]),
        ("Titre du film,Durée,Date de sortie,Langue", ["title", "runtime", "release", "languages"]),
        ("movieTitle,runTime", ["title", "runtime"]),
    ],
)  # fmt: skip
def test_headers_are_known_in_several_languages(headers: str, fields: list[str]) -> None:
    columns = batch_of(f"{headers}\nx,1,2,3,4,5,6\n".replace(",3,4,5,6", "")).columns
    spelled = headers.split(",")
    assert columns.by_field == dict(zip(fields, spelled, strict=True))
    assert columns.unused == ()


def test_a_header_that_was_said_is_never_guessed_over() -> None:
    columns = batch_of(
        "Name,Title,Length\nx,Mr,90\n", mapped={"title": "name", "runtime": ""}
    ).columns
    assert columns.by_field == {"title": "Name", "runtime": "Length"}
    assert columns.unused == ("Title",)


@pytest.mark.parametrize(
    ("cells", "field"), [("7.4,10", "rating"), ("15,12A", "certificate"), ("U,PG", "certificate")]
)
def test_a_bare_rating_is_what_its_cells_look_like(cells: str, field: str) -> None:
    first, second = cells.split(",")
    columns = batch_of(f"Title;Rating\na;{first}\nb;{second}\n").columns
    assert columns.by_field == {"title": "Title", field: "Rating"}


def test_a_map_is_read_with_commas_and_quotation_marks() -> None:
    assert parse_map(["title=Titre du film, runtime=Durée", '"genres=Genre, main"']) == {
        "title": "Titre du film", "runtime": "Durée", "genres": "Genre, main",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["title", "=Titel"])
def test_a_map_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as raised:
        parse_map([text])
    assert sentence(raised.value) == (
        f"'{text}' is not FIELD=COLUMN, as in --map title=Titel,runtime=Dauer."
    )


def test_a_map_to_nothing_says_what_there_is() -> None:
    with pytest.raises(Invalid) as raised:
        batch_of("Titel,Dauer\nx,90\n", mapped={"title": "Tietl"})
    assert sentence(raised.value) == (
        "films.csv has no column 'Tietl' for title. Did you mean 'Titel'?"
    )
    with pytest.raises(Invalid) as raised:
        batch_of("Titel,Dauer\nx,90\n", mapped={"titel": "Titel"})
    assert sentence(raised.value) == (
        "'titel' is nothing that is read from a sheet. Did you mean title?"
    )


def test_a_sheet_without_the_column_it_needs_is_refused_with_what_would_do() -> None:
    with pytest.raises(InvalidFile) as raised:
        batch_of("a,b\n1,2\n")
    assert sentence(raised.value) == (
        "films.csv: no column is the title; there is a, b. Call one title, film title, movie"
        " title, titel, filmtitel, titre, or say which it is: --map title=COLUMN. `--template`"
        " prints a sheet to begin with."
    )
