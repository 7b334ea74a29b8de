"""`boxoffice hold`, `extend`, `release` and `holds` at a till."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from tests.cli.tills import Till

pytestmark = pytest.mark.slow


def test_seats_are_held_listed_extended_and_given_back(till: Till) -> None:
    held = till.document("hold", "1", "F7-8", "--for", "7m")["hold"]
    assert (held["seats"], held["status"], held["till"]) == (["F7", "F8"], "active", "till-1")
    assert [each["id"] for each in till.document("holds")["holds"]] == [held["id"]]
    longer = till.document("extend", held["id"][-6:], "--for", "30m")["hold"]
    assert datetime.fromisoformat(longer["expires_at"]) > datetime.fromisoformat(held["expires_at"])
    released = till.document("release", held["id"][-6:])["holds"]
    assert [(each["id"], each["status"]) for each in released] == [(held["id"], "released")]
    assert till.states() == {"available": 80}


def test_a_person_reads_until_when_and_sees_the_row(till: Till) -> None:
    lines = till.run("hold", "1", "F7-8").stdout.splitlines()
    assert lines[0].startswith("F7-8 held until ")
    assert lines[1:] == ["2 seats F7-8 of show 1", "F  1  2  3  4  5    6[ 7  8] 9 10 F"]


def test_another_till_is_refused_and_sees_every_hold(till: Till) -> None:
    till.run("hold", "1", "F7-8")
    other = replace(till, name="till-2")
    code, error = other.error("sell", "1", "F8", "-c")
    assert (code, error["code"]) == (6, "seats.taken")
    assert [seat["state"] for seat in error["details"]["seats"]] == ["held"]
    assert other.document("holds")["holds"] == []
    assert len(other.document("holds", "--all-tills")["holds"]) == 1
    assert till.document("sell", "1", "F7-8", "-c")["booking"]["status"] == "confirmed"


def test_a_hold_is_sold_by_its_id_alone(till: Till) -> None:
    hold = till.run("hold", "1", "-n", "2", "--id-only").stdout.strip()
    sold = till.document("sell", "--hold", hold[-6:], "-c")
    assert [line["status"] for line in sold["booking"]["lines"]] == ["sold", "sold"]
    code, error = till.error("sell", "--hold", hold, "-c")
    assert (code, error["code"]) == (6, "holds.not_active")


def test_all_of_this_till_go_and_nobody_elses(till: Till) -> None:
    for seat in ("E1", "E2"):
        till.run("hold", "1", seat)
    replace(till, name="till-2").run("hold", "1", "E3")
    done = till.run("release", "--all")
    assert sorted(line.split(" (")[0] for line in done.stdout.splitlines()) == [
        "E1 released",
        "E2 released",
    ]
    assert till.states() == {"available": 79, "held": 1}
    assert till.run("release", "--all").stdout == "Nothing was held.\n"


def test_a_release_says_which(sqlite_till: Till) -> None:
    for words in ((), ("abcd", "--all")):
        code, error = sqlite_till.error("release", *words)
        assert (code, error["code"]) == (2, "holds.one_or_all")
