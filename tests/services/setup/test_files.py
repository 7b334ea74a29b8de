"""Set-up files: what they may say, and the line of whatever is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.errors import InvalidFile, NotFound
from boxoffice.present.words import sentence
from boxoffice.services.setup import files
from boxoffice.services.setup import tree as trees
from boxoffice.services.setup.files import read
from boxoffice.services.setup.programme import Programme, resolve
from boxoffice.services.setup.sources import read_file
from tests.clocks import FRIDAY_NOON_MS
from tests.services.setup.texts import SMALL, changed

EXAMPLES = ("data/example.yaml", "data/demo/cinema.yaml")
ROOT = Path(__file__).parents[3]


def resolved(content: bytes) -> Programme:
    return resolve(read(content, name="house.yaml"), now_ms=FRIDAY_NOON_MS)


def refused(content: bytes) -> InvalidFile:
    with pytest.raises(InvalidFile) as raised:
        resolved(content)
    return raised.value


def answer_to(content: bytes) -> str:
    """What a person reads of a file that cannot be used; any other error is the test's."""
    try:
        resolved(content)
    except InvalidFile as error:
        return sentence(error)
    return "whole"


def line_with(content: bytes, text: str) -> int:
    lines = content.decode().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_times_are_local_and_amounts_are_read_as_typed() -> None:
    made = resolved(SMALL.encode())
    assert sorted(made.shows) == [
        "gala", "rex/1@2026-10-23T14:00+02:00", "rex/1@2026-10-24T14:00+02:00",
    ]  # fmt: skip
    gala = made.shows["gala"]
    assert gala["starts_at_ms"] == 1_795_893_300_000
    assert gala["ends_at_ms"] - gala["starts_at_ms"] == 155 * 60_000
    assert [price["amount_minor"] for price in made.prices.values()] == [950, 650]
    assert made.movies["dune"]["rating_tenths"] == 81
    assert made.movies["dune"]["languages"] == "English,French"
    assert made.movies["oya"]["runtime_minutes"] == 90
    assert made.screens["rex/1"]["turnaround_ms"] == 20 * 60_000


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_files_that_travel_with_the_program_are_whole(name: str) -> None:
    made = resolved((ROOT / name).read_bytes())
    assert made.shows
    assert made.prices


def test_a_byte_order_mark_and_windows_lines_survive() -> None:
    content = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
    assert resolved(content).shows == resolved(SMALL.encode()).shows


def test_an_escape_code_in_a_title_is_harmless() -> None:
    made = resolved(changed(("title: Dune", r'title: "D\e[2Ju[b]ne\nx"')))
    assert made.movies["dune"]["title"] == "D\ufffd[2Ju[b]ne x"


