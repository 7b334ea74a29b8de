"""Sentences for seats: labels that cannot be read, seats that are gone, parties that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boxoffice.present.moments import day_and_time

EXAMPLES = "Type seats as F7, F7-10, F7,9 or 12:7, with a zone as BALCONY:F7."


def _others(details: Mapping[str, Any]) -> str:
    """Where to look for other seats: at the show meant, or in its hall."""
    if details.get("screen"):
        return f"See the hall: `boxoffice screen view {details['screen']}`."
    return f"Pick others: `boxoffice seats {_show(details)} --available`."


def _show(details: Mapping[str, Any]) -> str:
    """The show's number; the word itself only where nobody knows which show is meant."""
    return str(details.get("show_id") or "SHOW")


_UNREADABLE = {
    "empty": "A seat is missing.",
    "long": "'{text}' is too long to be seats.",
    "characters": "'{text}' holds a character that no seat has.",
    "range": "'{text}' is half a range: both ends are needed.",
    "across_rows": "'{text}' runs across rows: name each row on its own.",
}


def _unreadable(details: Mapping[str, Any]) -> str:
    opening = _UNREADABLE.get(details.get("reason", ""), "'{text}' cannot be read as seats.")
    return f"{opening.format_map(details)} {EXAMPLES}"


def _unknown(details: Mapping[str, Any]) -> str:
    nearest = details.get("nearest") or []
    hint = f" Nearest: {', '.join(nearest)}." if nearest else f" {_others(details)}"
    return f"There is no seat {details['label']} in this hall.{hint}"


def _ambiguous(details: Mapping[str, Any]) -> str:
    return f"{details['label']} is in several zones: say {_or(details['candidates'])}."


def _twice(details: Mapping[str, Any]) -> str:
    labels = details["labels"]
    return f"{_list(labels, 'is', 'are')} named twice: name each seat once."


def _taken(details: Mapping[str, Any]) -> str:
    seats = details.get("seats") or []
    if not seats:
        return f"Somebody was faster: a seat was just taken. {_others(details)}"
    return f"{', '.join(_state(seat) for seat in seats)}. {_others(details)}"


def _state(seat: Mapping[str, Any]) -> str:
    """`F8 is held until 20:14`; `until` is ISO text in the theatre's own time."""
    label, state = seat["label"], seat.get("state", "")
    until = f" until {seat['until'][11:16]}" if seat.get("until") else ""
    booking = f" (booking {seat['ref']})" if seat.get("ref") else ""
    said = {
        "held": "is held",
        "held_by_me": "is held by this till",
        "pending": "is booked and not yet paid",
        "sold": "is sold",
        "blocked": "is blocked",
    }.get(state, "is taken")
    why = f" ({seat['reason']})" if seat.get("reason") else ""
    return f"{label} {said}{until}{booking}{why}"


def _not_blocked(details: Mapping[str, Any]) -> str:
    labels = details["labels"]
    said = f"{_list(labels, 'is', 'are')} not blocked, so nothing was changed."
    return f"{said} See `boxoffice seats {_show(details)}`."


def _orphan(details: Mapping[str, Any]) -> str:
    left = _list(details["labels"], "would stay", "would stay")
    return f"{left} alone, a single seat nobody buys. Move along if you can; --strict refuses it."


def _half_sofa(details: Mapping[str, Any]) -> str:
    labels = details["labels"]
    return f"{_list(labels, 'is half', 'are halves')} of a sofa: take both seats of it or none."


def _kept_for_others(details: Mapping[str, Any]) -> str:
    need = ",".join(f"{kind}={count}" for kind, count in details["need"].items())
    kept = _list(details["labels"], "is", "are")
    return f"{kept} kept for wheelchairs and who comes with them: say `--need {need}` if so."


def _none_fit(details: Mapping[str, Any]) -> str:
    return f"{_lack(details)} {_way_out(details)}"


def _lack(details: Mapping[str, Any]) -> str:
    count, free = details["count"], details["free"]
    where = f" in {details['category']}" if details.get("category") else ""
    why = details["why"]
    if why == "no_accessible":
        left = _need(details["free_needed"])
        return f"No places for {_need(details['need'])}{where}: free are {left}."
    if why == "not_side_by_side":
        need = _need(details["need"])
        return f"No places for {need} side by side{where} with seats for the others near them."
    if why == "too_few":
        seats = "1 seat is" if free == 1 else f"{free} seats are"
        return f"Only {seats} free{where}, not {count}."
    if why == "only_sofas":
        return f"Only sofas for two are free{where}, and {count} would leave half of one."
    longest = f"the longest free stretch has {details['longest']}"
    if why == "not_together":
        return f"No {count} seats together{where}: {longest}."
    return f"No good way to seat {count}{where}: {free} are free, {longest}."


def _way_out(details: Mapping[str, Any]) -> str:
    if details["why"] == "only_sofas":
        return (
            f"Sell {details['count'] + 1} seats, or name the seats by hand:"
            f" `boxoffice seats {_show(details)} --available`."
        )
    for show in (details.get("next") or ())[:1]:
        return f"The nearest show that fits: {show['id']}, {day_and_time(show['starts_at'])}."
    if details["why"] == "not_together" and details["count"] > 1:
        return "Leave out --together to sit in blocks near each other."
    if details["why"] in ("scattered", "not_side_by_side"):
        return f"Name the seats by hand: `boxoffice seats {_show(details)} --available`."
    return "Try another show: `boxoffice now`."


def _need_beyond(details: Mapping[str, Any]) -> str:
    need, count = _need(details["need"]), details["count"]
    return f"--need {need} is more than the {count} of the party: raise -n."


def _need(places: Mapping[str, int]) -> str:
    """As `--need` is typed."""
    return ",".join(f"{kind}={count}" for kind, count in places.items())


def _unknown_category(details: Mapping[str, Any]) -> str:
    return f"This hall has no category '{details['category']}': say {_or(details['known'])}."


def _unknown_kind(details: Mapping[str, Any]) -> str:
    return f"'{details['text']}' is no kind of place: say {_or(details['known'])}."


def _list(labels: list[str], one: str, many: str) -> str:
    return f"{', '.join(labels)} {one if len(labels) == 1 else many}"


def _or(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "seats.unreadable": _unreadable,
    "seats.unknown": _unknown,
    "seats.ambiguous": _ambiguous,
    "seats.twice": _twice,
    "seats.too_many": "More than {most} seats at once: sell them in several parts.",
    "seats.taken": _taken,
    "seats.not_blocked": _not_blocked,
    "seats.no_reason": "Say why, for whoever asks later: add `--reason WHY`.",
    "seats.orphan": _orphan,
    "seats.half_sofa": _half_sofa,
    "seats.kept_for_others": _kept_for_others,
    "seats.none_fit": _none_fit,
    "seats.bad_count": "{count} is no number of seats: ask for at least 1.",
    "seats.need_beyond_count": _need_beyond,
    "seats.odd_couple": "A sofa has two seats: ask for an even number, not {count}.",
    "seats.unknown_category": _unknown_category,
    "seats.unknown_kind": _unknown_kind,
    "seats.none_named": "Which seats? Name them (F7 F8), or say how many: -n 2 or -t adult=2.",
    "seats.words_and_count": "Name the seats or say how many with -n, not both.",
}
