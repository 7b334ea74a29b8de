"""Sentences about holds: unknown, over, or another till's."""

from __future__ import annotations

WORDS = {
    "holds.unknown": "No hold goes by '{id}'. `boxoffice holds` lists those of this till.",
    "holds.not_active": (
        "Hold {id} is over ({status}), so its seats are no longer kept. Hold them again."
    ),
    "holds.expired": (
        "Hold {id} ran out and its seats may have gone to somebody else. Hold them again."
    ),
    "holds.other_till": (
        "Hold {id} belongs to till {till}. Use it there, or with `--till {till}`."
    ),
}