def test_an_alias_stands_for_what_it_names() -> None:
    content = changed(
        ("languages: [English, French]", "languages: &both [English, French]"),
        ("runtime: 1h30m", "runtime: 1h30m, languages: *both"),
    )
    assert resolved(content).movies["oya"]["languages"] == "English,French"


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (name, name, b",".join([b"*%c" % (name - 1)] * 9)) for name in b"bcdefghijk"
)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "setup.empty", None),
        (b"# nothing\n", "setup.empty", None),
        (b"- one\n", "setup.not_a_setup", 1),
        (b"just words\n", "setup.not_a_setup", 1),
        ("cities: []\nmovies: # é\n".encode("latin-1"), "setup.not_utf8", 2),
        (SMALL.encode("utf-16"), "setup.not_utf8", 1),
        (b"movies: []\n\x00", "setup.control_character", 2),
        (b"movies: [\n", "setup.not_this_form", 2),
        (b"movies:\n\t- x\n", "setup.not_this_form", 2),
        (b"movies: {}\n---\nmovies: []\n", "setup.several_documents", 2),
        (b"movies: []\nshows: []\nmovies: []\n", "setup.key_twice", 3),
        (b"movies: *films\n", "setup.unknown_alias", 1),
        (b"movies: &films [*films]\n", "setup.unknown_alias", 1),
        (b"movies: !!python/object/apply:os.system [x]\n", "setup.tag", 1),
        (b"movies:\n- ? [x]\n  : y\n", "setup.key_not_text", 2),
        (b"movies: " + b"[" * 60, "setup.too_deep", 1),
        (BOMB, "setup.too_large", 5),
        (b"movis: []\n", "setup.unknown_key", 1),
        (b"movies: 3\n", "setup.bad_form", 1),
        (b"movies:\n- 3\n", "setup.bad_form", 2),
        (b"movies:\n- key: x\n  title:\n  runtime: 3\n", "setup.missing_key", 3),
        (b"movies:\n- key: x\n  title: [a]\n  runtime: 3\n", "setup.bad_form", 3),
    ],
)
def test_a_file_that_is_no_setup_says_where(content: bytes, code: str, line: int | None) -> None:
    error = refused(content)
    assert (error.code, error.details.get("line")) == (code, line)
    assert sentence(error).startswith("house.yaml")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("title: Dune", "titel: Dune", "setup.unknown_key"),
        ("key: hall", "key: Hall!", "setup.bad_form"),
        ("currency: EUR", "currency: euro", "setup.bad_form"),
        ("at: 2026-11-28 20:15", "at: 2026-11-28 20:15, draft: perhaps", "setup.bad_form"),
        ("key: child, name: Child", "key: adult, name: Child", "setup.thing_twice"),
        ("key: oya, title: Øya", "key: dune, title: Øya", "setup.thing_twice"),
        ("row: B, seats: 1-6", "row: a, seats: 1-6", "setup.seat_twice"),
        ("row: B, seats: 1-6", 'row: B, seats: "1-6,6"', "setup.seat_twice"),
        ("row: B, seats: 1-6", "row: B, seats: 1-6,6", "setup.unknown_key"),
        ("row: B, seats: 1-6", "row: B, seats: 1-x", "setup.bad_value"),
        ("row: B, seats: 1-6", "row: B, seats: 1-6, couple: 6", "setup.bad_value"),
        ("row: B, seats: 1-6", "row: B, seats: 1-6, category: gold", "setup.unknown_reference"),
        ("layout: hall,", "layout: hal,", "setup.unknown_reference"),
        ("turnaround: 20m", "turnaround: soon", "setup.bad_value"),
        ("zone: Europe/Paris", "zone: Europe/Lutetia", "setup.bad_value"),
        ("day: 2026-12-25", "day: 25.12.2026", "setup.bad_value"),
        ("amount: 9.50", "amount: 9.505", "setup.bad_value"),
        ("amount: 9.50", "amount: -3", "setup.bad_value"),
        ("amount: 9.50", "amount: 1e9", "setup.bad_value"),
        ("amount: 9.50", "amount: 9.50, day: monday", "setup.unknown_reference"),
        ('amount: "6,50", ticket_type: child', "amount: 3", "setup.thing_twice"),
        ("runtime: 155", "runtime: 0", "setup.bad_value"),
        ("runtime: 155", "runtime: 30h", "setup.runtime"),
        ("rating: 8.1", "rating: 11", "setup.bad_value"),
        ("movie: dune", "movie: dun", "setup.unknown_reference"),
        ("screen: rex/1, at: 2026", "screen: rex/2, at: 2026", "setup.unknown_reference"),
        ("at: 2026-11-28 20:15", "at: 28.11. 20:15", "setup.bad_value"),
        ("at: 2026-11-28 20:15", "at: 2027-03-28 02:30", "setup.bad_value"),
        ("at: 2026-11-28 20:15", "at: 2026-10-25 02:30", "setup.bad_value"),
        ("at: 2026-11-28 20:15", "at: [2026-11-28 20:15, 2026-11-29 20:15]", "setup.show_key"),
        ("at: +0-1 14:00", f"at: [{', '.join(['+0-999 14:00'] * 51)}]", "setup.too_many_shows"),
        ("at: +0-1 14:00", "at: +3-1 14:00", "setup.bad_value"),
        ("at: +0-1 14:00", "at: 2026-11-28 22:50", "setup.shows_overlap"),
        ("at: +0-1 14:00", "at: 2026-11-28 19:00", "setup.shows_overlap"),
    ],
)
def test_a_value_that_cannot_be_says_where(old: str, new: str, code: str) -> None:
    content = changed((old, new))
    error = refused(content)
    assert error.code == code
    assert error.details["line"] == line_with(content, new)
    assert sentence(error).startswith(f"house.yaml, line {error.details['line']}")


def test_a_drawn_seat_that_is_twice_is_told_with_both_lines() -> None:
    drawing = "    plan: |\n      A: oo\n      B: oo\n\n      a: oo\nunused:\n    rows:"
    content = changed(("    rows:", drawing)).split(b"unused:")[0]
    content = b"categories: [{key: standard, name: S}]\n" + content[content.index(b"layouts") :]
    error = refused(content)
    assert (error.code, error.details["label"]) == ("setup.seat_twice", "a1")
    assert error.details["line"] == line_with(content, "a: oo")
    assert error.details["other_line"] == line_with(content, "A: oo")


def test_the_nearest_key_is_named() -> None:
    assert sentence(refused(changed(("title: Dune", "titel: Dune")))) == (
        "house.yaml, line 29, column 17: 'titel' is no key in movies[1]. Did you mean 'title'?"
    )


def test_an_overlap_names_the_other_show_and_when_the_screen_is_free() -> None:
    content = changed(("at: +0-1 14:00", "at: 2026-11-28 22:50"))
    error = refused(content)
    assert (error.details["other"], error.details["free_at"]) == (
        "gala", "2026-11-28T23:10+01:00",
    )  # fmt: skip
    assert resolved(changed(("at: +0-1 14:00", "at: 2026-11-28 23:10"))).shows


