"""Set-up files in TOML and JSON, and several files that are one set-up."""

from __future__ import annotations

import io
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.errors import InvalidFile
from boxoffice.present.words import sentence
from boxoffice.services.setup import json_tree
from boxoffice.services.setup import tree as trees
from boxoffice.services.setup.files import form_of, read, read_all
from boxoffice.services.setup.programme import resolve
from boxoffice.services.setup.sources import read_sources
from tests.clocks import FRIDAY_NOON_MS
from tests.services.setup.texts import SMALL

TOML = """\
# A house in TOML.
categories = [{key = "standard", name = "Standard"}]
ticket_types = [
  {key = "adult", name = "Adult"},
  {key = "child", name = 'Child'},
]

[[layouts]]
key = "hall"
name = "Hall"
category = "standard"
rows = [
  {row = "A", seats = "1-6", aisles_after = 3},
  {row = "B", seats = "1-6", aisles_after = 3},
]

[[cities]]
key = "lyon"
name = "Lyon"

[[cities.theatres]]
key = "rex"
name = "Rex"
zone = "Europe/Paris"
currency = "EUR"
holidays = [{day = 2026-12-25, name = "No\\u00ebl"}]
screens = [{key = "1", name = "One", layout = "hall", turnaround = "20m"}]
prices = [{amount = 9.50}, {amount = "6,50", ticket_type = "child"}]

[[movies]]
key = "dune"
title = "Dune"
runtime = 155
rating = 8.1
languages = ["English", "French"]

[[movies]]
key = "oya"
title = "Øya"
runtime = "1h30m"

[[shows]]
key = "gala"
movie = "dune"
screen = "rex/1"
at = 2026-11-28 20:15:00

[[shows]]
movie = "oya"
screen = "rex/1"
at = "+0-1 14:00"
"""


KINDS = (
    "cities", "theatres", "screens", "categories", "ticket_types", "layouts", "movies", "shows",
    "prices", "holidays",
)  # fmt: skip


def as_json(text: str) -> str:
    return json.dumps(trees.parse(text, name="x").plain(), indent=2, ensure_ascii=False)


def programme(text: str, *, name: str = "house") -> dict[str, Any]:
    made = vars(resolve(read(text.encode(), name=name), now_ms=FRIDAY_NOON_MS))
    return {kind: made[kind] for kind in KINDS}


@pytest.mark.parametrize("name", ["house", "house.TOML", "stdin"])
def test_toml_says_what_yaml_says(name: str) -> None:
    assert programme(TOML, name=name) == programme(SMALL)


@pytest.mark.parametrize("name", ["house", "house.json", "house.yaml"])
def test_json_says_what_yaml_says(name: str) -> None:
    assert programme(as_json(SMALL), name=name) == programme(SMALL)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("movies: []", "yaml"), ("{movies: []}", "yaml"), ('{"movies": []}', "json"),
        ("{}", "json"), ("[[movies]]", "toml"),
        ("# a\n\n movies = []", "toml"), ("[a.b]\n", "toml"),
        ("[x, y]", "yaml"), ("- a = b", "yaml"), ("a: b = c", "yaml"), ("", "yaml"),
    ],
)  # fmt: skip
def test_without_an_ending_the_content_says_which_form_it_is(text: str, form: str) -> None:
    assert form_of(text, name="stdin") == form


