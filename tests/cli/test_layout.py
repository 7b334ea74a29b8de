"""`boxoffice layout` at the command line: what it prints, writes, refuses and ends with."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from boxoffice.domain import layout_csv
from tests.cli.inside import Program
from tests.domain.factories import plan_of
from tests.domain.test_layout_grids import grid

GOLDEN = Path(__file__).parents[1] / "golden" / "cli" / "layout"
HALL = plan_of("BALCONY/A: oo w\nB: ss ooo\n\nC: oooooo", categories={"B": "premium"})
COMMANDS = {
    "new.txt": "new --rows A-D --seats 8 --aisle 4 --wheelchair A1-2 --companion A3 --couple D5-8",
    "new_premium.txt": "new --rows A-D --seats 6 --cross B --category stalls --category gold=C-D",
    "new_unreserved.txt": "new --unreserved 80 --key garden --name Garden",
    "new_odd.csv": "new --rows 1-2 --seats 9-1 --to csv",
    "view.txt": "view hall.csv",
    "view.json": "view grid.json --json",
    "check.txt": "check grid.json",
    "check.json": "check grid.json --json",
    "check.csv": "check grid.json --format csv",
    "to_ascii.txt": "convert hall.csv --to ascii",
    "to_csv.csv": "convert grid.json --to csv",
    "to_setup.txt": "convert hall.csv --to setup --key hall-1 --name Hall",
    "to_setup_in_place.txt": "convert bent.csv --to setup",
    "to_pretix.json": "convert hall.csv --to pretix --name Hall",
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Three halls in the folder that commands run in."""
    (tmp_path / "hall.csv").write_text(layout_csv.write(HALL), encoding="utf-8")
    broken = grid(("B", "21 34"), ("A", "12 34"), B2="Broken", A1="Reserved")
    (tmp_path / "grid.json").write_text(broken, encoding="utf-8")
    bent = "row,number,x,y\n" + "".join(f"A,{n},{n * 100},{(n - 3) ** 2 * 3}\n" for n in range(6))
    (tmp_path / "bent.csv").write_text(bent, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_output(call: Program, files: Path, name: str) -> None:
    code, out, err = call("layout", *COMMANDS[name].split())
    assert (code, err) == (0, "")
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(out.encode())
    assert out.encode() == path.read_bytes()


def test_what_new_writes_is_a_hall_again(call: Program, files: Path) -> None:
    assert call("layout", "new", "--rows", "A-B", "--seats", "4", "-o", "new.yaml")[0] == 0
    code, out, _ = call("layout", "view", "new.yaml", "--json")
    assert (code, json.loads(out)["layout"]["seats"]) == (0, 8)


def test_a_file_is_overwritten_only_when_told(call: Program, files: Path) -> None:
    before = (files / "hall.csv").read_bytes()
    code, _, err = call("layout", "convert", "grid.json", "--to", "csv", "-o", "hall.csv")
    assert (code, "--yes" in err) == (2, True)
    assert (files / "hall.csv").read_bytes() == before
    words = ("layout", "convert", "grid.json", "--to", "csv", "-o", "hall.csv", "--yes")
    assert call(*words, "--dry-run")[0] == 0
    assert (files / "hall.csv").read_bytes() == before
    code, out, err = call(*words)
    assert (code, out, err) == (0, "", "8 seats written to hall.csv.\n")
    assert (files / "hall.csv").read_bytes() != before


def test_what_is_unfit_ends_with_11(call: Program, files: Path) -> None:
    (files / "twice.csv").write_text("row,number\nA,1\nA,1\n", encoding="utf-8")
    code, out, err = call("layout", "check", "twice.csv")
    assert (code, err) == (11, "")
    assert out.splitlines()[1].startswith("error: line 3: A1 and A1 read alike")
    code, out, err = call("layout", "view", "twice.csv")
    assert (code, "boxoffice layout check" in err) == (0, True)
    assert call("layout", "check", "grid.json")[0] == 0
    assert call("layout", "check", "grid.json", "--strict")[0] == 11
    assert call("layout", "check", "hall.csv", "--strict")[0] == 0


def test_prices_come_from_a_set_up_or_the_theatre(call: Program, files: Path) -> None:
    setup = """
    cities: [{key: c, theatres: [{key: t, prices: [{amount: 9, category: standard}]}]}]
    """
    (files / "prices.yaml").write_text(setup, encoding="utf-8")
    code, out, _ = call("layout", "check", "hall.csv", "--setup", "prices.yaml", "--strict")
    assert (code, "Category 'premium' (5 seats) has no price" in out) == (11, True)
    code, out, _ = call("layout", "check", "hall.csv", "--theatre", "rex", "--strict")
    assert (code, out.splitlines()[-1]) == (0, "Fit for sale.")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("check nowhere.csv", 5, "nowhere.csv"),
        ("check broken.json", 11, "broken.json, line 2: this is not JSON"),
        ("convert bent.csv --to ascii", 6, "--to csv, pretix or setup can say it"),
        ("new", 2, "--rows A-K --seats 14"),
        ("new --rows A --seats 4 --unreserved 5", 2, "--unreserved 80"),
        ("new --rows A --seats 4 --couple A1", 2, "A1 is half a sofa"),
        ("new --rows A --seats 4 --category a --category b", 2, "premium=H-K"),
        ("new --unreserved 5 --to csv", 6, "--to setup"),
        ("convert hall.csv", 2, "--to"),
        ("convert hall.csv --to csv -o no/where.csv", 1, "could not be written"),
    ],
)
def test_what_cannot_be_is_said(
    call: Program, files: Path, words: str, code: int, said: str
) -> None:
    (files / "broken.json").write_text('{"zones": [],\n "categories" []}', encoding="utf-8")
    found = call("layout", *words.split())
    assert (found[0], found[1]) == (code, "")
    assert said in found[2]
