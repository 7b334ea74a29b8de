"""Sentences for what is wrong with a hall's plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _seats(details: Mapping[str, Any]) -> str:
    from boxoffice.present.labels import spoken

    return spoken(details["labels"])


def _broken(details: Mapping[str, Any]) -> str:
    return (
        f"{_seats(details)} cannot be sat on: they stay in the hall; take them out of sale with"
        " `boxoffice screen block`."
    )


def _taken_once(details: Mapping[str, Any]) -> str:
    was = "was" if len(details["labels"]) == 1 else "were"
    return f"{_seats(details)} {was} sold or reserved at one showing, which is nothing of the hall."


def _unknown_status(details: Mapping[str, Any]) -> str:
    return (
        f"{_seats(details)} have the status '{details['status']}', which may be of one showing or"
        " for good: have a look at them."
    )


def _guids_twice(details: Mapping[str, Any]) -> str:
    return f"{_seats(details)} share their seat_guid with others: they go by their uuid instead."


def _in_file(details: Mapping[str, Any]) -> str:
    from boxoffice.present.words import phrase

    line = details.get("line")
    because = phrase(str(details["because"]), details.get("details") or {})
    return f"{details['file']}{f', line {line}' if line else ''}: {because or 'it cannot be read.'}"


def _which(details: Mapping[str, Any]) -> str:
    keys = ", ".join(details["keys"])
    if not keys:
        return "This set-up has no layouts: name a file of a hall."
    return f"Say which layout is meant, with --key and one of {keys}."


def _long_run(details: Mapping[str, Any]) -> str:
    aisles = "two aisles" if details["ends"] == 2 else "one aisle"
    return (
        f"{details['label']} to {details['other']} are {details['seats']} seats without a gap; with"
        f" {aisles} to leave by, {details['most']} are about what building codes allow."
    )


def _not_drawable(details: Mapping[str, Any]) -> str:
    why = {
        "unreserved": "free seating has no rows to draw",
        "between": "{label} stands between two columns or lines",
        "side_by_side": "{label} stands beside a seat of another row",
        "name": "the row or zone of {label} has a sign that a drawing needs itself",
        "wide": "{label} is too far right",
        "deep": "{label} is too far back",
        "turned": "{label} is in a row that does not run straight across",
        "numbers": "{label} is not the number that counting along its row gives",
        "letters": "there are more categories than letters, as of {label}",
    }[details["reason"]].format_map(details)
    return f"Letters cannot draw this hall: {why}. --to csv, pretix or setup can say it."


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "layouts.empty": "The plan has no seats: give it at least one row.",
    "layouts.same_id": "Seat {label} has the id {id} of another seat: give each its own.",
    "layouts.bad_label": "'{label}' cannot be a seat: use letters, digits and dashes.",
    "layouts.same_label": "{label} and {other} read alike: give one another row or number.",
    "layouts.same_place": "{label} stands where {other} stands: move one of them.",
    "layouts.too_large": "The hall has more than {most} rows or seats: is that so?",
    "layouts.too_many_seats": "{text!r} makes more than {most} seats in one row: is that so?",
    "layouts.unreadable_line": (
        "'{text}' is not a row: type its name, a colon and the seats, as in 'F: oooo oo'."
    ),
    "layouts.unreadable_row": "{text!r} is not a row: type a name, as in F, A-F or A,B.",
    "layouts.unreadable_place": (
        "{text!r} is no place: type number@x, as in 1-7@0.5 or 8@9+0.2 wheelchair, in seat widths."
    ),
    "layouts.unreadable_numbers": (
        "{text!r} are not seat numbers: type them as in 1-14, 14-1, 1-27 odd or 2,4,6."
    ),
    "layouts.unknown_kind": "'{text}' is no kind of seat: type one of {known}.",
    "layouts.unknown_sign": (
        "'{sign}' is not a seat: use {known}, a blank for an aisle, or put it into the legend."
    ),
    "layouts.no_such_number": "Row {row} has no seat {numbers}: check its numbers.",
    "layouts.half_sofa": "{label} is half a sofa: put its other half beside it.",
    "layouts.same_guid": "{label} has the id of {other}: give each seat its own.",
    "layouts.overlap": "{label} is only {apart} seat widths from {other}: move one of them.",
    "layouts.spacing": (
        "{other} and {label} are {apart} seat widths apart, neither neighbours nor an aisle."
    ),
    "layouts.long_run": _long_run,
    "layouts.no_aisle": (
        "No aisle reaches {label} to {other}: others sit at both ends of these {seats} seats."
    ),
    "layouts.unpriced": (
        "Category '{category}' ({seats} seats) has no price: those could not be sold."
    ),
    "layouts.broken": _broken,
    "layouts.taken_once": _taken_once,
    "layouts.unknown_status": _unknown_status,
    "layouts.guids_twice": _guids_twice,
    "layouts.and_more": "{count} more of the same kind.",
    "layouts.in_file": _in_file,
    "layouts.too_large_file": "{file} has more than {most_mib} MiB: is it the file of a hall?",
    "layouts.not_utf8": "this is not UTF-8: save it as UTF-8.",
    "layouts.unknown_form": (
        "this is no hall that can be read: it takes a drawing, CSV with row and number, a pretix"
        " plan, a Vista answer, a column grid or a set-up file. `boxoffice help layouts` has each."
    ),
    "layouts.not_json": "this is not JSON: {problem}. Is the file whole?",
    "layouts.json_member": "'{key}' is missing or not what it should be.",
    "layouts.not_csv": "this line cannot be split into fields: {problem}.",
    "layouts.no_column": "the column '{column}' is missing: name it in the first line.",
    "layouts.column_twice": "the column '{column}' stands here twice: remove one.",
    "layouts.too_many_fields": "this line has more fields than the first line has names.",
    "layouts.no_label": "a seat needs a row and a number.",
    "layouts.no_category": "a seat needs a category.",
    "layouts.half_placed": "give every seat x and y, or none.",
    "layouts.widths": "`width` is one number above 0, the same on every line.",
    "layouts.not_a_number": "'{text}' in the column '{column}' is not a number.",
    "layouts.numbering": "'{text}' is no way to count: type left, right, odd or even.",
    "layouts.too_far": "{label} is more than 100,000 seat widths away from the others.",
    "layouts.bad_name": "'{text}' cannot be a row or a number: it is empty or too long.",
    "layouts.which": _which,
    "layouts.not_drawable": _not_drawable,
    "layouts.only_in_setup": (
        "Free seating has no seats to write as {form}: a set-up file says it, with --to setup."
    ),
    "layouts.rows_or_unreserved": (
        "Say --rows and --seats, as in --rows A-K --seats 14, or --unreserved 80."
    ),
    "layouts.two_categories": (
        "All seats have one category; give the rows of the others, as in premium=H-K."
    ),
    "layouts.no_such_row": "There is no row {row}: name rows of --rows.",
    "layouts.bad_count": "Free seating takes 1 to {most} places, not {count}.",
    "layouts.kept": "{file} was kept as it is: name another file with -o.",
    "layouts.unwritable": "{file} could not be written: {reason}.",
}
