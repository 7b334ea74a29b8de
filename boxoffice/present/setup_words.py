"""Sentences about changes of the house that are refused, or to be minded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from boxoffice.domain.money import plain

Words = Mapping[str, str | Callable[[Mapping[str, Any]], str]]

KINDS = {
    "categories": "category",
    "cities": "city",
    "fees": "fee",
    "holidays": "holiday",
    "layouts": "layout",
    "movies": "film",
    "offers": "offer",
    "prices": "price",
    "screens": "screen",
    "shows": "show",
    "taxes": "tax",
    "theatres": "theatre",
    "ticket_types": "ticket type",
}

MOST_SHOWS = 3


def _would_strand(details: Mapping[str, Any]) -> str:
    shows = "; ".join(
        f"show {each['id']} ({', '.join(each['changes'])}): {_owners(each)}"
        for each in details["all"][:MOST_SHOWS]
    )
    way = f"`boxoffice show move {details['id']}` takes everybody along; or undo it in the file."
    if any("film" in each["changes"] for each in details["all"]):
        way = (
            f"Who bought one film did not buy another: `boxoffice show close {details['id']}`,"
            " add the other film as a show of its own, and `boxoffice exchange REF --show N` takes"
            " who wants to there, `boxoffice refund REF` gives the others their money back."
        )
    return f"Nothing was changed, since somebody has seats there: {shows}{_more(details)}. {way}"


def _seats_gone(details: Mapping[str, Any]) -> str:
    shows = "; ".join(f"show {each['id']}: {_owners(each)}" for each in details["all"][:MOST_SHOWS])
    return (
        f"Nothing was changed: layout {details['layout']} would lose seats, or their category or"
        f" kind, that somebody has: {shows}{_more(details)}. Keep these seats in the plan,"
        f" or free them first: `boxoffice show move {details['id']}`,"
        " `boxoffice exchange REF --to SEATS`, `boxoffice show unblock`."
    )


def _show_has_past(details: Mapping[str, Any]) -> str:
    shows = "; ".join(f"show {each['id']} ({_past(each)})" for each in details["all"][:MOST_SHOWS])
    return (
        f"Nothing was changed: what somebody had seats of cannot be removed: {shows}"
        f"{_more(details)}. `boxoffice show close {details['id']}` ends its sale,"
        f" `boxoffice show move {details['id']}` takes everybody elsewhere."
    )


def _past(show: Mapping[str, Any]) -> str:
    if show["seats"]:
        return _owners(show)
    refs = list(show["refs"])
    return f"bookings {', '.join(refs)}" if refs else "seats were held or blocked"


def _owners(show: Mapping[str, Any]) -> str:
    """Whose seats they are: bookings by reference, holds by till, blocks by reason."""
    told = [f"booking {each['ref']} ({_seats(each)})" for each in show["bookings"]]
    told += [f"a hold of {each['till']} ({_seats(each)})" for each in show["holds"]]
    told += [f"blocked: {each['reason']} ({_seats(each)})" for each in show["blocks"]]
    return ", ".join(told)


def _seats(owner: Mapping[str, Any]) -> str:
    return " ".join(owner["seats"])


def _more(details: Mapping[str, Any], shown: int = MOST_SHOWS) -> str:
    more = int(details["count"]) - shown
    return f" and {more} more" if more > 0 else ""


def _still_used(details: Mapping[str, Any]) -> str:
    names = ", ".join(map(str, details["names"][:5]))
    more = int(details["uses"]) - min(5, len(details["names"]))
    return (
        f"Nothing was changed: {_kind(details['kind'])} {details['key']} is used by"
        f" {_kind(details['used_by'])} {names}{f' and {more} more' if more > 0 else ''}."
        " Change or remove these first."
    )


def _already_on_sale(details: Mapping[str, Any]) -> str:
    shows = ", ".join(str(each["id"]) for each in details["all"])
    return (
        f"Nothing was changed: show {shows} is on sale or was, so it cannot be a draft again."
        f" Remove `draft` from the file; `boxoffice show close {details['id']}` ends its sale."
    )


def _strict(details: Mapping[str, Any]) -> str:
    from boxoffice.present.words import reason

    told = " ".join(reason(each["code"], each["details"]) for each in details["warnings"][:5])
    return f"Nothing was changed, since --strict minds this: {told}{_more(details, 5)}"


def _price_far(details: Mapping[str, Any]) -> str:
    currency = details["currency"]
    amount, usual = (
        f"{plain(details[name], currency=currency)} {currency}"
        for name in ("amount_minor", "usual_minor")
    )
    return f"Price {details['price']} is {amount}, where others like it are {usual}: is it meant?"


def _unknown_thing(details: Mapping[str, Any]) -> str:
    nearest = details.get("nearest")
    hint = f" Did you mean '{nearest}'?" if nearest else ""
    return f"There is no {_kind(details['kind'])} '{details['key']}'.{hint}"


def _row_refused(details: Mapping[str, Any]) -> str:
    from boxoffice.present.words import phrase

    line, column = details.get("line"), details.get("column")
    place = f", line {line}" if line else ""
    place += f", column {column}" if line and column else ""
    because = phrase(str(details["because"]), details["details"])
    because = because.removeprefix("Nothing was changed").lstrip(":, ")
    return f"{details['file']}{place}: {because}"


def _removed_and_named(details: Mapping[str, Any]) -> str:
    kind = _kind(details["kind"])
    return f"The file names {kind} '{details['key']}', which is to be removed: do one of the two."


def _kind(name: Any) -> str:
    return KINDS.get(str(name), str(name))


def spelled(kinds: Iterable[str]) -> str:
    """Kinds as people say them."""
    return ", ".join(_kind(kind) for kind in kinds)


WORDS: Words = {
    "setup.would_strand": _would_strand,
    "setup.seats_gone": _seats_gone,
    "setup.show_has_past": _show_has_past,
    "setup.still_used": _still_used,
    "setup.already_on_sale": _already_on_sale,
    "setup.overlaps": (
        "Nothing was changed: {show} needs the screen when show {other} ({other_key}) has it."
        " Take another time or screen, or move that show first: `boxoffice show move {other} --at"
        " T`. If a file means that show itself, moved, it needs its `key: {other_key}`."
    ),
    "setup.runtime_overlaps": (
        "Nothing was changed: film {movie} would be so long that show {show} ({key}) has the screen"
        " when the next one, {other_key}, needs it. Move one of them first:"
        " `boxoffice show move {show} --at T`."
    ),
    "setup.turnaround_overlaps": (
        "Nothing was changed: with such a pause on screen {screen}, show {show} leaves too little"
        " of it before {other_key}. Move one of them first: `boxoffice show move {show} --at T`."
    ),
    "setup.theatre_in_use": (
        "Nothing was changed: {theatre} already has {shows} shows, so its zone and currency stay."
    ),
    "setup.strict": _strict,
    "setup.price_far": _price_far,
    "setup.price_never": (
        "Price {price} is for the same seats as {other}, which counts: change whom it is for,"
        " its priority, or remove one of them."
    ),
    "setup.no_prices": "Theatre {theatre} has no price, so nothing can be sold there yet.",
    "setup.overtaken": (
        "Nothing was changed: others kept changing the house, {times} times. Try again."
    ),
    "setup.unknown_kind": "'{kind}' is no kind of thing: it may be {known}.",
    "setup.unknown_thing": _unknown_thing,
    "setup.removed_and_named": _removed_and_named,
    "setup.days_reversed": "--from {first} comes after --to {last}: swap them.",
    "setup.row_refused": _row_refused,
    "setup.days_without_prune": "--from and --to say which days to prune: add `--prune shows`.",
    "setup.prune_what": "Only shows can be pruned, not '{text}': type `--prune shows`.",
    "setup.prune_when": (
        "--prune needs its days: `--from DAY --to DAY`, as in `--from monday --to sunday`."
    ),
}
