"""Sentences about shows: unknown, ambiguous, closed, not on sale, without the seats asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from boxoffice.present.moments import day_and_time

_MOST_CANDIDATES = 5

_STATUS = {
    "draft": "is not on sale yet; `boxoffice show list` names what is",
    "closed": "is closed; `--late --reason WHY` sells it all the same",
    "cancelled": "was cancelled; nothing can be sold for it",
}


def _unknown(details: Mapping[str, Any]) -> str:
    nearest = ", ".join(map(str, details.get("nearest") or ()))
    meant = f" Did you mean {nearest}?" if nearest else ""
    return f"No show goes by '{details['text']}'.{meant} `boxoffice now` lists what is on."


def _ambiguous(details: Mapping[str, Any]) -> str:
    candidates: Sequence[Mapping[str, Any]] = details["candidates"]
    several = len({each.get("theatre") for each in candidates}) > 1
    named = [_candidate(each, has_theatre=several) for each in candidates[:_MOST_CANDIDATES]]
    more = len(candidates) - len(named)
    rest = f" and {more} more" if more > 0 else ""
    return (
        f"'{details['text']}' could be {len(candidates)} shows: {'; '.join(named)}{rest}."
        " Type the number of the one you mean."
    )


def _candidate(show: Mapping[str, Any], *, has_theatre: bool) -> str:
    where = f" {show['theatre']}" if has_theatre and show.get("theatre") else ""
    return f"{show['id']} {show['movie']} {_at(show)}{where}"


def _closed(details: Mapping[str, Any]) -> str:
    movie = details.get("movie") or "this film"
    shows = _next_shows(details)
    then = f"Next: {shows}." if shows else f"{movie} has no later show with seats."
    return (
        f"Sales for show {details['show_id']} ({movie}) are closed. {then}"
        " `--late --reason WHY` sells it all the same."
    )


def _not_on_sale(details: Mapping[str, Any]) -> str:
    status = str(details["status"]).lower()
    return f"Show {details['show_id']} {_STATUS.get(status, f'is {status}, so nothing was sold')}."


def _none_fits(details: Mapping[str, Any]) -> str:
    shows = _next_shows(details)
    asked = details.get("count")
    what = f"{asked} such seats" if asked else "the seats asked for"
    then = f"Next that fits: {shows}." if shows else "No later show of this film has them either."
    return f"This show does not have {what}. {then}"


def _next_shows(details: Mapping[str, Any]) -> str:
    following = details.get("next") or ()
    if isinstance(following, Mapping):
        following = (following,)
    return "; ".join(_next_show(each) for each in following[:_MOST_CANDIDATES])


def _next_show(show: Mapping[str, Any]) -> str:
    seats = show.get("available")
    left = "" if seats is None else f" with {seats} seat{'' if seats == 1 else 's'}"
    return f"show {show['id']} {_at(show)}{left}"


def _at(show: Mapping[str, Any]) -> str:
    return day_and_time(show["starts_at"]) if show.get("starts_at") else ""


def _unknown_theatre(details: Mapping[str, Any]) -> str:
    known = ", ".join(map(str, details.get("known") or ()))
    there = f" There is {known}." if known else " None is set up yet: `boxoffice setup apply FILE`."
    return f"No theatre goes by '{details['theatre']}'.{there}"


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "shows.unknown": _unknown,
    "shows.none_named": (
        "Say which show and which seats, as in `boxoffice sell 12 F7-8 -c exact`."
        " `boxoffice now` lists what is on."
    ),
    "shows.unknown_theatre": _unknown_theatre,
    "shows.ambiguous": _ambiguous,
    "shows.closed": _closed,
    "shows.late_reason": "A sale after the close needs a reason: add `--reason WHY`.",
    "shows.not_on_sale": _not_on_sale,
    "shows.cancel_reason": "Say why the show is called off: add `--reason WHY`.",
    "shows.cancel_which": (
        "Say which shows: numbers as in `boxoffice show cancel 12-15`, or a screen with its days"
        " as in `--screen rex/1 --from sat --to sun`."
    ),
    "shows.cancel_days": "`--from` and `--to` go with `--screen`: the shows of which screen?",
    "shows.cancel_stretch": "Say both days of the stretch: `--from DAY --to DAY`.",
    "shows.cancel_none": "Nothing is shown on {screen} on these days.",
    "shows.cancel_how": (
        "Say `--plan` to see what would happen, or `--apply` to call it off; not both."
    ),
    "shows.cancel_other": "'{typed}' is not {wanted}: nothing was called off.",
    "shows.not_cancelled": "Show {show_id} is not cancelled; it is {status}.",
    "shows.none_fits": _none_fits,
}
