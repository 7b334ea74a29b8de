"""What became of things that were added, edited or removed, one per row."""

from __future__ import annotations

from typing import Any

from boxoffice.present.tables import Column, Table
from boxoffice.present.words import reason
from boxoffice.present.words.programme import KINDS
from boxoffice.services.house_changes import ThingResult, ThingsResult

_KINDS = {
    "categories": "category", "cities": "city", "movies": "movie", "prices": "price",
    "screens": "screen", "shows": "show", "theatres": "theatre", "ticket_types": "ticket_type",
    "taxes": "tax", "fees": "fee", "offers": "offer",
}  # fmt: skip


def document(result: ThingsResult) -> dict[str, Any]:
    """The JSON shape, with reasons and warnings in words too."""
    shown = result.document()
    for each, thing in zip(shown["results"], result.results, strict=True):
        each["message"] = _why(thing)
    for each, warning in zip(shown["warnings"], result.warnings, strict=True):
        each["message"] = reason(warning.code, warning.details)
    return shown


def table(result: ThingsResult) -> Table:
    """One thing per row; lines only of a batch, reasons only where something was refused."""
    in_batch = any(each.line for each in result.results)
    columns = (
        Column("line", "Line" if in_batch else "", is_number=True),
        Column("outcome", "Outcome"),
        Column("key", kind_of(result).capitalize(), is_flexible=True),
        Column("show_id"),
        Column(
            "message", "Why" if result.refused else "", is_flexible=True, is_wrapped=True,
            yields_last=True,
        ),
    )  # fmt: skip
    rows = tuple(
        (each.line, each.outcome, each.key, each.show_id, _why(each)) for each in result.results
    )
    return Table("results", columns, rows, "dry run" if result.is_plan else "")


def text(result: ThingsResult) -> str:
    """A line for each thing: created film dune."""
    return "".join(f"{_line(result, each)}\n" for each in result.results)


def kind_of(result: ThingsResult) -> str:
    """What the things are called: film."""
    return KINDS[_KINDS[result.kind]]


def _line(result: ThingsResult, each: ThingResult) -> str:
    from boxoffice.present.text import clean

    named = f"{kind_of(result)} {clean(each.key)}"
    if each.show_id is not None:
        named = f"show {each.show_id} ({clean(each.key)})"
    is_wish = result.is_plan and each.outcome in ("created", "changed", "removed")
    outcome = f"would be {each.outcome}" if is_wish else each.outcome
    return f"{outcome.capitalize()}: {named}"


def _why(each: ThingResult) -> str:
    return "" if each.reason is None else reason(each.reason.code, each.reason.details)
