"""Each refusal about a show, a hold, a booking or the database says what to do next."""

from typing import Any

import pytest

from boxoffice.errors import Conflict
from boxoffice.present.words import sentence

LATER = {"id": 43, "starts_at": "2026-11-21T22:45:00+01:00", "available": 31}
LAST_ONE = {"id": 44, "starts_at": "2026-11-22T14:00:00+01:00", "available": 1}
DUNE = {"id": 42, "movie": "Dune", "starts_at": "2026-11-21T20:15:00+01:00"}

CASES: list[tuple[str, dict[str, Any], str]] = [
    (
        "shows.unknown",
        {"text": "duen", "nearest": ["dune"]},
        "No show goes by 'duen'. Did you mean dune? `boxoffice now` lists what is on.",
    ),
    (
        "shows.unknown",
        {"text": "9"},
        "No show goes by '9'. `boxoffice now` lists what is on.",
    ),
    (
        "shows.ambiguous",
        {"text": "dune", "candidates": [DUNE, {**LATER, "movie": "Dune"}]},
        (
            "'dune' could be 2 shows: 42 Dune Sat 21 Nov 20:15; 43 Dune Sat 21 Nov 22:45."
            " Type the number of the one you mean."
        ),
    ),
    (
        "shows.closed",
        {"show_id": 42, "movie": "Dune", "next": [LATER, LAST_ONE]},
        (
            "Sales for show 42 (Dune) are closed. Next: show 43 Sat 21 Nov 22:45 with 31 seats;"
            " show 44 Sun 22 Nov 14:00 with 1 seat. `--late --reason WHY` sells it all the same."
        ),
    ),
    (
        "shows.closed",
        {"show_id": 42, "movie": "Dune", "next": []},
        (
            "Sales for show 42 (Dune) are closed. Dune has no later show with seats."
            " `--late --reason WHY` sells it all the same."
        ),
    ),
    (
        "shows.not_on_sale",
        {"show_id": 42, "status": "cancelled"},
        "Show 42 was cancelled; nothing can be sold for it.",
    ),
    (
        "shows.none_fits",
        {"next": [LATER]},
        (
            "This show does not have the seats asked for."
            " Next that fits: show 43 Sat 21 Nov 22:45 with 31 seats."
        ),
    ),
    (
        "holds.not_active",
        {"id": "019aa0b5-6c3e-7d51-9f0a-2c7e984b1c9e", "status": "released"},
        "Hold 4b1c9e is over (released), so its seats are no longer kept. Hold them again.",
    ),
    (
        "bookings.not_voidable",
        {"ref": "K7M2", "why": "status"},
        (
            "Booking K7M2 cannot be voided: only a confirmed sale can be voided;"
            " `boxoffice booking view K7M2` shows its state."
        ),
    ),
    (
        "bookings.expired_taken",
        {
            "ref": "K7M2",
            "seats": [{"label": "F7", "state": "held_by_me"}],
            "alternative": ["G7", "G8"],
        },
        (
            "Booking K7M2 ran out before it was paid, and F7 is held by you."
            " Free and as good: G7-8. Nothing was paid; book again."
        ),
    ),
    (
        "bookings.short",
        {"due": 2500, "tendered": 2000, "currency": "EUR"},
        "€5.00 short: €25.00 is due and €20.00 was given. Nothing was sold.",
    ),
    (
        "bookings.card_over",
        {"due": 2500, "tendered": 3000, "currency": "EUR"},
        "A card gives no change: €30.00 is more than the €25.00 due. Type what it paid.",
    ),
    (
        "bookings.no_tender",
        {"due": 2500, "currency": "JPY"},
        "¥2,500 is due: say how it is paid, as in `-c exact`, `-c 50` or `-k SLIP`.",
    ),
    (
        "shows.unknown_theatre",
        {"theatre": "grnad", "known": ["grand", "odeon"]},
        "No theatre goes by 'grnad'. There is grand, odeon.",
    ),
    (
        "shows.ambiguous",
        {"text": "dune", "candidates": [DUNE | {"theatre": "grand"}, DUNE | {"theatre": "odeon"}]},
        (
            "'dune' could be 2 shows: 42 Dune Sat 21 Nov 20:15 grand;"
            " 42 Dune Sat 21 Nov 20:15 odeon. Type the number of the one you mean."
        ),
    ),
    (
        "bookings.not_voidable",
        {"ref": "K7M2", "why": "other_till", "status": "confirmed", "till": "till-2"},
        (
            "Booking K7M2 cannot be voided: it was paid at till till-2, whose drawer has the money;"
            " void it there or with `--till till-2`."
        ),
    ),
    (
        "bookings.not_voidable",
        {"ref": "K7M2", "why": "status", "status": "part_refunded", "till": "till-2"},
        (
            "Booking K7M2 cannot be voided: some of it was refunded; `boxoffice refund K7M2`"
            " gives back the rest."
        ),
    ),
    (
        "holds.other_seats",
        {"id": "019aa0b5-6c3e-7d51-9f0a-2c7e984b1c9e", "labels": ["F9", "F10"]},
        "Hold 4b1c9e does not keep F9-10. Name only seats that it keeps, or leave `--hold` out.",
    ),
    (
        "operations.unknown",
        {"op_key": "a-1"},
        (
            "It may have gone through: the answer was lost. Ask again with `--op-key a-1`:"
            " it is done once, however often you ask."
        ),
    ),
    (
        "storage.busy",
        {"seconds": 5.0},
        "The database stayed busy for 5 seconds and nothing was changed. Try again.",
    ),
]


@pytest.mark.parametrize(("code", "details", "words"), CASES)
def test_it_says_what_happened_and_what_to_do(
    code: str, details: dict[str, Any], words: str
) -> None:
    assert sentence(Conflict(code, **details)) == words
