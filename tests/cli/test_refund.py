"""`boxoffice refund` at a till: with a plan and a question on a terminal only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.tills import Till

pytestmark = pytest.mark.slow

QUESTION = "[y/N]"
STEPPED = "24h=100,1h=50;fees=kept"


def sold(till: Till) -> str:
    return till.run("sell", "1", "F7-8", "-c", "10", "-k", "4711", "--id-only").stdout.strip()


def test_the_plan_is_shown_and_asked_about(till: Till) -> None:
    till.run("theatre", "edit", "rex", "--refund-policy", STEPPED)
    ref = sold(till)
    code, seen = till.on_terminal("refund", ref, "F7", asked=[(QUESTION, "n\r")])
    assert code == 1
    assert f"{ref}: F7\n  F7 adult, €12.00 paid, 50 %: €6.00\nBack €6.00, €6.00 kept\n" in seen
    assert "Give back €6.00?" in seen
    assert "Nothing was given back." in seen
    assert till.states() == {"available": 78, "sold": 2}
    code, seen = till.on_terminal("refund", ref, "F7", asked=[(QUESTION, "y\r")])
    assert code == 0
    assert f"{ref} part refunded: F8\n" in seen
    assert till.states() == {"available": 79, "sold": 1}
    code, seen = till.on_terminal("refund", ref, "--yes")
    assert (code, "?" in seen) == (0, False)
    assert till.states() == {"available": 80}


def test_off_a_terminal_it_says_what_hands_have_to_do(till: Till) -> None:
    ref = sold(till)
    other = replace(till, name="till-2")
    done = other.run("refund", ref, "--reason", "ill")
    assert done.returncode == 0
    assert done.stdout.startswith(f"{ref} refunded: F7-8\n")
    assert sorted(done.stderr.splitlines()) == [
        "Give back €10.00 in cash.",
        "Refund €14.00 on the card terminal, to the card of slip 4711.",
    ]
    code, error = till.error("refund", ref)
    assert (code, error["code"]) == (6, "refunds.not_refundable")
    assert error["message"].startswith(f"Booking {ref} was refunded already")
    assert till.run("db", "verify").returncode == 0


def test_the_document_says_what_this_refund_gave_back(till: Till) -> None:
    ref = sold(till)
    till.document("refund", ref, "F8", "-k", "9911")
    done = till.document("refund", ref, "--op-key", "GIVEBACK1")
    assert done["booking"]["status"] == "refunded"
    assert len(done["refunds"]) == 3
    given = done["given_back"]
    assert (given["amount_minor"], given["kept_minor"]) == (1200, 0)
    assert [seat["seat"] for seat in given["seats"]] == ["F7"]
    again = till.document("refund", ref, "--op-key", "GIVEBACK1")
    assert again == {**done, "replayed": True}


def test_a_dry_run_shows_the_plan(till: Till) -> None:
    ref = sold(till)
    done = till.run("refund", ref, "F7", "--dry-run")
    assert done.stdout.startswith(f"{ref} would be part refunded: F8\n")
    assert "  F7 adult, €12.00 paid, 100 %: €12.00\n" in done.stderr
    assert done.stderr.endswith("Nothing was written: this is what it would do.\n")
    assert till.states() == {"available": 78, "sold": 2}


def test_the_policy_is_said_before_anybody_pays(till: Till) -> None:
    assert (
        till.run("theatre", "edit", "rex", "--refund-policy", " 1H=50; FEES = kept").returncode == 0
    )
    assert "refunds 1h=50;fees=kept" in till.run("theatre", "view", "rex").stdout
    assert "Refunds: 50 % until " in till.run("quote", "1", "F7").stdout
    ref = till.run("book", "1", "F7", "--id-only").stdout.strip()
    assert "nothing after; fees are kept\n" in till.run("booking", "view", ref).stdout
    code, error = till.error("theatre", "edit", "rex", "--refund-policy", "soon=50")
    assert code in (2, 11)
    assert "24h=100,2h=50;fees=kept" in error["message"]


@pytest.mark.parametrize("how", [(), ("--format", "csv"), ("--id-only",)])
def test_a_child_left_without_its_adult_is_told_of_once(till: Till, how: tuple[str, ...]) -> None:
    assert till.run("ticket-type", "edit", "child", "--needs", "adult").returncode == 0
    counts = ("-t", "adult=1,child=1", "-c", "exact", "--id-only")
    ref = till.run("sell", "1", "E5-6", *counts).stdout.strip()
    done = till.run("refund", ref, "E5", *how)
    note = "Note: A child ticket stays in the booking without adult, which it goes with."
    assert (done.stdout + done.stderr).count(note) == 1
    assert note in done.stderr


def test_ctrl_c_at_the_question_is_told_on_a_line_of_its_own(till: Till) -> None:
    ref = sold(till)
    code, seen = till.on_terminal("refund", ref, "F7", asked=[(QUESTION, "\x03")])
    assert code == 130
    assert "Stopped; nothing was changed." in seen.splitlines()
    assert till.states() == {"available": 78, "sold": 2}


def test_on_a_terminal_it_is_told_once_before_the_question(till: Till) -> None:
    assert till.run("ticket-type", "edit", "child", "--needs", "adult").returncode == 0
    counts = ("-t", "adult=1,child=1", "-c", "exact", "--id-only")
    ref = till.run("sell", "1", "E5-6", *counts).stdout.strip()
    code, seen = till.on_terminal("refund", ref, "E5", asked=[(QUESTION, "y\r")])
    assert code == 0
    assert seen.count("A child ticket stays in the booking without adult") == 1
