"""JSON and YAML of any depth as rows."""

from __future__ import annotations

import pytest

from boxoffice.errors import InvalidFile
from boxoffice.present.words import sentence
from tests.services.imports.reading import json_of, plain, sheet_of, yaml_of


def test_a_list_of_mappings_is_a_row_each() -> None:
    found = json_of('[{"Title": 1776, "IMDB Rating": 7.0, "x": null},\n {"Title": "Dune"}]')
    assert plain(found) == [{"Title": "1776", "IMDB Rating": "7.0"}, {"Title": "Dune"}]
    assert (found.rows[1].line, found.rows[1].cells["Title"].column) == (2, 12)


def test_a_film_without_a_title_is_a_row_like_the_others() -> None:
    assert plain(json_of('[{"Title": "Dune"}, {"Runtime": 90}, {"Title": null}]')) == [
        {"Title": "Dune"}, {"Runtime": "90"}, {},
    ]  # fmt: skip


def test_what_is_around_a_list_does_not_matter() -> None:
    found = json_of('{"ok": true, "data": {"films": [{"title": "Dune", "length": 155}]}}')
    assert plain(found) == [{"ok": "true", "title": "Dune", "length": "155"}]


def test_lists_of_names_are_one_cell_and_mappings_inside_are_named_after_both() -> None:
    text = """
- title: Dune
  genres: [Drama, Sci-Fi]
  companies: [{name: A, title: B}]
  makers: [{name: Ann}]
  tags: [{id: 1, tag: long}, {id: 2, name: loud}]
  distributor: {name: Harbour, country: FR}
"""
    assert plain(yaml_of(text)) == [
        {
            "title": "Dune", "genres": "Drama,Sci-Fi", "companies": "A",
            "makers": "Ann", "tags": "long,loud",
            "distributor": "Harbour", "distributor name": "Harbour", "distributor country": "FR",
        }
    ]  # fmt: skip


WEEK = """
- title: Rex
  films:
  - title: Dune
    length: 2h 35m
    days:
    - date: 2026-11-28
      times: [{time: "20:15", id: a}, {time: "22:15", id: b}]
    - {date: 2026-11-29, times: ["18:00", "21:00"]}
  - title: Never shown
    days: []
"""


def test_a_week_is_a_row_for_each_time_that_knows_its_film_and_its_day() -> None:
    rows = plain(sheet_of(WEEK, name="week.yaml", needs="at"))
    assert [(row["title"], row["date"], row.get("time", row.get("times"))) for row in rows] == [
        ("Dune", "2026-11-28", "20:15"), ("Dune", "2026-11-28", "22:15"),
        ("Dune", "2026-11-29", "18:00"), ("Dune", "2026-11-29", "21:00"),
    ]  # fmt: skip
    assert {row["length"] for row in rows} == {"2h 35m"}


def test_the_same_file_is_its_films_where_films_are_asked_for() -> None:
    assert [row["title"] for row in plain(yaml_of(WEEK))] == ["Dune", "Never shown"]


def test_nothing_like_a_row_is_told_with_what_there_is() -> None:
    with pytest.raises(InvalidFile) as raised:
        json_of('[{"a": 1, "b": 2}]')
    assert sentence(raised.value) == (
        "films.json: nothing in it looks like a row. It has a, b. Say which name holds what, as in"
        " --map title=NAME; `--template` prints a sheet to begin with."
    )
    assert plain(json_of('[{"a": 1}]', mapped={"title": "a"})) == [{"a": "1"}]


def test_without_an_ending_the_form_is_what_it_looks_like() -> None:
    assert len(sheet_of('[{"title": "a"}]', name="stdin").rows) == 1
    assert len(sheet_of("- title: a\n- title: b\n", name="stdin").rows) == 2
    assert len(sheet_of("films:\n- title: a\n", name="stdin").rows) == 1
    assert len(sheet_of("title,runtime\na: b,90\n", name="stdin").rows) == 1
    assert len(sheet_of("title\nDune: Part Two\n", name="stdin").rows) == 1


def test_json_that_is_none_is_told_with_line_and_column() -> None:
    with pytest.raises(InvalidFile) as raised:
        json_of('[{"title": "a"},\n {"title" "b"}]')
    assert (raised.value.details["line"], raised.value.details["column"]) == (2, 11)


def test_json_lines_are_rows_with_their_lines() -> None:
    lines = '{"title": "1776", "runtime": 141}\n\n{"title": "Nope", "runtime": 130}\n'
    for name in ("films.jsonl", "films.NDJSON", "films.json", "stdin"):
        sheet = sheet_of(lines, name=name)
        assert [(row.line, row.cells["title"].value) for row in sheet.rows] == [
            (1, "1776"), (3, "Nope"),
        ]  # fmt: skip
    assert plain(sheet_of('{"title": "Nope"}\n', name="one.jsonl")) == [{"title": "Nope"}]


def test_a_broken_json_line_is_told_with_its_line() -> None:
    with pytest.raises(InvalidFile) as raised:
        sheet_of('{"title": "1776"}\n{"title": \n{"title": "Nope"}\n', name="films.jsonl")
    assert raised.value.details["line"] in (2, 3)
