"""`boxoffice sell` on a terminal: the seats are held, shown, and paid for or given back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

import pexpect
import pytest

from tests.cli.tills import Till

pytestmark = pytest.mark.slow

METHOD, CASH, SLIP = "cash, card or Esc (c, k):", "Cash given:", "Slip number"
EXACT = "? Enter for yes, or the amount:"
ESCAPE, CTRL_C, CTRL_D = "\x1b", "\x03", "\x04"
Typing = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture
def typing() -> Iterator[Typing]:
    """Starts a command on a terminal and types an answer at each question."""
    started: list[pexpect.spawn[str]] = []

    def start(till: Till, *words: str, answers: tuple[tuple[str, str], ...]) -> pexpect.spawn[str]:
        child = pexpect.spawn(
            sys.executable, ["-P", "-m", "boxoffice", *words, "--no-color"],
            env=till.environment, cwd=str(till.home), encoding="utf-8",
            timeout=30, dimensions=(40, 100),
        )  # fmt: skip
        started.append(child)
        for question, typed in answers:
            child.expect_exact(question)
            child.seen = getattr(child, "seen", "") + child.before + child.after
            child.send(typed)
        child.expect(pexpect.EOF)
        child.seen = getattr(child, "seen", "") + child.before
        child.close()
        return child

    yield start
    for child in started:
        child.close(force=True)


def test_one_key_for_cash_and_the_change_by_coin(till: Till, typing: Typing) -> None:
    child = typing(till, "sell", "1", "F7-8", answers=((METHOD, "c"), (CASH, "50\r")))
    assert child.exitstatus == 0
    assert "F  1  2  3  4  5    6[ 7  8] 9 10 F\r\n2 seats F7-8: €24.00\r\n" in child.seen
    assert "Change €26.00: 1 × €20.00, 1 × €5.00, 1 × €1.00\r\n" in child.seen
    assert till.states() == {"available": 78, "sold": 2}


@pytest.mark.parametrize(
    "answers",
    [
        ((METHOD, "k"), (SLIP, "4711\r")),
        ((METHOD, "card\r"), (SLIP, "4711\r")),
        ((METHOD, "k\r"), (SLIP, ""), (SLIP, "4711\r")),
        ((METHOD, "c\r"), (EXACT, "\r")),
        ((METHOD, "cash\r"), (CASH, "exact\r")),
        ((METHOD, "\x1b[A"), ("", "c"), (CASH, "\r"), (EXACT, "50\r")),
        ((METHOD, "50\r"),),
        ((METHOD, "c"), (CASH, "fifty\r"), (CASH, "12,5,0\r"), (CASH, "7\x7f24\r")),
        ((METHOD, "c"), (CASH, "card\r"), (SLIP, "4711\r")),
        ((METHOD, "c"), (CASH, "20\r"), ("€4.00 is still due", "k"), (SLIP, "4711\r")),
        ((METHOD, "k"), (SLIP, "4711=20\r"), ("€4.00 is still due", "c"), (CASH, "5\r")),
        ((METHOD, "c"), (CASH, "5\r"), ("still due", ESCAPE), ("€24.00 is due", "50\r")),
    ],
)
def test_a_word_or_a_key_and_a_slip_of_the_finger(
    sqlite_till: Till, typing: Typing, answers: tuple[tuple[str, str], ...]
) -> None:
    child = typing(sqlite_till, "sell", "1", "F7-8", answers=answers)
    assert child.exitstatus == 0
    assert sqlite_till.states() == {"available": 78, "sold": 2}


@pytest.mark.parametrize(
    ("answers", "exit_code"),
    [
        (((METHOD, ESCAPE),), 1),
        (((METHOD, "\r"),), 1),
        (((METHOD, CTRL_D),), 1),
        (((METHOD, CTRL_C),), 130),
        (((METHOD, "c"), (CASH, CTRL_C)), 130),
        (((METHOD, "c"), (CASH, ESCAPE)), 1),
        (((METHOD, "c"), (CASH, f"5{ESCAPE}")), 1),
        (((METHOD, "c\r"), (EXACT, ESCAPE)), 1),
        (((METHOD, "c"), (CASH, "fifty\r"), (CASH, "\r"), (EXACT, ESCAPE)), 1),
        (((METHOD, "c"), (CASH, CTRL_D)), 1),
        (((METHOD, "k"), (SLIP, "\r"), (SLIP, ESCAPE)), 1),
    ],
)
def test_giving_up_frees_the_seats(
    sqlite_till: Till, typing: Typing, answers: tuple[tuple[str, str], ...], exit_code: int
) -> None:
    child = typing(sqlite_till, "sell", "1", "F7-8", answers=answers)
    assert child.exitstatus == exit_code
    assert "Nothing was sold; the seats are free again." in child.seen
    assert sqlite_till.states() == {"available": 80}
    assert sqlite_till.run("holds").stdout == "Nothing is held.\n"


def test_a_window_that_is_closed_frees_the_seats(till: Till) -> None:
    child = pexpect.spawn(
        sys.executable, ["-P", "-m", "boxoffice", "sell", "1", "F7-8", "--no-color"],
        env=till.environment, cwd=str(till.home), encoding="utf-8", timeout=30,
    )  # fmt: skip
    child.expect_exact(METHOD)
    os.close(child.child_fd)
    _, status = os.waitpid(child.pid, 0)
    child.closed, child.terminated = True, True
    assert os.waitstatus_to_exitcode(status) in (1, 143)
    assert till.states() == {"available": 80}


def test_an_earlier_hold_of_this_till_stays(till: Till, typing: Typing) -> None:
    till.run("hold", "1", "F7-8")
    child = typing(till, "sell", "1", "F7-8", answers=((METHOD, ESCAPE),))
    assert "Nothing was sold; the seats stay held." in child.seen
    assert till.states() == {"available": 78, "held_by_me": 2}
    child = typing(till, "sell", "1", "F7-8", answers=((METHOD, "c"), (CASH, "exact\r")))
    assert child.exitstatus == 0
    assert till.states() == {"available": 78, "sold": 2}


def test_nobody_is_asked_with_no_input(sqlite_till: Till, typing: Typing) -> None:
    child = typing(sqlite_till, "sell", "1", "F7-8", "--no-input", answers=())
    assert child.exitstatus == 2
    assert "`-k SLIP`" in child.seen


def test_a_booking_is_paid_the_same_way(till: Till, typing: Typing) -> None:
    ref = till.run("book", "1", "F7-8", "--id-only").stdout.strip()
    child = typing(till, "pay", ref, answers=((METHOD, ESCAPE),))
    assert (child.exitstatus, "Nothing was paid." in child.seen) == (1, True)
    child = typing(till, "pay", ref, answers=((METHOD, "k"), (SLIP, "4711\r")))
    assert child.exitstatus == 0
    assert till.states() == {"available": 78, "sold": 2}


def test_the_last_sale_is_shown_before_it_is_voided(till: Till, typing: Typing) -> None:
    ref = till.run("sell", "1", "F7-8", "-c", "--id-only").stdout.strip()
    words = ("void", "--last", "--reason", "oops")
    child = typing(till, *words, answers=((f"Void {ref}? [y/N]", "n\r"),))
    assert (child.exitstatus, "Nothing was voided." in child.seen) == (1, True)
    child = typing(till, *words, answers=((f"Void {ref}? [y/N]", "y\r"),))
    assert child.exitstatus == 0
    assert till.states() == {"available": 80}
