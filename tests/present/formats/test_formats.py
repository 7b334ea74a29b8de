"""Every output format, byte for byte, with cells that try to break out of it."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.present.formats import FORMATS, render
from boxoffice.present.tables import Column, Money, Table
from boxoffice.present.text import width_of
from tests.present.factories import SHOW_TIME

SUFFIX = {"rich": "txt", "plain": "txt", "csv": "csv", "json": "json", "markdown": "md"}
HOSTILE = "=HYPERLINK(1)|[/b] *x* <b>\x1b[2J\u202e\nnext"


def table(*, movie: str = HOSTILE, count: int = -3) -> Table:
    columns = (
        Column("id", "Show", is_number=True),
        Column("movie", "Film", is_flexible=True),
        Column("starts_at", "Starts"),
        Column("price_minor", "Price", is_number=True),
        Column("currency"),
        Column("left", "Left", only_for_people=True),
        Column("is_late", "Late"),
    )
    rows = (
        (42, movie, SHOW_TIME, Money(125000, "EUR"), "EUR", "3/9", True),
        (count, "七人の侍", SHOW_TIME, None, "JPY", "0/9", False),
    )
    return Table("shows", columns, rows, title="What is on [/b]")


@pytest.mark.parametrize("name", FORMATS)
def test_bytes_of_each_format(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"table_{name}.{SUFFIX[name]}", render(name, table(), locale="de"))


@pytest.mark.parametrize("name", FORMATS)
def test_a_table_without_rows(name: str, golden: Callable[[str, str], None]) -> None:
    empty = Table("shows", table().columns, (), title="")
    golden(f"empty_{name}.{SUFFIX[name]}", render(name, empty))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", " =", "\n="])
def test_no_text_is_a_formula(start: str) -> None:
    lines = render("csv", table(movie=f"{start}1+1", count=-3))
    rows = list(csv.reader(io.StringIO(lines)))
    assert rows[1][1].startswith("'")
    assert rows[2][0] == "-3"


def test_json_keeps_the_text_exact_and_harmless() -> None:
    text = render("json", table())
    assert json.loads(text)["shows"][0]["movie"] == HOSTILE
    assert "七人の侍" in text
    assert not {"\x1b", "\u202e", "\x9b"} & set(text)
    assert text.endswith("}\n")


def test_json_has_one_word_for_no_value() -> None:
    document = {"name": "", "shows": [{"language": "", "free": 0}], "tickets": [], "ok": False}
    assert json.loads(render("json", table(), document=document)) == {
        "name": None, "shows": [{"language": None, "free": 0}], "tickets": [], "ok": False,
    }  # fmt: skip


def test_json_writes_the_document_where_there_is_one() -> None:
    document = {"b": 1, "a": "\ud800\U000e0001\x7f"}
    text = render("json", table(), document=document)
    assert text == '{\n  "b": 1,\n  "a": "\\ud800\\udb40\\udc01\\u007f"\n}\n'


@given(st.text(), st.integers(30, 120), st.booleans())
def test_a_rich_table_is_never_wider_than_the_terminal(
    movie: str, width: int, unicode: bool
) -> None:
    text = render("rich", table(movie=movie), width=width, unicode=unicode)
    lines = text.splitlines()
    assert max(map(width_of, lines)) <= width
    assert len(lines) == 5


def test_colour_only_where_it_is_asked_for() -> None:
    assert "\x1b[" in render("rich", table(), has_colour=True)
    assert "\x1b[" not in render("rich", table())


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(ValueError, match="yaml"):
        render("yaml", table())


def test_a_wrapped_column_loses_no_letter() -> None:
    path = "/srv/cinemas/the-quiet-lighthouse/till-1/boxoffice.db"
    columns = (
        Column("name", "Setting"),
        Column("value", "Value", is_flexible=True, is_wrapped=True),
    )
    settings = Table("settings", columns, (("database", path), ("why", "what we say and mean")))
    lines = render("rich", settings, width=30).splitlines()
    assert max(map(width_of, lines)) <= 30
    assert "".join(line[10:].strip() for line in lines[2:5]) == path
    assert [line[10:] for line in lines[5:]] == ["what we say and mean"]
