"""Every violation has a sentence of its own that fills, and every invariant a way to mend it."""

import ast
import re
from pathlib import Path

import pytest

import boxoffice
from boxoffice.domain.invariants import Invariant
from boxoffice.present.rows.verify import mend, text, violations_table
from boxoffice.present.words import find_words, phrase
from boxoffice.services.verify import Finding, VerifyResult

PACKAGE = Path(boxoffice.__file__).parent
SPEAKERS = [*PACKAGE.glob("domain/invariants/*.py"), PACKAGE / "services" / "verify.py"]
CODE = re.compile(r"verify\.[a-z_]+")

CODES = sorted(
    {
        node.value
        for path in SPEAKERS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    }
)

DETAILS = {
    "payment": "initiated", "effect": "captured", "booking": "pending", "taken": 2, "limit": 1,
    "status": "confirmed", "line": "sold", "state": "sold", "owner": "booking K7M2", "show": 3,
    "ref": "K7M2", "seat": "F7", "found": 1, "wanted": 2, "times": 2, "count": 3, "till": "till-1",
    "seq": 4, "first": 2, "last": 3, "length": 5, "entries": 4, "source": "a", "target": "b",
    "recorded": "x", "numbers": [1, 3], "message": "wrong", "name": "fk", "table": "ticket",
    "currency": "EUR", "differing": {"actor": {"found": "bob", "recorded": "ann"}},
    **{f"{name}_minor": 1250 for name in (
        "total", "counted", "kept", "owed", "amount", "tendered", "change", "done", "begun",
        "price", "balance",
    )},
}  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_a_violation_has_words_that_fill(code: str) -> None:
    assert find_words(code) is not None
    words = phrase(code, DETAILS)
    assert words.endswith(".")
    assert "{" not in words


@pytest.mark.parametrize("invariant", Invariant)
def test_an_invariant_says_how_to_mend_it(invariant: Invariant) -> None:
    assert phrase(f"verify.mend_{invariant}", {}).endswith(".")


def test_what_to_do_names_the_booking_and_the_seat() -> None:
    found = Finding(
        invariant="line_claims", subject="booking K7M2 seat F7", code="verify.line_unclaimed",
        details={"ref": "K7M2", "show": 3, "seat": "F7", "line": "sold"},
    )  # fmt: skip
    assert "`boxoffice show block 3 F7 --reason ...`" in mend(found)
    result = VerifyResult(ok=False, checked={"line_claims": 1}, violations=(found,))
    assert text(result).startswith("One thing is wrong. Nothing was changed.\n\nline_claims: ")
    assert max(map(len, text(result, width=40).splitlines())) <= 40
    assert violations_table(result).rows[0][:2] == ("line_claims", "booking K7M2 seat F7")
