"""Shows that move, screens that close, seats that break: through the program, byte for byte."""

from __future__ import annotations

import json
import os

import pytest

from boxoffice.cli.help import topic_text
from boxoffice.services.app import open_app
from tests.cli.inside import Evening, Program
from tests.cli.test_golden import ENDINGS, GOLDEN, names_in
from tests.clocks import FakeClock
from tests.contexts import CountedIds, make_context, make_settings
from tests.halls import add_screen
from tests.programme import make_plan

COMMANDS = {
    "show_move": "show move 1 --screen 2 --plan",
    "show_move_unplaced": "show move 1 --screen 3 --plan",
    "show_move_apply": "show move 1 --screen 2 --apply --op-key KEY0123456789ABCDEF",
    "screen_close": "screen close rex/1 --to 20:00 --reason projector --op-key KEY0123456789ABCDEF",
    "screen_block": "screen block rex/1 F7,B1,E5 --reason spring --op-key KEY0123456789ABCDEF",
}


@pytest.fixture
def call(call: Program, evening: Evening) -> Program:
    """The same evening with two more halls, one smaller and one tiny."""
    ctx = make_context(evening.db, clock=FakeClock(), ids=CountedIds(9000))
    with open_app(make_settings(evening.db)) as app:
        add_screen(app, ctx, 2, plan=make_plan(rows="ABCDE", per_row=8))
        add_screen(app, ctx, 3, plan=make_plan(rows="A", per_row=4))
    return call


@pytest.mark.parametrize("format_name", ENDINGS)
@pytest.mark.parametrize("name", COMMANDS)
def test_output(
    call: Program, name: str, format_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = CountedIds(5000)
    monkeypatch.setattr("boxoffice.cli.session.SystemIds", lambda: ids)
    code, out, _ = call(*COMMANDS[name].split(), "--format", format_name)
    assert code == (3 if name == "screen_block" else 0)
    path = GOLDEN / f"{name}.{ENDINGS[format_name]}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(out.encode())
    assert out.encode() == path.read_bytes()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_name_in_a_document_stands_in_the_manual(name: str) -> None:
    document = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    for screen in document.get("shows", []):
        for hall in screen.get("halls", []):
            hall["losing"] = {}
    manual = topic_text("json")
    assert [key for key in sorted(set(names_in(document))) if f'"{key}"' not in manual] == []


def test_a_plan_names_the_command_that_does_it_and_nothing_has_changed(
    call: Program, evening: Evening
) -> None:
    code, _, err = call("show", "move", "1", "--screen", "2", "--plan")
    token = json.loads(call("show", "move", "1", "--screen", "2", "--json")[1])["token"]
    assert code == 0
    assert f"`boxoffice show move 1 --screen 2 --apply --plan-token {token}` does it" in err
    assert "Screen 1" in call("show", "view", "1")[1]
    code, _, err = call("show", "move", "1", "--screen", "2", "--apply", "--plan-token", token)
    assert (code, "Tell each of them: Fri 23 Oct 16:00, Rex, Screen 2" in err) == (0, True)
    assert "Screen 2" in call("show", "view", "1")[1]
    old, new = (json.loads(call("ticket", "view", ref, "--json")[1])["tickets"] for ref in
                (evening.code, evening.ref))  # fmt: skip
    assert [ticket["status"] for ticket in old] == ["void"]
    assert [ticket["status"] for ticket in new] == ["issued", "issued"]


def test_who_does_not_fit_stops_it(call: Program) -> None:
    code, out, err = call("show", "move", "1", "--screen", "3", "--apply")
    assert (code, out) == (6, "")
    assert "Screen 3 has no seats for booking" in err
    assert "show 1 was not moved" in err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("show move 1 --screen 2 --plan --apply", 2, "take one"),
        ("show move 1 --screen 2 --plan-token abc", 2, "belongs to `--apply`"),
        ("show move 1", 6, "Name another place"),
        ("show move 1 --screen 9", 5, "screen"),
        ("show move 1 --at 17:00", 6, "plays show 2 (Dune, Fri 23 Oct 19:00 to 21:00) then"),
        ("show move 1 --at 13:00", 6, "is over"),
        ("show move 1 --movie alien", 2, "--movie"),
        ("show move 1 --screen 2 --apply --plan-token abc", 6, "Plan again"),
        ("screen close rex/1 --to 20:00", 2, "--reason WHY"),
        ("screen open rex/1", 6, "is not closed"),
        ("screen block rex/1 F7", 2, "--reason WHY"),
        ("screen unblock rex/1 F7", 6, "was not blocked for every show"),
    ],
)
def test_what_is_refused_says_what_to_do(call: Program, words: str, code: int, said: str) -> None:
    found, out, err = call(*words.split())
    assert (found, out) == (code, "")
    assert said in " ".join(err.split())


def test_a_closed_screen_takes_no_show_until_it_is_open(call: Program) -> None:
    assert call("screen", "close", "rex/2", "--to", "sat", "--reason", "paint")[0] == 0
    code, _, err = call("show", "move", "1", "--screen", "2", "--apply")
    assert (code, "rex/2 is closed from Fri 23 Oct 14:00" in err) == (6, True)
    code, out, _ = call("screen", "open", "rex/2")
    was = "it was closed Fri 23 Oct 14:00 to Sun 25 Oct 05:00: paint"
    assert (code, out) == (0, f"Screen 2 (rex/2) open again; {was}\n")
    assert call("show", "move", "1", "--screen", "2", "--apply")[0] == 0


def test_who_sits_on_a_broken_seat_is_exchanged_by_the_command_that_it_names(
    call: Program, evening: Evening
) -> None:
    block = ("screen", "block", "rex/1", "F7-8", "--reason", "spring")
    code, out, err = call(*block)
    command = f"boxoffice exchange {evening.ref} F7 F8 --to SEATS"
    assert (code, out.count(command), "Exchange these" in err) == (3, 1, True)
    exchange = command.replace("SEATS", "E5-6").split()[1:]
    code, _, err = call(*exchange, "--yes")
    assert (code, err) == (0, "")
    assert call(*block)[0] == 0


def test_broken_seats_are_given_back(call: Program) -> None:
    assert call("screen", "block", "rex/1", "G1-2", "--reason", "spring")[0] == 0
    code, out, _ = call("screen", "unblock", "rex/1", "G2")
    assert (code, out) == (0, "G2 of rex/1 mended: free again at 2 of the shows to come\n")


def test_a_dry_run_says_so(call: Program) -> None:
    code, _, err = call("show", "move", "1", "--screen", "2", "--apply", "--dry-run")
    assert (code, "Nothing was written" in err) == (0, True)
    assert "Screen 1" in call("show", "view", "1")[1]


def test_a_film_is_not_swapped_under_sold_seats(call: Program) -> None:
    assert call("movie", "add", "Alien", "--runtime", "100")[0] == 0
    code, out, err = call("show", "edit", "1", "--movie", "alien")
    assert (code, out) == (6, "")
    assert "Who bought one film did not buy another: `boxoffice show close 1`" in err
