"""`boxoffice sell` as a cashier types it, away from a terminal."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_startup import modules_after
from tests.cli.tills import Till

pytestmark = pytest.mark.slow


def test_cash_change_tickets_and_the_row(till: Till) -> None:
    done = till.run("sell", "1", "f7-8", "-c", "50")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].endswith(" confirmed: F7-8")
    assert "  2 × adult, standard €12.00" in lines
    assert "Paid €24.00 by cash, €50.00 given" in lines
    assert "Change €26.00: 1 × €20.00, 1 × €5.00, 1 × €1.00" in lines
    assert lines[-1] == "F  1  2  3  4  5    6[ 7  8] 9 10 F"
    assert till.states() == {"available": 78, "sold": 2}


def test_a_seat_left_alone_is_warned_of_and_strict_refuses(till: Till) -> None:
    refused = till.run("sell", "1", "F7-8", "-c", "--strict")
    assert (refused.returncode, refused.stdout) == (6, "")
    done = till.run("sell", "1", "F7-8", "-c")
    assert done.returncode == 0
    assert done.stderr == (
        "Note: F6 would stay alone, a single seat nobody buys."
        " Move along if you can; --strict refuses it.\n"
    )


@pytest.mark.parametrize(
    ("tender", "payments"),
    [
        (("-c",), [("cash", 3200, 0, None)]),
        (("-c", "exact"), [("cash", 3200, 0, None)]),
        (("--cash=40",), [("cash", 3200, 800, None)]),
        (("-k", "4711"), [("card", 3200, 0, "4711")]),
        (("-c", "20", "-k", "4711"), [("cash", 2000, 0, None), ("card", 1200, 0, "4711")]),
        (("-k", "1=10", "-k", "2=12", "-c"), [("cash", 1000, 0, None), ("card", 1000, 0, "1"),
                                              ("card", 1200, 0, "2")]),
    ],
)  # fmt: skip
def test_tenders_combine(
    sqlite_till: Till, tender: tuple[str, ...], payments: list[tuple[str, int, int, str | None]]
) -> None:
    words = ("sell", "1", "-n", "3", "-t", "adult=2,child=1", *tender)
    sold = sqlite_till.document(*words)
    found = [
        (each["method"], each["amount_minor"], each["change_minor"], each["slip"])
        for each in sold["payments"]
    ]
    assert found == payments
    assert [line["ticket_type"] for line in sold["booking"]["lines"]] == ["adult", "adult", "child"]


@pytest.mark.parametrize(
    ("words", "exit_code", "code"),
    [
        (("1", "F7"), 2, "bookings.no_tender"),
        (("1", "F7", "-k", "4711", "-c"), 2, "bookings.two_rests"),
        (("1", "F7", "-k", "=5"), 2, "bookings.no_slip"),
        (("1", "F7", "-c", "5"), 2, "bookings.short"),
        (("1", "F7", "-c", "-3"), 2, "money.negative"),
        (("1", "F7", "-c", "1e9"), 2, "money.scientific"),
        (("1", "F7", "-k", "9=50"), 2, "bookings.card_over"),
        (("1", "-c"), 2, "seats.none_named"),
        (("1", "F7", "-n", "1", "-c"), 2, "seats.words_and_count"),
        (("1", "-n", "3", "-t", "adult=2", "-c"), 2, "prices.count_mismatch"),
        (("1", "F7", "-t", "pirate=1", "-c"), 5, "prices.unknown_type"),
        (("1", "F7", "-t", "adult", "-c"), 2, "usage.counts"),
        (("1", "F77", "-c"), 5, "seats.unknown"),
        (("1", "F7", "f7", "-c"), 2, "seats.twice"),
        (("1", "-n", "2", "--need", "throne=1", "-c"), 5, "seats.unknown_kind"),
        (("1", "-n", "9", "--together", "-c"), 6, "seats.none_fit"),
        (("9", "F7", "-c"), 5, "shows.unknown"),
        (("dune", "F7", "-c"), 2, "shows.ambiguous"),
        (("-c",), 2, "shows.none_named"),
        (("1", "F7", "-c", "--late"), 2, "shows.late_reason"),
        (("--hold", "abcd", "-c"), 5, "holds.unknown"),
    ],
)
def test_what_cannot_be_sold_sells_nothing(
    sqlite_till: Till, words: tuple[str, ...], exit_code: int, code: str
) -> None:
    found, error = sqlite_till.error("sell", *words)
    assert (found, error["code"]) == (exit_code, code)
    assert sqlite_till.states() == {"available": 80}


def test_off_a_terminal_the_flags_that_answer_are_named(sqlite_till: Till) -> None:
    done = sqlite_till.run("sell", "1", "F7")
    assert (done.returncode, done.stdout) == (2, "")
    assert "`-c exact`, `-c 50` or `-k SLIP`" in done.stderr


def test_typed_again_by_hand_the_booking_is_named(till: Till) -> None:
    ref = till.run("sell", "1", "E1-2", "-c", "--id-only").stdout.strip()
    code, error = till.error("sell", "1", "E1-2", "-c")
    assert code == 6
    assert error["message"].startswith(f"E1 is sold (booking {ref}), E2 is sold (booking {ref}).")


def test_the_same_key_sells_once(till: Till) -> None:
    words = ("sell", "1", "-n", "2", "-c", "--op-key", "KEY-KEY-1")
    first, again = till.document(*words), till.document(*words)
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert again["booking"] == first["booking"]
    assert till.states() == {"available": 78, "sold": 2}


def test_a_dry_run_sells_nothing_and_says_so(till: Till) -> None:
    done = till.run("sell", "1", "E1-2", "-c", "--dry-run", "--json")
    assert done.returncode == 0
    assert done.stderr == "Nothing was written: this is what it would do.\n"
    document = json.loads(done.stdout)
    assert document["dry_run"] is True
    assert (document["booking"]["ref"], document["tickets"]) == (None, [])
    assert [payment["id"] for payment in document["payments"]] == [None]
    told = till.run("sell", "1", "E1-2", "-c", "--dry-run", "--quiet").stdout
    assert told.startswith("Would be sold: E1-2\n")
    assert "ticket view" not in told
    assert "To be paid: " in told
    assert "Paid" not in told
    assert till.run("sell", "1", "E1", "-c", "--dry-run", "--id-only").stdout == ""
    assert till.run("hold", "1", "E1", "--dry-run").stdout.startswith("E1 would be held until ")
    assert till.states() == {"available": 80}
    assert till.document("sell", "1", "E1-2", "-c")["dry_run"] is False


def test_each_format_and_the_reference_alone(sqlite_till: Till) -> None:
    ref = sqlite_till.run("sell", "1", "E1-2", "-c", "--id-only")
    assert (len(ref.stdout), ref.stdout[-1], ref.stderr) == (6, "\n", "")
    as_csv = sqlite_till.run("sell", "1", "E4", "-c", "--format", "csv", "--quiet")
    assert as_csv.stdout.splitlines()[1].startswith("E4,standard,adult,1200,sold,")
    assert as_csv.stderr == ""


@pytest.mark.parametrize("words", [("sell", "1", "E1-2", "-c"), ("hold", "1", "E1-2")])
@pytest.mark.parametrize("flag", ["--json", "--id-only"])
def test_machines_pay_for_nothing_that_people_read(
    sqlite_till: Till, words: tuple[str, ...], flag: str
) -> None:
    code, modules = modules_after(sqlite_till.home, *words, flag, BOXOFFICE_DB=sqlite_till.db)
    assert code == 0
    heavy = {"rich", "babel", "tabulate", "filelock", "alembic", "termios"}
    assert modules & heavy == set()
    assert {name for name in modules if name.startswith("boxoffice.present.seat")} == set()


def test_off_a_terminal_nothing_is_coloured(sqlite_till: Till) -> None:
    code, modules = modules_after(
        sqlite_till.home, "hold", "1", "E1-2", BOXOFFICE_DB=sqlite_till.db
    )
    assert code == 0
    assert modules & {"rich.console", "babel", "tabulate", "termios"} == set()
