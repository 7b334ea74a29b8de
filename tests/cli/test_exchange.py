"""`boxoffice exchange` at a till: the plan, the question for the difference, and two customers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.tills import Till

pytestmark = pytest.mark.slow


def sold(till: Till, seats: str = "F7-8") -> str:
    return till.run("sell", "1", seats, "-c", "exact", "--id-only").stdout.strip()


def test_dearer_seats_are_shown_and_the_difference_is_asked_for(till: Till) -> None:
    ref = sold(till)
    code, seen = till.on_terminal("exchange", ref, "--to", "G3-4", asked=[("(c, k):", "\x1b")])
    assert code == 1
    assert f"{ref}: F7-8 → G3-4\n  F7 adult, €12.00\n  F8 adult, €12.00\n" in seen
    assert "  → G3 adult, €15.50\n  → G4 adult, €15.50\nTo pay €7.00\n" in seen
    assert "Nothing was exchanged." in seen
    assert till.document("booking", "view", ref)["booking"]["status"] == "confirmed"
    code, seen = till.on_terminal("exchange", ref, "--to", "G3-4", asked=[("(c, k):", "c10\r")])
    assert code == 0
    assert "confirmed: G3-4" in seen
    assert "Paid €7.00 by cash, €10.00 given" in seen
    assert till.document("booking", "view", ref)["booking"]["status"] == "exchanged"


def test_cheaper_seats_are_confirmed_and_hands_are_told_what_to_give(till: Till) -> None:
    ref = sold(till, "G3")
    code, seen = till.on_terminal("exchange", ref, "--to", "C3", asked=[("Exchange? [y/N]", "y\r")])
    assert code == 0
    assert "  G3 adult, €15.50, 100 % of the rest back\n" in seen
    assert "Back €3.50\n  €3.50 in cash\n" in seen
    assert "Give back €3.50 in cash." in seen
    assert till.run("db", "verify").returncode == 0


def test_off_a_terminal_nothing_is_asked(till: Till) -> None:
    ref = sold(till)
    code, error = till.error("exchange", ref, "--to", "G3-4")
    assert (code, error["code"]) == (2, "bookings.no_tender")
    code, error = till.error("exchange", ref, "--to", "Z9")
    assert (code, error["code"]) == (5, "seats.unknown")
    other = replace(till, name="till-2")
    done = other.document("exchange", ref, "--to", "G3-4", "-k", "4711", "--op-key", "EXCHANGE1")
    assert (done["difference_minor"], done["exchanged"]["ref"]) == (700, ref)
    assert [each["amount_minor"] for each in done["transfers"]] == [2400]
    again = other.document("exchange", ref, "--to", "G3-4", "-k", "4711", "--op-key", "EXCHANGE1")
    assert again == {**done, "replayed": True}
    code, error = till.error("exchange", ref, "--to", "C1-2")
    assert (code, error["code"]) == (6, "exchanges.not_exchangeable")
    code, error = till.error("void", done["booking"]["ref"], "--reason", "slip")
    assert code == 6
    assert "exchange" in error["message"]


def test_two_customers_swap_and_both_receipts_are_printed(till: Till) -> None:
    one, two = sold(till, "F7"), sold(till, "G3")
    code, error = till.error("exchange", one, "--with", two)
    assert (code, error["code"]) == (2, "bookings.no_tender")
    done = till.run("exchange", one, "--with", two, "-c", "exact")
    assert done.returncode == 0
    assert "confirmed: G3\n" in done.stdout
    assert "confirmed: F7\n" in done.stdout
    assert "Give back €3.50 in cash." in done.stderr
    assert till.run("db", "verify").returncode == 0


def test_seats_are_added_and_a_plan_writes_nothing(till: Till) -> None:
    ref = sold(till)
    planned = till.run("exchange", ref, "--add", "G9", "--dry-run")
    assert "To pay €15.50" in planned.stdout
    assert planned.stderr.endswith("Nothing was written: this is what it would do.\n")
    assert till.states() == {"available": 78, "sold": 2}
    done = till.run("exchange", ref, "--add", "G9", "-k", "4711", "--id-only")
    assert done.stdout == f"{ref}\n"
    assert till.states() == {"available": 77, "sold": 3}


def test_notes_of_a_plan_are_told_once_and_those_of_its_payment_too(till: Till) -> None:
    issued = till.run("voucher", "add", "30", "--reason", "gift", "--id-only")
    ref = sold(till)
    code, seen = till.on_terminal(
        "exchange", ref, "F7", "--to", "G2", asked=[("(c, k, v):", f"v{issued.stdout.strip()}\r")]
    )  # fmt: skip
    assert code == 0
    assert seen.count("would stay alone") == 1
    assert seen.count("€26.50 is left on voucher") == 1


def test_a_booking_is_headed_by_the_seats_that_it_still_has(till: Till) -> None:
    ref = sold(till)
    done = till.run("exchange", ref, "F7", "--to", "G3", "-k", "4711")
    assert "confirmed: G3\n" in done.stdout
    planned = till.run("exchange", ref, "--add", "G9", "--dry-run").stderr
    assert f"{ref}: F8, G9\n" in planned
    done = till.run("exchange", ref, "--add", "G9", "-k", "4712")
    assert done.stdout.startswith(f"{ref} confirmed: F8, G9\n")
    assert "Seats exchanged: F7\n" in done.stdout
    found = till.run("find", ref, "--format", "csv").stdout
    assert '"F8,G9"' in found
