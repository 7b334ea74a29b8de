"""What is on, one show, and seats out of sale, through the program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.inside import Evening, Program


def test_without_a_command_it_says_what_is_on(call: Program) -> None:
    assert call() == call("now")
    assert call("now")[0] == 0


def test_a_day_without_shows_says_so_and_lists_nothing(call: Program) -> None:
    assert call("show", "list", "--day", "sun") == (0, "No show fits that.\n", "")
    code, out, _ = call("show", "list", "--day", "sun", "--json")
    assert (code, json.loads(out)) == (0, {"shows": []})


def test_the_programme_can_be_asked_for_a_film(call: Program) -> None:
    shows = json.loads(call("show", "list", "--movie", "DUN", "--json")[1])["shows"]
    assert [show["id"] for show in shows] == [1, 2]
    assert json.loads(call("show", "list", "--movie", "alien", "--json")[1])["shows"] == []


def test_a_day_that_is_none_is_refused(call: Program) -> None:
    code, out, err = call("show", "list", "--day", "someday")
    assert (code, out) == (2, "")
    assert "'someday' is not a day" in err


def test_a_theatre_that_is_not_there_is_not_found(call: Program) -> None:
    code, _, err = call("now", "--theatre", "roxy")
    assert code == 5
    assert "No theatre goes by 'roxy'. There is rex." in err


def test_seats_are_blocked_and_given_back(call: Program) -> None:
    assert call("show", "block", "1", "g1-3", "--reason", "paint") == (
        0, "G1-3 blocked at show 1: paint\n", "",
    )  # fmt: skip
    assert "Blocked G1-3: paint\n" in call("show", "view", "1")[1]
    assert call("show", "unblock", "1", "G2", "--reason", "dry") == (
        0, "G2 free again at show 1. Still blocked with it: G1, G3.\n", "",
    )  # fmt: skip
    code, out, _ = call("show", "unblock", "1", "G1,3", "--reason", "dry", "--json")
    answer = json.loads(out)
    assert (code, answer["seats"], answer["blocks"][0]["status"]) == (0, ["G1", "G3"], "released")


def test_blocking_a_sold_seat_is_a_conflict(call: Program) -> None:
    code, out, err = call("show", "block", "1", "F6-7", "--reason", "paint")
    assert (code, out) == (6, "")
    assert err.startswith("F7 is sold (booking ")


def test_a_dry_run_blocks_nothing(call: Program) -> None:
    assert call("show", "block", "1", "G1", "--reason", "paint", "--dry-run")[0] == 0
    assert "G1" not in call("show", "view", "1")[1]


@pytest.mark.parametrize("verb", ["block", "unblock"])
def test_a_reason_is_asked_for(call: Program, verb: str) -> None:
    code, _, err = call("show", verb, "1", "B1")
    assert code == 2
    assert "add `--reason WHY`" in err


def test_a_name_nobody_has_is_not_found(call: Program) -> None:
    code, out, err = call("find", "zorro")
    assert (code, out) == (5, "")
    assert "No booking fits 'zorro'." in err
    assert call("find")[0] == 2


def test_a_booking_without_tickets_has_none_to_show(call: Program, evening: Evening) -> None:
    code, _, err = call("ticket", "view", evening.pending_ref)
    assert code == 6
    assert "is pending and has no tickets" in err


def test_all_tickets_of_a_booking_or_the_one_of_a_code(call: Program, evening: Evening) -> None:
    whole = json.loads(call("ticket", "view", evening.ref.lower(), "--json")[1])["tickets"]
    one = json.loads(call("ticket", "view", evening.code, "--json")[1])["tickets"]
    assert [ticket["seat"] for ticket in whole] == ["F7", "F8"]
    assert one == whole[:1]


def test_a_till_that_sold_nothing_says_so(call: Program) -> None:
    code, out, _ = call("last", "--till", "till-9")
    assert (code, out) == (0, "Nothing was sold or booked at this till yet.\n")


def test_a_quote_of_a_sold_seat_is_a_conflict(call: Program) -> None:
    code, out, err = call("quote", "1", "F7")
    assert (code, out) == (6, "")
    assert "F7 is sold" in err


def test_a_till_without_unicode_gets_ascii_signs(
    call: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert call("now")[1].splitlines()[0] == "Fri 23 Oct - Rex"
    assert "\n  2 x adult" in call("quote", "1", "E6-7")[1]


TWO_THEATRES = """
categories: [{key: standard, name: Standard}]
ticket_types: [{key: adult, name: Adult}]
layouts: [{key: hall, name: Hall, category: standard, plan: "A: oooo"}]
movies: [{key: alien, title: Alien, runtime: 100, languages: [en], genres: [Horror],
          certificate: "16", rating: 8.0}]
cities:
  - key: tokyo
    name: Tokyo
    theatres:
      - {key: east, name: East, zone: Asia/Tokyo, currency: JPY, prices: [{amount: 1900}],
         screens: [{key: "1", name: One, layout: hall, turnaround: 20m}]}
      - {key: west, name: West, zone: Asia/Tokyo, currency: JPY, prices: [{amount: 1500}],
         screens: [{key: "1", name: One, layout: hall, turnaround: 20m}]}
shows:
  - {movie: alien, screen: east/1, at: "2026-10-23 22:15", language: en}
  - {movie: alien, screen: west/1, at: "2026-10-23 23:15", language: en}
"""


def test_several_theatres_stand_one_below_the_other(call: Program, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO_THEATRES, encoding="utf-8")
    at = ("--db", str(tmp_path / "two.db"))
    assert call("db", "init", *at)[0] == 0
    assert call("setup", "apply", "two.yaml", *at)[0] == 0
    titles = ["Fri 23 Oct · East", "Fri 23 Oct · West"]
    code, out, _ = call("now", *at)
    assert (code, [line for line in out.splitlines() if line in titles]) == (0, titles)
    one = call("now", "--theatre", "west", *at)[1]
    assert [line for line in one.splitlines() if line in titles] == titles[1:]
    assert "¥1,500" in one
