"""Sheets with bytes turned, cut and doubled: read or refused with the line, never a crash."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from boxoffice.errors import Invalid, InvalidFile
from boxoffice.present.words import sentence
from boxoffice.services.imports.movies import read_films
from boxoffice.services.imports.shows import Shows
from boxoffice.services.imports.theatres import read_theatres
from tests.services.imports.house import film, films, halls, places
from tests.services.imports.reading import batch_of

ROUNDS = 500

SHEETS = {
    "films.csv": (
        "title",
        ('Titel;Laufzeit;Kinostart;IMDB;Genre\n"Dune; Teil 1";155,0;16.09.2021;7,4;Drama\n'
        "Nope;2h 10m;Aug 12 2022;;\n1776;98.0;12/06/1998;74%;Horror|Drama\n;90;;;\n"),
    ),
    "films.json": (
        "title",
        ('[{"Title": 1776, "Running Time min": null, "MPAA Rating": "R", "IMDB Rating": 6.1},\n'
        ' {"Title": "Amélie &amp; Co", "Running Time min": 98.0, "genres": [{"name": "A"}]},\n'
        ' {"Title": "Nope", "Running Time min": "2h 10m", "Release Date": "Jun 12 1998"}]\n'),
    ),
    "week.yaml": (
        "at",
        ('- title: "Rex"\n  movies:\n  - title: Dune\n    length: 2h 35m\n    rating: "12A"\n'
        '    showtimes:\n    - date: "2026-11-28"\n      times:\n      - time: "13:45"\n'
        '        bookingid: 1\n      - {time: "20:15", bookingid: 2}\n'),
    ),
    "week.csv": (
        "at",
        ("title,date,time,screen,format\nDune,2026-11-28,20:15,rex/1,IMAX\n"
        "Nope (3D),28/11/2026,8:15 pm,2,\nElvis,2026-03-29,01:30,rex/1,\n"),
    ),
    "cinemas.csv": (
        "name",
        ("\ufeffnom;adresse;commune;ecrans;zone;devise\nLUX;1 RUE A;Évry;4.0;Europe/Paris;EUR\n"
        "REX;;London;;Mars/X;eur\n"),
    ),
}  # fmt: skip

ODD = (
    b'"', b"'", b";", b",", b"\t", b"\n", b"\r", b"\x00", b"\xff", b"\xe9", b"{", b"}", b"[", b"]",
    b":", b"-", b"&a", b"*a", b"!!x", b"\xe2\x80\xae", b"\x1b[2J", b"9" * 400, b"e9999999", b"|",
    b"\\ud800", b"=1+1", b"&#0;", b"&#x110000;", b"\xef\xbb\xbf", b"%", b"null", b"--- \n",
)  # fmt: skip


def mutated(content: bytes, rng: random.Random) -> bytes:
    """The content with one to four pieces turned, cut, doubled or put in."""
    for _ in range(rng.randint(1, 4)):
        at, to = sorted(rng.randrange(len(content) + 1) for _ in range(2))
        to = min(to, at + rng.choice((1, 1, 3, 40)))
        piece = rng.choice((b"", rng.choice(ODD), content[at:to] * 2, rng.randbytes(2)))
        content = content[:at] + piece + content[to:]
    return content


def use(name: str, needs: str, content: bytes) -> Iterator[InvalidFile]:
    """Import it and yield each fault; what is no fault becomes entries of a set-up."""
    try:
        batch = batch_of(
            content, name=name, needs=needs,
            defaults={"runtime": "90"} if needs != "name" else {"zone": "Europe/Paris"},
        )  # fmt: skip
        if needs == "title":
            entries = read_films(batch, films(film("nope", "Nope")))
        elif needs == "name":
            entries = read_theatres(batch, places("rex/1"))
        else:
            house = halls("rex/1", "rex/2")
            new, shows = Shows(batch, films(), house, theatre="").entries()
            entries = new + shows
    except InvalidFile as fault:
        yield fault
        return
    assert all(isinstance(entry.plain(), dict) for entry in entries)
    yield from batch.faults


@pytest.mark.slow
@pytest.mark.parametrize("name", SHEETS)
def test_no_mutated_sheet_crashes_and_each_fault_has_its_line(name: str) -> None:
    needs, text = SHEETS[name]
    rng = random.Random(name)
    faults = 0
    for _ in range(ROUNDS):
        content = mutated(text.encode(), rng)
        for fault in use(name, needs, content):
            faults += 1
            assert sentence(fault), fault
            whole = fault.code in {
                "imports.empty", "imports.no_column", "imports.too_many_columns", "setup.empty",
                "imports.no_place",
            }  # fmt: skip
            assert whole or fault.details["line"] >= 1, (fault, content)
    assert faults > ROUNDS / 4


@pytest.mark.parametrize("needs", ["title", "name", "at"])
@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.yaml", "stdin"])
def test_random_bytes_are_refused_in_words(needs: str, name: str) -> None:
    rng = random.Random(f"{needs} {name}")
    for size in (1, 2, 10, 300, 3_000):
        for _ in range(10):
            with pytest.raises(Invalid) as raised:
                list(batch_of(rng.randbytes(size), name=name, needs=needs).faults)
            assert sentence(raised.value)
