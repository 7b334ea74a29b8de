"""Codes are one in any spelling, and what others keep of a voucher is theirs until it runs out."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.context import ALPHABET
from boxoffice.domain.vouchers import available, ending, fold_code, kept_for, spelled


@dataclass(frozen=True)
class Kept:
    booking_id: str
    amount_minor: int
    expires_at_ms: int


@pytest.mark.parametrize(
    "typed",
    ["K7M2-P9QX", "k7m2p9qx", " k7m2 p9qx ", "\uff2b\uff17M2\u2010P9QX", "K7M2\u200bP9QX"],
)
def test_a_code_is_one_in_any_spelling(typed: str) -> None:
    assert fold_code(typed) == "k7m2p9qx"


@given(st.text(ALPHABET, min_size=16, max_size=16))
def test_what_is_printed_is_what_is_compared(code: str) -> None:
    folded = fold_code(code)
    assert fold_code(spelled(folded)) == folded
    assert spelled(folded).replace("-", "") == code
    assert ending(folded) == code[-4:]


KEPT = (Kept("mine", 500, 11), Kept("other", 700, 11), Kept("over", 900, 10))


@pytest.mark.parametrize(
    ("balance", "booking", "expected"),
    [(2000, "mine", 1300), (2000, "", 800), (2000, "over", 800), (1000, "", 0), (0, "mine", 0)],
)
def test_others_keep_theirs_until_it_runs_out(balance: int, booking: str, expected: int) -> None:
    assert available(balance, KEPT, booking_id=booking, now_ms=10) == expected


def test_a_booking_keeps_its_own_as_long() -> None:
    assert [kept_for(KEPT, each, now_ms=10) for each in ("mine", "over", "")] == [500, 0, 0]
