"""Card numbers are known for what they are, and little else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.cards import looks_like_card_number

VISA = "4111111111111111"
SPELLINGS = [
    VISA,
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4111.1111.1111.1111",
    "slip 4111 1111 1111 1111 12/27",
    "378282246310005",
    "3782 822463 10005",
    "6304000000000000000",
    "４１１１１１１１１１１１１１１１",
    "12 4111111111111111",
    "Rao 4222222222222 cash",
]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_card_number_is_known_however_it_is_written(text: str) -> None:
    assert looks_like_card_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "4711", "4111111111111112", "411111111111", "K7M2P", "Rao", "+49 1512 3456788 004",
        "0049 151 23456789", "2026-11-21 20:15", "4111111111111111111111", "1" * 10_000,
    ],
)  # fmt: skip
def test_little_else_is_taken_for_one(text: str) -> None:
    assert not looks_like_card_number(text)


@given(st.sampled_from("123456789"), st.text("0123456789", min_size=11, max_size=17))
def test_of_ten_last_digits_exactly_one_makes_a_card(first: str, middle: str) -> None:
    assert [looks_like_card_number(first + middle + last) for last in "0123456789"].count(True) == 1
