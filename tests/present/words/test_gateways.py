"""Every code of the gateways has a sentence, and every sentence can be said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import boxoffice
from boxoffice.present.words import find_words, phrase
from boxoffice.present.words.gateways import WORDS

DETAILS = {
    "gateway": "stripe", "reason": "timeout", "setting": "gateways.stripe.key_file", "path": "/k",
    "configured": ["stripe"], "simulated": ["practice"], "kinds": ["stripe"], "variable": "KEY",
    "mode": "0644", "limit": "EUR x", "kind": "stripe", "currency": "EUR", "currencies": ["EUR"],
    "amount_minor": 1250, "least_minor": 100, "most_minor": 1000, "left_minor": 1000,
    "amount": 12, "session": "sim_A", "transaction": "pi_1", "status": "open", "seconds": 301,
}  # fmt: skip
RAISED = re.compile(r'"(gateways\.[a-z_]+)"')


@pytest.mark.parametrize("code", WORDS)
def test_every_sentence_can_be_said(code: str) -> None:
    said = phrase(code, DETAILS)
    assert said
    assert "{" not in said


def test_every_code_has_words_and_every_word_a_code() -> None:
    folder = Path(boxoffice.__file__).parent / "outbound"
    text = "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    codes = set(RAISED.findall(text))
    assert {code for code in codes if find_words(code) is None} == set()
    assert set(WORDS) - codes == set()
