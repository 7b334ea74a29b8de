"""Sentences about payment cards."""

from __future__ import annotations

WORDS = {
    "cards.refused": (
        "That looks like a card number ({field}), and card numbers are never kept: nothing was"
        " done. Type the number of the terminal's slip, or leave it out."
    ),
}
