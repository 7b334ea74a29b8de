"""A ticket type's conditions are met or the first that is not is named."""

import pytest

from boxoffice.domain.ticket_conditions import Condition, note_for, unmet
from boxoffice.errors import Invalid

CONDITIONS = {
    "child": Condition(needs="adult"),
    "senior": Condition(proof=True),
    "comp": Condition(reason=True),
}


@pytest.mark.parametrize(
    ("kinds", "proof", "reason", "code"),
    [
        (["adult", "adult"], "", "", ""),
        (["child", "adult"], "", "", ""),
        (["child", "child"], "", "", "prices.needs_company"),
        (["senior"], " ", "", "prices.needs_proof"),
        (["senior"], "pass 12", "", ""),
        (["comp"], "", "", "prices.needs_reason"),
        (["comp"], "", "critics", ""),
    ],
)
def test_conditions(kinds: list[str], proof: str, reason: str, code: str) -> None:
    missing = unmet(kinds, CONDITIONS, proof=proof, reason=reason)
    assert (missing.code if missing else "") == code


def test_a_line_keeps_only_what_its_type_asked_for() -> None:
    notes = {"proof": "pass\n 12", "reason": "critics"}
    assert note_for("adult", CONDITIONS, **notes) == ""
    assert note_for("senior", CONDITIONS, **notes) == "pass 12"
    assert note_for("comp", CONDITIONS, **notes) == "critics"


def test_a_card_number_is_no_proof() -> None:
    with pytest.raises(Invalid) as caught:
        note_for("senior", CONDITIONS, proof="4111 1111 1111 1111", reason="")
    assert caught.value.code == "cards.refused"
