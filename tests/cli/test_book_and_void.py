"""`boxoffice book`, `pay`, `cancel` and `void` at a till."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.tills import Till

pytestmark = pytest.mark.slow


def test_a_party_books_and_pays_later(till: Till) -> None:
    booked = till.document("book", "1", "F7-8", "--name", "Rao", "--until", "-30m")["booking"]
    assert (booked["status"], booked["name"]) == ("pending", "Rao")
    assert till.states() == {"available": 78, "pending": 2}
    paid = till.document("pay", booked["ref"].lower(), "-c", "20", "-k", "4711")
    assert paid["booking"]["status"] == "confirmed"
    assert {each["method"]: each["amount_minor"] for each in paid["payments"]} == {
        "cash": 2000,
        "card": 400,
    }
    code, error = till.error("pay", booked["ref"], "-c")
    assert (code, error["code"]) == (6, "bookings.not_pending")


def test_a_booking_is_given_up(till: Till) -> None:
    ref = till.run("book", "1", "F7-8", "--id-only").stdout.strip()
    assert till.document("cancel", ref)["booking"]["status"] == "cancelled"
    assert till.states() == {"available": 80}
    code, error = till.error("cancel", ref)
    assert (code, error["code"]) == (6, "bookings.not_pending")


def test_a_void_says_what_to_hand_back_and_which_slip_to_reverse(till: Till) -> None:
    ref = till.run("sell", "1", "F7-8", "-c", "10", "-k", "4711", "--id-only").stdout.strip()
    done = till.run("void", ref, "--reason", "wrong film")
    assert done.returncode == 0
    assert done.stdout.startswith(f"{ref} voided: F7-8\n")
    assert "ticket view" not in done.stdout
    assert sorted(done.stderr.splitlines()) == [
        "Give back €10.00 in cash.",
        "Reverse slip 4711 on the card terminal: €14.00.",
    ]
    assert till.states() == {"available": 80}


def test_the_last_sale_is_voided_without_its_reference(till: Till) -> None:
    till.run("sell", "1", "E1", "-c")
    ref = till.run("sell", "1", "E2", "-c", "--id-only").stdout.strip()
    assert till.document("void", "--last", "--reason", "oops")["booking"]["ref"] == ref
    assert till.states() == {"available": 79, "sold": 1}


def test_what_cannot_be_voided(till: Till) -> None:
    ref = till.run("sell", "1", "E1", "-c", "--id-only").stdout.strip()
    assert till.error("void", ref)[1]["code"] == "bookings.void_reason"
    assert till.error("void", "--reason", "x")[1]["code"] == "bookings.none_named"
    assert till.error("void", ref, "--last", "--reason", "x")[1]["code"] == "bookings.ref_and_last"
    other = replace(till, name="till-2")
    code, error = other.error("void", ref, "--reason", "x")
    assert (code, error["code"], error["details"]["why"]) == (
        6,
        "bookings.not_voidable",
        "other_till",
    )
    code, error = other.error("void", "--last", "--reason", "x")
    assert (code, error["code"]) == (5, "bookings.none_at_till")
    assert till.states() == {"available": 79, "sold": 1}


def test_a_dry_run_voids_nothing(till: Till) -> None:
    ref = till.run("sell", "1", "E1", "-c", "--id-only").stdout.strip()
    done = till.run("void", ref, "--reason", "x", "--dry-run")
    assert done.stderr == "Nothing was written: this is what it would do.\n"
    assert done.stdout.startswith(f"{ref} would be voided: E1\n")
    assert "To be given back: " in done.stdout
    assert till.document("void", ref, "--reason", "x", "--dry-run")["refunds"][0]["id"] is None
    assert till.states() == {"available": 79, "sold": 1}


def test_a_dry_run_of_bookings_names_only_what_exists(till: Till) -> None:
    planned = till.run("book", "1", "E1", "--dry-run").stdout
    assert planned.startswith("Would be booked: E1\n")
    ref = till.run("book", "1", "E1", "--id-only").stdout.strip()
    paid = till.run("pay", ref, "-c", "--dry-run").stdout
    assert paid.startswith(f"{ref} would be paid: E1\n")
    assert "ticket view" not in paid
    assert till.run("cancel", ref, "--dry-run").stdout.startswith(f"{ref} would be cancelled: E1\n")
    assert till.states() == {"available": 79, "pending": 1}