def refused(text: str | bytes, name: str) -> InvalidFile:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(InvalidFile) as raised:
        resolve(read(content, name=name), now_ms=FRIDAY_NOON_MS)
    assert sentence(raised.value).startswith(name)
    return raised.value


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "setup.empty", None, None),
        ("# nothing\n", "setup.empty", None, None),
        ("movies = [\n", "setup.not_this_form", 1, 11),
        ("movies = []\nmovies = []\n", "setup.key_twice", 2, 1),
        ("[[movies]]\nkey = 'a'\nkey = 'b'\n", "setup.key_twice", 3, 1),
        ("movies = 1 2\n", "setup.not_this_form", 1, 11),
        ("movies = []\n\n[movies]\n", "setup.key_twice", 3, 2),
        ("[a]\n[a]\n", "setup.not_this_form", 2, None),
        ("a = nan\n", "setup.no_number", 1, 5),
        ("a = -inf\n", "setup.no_number", 1, 5),
        ("a = 01\n", "setup.not_this_form", 1, None),
        ("a = 1e400\n", "setup.unknown_key", 1, 1),
        ('a = "\\q"\n', "setup.not_this_form", 1, None),
        ("a = '''x\n\n", "setup.not_this_form", 1, 5),
        ("movies = " + "[" * 60, "setup.too_deep", 1, 29),
        ("a = " + "{a = " * 60, "setup.too_deep", 1, None),
        (".".join("a" * 60) + " = 1\n", "setup.too_deep", 1, None),
        ("[" + ".".join("a" * 60) + "]\n", "setup.too_deep", 1, None),
        ("x = " + "9" * 5000, "setup.not_this_form", 1, 5),
        ("[[movies]]\nkey = 'x'\ntitel = 'X'\nruntime = 3\n", "setup.unknown_key", 3, 1),
        ("[[movies]]\nkey = 'x'\n\n[[movies]]\ntitle = 'Y'\n", "setup.missing_key", 4, 1),
        ("movies = 3\n", "setup.bad_form", 1, 10),
    ],
)
def test_toml_that_is_no_setup_says_where(
    text: str, code: str, line: int | None, column: int | None
) -> None:
    error = refused(text, "house.toml")
    assert (error.code, error.details.get("line")) == (code, line)
    if column:
        assert error.details["column"] == column


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "setup.empty", None, None),
        ("[1]", "setup.not_a_setup", 1, 1),
        ('{\n "movies": [\n', "setup.not_this_form", 2, 13),
        ('{"movies": [],\n "movies": []}', "setup.key_twice", 2, 2),
        ('{"movies": [],}', "setup.not_this_form", 1, 15),
        ('{"movies": [NaN]}', "setup.no_number", 1, 13),
        ('{"movies": -Infinity}', "setup.no_number", 1, 12),
        ('{"movies": 01}', "setup.not_this_form", 1, 12),
        ('{"movies": "a\\q"}', "setup.not_this_form", 1, 12),
        ('{"movies": "a}', "setup.not_this_form", 1, 12),
        ("{'movies': []}", "setup.not_this_form", 1, 2),
        ('{"movies": []} x', "setup.not_this_form", 1, 16),
        ('{"movies": ' + "[" * 60, "setup.too_deep", 1, 31),
        ('{"movis": []}', "setup.unknown_key", 1, 2),
        ('{"movies": [{"runtime": 3,\n"title": "X"}]}', "setup.missing_key", 1, 13),
        ('{"movies": [\n\t{"key":"x","title":"X","runtime":1e400}]}', "setup.bad_value", 2, 35),
    ],
)  # fmt: skip
def test_json_that_is_no_setup_says_where(
    text: str, code: str, line: int | None, column: int | None
) -> None:
    error = refused(text, "house.json")
    assert (error.code, error.details.get("line"), error.details.get("column")) == (
        code, line, column,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "line", "other"),
    [('"""\nA: oo\nB: oo\n\na: oo\n"""', 10, 7), ('"A: oo\\nB: oo\\na: oo"', 6, 6)],
)
def test_a_drawn_line_is_told_in_toml_too(plan: str, line: int, other: int) -> None:
    head = "categories = [{key='s', name='S'}]\n\n[[layouts]]\nkey = 'h'\nname = 'H'\n"
    error = refused(f"{head}plan = {plan}\ncategory = 's'\n", "h.toml")
    assert (error.code, error.details["line"], error.details["other_line"]) == (
        "setup.seat_twice", line, other,
    )  # fmt: skip


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


def as_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_texts(each) for each in value]
    return value if isinstance(value, str) or value is None else json.dumps(value)