def test_half_a_file_is_refused_or_ends_with_its_last_whole_line() -> None:
    content = SMALL.encode()
    for size in range(0, len(content), 7):
        assert answer_to(content[:size]) != InvalidFile.__doc__


def test_more_bytes_than_a_setup_has_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"#" * 1000)
    content = read_file(str(path))
    assert len(content) == 101
    assert refused(content).code == "setup.too_large_file"


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as absent:
        read_file(str(tmp_path / "none.yaml"))
    with pytest.raises(InvalidFile) as folder:
        read_file(str(tmp_path))
    assert (absent.value.code, folder.value.code) == ("setup.no_file", "setup.unreadable")


def test_an_alias_bomb_never_grows() -> None:
    with pytest.raises(InvalidFile) as raised:
        trees.parse(BOMB.decode(), name="bomb")
    assert raised.value.details["most"] == trees.MOST_VALUES


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_setup_or_an_invalid_file(content: bytes) -> None:
    assert answer_to(content) != InvalidFile.__doc__


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, len(SMALL) - 1),
    st.integers(0, 12),
    st.text(alphabet="[]{}:,-&*!|>'\"\\#?%@ \n\tae1\ud7ff\x85é0.+", max_size=12),
)
def test_a_mutated_setup_is_a_setup_or_an_invalid_file(at: int, cut: int, put: str) -> None:
    mutated = SMALL[:at] + put + SMALL[at + cut :]
    assert answer_to(mutated.encode()) != InvalidFile.__doc__


def test_a_film_that_is_nowhere_is_refused() -> None:
    content = changed(("movie: dune, screen", "movie: stalker, screen"))
    assert "'stalker', neither here nor in the database." in sentence(refused(content))


def test_a_comma_in_an_amount_is_told_as_what_it_is() -> None:
    error = refused(changed(("amount: 9.50", "amount: 9,50")))
    assert error.code == "setup.unknown_key"
    assert "write amounts with a dot, as in 9.50." in sentence(error)


def test_what_was_typed_is_told_without_a_place() -> None:
    def typed(value: object) -> trees.Node:
        if isinstance(value, dict):
            return trees.Node({key: typed(each) for key, each in value.items()}, 0, 0)
        if isinstance(value, list):
            return trees.Node([typed(each) for each in value], 0, 0)
        return trees.Node(str(value), 0, 0)

    films = {"movies": [{"key": "dune", "title": "Dune", "runtime": "0"}]}
    document = files.of_tree(typed(films), name="typed", sha256="")
    with pytest.raises(InvalidFile) as raised:
        resolve(document, now_ms=FRIDAY_NOON_MS)
    assert raised.value.details["line"] == 0
    assert sentence(raised.value) == "'0' is no time at all: type more than zero, as in 7m."
    mistyped = {"movies": [{"key": "dune", "titel": "Dune", "runtime": "0"}]}
    with pytest.raises(InvalidFile) as raised:
        files.of_tree(typed(mistyped), name="typed", sha256="")
    assert sentence(raised.value).startswith("'titel' is no key in movies[1].")


def test_seats_are_told_where_they_stand() -> None:
    rows = SMALL[SMALL.index("    rows:") : SMALL.index("cities:")]
    told = (
        "    seats:\n      - {row: A, seats: [1-3@0.5, 4@4+0.2 wheelchair]}\n"
        "      - {row: A, zone: Balcony, depth: 1.5, seats: 1-2@0 couple}\n"
    )
    hall = resolved(changed((rows, told))).layouts["hall"]
    assert [(s.label, s.x, s.y, str(s.kind)) for s in hall.seats] == [
        ("A1", 50, 0, "standard"), ("A2", 150, 0, "standard"), ("A3", 250, 0, "standard"),
        ("A4", 400, 20, "wheelchair"),
        ("Balcony:A1", 0, 150, "couple"), ("Balcony:A2", 100, 150, "couple"),
    ]  # fmt: skip
    error = refused(changed((rows, told.replace("1-2@0", "1-2"))))
    assert (error.code, error.details["because"]) == ("setup.bad_value", "layouts.unreadable_place")
    assert error.details["line"] == line_with(changed((rows, told)), "zone: Balcony")


def test_free_seating_is_counted() -> None:
    rows = SMALL[SMALL.index("    rows:") : SMALL.index("cities:")]
    hall = resolved(changed((rows, "    unreserved: 80\n"))).layouts["hall"]
    assert (len(hall.seats), hall.seats[0].label, hall.seats[79].number) == (80, "1", "80")
    for text, because in (
        ("0", "layouts.bad_count"),
        ("1e400", "setup.count"),
        ("x", "setup.count"),
    ):
        error = refused(changed((rows, f"    unreserved: {text}\n")))
        assert (error.code, error.details["because"]) == ("setup.bad_value", because)
        assert sentence(error).startswith("house.yaml, line 10, ")


def test_a_name_has_no_comma_however_it_is_listed() -> None:
    made = resolved(changed(("[English, French]", '["English , French", German]')))
    assert made.movies["dune"]["languages"] == "English,French,German"
