"""What a ticket type asks for: company in the same booking, a proof shown, a reason given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boxoffice.domain.cards import looks_like_card_number
from boxoffice.errors import BoxofficeError, Invalid, Refused

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Condition:
    """What one ticket type asks for: `needs` is the key of another type, "" for none."""

    needs: str = ""
    proof: bool = False
    reason: bool = False


def unmet(
    kinds: Sequence[str], conditions: Mapping[str, Condition], *, proof: str, reason: str
) -> BoxofficeError | None:
    """The first thing that is missing for these tickets, or None where nothing is."""
    lonely = alone(kinds, conditions)
    for kind in dict.fromkeys(kinds):
        wanted = conditions.get(kind, Condition())
        if kind in lonely:
            return Refused("prices.needs_company", ticket_type=kind, needs=lonely[kind])
        if wanted.proof and not proof.strip():
            return Invalid("prices.needs_proof", ticket_type=kind)
        if wanted.reason and not reason.strip():
            return Invalid("prices.needs_reason", ticket_type=kind)
    return None


def alone(kinds: Sequence[str], conditions: Mapping[str, Condition]) -> dict[str, str]:
    """The types that lack the company they need, each with the type that it needs."""
    needs = {kind: conditions.get(kind, Condition()).needs for kind in dict.fromkeys(kinds)}
    return {kind: needed for kind, needed in needs.items() if needed and needed not in kinds}


def note_for(kind: str, conditions: Mapping[str, Condition], *, proof: str, reason: str) -> str:
    """What is kept on the line of such a ticket: what was shown, or why it is given away."""
    wanted = conditions.get(kind, Condition())
    notes = (note_of(proof) if wanted.proof else "", note_of(reason) if wanted.reason else "")
    return "; ".join(note for note in notes if note)


def note_of(text: str) -> str:
    """A note as it is kept, on one line; never the number of a card."""
    if looks_like_card_number(text):
        raise Invalid("cards.refused", field="proof")
    return " ".join(text.split())[:LONGEST_NOTE]
