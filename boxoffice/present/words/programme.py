"""Sentences about the things of the house that are named, listed, opened and closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

KINDS = {
    "category": "category",
    "city": "city",
    "fee": "fee",
    "movie": "film",
    "offer": "offer",
    "price": "price",
    "screen": "screen",
    "show": "show",
    "tax": "tax",
    "theatre": "theatre",
    "ticket_type": "ticket type",
}
COMMANDS = {"ticket_type": "ticket-type"}


def _unknown(details: Mapping[str, Any]) -> str:
    kind = str(details["kind"])
    nearest = " or ".join(map(str, details.get("nearest") or ()))
    known = ", ".join(map(str, details.get("known") or ()))
    hint = f" Did you mean {nearest}?" if nearest else f" There is {known}." if known else ""
    command = COMMANDS.get(kind, kind)
    return (
        f"No {KINDS.get(kind, kind)} goes by '{details['text']}'.{hint}"
        f" `boxoffice {command} list` names them all."
    )


def _ambiguous(details: Mapping[str, Any]) -> str:
    kind = str(details["kind"])
    named = ", ".join(map(str, details["candidates"]))
    more = details["count"] - len(details["candidates"])
    return (
        f"'{details['text']}' could be {details['count']} of them: {named}"
        f"{f' and {more} more' if more > 0 else ''}."
        f" Type the key of the {KINDS.get(kind, kind)} you mean."
    )


def _cannot_step(details: Mapping[str, Any]) -> str:
    number = details["show_id"]
    if details["status"] == "draft":
        return f"Show {number} is a draft and sells nothing yet: `boxoffice show open {number}`."
    return f"Show {number} was cancelled and stays so. Add a new one: `boxoffice show add`."


def _exists(details: Mapping[str, Any]) -> str:
    kind = str(details["kind"])
    command = COMMANDS.get(kind, kind)
    another = "another name makes" if kind == "tax" else "`--key` names"
    return (
        f"There is a {KINDS.get(kind, kind)} '{details['key']}' already that says something else:"
        f" `boxoffice {command} edit` changes it, {another} a new one."
    )


def _nothing_named(details: Mapping[str, Any]) -> str:
    kind = str(details["kind"])
    command = COMMANDS.get(kind, kind)
    return f"Say what is to change: `boxoffice {command} edit --help` lists what there is."


def _column(details: Mapping[str, Any]) -> str:
    nearest = details.get("nearest")
    hint = f"Did you mean '{nearest}'?" if nearest else f"There is {', '.join(details['known'])}."
    place = f"{details['file']}, line {details['line']}"
    return f"{place}: '{details['column_name']}' is no field of it. {hint}"


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "programme.unknown": _unknown,
    "programme.ambiguous": _ambiguous,
    "programme.cannot_step": _cannot_step,
    "programme.exists": _exists,
    "programme.nothing_named": _nothing_named,
    "programme.column": _column,
    "programme.not_done": "Nothing was done under this operation key.",
    "programme.row_form": (
        "{file}, line {line}: each row is a mapping, as in {{key: dune, rating: 8}}."
    ),
    "programme.status": "No show is {text!r}: it is one of {known}.",
    "programme.no_name": "It needs a {field} with letters or digits in it.",
    "programme.characters": "{text!r} has characters that are none: type it again.",
    "programme.needs": "It needs '{field}': add it to the row.",
    "programme.which_theatre": "Say for which theatre: add `--theatre`, as in `--theatre rex`.",
    "programme.name_and_file": "Name one thing, or give rows with `--from-file`, not both.",
    "programme.stretch": (
        "{text!r} is no stretch of shows: type the lower number first, as in 12-15, {most} at most."
    ),
    "programme.screen_of": (
        "Say of which theatre screen {text!r} is, as in {theatre}/{text}, or add `--theatre`."
    ),
    "programme.day_and_range": "Give `--day` or `--from` and `--to`, not both.",
    "programme.range": "From {first!r} to {last!r} there is no day: type the earlier one first.",
}
