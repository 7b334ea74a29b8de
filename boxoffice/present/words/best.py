"""One short sentence for each reason why seats were picked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _together(details: Mapping[str, Any]) -> str:
    count, row = details["count"], details["row"]
    who = "both" if count == 2 else f"all {count}"
    return f"{who} side by side in row {row}" if row else f"{who} side by side"


def _row_view(details: Mapping[str, Any]) -> str:
    row, rank = details["row"], details["rank"]
    if rank == 1:
        return f"row {row} has the best view"
    return f"row {row} has the {_ordinal(rank)} best view of {details['rows']}"


def _central(details: Mapping[str, Any]) -> str:
    off, side = details["off"], details["side"]
    if not off:
        return "in the middle of the hall"
    return f"{_seats(off)} {side} of the middle"


def _split(details: Mapping[str, Any]) -> str:
    blocks = details["blocks"]
    return (
        f"no {_seats(details['count'])} side by side, so {len(blocks)} blocks near each other: "
        + " and ".join(blocks)
    )


def _leaves_single(details: Mapping[str, Any]) -> str:
    return f"no other choice as good: {_are(details['labels'], 'stays', 'stay')} alone"


def _sits_alone(details: Mapping[str, Any]) -> str:
    return f"{_are(details['labels'], 'is', 'are')} apart from the others: no better place is free"


def _seats(count: int) -> str:
    return "1 seat" if count == 1 else f"{count} seats"


def _are(labels: list[str], one: str, many: str) -> str:
    return f"{', '.join(labels)} {one if len(labels) == 1 else many}"


def _ordinal(rank: int) -> str:
    if rank % 100 in (11, 12, 13):
        return f"{rank}th"
    return f"{rank}" + {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "best.unreserved": "free seating: the next numbers",
    "best.together": _together,
    "best.split": _split,
    "best.sits_alone": _sits_alone,
    "best.needs_met": "places as needed: {labels}",
    "best.row_view": _row_view,
    "best.central": _central,
    "best.no_orphan": "no single seat left alone",
    "best.leaves_single": _leaves_single,
}
