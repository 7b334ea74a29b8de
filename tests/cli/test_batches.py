"""Many things at once: rows of CSV, JSON lines and YAML, each answered with a line."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.houses import DAYS, ids, listed
from tests.cli.inside import Program

FILMS = {
    "films.csv": "key,title,runtime\nbrazil,Brazil,132\nheat,Heat,170\n",
    "semicolons.csv": "\ufeffkey;title;runtime_minutes\r\nbrazil;Brazil;132\r\nheat;Heat;170\r\n",
    "films.jsonl": '{"key": "brazil", "title": "Brazil", "runtime": 132}\n\n'
    '{"key": "heat", "title": "Heat", "runtime": "2h50m"}\n',
    "films.json": '[{"key": "brazil", "title": "Brazil", "runtime": 132},'
    ' {"key": "heat", "title": "Heat", "runtime": 170, "rating": null}]',
    "listed.json": '{"movies": [{"key": "brazil", "title": "Brazil", "runtime_minutes": 132},'
    ' {"key": "heat", "title": "Heat", "runtime_minutes": 170}]}',
    "films.yaml": "- {key: brazil, title: Brazil, runtime: 132}\n"
    "- {key: heat, title: Heat, runtime: 170}\n",
}


def results(answer: tuple[int, str, str]) -> list[tuple[int, str, str]]:
    found: list[dict[str, Any]] = json.loads(answer[1])["results"]
    return [(each["line"], each["key"] or "", each["outcome"]) for each in found]


@pytest.mark.parametrize("name", FILMS)
def test_rows_of_any_form_are_added_once(house: Program, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FILMS[name], encoding="utf-8")
    before = house("movie", "list", "--json")
    planned = house("movie", "add", "--from-file", name, "--json", "--dry-run")
    assert [each[1:] for each in results(planned)] == [("brazil", "created"), ("heat", "created")]
    assert house("movie", "list", "--json") == before
    done = house("movie", "add", "--from-file", name, "--json")
    assert (done[0], results(done)) == (0, results(planned))
    again = house("movie", "add", "--from-file", name, "--json")
    assert [each[2] for each in results(again)] == ["unchanged", "unchanged"]
    assert listed(house, "movie", "view", "heat")["movie"]["runtime_minutes"] == 170


def test_what_is_piped_in_is_read(house: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.TextIOWrapper(io.BytesIO(b"key,rating\nalien,8.6\n"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", piped)
    answer = house("movie", "edit", "--from-file", "-", "--json")
    assert (answer[0], results(answer)) == (0, [(2, "alien", "changed")])


def test_what_is_wrong_is_left_out_and_told(house: Program, tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(
        "key,title,runtime,rating\n"
        "brazil,Brazil,132,7.9\n"
        "heat,Heat,,8\n"
        "alien,Alien,99,8.5\n"
        "alien,Alien,117,8.5\n"
        "BAD KEY,Bad,100,1\n"
        "long,Long,9999,1\n"
        "rated,Rated,100,11\n"
    )
    code, out, _ = house("movie", "add", "--from-file", "films.csv")
    assert code == 3
    lines = [line.split(maxsplit=2) for line in out.splitlines()[2:]]
    assert [each[:2] for each in lines] == [
        ["2", "created"], ["3", "refused"], ["4", "refused"], ["5", "unchanged"],
        ["6", "refused"], ["7", "refused"], ["8", "refused"],
    ]  # fmt: skip
    for number, said in enumerate(
        ("brazil", "needs 'runtime'", "already", "alien", "takes a key", "1440 minutes", "'11'")
    ):
        assert said in lines[number][2]
    assert "brazil" in ids(house, "movie", "list")


def test_a_batch_with_the_same_key_is_answered_again(house: Program, tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text("key,title,runtime\nbrazil,Brazil,132\nalien,Other,90\n")
    asked = ("movie", "add", "--from-file", "films.csv", "--json", "--op-key", "a-batch-1")
    first = house(*asked)
    assert house("movie", "remove", "brazil", "--yes")[0] == 0
    again = house(*asked)
    assert (again[0], json.loads(again[1])) == (3, {**json.loads(first[1]), "replayed": True})
    assert "brazil" not in ids(house, "movie", "list")


def test_where_nothing_is_right_nothing_is_done(house: Program, tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text("key,rating\nzorro,7\n")
    answer = house("movie", "edit", "--from-file", "films.csv", "--json")
    assert (answer[0], results(answer)) == (11, [(2, "", "refused")])
    found = json.loads(answer[1])["results"][0]
    assert (found["reason"]["code"], "No film goes by 'zorro'" in found["message"]) == (
        "programme.unknown", True,
    )  # fmt: skip


def test_shows_come_in_and_overlaps_stay_out(house: Program, tmp_path: Path) -> None:
    (tmp_path / "week.csv").write_text(
        "movie,screen,at,language,draft\n"
        f'alien,rex/2,"{DAYS["day1"]} 12:00,{DAYS["day1"]} 15:00",en,\n'
        f"Alien,rex/2,{DAYS['day1']} 15:30,en,\n"
        f"dune-1984,east/1,{DAYS['day1']} 18:00,en,yes\n"
    )
    answer = house("show", "add", "--from-file", "week.csv", "--json")
    assert answer[0] == 3
    assert [(line, outcome) for line, _, outcome in results(answer)] == [
        (2, "created"), (2, "created"), (3, "refused"), (4, "created"),
    ]  # fmt: skip
    assert house("show", "add", "--from-file", "week.csv", "--id-only")[1] == "6\n7\n8\n"
    assert ids(house, "show", "list", "--status", "draft", "--day", DAYS["day1"]) == ["8"]
    (tmp_path / "edit.jsonl").write_text('{"id": 8, "draft": false}\n{"id": 6, "language": "fr"}\n')
    assert house("show", "edit", "--from-file", "edit.jsonl")[0] == 0
    assert listed(house, "show", "view", "8")["show"]["status"] == "on_sale"


def test_everything_can_come_in_rows(house: Program, tmp_path: Path) -> None:
    rows = {
        "city": "name\nParis\n",
        "theatre": "name,city,zone,currency\nRoxy,paris,Europe/Paris,EUR\n",
        "screen": "theatre,key,name,layout\nroxy,1,One,hall\nroxy,2,Two,hall\n",
        "category": "name\nSofa\n",
        "ticket-type": "name\nSenior\n",
        "price": "theatre,amount,category,type\nroxy,9,,\nroxy,12,premium,\nroxy,5,,senior\n",
    }
    for noun, text in rows.items():
        (tmp_path / "rows.csv").write_text(text)
        assert house(noun, "add", "--from-file", "rows.csv")[0] == 0
    assert ids(house, "screen", "list", "--theatre", "roxy") == ["roxy/1", "roxy/2"]
    assert ids(house, "price", "list", "--theatre", "roxy") == [
        "roxy/any", "roxy/premium", "roxy/senior",
    ]  # fmt: skip


def test_odd_signs_and_forms_are_refused_row_by_row(house: Program, tmp_path: Path) -> None:
    (tmp_path / "odd.jsonl").write_text(
        '{"title": "ok", "runtime": 90, "key": "\\u0000"}\n'
        '{"title": {"a": 1}, "runtime": 90}\n'
        '{"title": "q", "runtime": [1]}\n'
        '{"title": "\\ud800", "runtime": 90}\n'
    )
    answer = house("movie", "add", "--from-file", "odd.jsonl", "--json")
    assert answer[0] == 11
    assert {outcome for _, _, outcome in results(answer)} == {"refused"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.csv", "key,titel\na,b\n", "'titel' is no field of it. Did you mean 'title'?"),
        ("x.json", "[1, 2]", "each row is a mapping"),
        ("x.json", '{"key": ', "line 1"),
        ("x.csv", "", "empty"),
    ],
)
def test_a_file_that_is_none_is_refused(
    house: Program, tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text)
    code, out, err = house("movie", "add", "--from-file", name)
    assert (code, out) == (11, "")
    assert said in err


def test_a_file_that_is_not_there_is_not_found(house: Program) -> None:
    assert house("movie", "add", "--from-file", "none.csv")[0] == 5