@settings(max_examples=300, deadline=None)
@given(json_values, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_any_json_is_read_as_it_is(value: Any, indent: Any, is_ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)
    assert json_tree.parse(text, name="x").plain() == as_texts(value)


def test_toml_is_read_as_the_standard_library_reads_it() -> None:
    text = '''
a.b."c d" = 'x\\y'
[t.u]
s = """
one \\
   two\\t"" three"""""
l = [ # c
  1, 2.50, [true, "x"], {y.z = 1, w = []},
]
[[t.list]]
n = 1_000
[[t.list]]
[t.list.deep]
o = 7
'''
    wanted = as_texts(tomllib.loads(text, parse_float=str))
    assert trees.parse(text, name="x", form="toml").plain() == wanted
    dates = "d = 1979-05-27T07:32:00Z\nx = 0xff\nt = 1979-05-27 07:32:00\n"
    assert list(trees.parse(dates, name="x", form="toml").plain().values()) == [
        "1979-05-27T07:32:00Z", "0xff", "1979-05-27 07:32:00",
    ]  # fmt: skip


def parts(text: str) -> dict[str, str]:
    """The small set-up in several files, each in another form."""
    head, movies, shows = text.partition("movies:")[0], text[text.index("movies:") :], ""
    movies, shows = movies[: movies.index("shows:")], movies[movies.index("shows:") :]
    return {"a.yaml": head, "b.json": as_json(movies), "c.yml": shows}


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_folder_is_one_setup(tmp_path: Path) -> None:
    folder = write(tmp_path / "house", {**parts(SMALL), "notes.txt": "x", ".hidden.yaml": "["})
    document = read_sources([str(folder)])
    whole = programme(SMALL)
    assert vars(resolve(document, now_ms=FRIDAY_NOON_MS))["shows"] == whole["shows"]
    named = read_sources([str(folder / name) for name in parts(SMALL)])
    assert resolve(named, now_ms=FRIDAY_NOON_MS).prices == whole["prices"]


def test_a_fault_names_the_file_of_several(tmp_path: Path) -> None:
    files = parts(SMALL.replace("movie: dune,", "movie: dun,"))
    folder = write(tmp_path / "house", files)
    with pytest.raises(InvalidFile) as raised:
        resolve(read_sources([str(folder)]), now_ms=FRIDAY_NOON_MS)
    assert raised.value.code == "setup.unknown_reference"
    assert (raised.value.details["file"], raised.value.details["line"]) == (
        str(folder / "c.yml"), 2,
    )  # fmt: skip


def test_a_key_in_two_files_names_both_places(tmp_path: Path) -> None:
    files = parts(SMALL) | {"d.toml": "\n[[movies]]\nkey = 'dune'\ntitle = 'D'\nruntime = 1\n"}
    folder = write(tmp_path / "house", files)
    with pytest.raises(InvalidFile) as raised:
        resolve(read_sources([str(folder)]), now_ms=FRIDAY_NOON_MS)
    said = sentence(raised.value)
    assert said == (
        f"{folder}/d.toml, line 3, column 7: film 'dune' is already in {folder}/b.json, line 4:"
        " give one of them another key, or remove it."
    )


def test_stdin_is_a_file_among_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = parts(SMALL)
    folder = write(tmp_path / "house", {"a.yaml": files["a.yaml"], "b.json": files["b.json"]})
    stdin = io.TextIOWrapper(io.BytesIO(files["c.yml"].encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    document = read_sources([str(folder), "-"])
    assert len(resolve(document, now_ms=FRIDAY_NOON_MS).shows) == 3


def test_a_folder_without_setup_files_says_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile) as raised:
        read_sources([str(tmp_path)])
    assert raised.value.code == "setup.empty_folder"


@pytest.mark.slow
def test_files_together_have_one_size() -> None:
    big = b"#" * (3 * 1024 * 1024) + b"\nmovies: []\n"
    with pytest.raises(InvalidFile) as raised:
        read_all([("a.yaml", big), ("b.yaml", big)])
    assert raised.value.code == "setup.too_large_file"
