"""Sentences about holds: unknown, over, or of other seats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boxoffice.present.labels import short_id, spoken

Sentence = Callable[[Mapping[str, Any]], str]


def _about(template: str) -> Sentence:
    """The template with the hold named as the lists name it."""
    return lambda details: template.format_map({**details, "id": short_id(details["id"])})


def _other_seats(details: Mapping[str, Any]) -> str:
    outside = spoken(details["labels"])
    return (
        f"Hold {short_id(details['id'])} does not keep {outside}."
        " Name only seats that it keeps, or leave `--hold` out."
    )


WORDS: dict[str, Sentence] = {
    "holds.unknown": _about("No hold goes by '{id}'. `boxoffice holds` lists those of this till."),
    "holds.one_or_all": lambda _: (
        "Say which hold to release, or `--all` for all of this till; `boxoffice holds` lists them."
    ),
    "holds.ambiguous": _about(
        "More than one hold ends in '{id}'. Type more of it; `boxoffice holds` lists them."
    ),
    "holds.not_active": _about(
        "Hold {id} is over ({status}), so its seats are no longer kept. Hold them again."
    ),
    "holds.expired": _about(
        "Hold {id} ran out and its seats may have gone to somebody else. Hold them again."
    ),
    "holds.other_show": _about(
        "Hold {id} keeps seats of show {show_id}, not of this one. Name that show, or leave"
        " `--hold` out."
    ),
    "holds.other_seats": _other_seats,
}
