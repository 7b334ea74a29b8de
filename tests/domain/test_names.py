"""What names and numbers are found by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.names import LONGEST, MOST_WORDS, is_meant, search_keys, search_starts

ZOE = {"name": "Zoë Müller", "phone": "+44 20 7946 0000"}


def test_a_name_is_found_from_each_word_on_and_a_number_from_its_end() -> None:
    assert search_keys("Zoë  Müller", phone="+44 20 79") == ["#970244", "muller", "zoe muller"]
    assert search_keys("", phone="") == []


@pytest.mark.parametrize(
    "text",
    ["müller", "MULLER", "Mu\u0308ll", "zoe", "zoë mü", "Müller, Zoë", "02079460000", "0000",
     "(020) 7946-0000", "+442079460000", "７９４６００００"],
)  # fmt: skip
def test_what_people_type_means_her(text: str) -> None:
    assert is_meant(text, **ZOE)


@pytest.mark.parametrize("text", ["", "?", "000", "ller", "7946", "0044207946", "zoe 0000"])
def test_what_does_not_mean_her(text: str) -> None:
    assert not is_meant(text, **ZOE)


@pytest.mark.parametrize(
    ("name", "text"),
    [("Seán O’Brien", "obrien"), ("Łódź Film Club", "lodz"), ("Strauß", "strauss"),
     ("Jørgen", "jorgen"), ("Curie-Skłodowska", "sklodowska"), ("王 小明", "小")],
)  # fmt: skip
def test_letters_of_many_languages(name: str, text: str) -> None:
    assert is_meant(text, name=name, phone="")


@given(name=st.text(max_size=200), phone=st.text(alphabet="0123456789+ ", max_size=90))
def test_a_booking_has_few_short_keys_and_its_own_name_means_it(name: str, phone: str) -> None:
    keys = search_keys(name, phone=phone)
    assert len(keys) <= MOST_WORDS + 1
    assert max(map(len, keys), default=0) <= LONGEST + 1
    if any(True for _ in search_starts(name)) and len(name.split()) <= MOST_WORDS:
        assert is_meant(name, name=name, phone=phone) or len(keys) >= MOST_WORDS
