"""Files of halls through the front door: real ones, broken ones, and thousands of mangled ones."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from boxoffice.domain import layout_csv, layout_drawing, layout_pretix
from boxoffice.domain.best import Wish, choose
from boxoffice.domain.drawn_layouts import MOST_SEATS
from boxoffice.domain.layout_files import Form
from boxoffice.domain.layouts import Plan, SeatKind, find_faults
from boxoffice.errors import Failed, Invalid, InvalidFile
from boxoffice.services import layouts
from tests.domain.factories import plan_of
from tests.domain.halls import runs, sofas, told
from tests.domain.pretix_schema import problems_of
from tests.domain.test_layout_grids import grid, vista, vista_seat
from tests.forks import memory_of
from tests.real_data import real_file

HALL = plan_of("BALCONY/A: oo w\nB: ss coo\nC: ooooo", categories={"B": "premium"})
REAL = {"pretix-plan-300.json": 300, "vista-plan-156.json": 156, "cinema-grid-40.json": 40}


@pytest.mark.parametrize("name", REAL)
def test_a_real_plan_comes_in_with_every_seat_and_goes_out_again(name: str) -> None:
    content = real_file(name).read_bytes()
    file = layouts.read(content, name=name)
    assert len(file.seats) == len({seat.label for seat in file.seats}) == REAL[name]
    assert len({seat.guid for seat in file.seats}) == REAL[name]
    assert find_faults(file.plan) == ()
    assert layouts.check_file(file, name=name).errors == 0
    for form in (Form.CSV, Form.PRETIX, Form.SETUP):
        written = layouts.write(file, form)
        again = layouts.read(written.encode(), name="again")
        assert told(again.seats) == told(file.seats)
        assert (runs(again.plan), sofas(again.plan)) == (runs(file.plan), sofas(file.plan))
        if form is Form.PRETIX:
            assert problems_of(json.loads(written)) == []


def test_the_real_vista_hall_has_five_sofas_at_the_back() -> None:
    file = layouts.read(real_file("vista-plan-156.json").read_bytes(), name="vista")
    couples = [seat for seat in file.seats if seat.kind is SeatKind.COUPLE]
    assert (len(couples), len(file.plan.sofas), {seat.row for seat in couples}) == (10, 10, {"L"})
    assert [row for _, row in file.plan.rows] == list("ABCDEFGHIJKLM")
    assert file.categories == {"standard": "Standard", "couple": "Couple", "vip": "VIP"}


def test_the_real_grid_names_its_broken_seats() -> None:
    file = layouts.read(real_file("cinema-grid-40.json").read_bytes(), name="grid")
    assert file.broken == ("E1", "E2")
    assert [len(run) for run in file.plan.runs] == [2] * 20


def test_the_real_turned_plan_has_its_aisles_along_the_rows() -> None:
    file = layouts.read(real_file("pretix-plan-300.json").read_bytes(), name="pretix")
    lengths = {row: len(seats) for (_, row), seats in file.plan.rows.items()}
    assert lengths == {
        **dict(zip("ABCD", (35, 25, 35, 25), strict=True)),
        **dict.fromkeys(["AA", "BB", "CC", "AAA", "BBB", "CCC"], 30),
    }
    assert sorted(len(run) for run in file.plan.runs) == [15] * 12 + [25, 25, 35, 35]
    assert set(file.categories) == {f"category-{n}" for n in range(1, 6)}
    (best, *_) = choose(file.plan, {seat.id for seat in file.seats}, Wish(4))
    assert {seat.row for seat in best.seats} <= {"A", "C"}
    assert len({seat.row for seat in best.seats}) == 1


def test_a_set_up_file_is_a_hall_too() -> None:
    text = layouts.write(layouts.make(rows="A-C", seats="6", name="Hall"), Form.SETUP)
    file = layouts.read(text.encode(), name="hall.yaml")
    assert (file.form, len(file.seats), file.name) == (Form.SETUP, 18, "Hall")
    two = text + text.split("layouts:\n")[1].replace("key: hall", "key: other")
    with pytest.raises(Invalid) as caught:
        layouts.read(two.encode(), name="two.yaml")
    assert caught.value.details["keys"] == ["hall", "other"]
    assert len(layouts.read(two.encode(), name="two.yaml", key="other").seats) == 18


def test_bytes_that_are_no_text_are_told_with_their_line() -> None:
    with pytest.raises(InvalidFile) as caught:
        layouts.read(b"row,number\nA,1\nA,\xff\n", name="hall.csv")
    assert caught.value.details == {
        "file": "hall.csv", "line": 3, "because": "layouts.not_utf8", "details": {},
    }  # fmt: skip


@pytest.mark.slow
def test_the_largest_hall_there_can_be_comes_back_in_every_form() -> None:
    file = layouts.make(rows="1-200", seats="100", aisles="50", name="Arena")
    for form in Form.SETUP, Form.ASCII, Form.CSV, Form.PRETIX:
        again = layouts.read(layouts.write(file, form).encode(), name="arena")
        assert told(again.seats) == told(file.seats)
    more = layouts.write(file, Form.CSV) + ",201,1,standard,0,20000,standard,,100\n"
    with pytest.raises(InvalidFile) as caught:
        layouts.read(more.encode(), name="arena")
    assert (caught.value.details["because"], caught.value.details["line"]) == (
        "layouts.too_large", 20_002,
    )  # fmt: skip


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "hall.csv"
    assert not layouts.exists(str(path))
    layouts.save(str(path), "a\nb\n")
    assert (path.read_bytes(), layouts.exists(str(path))) == (b"a\nb\n", True)
    with pytest.raises(Failed):
        layouts.save(str(tmp_path / "no" / "folder.csv"), "x")
    assert [each.name for each in tmp_path.iterdir()] == ["hall.csv"]


def seeds(plan: Plan = HALL) -> list[bytes]:
    """A hall in every form."""
    sofa = [vista_seat(1, 0, 0, SeatStyle=3, group=2), vista_seat(2, 1, 0, SeatStyle=1, group=2)]
    return [
        layout_csv.write(plan).encode(),
        layout_drawing.write(plan).encode(),
        json.dumps(layout_pretix.write(plan, name="Hall"), indent=1).encode(),
        vista(("1", "VIP", {"L": sofa}), ("2", "Standard", {"A": [vista_seat(1, 0, 2)]})).encode(),
        grid(("B", "21 3"), ("", "    "), ("A", "123 "), B2="Broken").encode(),
        layouts.write(layouts.make(rows="A-C", seats="6", name="Hall"), Form.SETUP).encode(),
    ]


ODD = [
    *(b"\x00", b"\xff", b"\n", b",", b";", b'"', b"{", b"]", b"-", b"1e308", b"1e-9", b"99999999"),
    *(b"null", b"true", "\u202e".encode(), "\ud7ff".encode(), b"\xed\xa0\x80", b"A" * 99, b":"),
    *("\u0661".encode(), b"=1+1", b"  ", b"\r", b"/", b"'", b"[[[[", b"\\ud800", b"0.1", b"\t"),
]  # fmt: skip


def mangled(content: bytes, rng: random.Random) -> bytes:
    """The same bytes with a few of them gone, doubled, moved or replaced."""
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(content) + 1)
        end = min(len(content), start + rng.choice([0, 1, 1, 3, 20]))
        what = rng.randrange(5)
        if what == 0:
            content = content[:start] + content[end:]
        elif what == 1:
            content = content[:start] + content[start:end] * rng.choice([2, 3, 50]) + content[end:]
        elif what == 2:
            lines = content.split(b"\n")
            rng.shuffle(lines)
            content = b"\n".join(lines)
        else:
            content = content[:start] + rng.choice(ODD) + content[end:]
    return content


WHOLE_FILE = {"layouts.which", "setup.empty"}


def has_line(error: Invalid) -> bool:
    """Whether it says where; what is wrong with the whole of a file is nowhere in it."""
    return bool(error.details.get("line")) or error.details.get("because", error.code) in WHOLE_FILE


@pytest.mark.slow
def test_mangled_halls_end_well() -> None:
    rng = random.Random(20261121)
    outcomes = {"read": 0, "refused": 0}
    originals = seeds()
    refusals: list[tuple[Invalid, bytes]] = []
    for number in range(4_000):
        content = mangled(originals[number % len(originals)], rng)
        try:
            file = layouts.read(content, name="hall")
        except Invalid as error:
            outcomes["refused"] += 1
            refusals.append((error, content))
            continue
        outcomes["read"] += 1
        assert 0 < len(file.seats) <= MOST_SEATS
        layouts.check_file(file, name="hall")
        for form in (Form.CSV, Form.PRETIX, Form.SETUP):
            layouts.write(file, form)
    assert min(outcomes.values()) > 400
    assert [each for each in refusals if not has_line(each[0])] == []


@pytest.mark.slow
def test_what_fills_the_memory_is_seen_to() -> None:
    assert memory_of(lambda: len(bytearray(300 * 1024**2)))[1] > 200 * 1024**2


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        b"[" * 12_000_000,
        b"[" + b"0," * 2_000_000 + b"0]",
        b"\n" * 12_000_000,
        b"row,number\n" + b"A,1\n" * 900_000,
        b"row,number\n" + b"\n" * 12_000_000,
        b"A: " + b"o" * 12_000_000,
        b"A:\n" * 1_300_000,
        b"# " + b" " * 4_000_000,
        b'"layouts' + b" " * 4_000_000,
        b"row,number" + b"," * 4_000_000,
    ],
    ids=lambda content: repr(content[:12]),
)
def test_a_bomb_is_refused_before_it_fills_the_memory(content: bytes) -> None:
    def work() -> str:
        with pytest.raises(InvalidFile) as caught:
            layouts.read(content, name="bomb")
        return caught.value.code

    ended, grown = memory_of(work)
    assert (ended.signal, ended.code) == (0, ""), ended
    assert ended.value
    assert grown < 200 * 1024**2
