"""Titles and names full of escape codes, markup and formulas: shown harmlessly everywhere."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import pytest

from tests.badinput.places import Place, require_one_sentence
from tests.services.setup.texts import SMALL

pytestmark = pytest.mark.slow

BAD = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
EVIL = {
    "markup": "Hamlet [sold out] tonight [/b] [link=x]y[/link]",
    "formula": '=HYPERLINK("http://x","y")',
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)",
    "zalgo": "Z" + "\u0335\u0321\u0353" * 12 + "algo",
    "emoji": "🎬👩‍👩‍👧‍👦 Ωmega",
    "quotes": 'Bobby \'); DROP TABLE seat;-- "x" `y` | z',
    "braces": "{0} {show} %s %(x)s ${HOME}",
    "wide": "映画" * 20,
    "arabic": "فيلم",
}
CONTROL = {
    "escape": "\x1b]0;owned\x07\x1b[2J\x9b31m",
    "backwards": "evil\u202etxt.exe",
    "lines": "one\ntwo\rthree\u2028four",
    "private": "\ue000\ufdd0",
}
FORMATS = ("rich", "plain", "csv", "json", "markdown")


def house_with(titles: list[str]) -> str:
    """The small set-up with films of these names, all of them on tomorrow, in a hall each."""
    head, _, _ = SMALL.replace("hall", "salle").partition("movies:")
    screens = [
        f"          - {{key: e{n}, name: Hall {n}, layout: salle}}" for n in range(len(titles))
    ]
    movies = [
        f"  - {{key: film{n}, title: {json.dumps(title, ensure_ascii=False)}, runtime: 90}}"
        for n, title in enumerate(titles)
    ]
    shows = [f"  - {{movie: film{n}, screen: rex/e{n}, at: +1 20:00}}" for n in range(len(titles))]
    before, _, after = head.partition('          - {key: "1"')
    rest = after.partition("\n")[2]
    lines = [*screens, rest.rstrip(), "movies:", *movies, "shows:", *shows, ""]
    return before + "\n".join(lines)


def require_harmless(text: str) -> None:
    """No sign that a terminal acts on, save line ends."""
    found = {hex(ord(sign)) for sign in text if unicodedata.category(sign) in BAD and sign != "\n"}
    assert found == set()


def require_no_formula(text: str) -> None:
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            assert cell[:1] not in ("=", "@", "\t", "\r"), row
            assert not (cell[:1] in ("+", "-") and not cell[1:].replace(".", "").isdigit()), row


def shown(place: Place, *args: str, format_name: str) -> str:
    done = place.run("--format", format_name, *args)
    assert done.code in (0, 2), (args, format_name, done)
    assert "Traceback" not in done.err
    require_harmless(done.out + done.err)
    if format_name == "csv":
        require_no_formula(done.out)
    return done.out


def test_films_of_any_name_are_shown_and_sold(file_place: Place) -> None:
    (file_place.home / "house.yaml").write_text(house_with([*EVIL.values()]), encoding="utf-8")
    done = file_place.run("--json", "setup", "apply", "house.yaml")
    assert done.code == 0, done
    found = file_place.rows(
        "SELECT min(show.id), movie.title FROM show JOIN movie ON movie.id = movie_id"
        " WHERE movie.key LIKE 'film%' AND movie.key <> 'film-1' GROUP BY movie.id"
    )
    assert len(found) == len(EVIL)
    listings = {name: shown(file_place, "show", "list", format_name=name) for name in FORMATS}
    films = {show["movie"] for show in json.loads(listings["json"])["shows"]}
    assert {title for title in EVIL.values() if title.isascii()} <= films
    assert EVIL["markup"] in listings["csv"]
    for format_name in ("rich", "plain"):
        assert "Hamlet" in listings[format_name]
        assert "out]" in listings[format_name]
    for turn, (number, _) in enumerate(found):
        name = FORMATS[turn % len(FORMATS)]
        shown(file_place, "sell", str(number), "A1", "-c", "exact", format_name=name)
        shown(file_place, "seats", str(number), format_name=FORMATS[(turn + 1) % len(FORMATS)])
    shown(file_place, "last", "20", format_name="csv")
    for (ref,) in file_place.rows("SELECT ref FROM booking ORDER BY rowid DESC LIMIT 3"):
        shown(file_place, "ticket", "view", ref, format_name="plain")


@pytest.mark.parametrize("what", list(CONTROL))
def test_a_title_with_control_signs_is_refused_or_shown_without(
    file_place: Place, what: str
) -> None:
    (file_place.home / "house.yaml").write_text(house_with([CONTROL[what]]), encoding="utf-8")
    before = file_place.dump()
    done = file_place.run("--json", "setup", "apply", "house.yaml")
    if done.code == 0:
        shown(file_place, "show", "list", format_name="plain")
    else:
        assert (done.code, done.out) == (11, "")
        require_one_sentence(done.error["message"])
        assert file_place.dump() == before


@pytest.mark.slow
def test_a_title_of_ten_thousand_signs_is_refused(file_place: Place) -> None:
    (file_place.home / "house.yaml").write_text(house_with(["x" * 10_000]), encoding="utf-8")
    before = file_place.dump()
    done = file_place.run("--json", "setup", "apply", "house.yaml")
    assert (done.code, done.out) == (11, "")
    require_one_sentence(done.error["message"])
    assert file_place.dump() == before


def test_guests_of_any_name_are_shown_harmlessly(file_place: Place) -> None:
    seats = iter(f"{row}{number}" for row in "BCD" for number in range(1, 11))
    for name in (*EVIL.values(), *CONTROL.values()):
        booked = file_place.run("--json", "book", "1", next(seats), "--name", name)
        require_harmless(booked.out + booked.err)
        if booked.code != 0:
            assert (booked.code, booked.out) == (2, ""), booked
            require_one_sentence(booked.error["message"])
    for name in FORMATS:
        shown(file_place, "find", "--unpaid", format_name=name)
    for ((ref,), name) in zip(
        file_place.rows("SELECT ref FROM booking WHERE status = 'pending'"), FORMATS * 2,
        strict=False,
    ):  # fmt: skip
        shown(file_place, "booking", "view", ref, format_name=name)


def test_a_name_of_ten_thousand_signs_is_refused_or_kept_short(file_place: Place) -> None:
    before = file_place.dump()
    done = file_place.run("--json", "book", "1", "A5", "--name", "x" * 10_000)
    assert (done.code, done.out) == (2, ""), done.code
    require_one_sentence(done.error["message"])
    assert file_place.dump() == before
