"""How money is typed: every tender of `sell`, `book` and `pay`, vouchers, and the UPI code."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pexpect
import pytest

from boxoffice.context import SystemClock
from boxoffice.services.app import open_app
from tests.cli.inside import Program
from tests.cli.tills import Till
from tests.contexts import make_context
from tests.programme import open_cinema

METHODS = "cash, card, UPI, voucher or Esc (c, k, u, v):"


@pytest.fixture
def rupees(database: str, noon: Program) -> Program:
    """Runs command lines on a cinema that takes rupees, seats for 12 each."""
    ctx = make_context(database, clock=SystemClock())
    with open_app(ctx.settings) as app:
        open_cinema(app, ctx, currency="INR")
    return noon


def document(call: Program, *words: str) -> Any:
    code, out, err = call(*words, "--json")
    assert code == 0, err
    return json.loads(out)


def refused(call: Program, *words: str) -> tuple[int, str]:
    code, out, err = call(*words, "--json")
    assert (bool(code), out) == (True, "")
    return code, json.loads(err)["error"]["code"]


def paid(call: Program, *words: str) -> list[tuple[str, int]]:
    payments = document(call, *words)["payments"]
    return [(each["method"], each["amount_minor"]) for each in payments]


@pytest.mark.parametrize(
    ("tenders", "expected"),
    [
        (["-k", "4711@visa:1234"], [("card", 1200)]),
        (["-k", "4711@visa=10", "--card", "4712"], [("card", 1000), ("card", 200)]),
        (["--upi", "412345678901"], [("upi", 1200)]),
        (["--upi", "412345678901=10", "-c"], [("cash", 200), ("upi", 1000)]),
        (["--wallet", "pt77=5", "--transfer=hdfc-1"], [("wallet", 500), ("transfer", 700)]),
    ],
)
def test_tenders_are_typed_alike(
    rupees: Program, tenders: list[str], expected: list[tuple[str, int]]
) -> None:
    assert paid(rupees, "sell", "1", "F7", *tenders) == expected


@pytest.mark.parametrize(
    ("tenders", "code"),
    [
        (["-k", "@visa"], "bookings.no_slip"),
        (["-k", "4711@"], "tenders.brand"),
        (["-k", "4711@visa:12"], "tenders.last_four"),
        (["-k", "4711@4111 1111 1111 1111"], "cards.refused"),
        (["--upi"], "tenders.no_reference"),
        (["--upi", "12"], "tenders.reference"),
        (["--upi", "412345678901=13"], "bookings.tender_over"),
        (["--upi", "412345678901=11"], "bookings.short"),
        (["--voucher", ""], "tenders.no_code"),
        (["--wallet", "4111-1111-1111-1111"], "cards.refused"),
    ],
)
def test_what_is_typed_wrong_is_exit_2(rupees: Program, tenders: list[str], code: str) -> None:
    assert refused(rupees, "sell", "1", "F7", *tenders) == (2, code)


def test_a_voucher_from_its_issue_to_its_end(rupees: Program) -> None:
    code = rupees("voucher", "add", "30", "--reason", "gift", "--id-only")[1].strip()
    ref = rupees("book", "1", "F7", "--voucher", f"{code}:5", "--id-only")[1].strip()
    assert refused(rupees, "pay", ref) == (2, "bookings.no_tender")
    assert paid(rupees, "pay", ref, "-k", "4711") == [("card", 700), ("voucher", 500)]
    assert paid(rupees, "sell", "1", "E1", "--voucher", f"{code.lower()}=4", "-c", "20") == [
        ("cash", 800), ("voucher", 400),
    ]  # fmt: skip
    seen = document(rupees, "voucher", "view", code)
    assert (seen["voucher"]["balance_minor"], seen["voucher"]["code"]) == (2100, None)
    assert [each["kind"] for each in seen["entries"]] == ["issued", "spent", "spent"]
    (listed,) = document(rupees, "voucher", "list")["vouchers"]
    assert listed["last_four"] == code[-4:]
    assert refused(rupees, "voucher", "void", code) == (2, "vouchers.reason")
    done = document(rupees, "voucher", "void", listed["id"], "--reason", "lost")
    assert (done["voided_minor"], done["voucher"]["status"]) == (2100, "void")
    assert document(rupees, "voucher", "list")["vouchers"] == []
    assert rupees("voucher", "list")[1] == "No voucher has anything on it.\n"
    assert refused(rupees, "sell", "1", "D1", "--voucher", code) == (6, "vouchers.void")


def test_a_code_need_not_stand_on_the_command_line(
    rupees: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = rupees("voucher", "add", "30", "--reason", "gift", "--id-only")[1].strip()
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{code}\n"))
    assert paid(rupees, "sell", "1", "F7", "--voucher", "-=5", "-c") == [
        ("cash", 700), ("voucher", 500),
    ]  # fmt: skip


def test_only_supervisors_issue_vouchers(rupees: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOXOFFICE_SUPERVISORS", "nobody-here")
    assert refused(rupees, "voucher", "add", "30", "--reason", "x") == (4, "access.denied")


def test_the_code_to_scan_is_a_link_in_pipes_and_data_in_json(
    rupees: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = rupees("book", "1", "F7-8", "--id-only")[1].strip()
    assert refused(rupees, "pay", ref, "--upi") == (6, "upi.no_address")
    monkeypatch.setenv("BOXOFFICE_UPI_ADDRESS", "rex@okbank")
    link = f"upi://pay?pa=rex@okbank&pn=Rex&am=24.00&cu=INR&tn={ref}"
    code, out, err = rupees("pay", ref, "--upi")
    assert (code, out) == (0, f"{link}\n")
    assert f"`boxoffice pay {ref} --upi REFERENCE`" in err
    found = document(rupees, "pay", ref, "-c", "10", "--upi")["upi"]
    assert (found["amount_minor"], found["currency"], found["ref"]) == (1400, "INR", ref)
    assert document(rupees, "booking", "view", ref)["payments"] == []
    assert paid(rupees, "pay", ref, "--upi", "412345678901") == [("upi", 2400)]


def test_the_code_asks_for_what_other_tenders_leave(
    rupees: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOXOFFICE_UPI_ADDRESS", "rex@okbank")
    ref = rupees("book", "1", "F7-8", "--id-only")[1].strip()
    beside = ["--transfer", "TRX12345=10", "--wallet", "pt77=2", "--upi", "412345678900=1"]
    found = document(rupees, "pay", ref, *beside, "--upi")["upi"]
    assert found["amount_minor"] == 1100
    assert refused(rupees, "pay", ref, "--transfer", "TRX12345", "--upi") == (
        2, "bookings.two_rests",
    )  # fmt: skip
    assert refused(rupees, "pay", ref, "--transfer", "TRX12345=24", "--upi") == (
        2, "bookings.tender_unused",
    )  # fmt: skip


@pytest.mark.parametrize("beside", [["--gateway", "stripe"], ["--late", "--reason", "tram"]])
def test_what_the_code_cannot_go_with_is_refused(rupees: Program, beside: list[str]) -> None:
    ref = rupees("book", "1", "F7", "--id-only")[1].strip()
    assert refused(rupees, "pay", ref, "--upi", *beside) == (2, "upi.code_alone")


@pytest.mark.parametrize("empty", [["--upi", ""], ["--upi="], ["--upi", "=5"]])
def test_an_empty_reference_is_no_bare_option(rupees: Program, empty: list[str]) -> None:
    ref = rupees("book", "1", "F7", "--id-only")[1].strip()
    assert refused(rupees, "pay", ref, *empty) == (2, "tenders.no_reference")


@pytest.mark.slow
class TestOnATerminal:
    def spawn(self, till: Till, *words: str) -> pexpect.spawn[str]:
        return pexpect.spawn(
            sys.executable, ["-P", "-m", "boxoffice", *words, "--no-color"],
            env={**till.environment, "BOXOFFICE_UPI_ADDRESS": "rex@okbank"}, cwd=str(till.home),
            encoding="utf-8", timeout=30, dimensions=(24, 80),
        )  # fmt: skip

    @pytest.fixture
    def in_rupees(self, sqlite_path: Any, tmp_path: Any) -> Till:
        ctx = make_context(str(sqlite_path), clock=SystemClock())
        with open_app(ctx.settings) as app:
            open_cinema(app, ctx, currency="INR")
        return Till(str(sqlite_path), tmp_path)

    def test_the_question_names_what_the_house_takes(self, in_rupees: Till) -> None:
        made = in_rupees.run("voucher", "add", "5", "--reason", "gift", "--id-only")
        child = self.spawn(in_rupees, "sell", "1", "F7")
        for question, typed in (
            (METHODS, "v"), ("Voucher code:", "nonsense\r"), ("No voucher has that code", ""),
            ("Voucher code:", f"{made.stdout.strip()}\r"), ("₹7.00 is still due", ""),
            (METHODS, "u"), ("Reference of the UPI payment:", "55\r"), ("is no reference", ""),
            ("Reference of the UPI payment:", "412345678901\r"),
        ):  # fmt: skip
            child.expect_exact(question)
            child.send(typed)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0
        seen = in_rupees.document("last")["bookings"][0]["payments"]
        assert [(each["method"], each["amount_minor"]) for each in seen] == [
            ("voucher", 500), ("upi", 700),
        ]  # fmt: skip

    def test_the_code_fits_the_screen(self, in_rupees: Till) -> None:
        ref = in_rupees.run("book", "1", "F7", "--id-only").stdout.strip()
        child = self.spawn(in_rupees, "pay", ref, "--upi")
        child.expect(pexpect.EOF)
        lines = child.before.splitlines()
        assert 20 < len(lines) <= 24
        assert all(len(line) <= 80 for line in lines)
        assert "\u2584" in child.before
        assert "\u20b912.00 to Rex (rex@okbank)" in lines
        assert in_rupees.document("booking", "view", ref)["payments"] == []
