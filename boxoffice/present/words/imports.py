"""Sentences about imports: which cell of which row, what is wrong with it, what helps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _at(details: Mapping[str, Any]) -> str:
    """Where it stands; nowhere (line 0) is what was typed on the command line."""
    line, column = details.get("line"), details.get("column")
    if not line:
        return ""
    return f"{details['file']}, line {line}{f', column {column}' if column else ''}: "


def _placed(template: str) -> Callable[[Mapping[str, Any]], str]:
    def words(details: Mapping[str, Any]) -> str:
        spelled = {
            name: ", ".join(map(str, value)) if isinstance(value, list) else value
            for name, value in details.items()
        }
        return _at(details) + template.format_map(spelled)

    return words


def _bad_cell(details: Mapping[str, Any]) -> str:
    from boxoffice.present.words import phrase

    because = phrase(str(details["because"]), details.get("details") or {})
    return f"{_at(details)}{because or details['header'] + ' cannot be read.'}"


def _strict(details: Mapping[str, Any]) -> str:
    from boxoffice.present.words import phrase

    first = phrase(str(details["first"]["code"]), details["first"]["details"])
    count = int(details["count"])
    rows = "one row" if count == 1 else f"{count} rows"
    return (
        f"Nothing came in, since {rows} cannot be used. {'It is this' if count == 1 else 'First'}:"
        f" {first} Without --strict the others come in and these are listed."
    )


def _missing(details: Mapping[str, Any]) -> str:
    field, header = details["field"], details.get("header") or details["field"]
    flag = {
        "zone": " Say --zone, as in --zone Europe/Paris.",
        "currency": " Say --currency, as in --currency EUR.",
        "city": " Say --set city=NAME for all that lack it.",
    }.get(str(field), "")
    return f"{_at(details)}there is nothing under {header}.{flag}"


def _no_place(details: Mapping[str, Any]) -> str:
    what, flag = {
        "zone": ("which time zone its theatres are in", "--zone Europe/Paris"),
        "currency": ("which currency its theatres take", "--currency EUR"),
    }[str(details["field"])]
    return f"{details['file']} does not say {what}: say it for all of them, as in {flag}."


def _no_column(details: Mapping[str, Any]) -> str:
    headers = ", ".join(details.get("headers") or ()) or "none"
    expected = ", ".join(details.get("expected") or ())
    what = {"at": "time"}.get(str(details["field"]), details["field"])
    return (
        f"{details['file']}: no column is the {what}; there is {headers}. Call one"
        f" {expected}, or say which it is: --map {details['field']}=COLUMN. `--template` prints"
        " a sheet to begin with."
    )


def _no_rows(details: Mapping[str, Any]) -> str:
    headers = ", ".join(details.get("headers") or ())
    found = f" It has {headers}." if headers else ""
    return (
        f"{details['file']}: nothing in it looks like a row.{found} Say which name holds what, as"
        " in --map title=NAME; `--template` prints a sheet to begin with."
    )


def _map_field(details: Mapping[str, Any]) -> str:
    nearest = details.get("nearest") or []
    hint = f"Did you mean {nearest[0]}?" if nearest else f"It may be {_either(details['choices'])}."
    return f"'{details['field']}' is nothing that is read from a sheet. {hint}"


def _map_header(details: Mapping[str, Any]) -> str:
    nearest = details.get("nearest") or []
    hint = (
        f"Did you mean '{nearest[0]}'?" if nearest else f"It has {', '.join(details['headers'])}."
    )
    return f"{details['file']} has no column '{details['header']}' for {details['field']}. {hint}"


def _overlap(details: Mapping[str, Any]) -> str:
    screens = [str(screen) for screen in details["screens"]]
    line = f" (line {details['other_line']})" if details.get("other_line") else ""
    where = f"screen {screens[0]} is not free" if len(screens) == 1 else "no screen is free"
    more = " Name more screens, or move one." if len(screens) == 1 else " Move one."
    return (
        f"{_at(details)}{details['title']} at {details['at']}: {where}; {details['other']}{line}"
        f" keeps {screens[0]} until {details['free_at']}.{more}"
    )


def _no_theatre(details: Mapping[str, Any]) -> str:
    nearest = details.get("nearest") or []
    hint = f"Did you mean {nearest[0]}?" if nearest else "`boxoffice theatre list` shows them."
    return f"{_at(details)}there is no theatre '{details['text']}'. {hint}"


def _no_screen_typed(details: Mapping[str, Any]) -> str:
    nearest, screens = details.get("nearest") or [], details.get("screens") or []
    hint = (
        f"There is {_either(screens)}." if screens else "Make one first (`boxoffice help setup`)."
    )
    if nearest:
        hint = f"Did you mean {nearest[0]}?"
    return f"There is no screen '{details['text']}'. {hint}"


def _copied(template: str) -> Callable[[Mapping[str, Any]], str]:
    def words(details: Mapping[str, Any]) -> str:
        what = f"{details['title']} on {details['screen']} at {details['at']}"
        return template.format_map({**details, "what": what})

    return words


def _copy_time(details: Mapping[str, Any]) -> str:
    from boxoffice.present.words import phrase

    because = phrase(str(details["because"]), details.get("details") or {})
    return f"{details['title']} on {details['screen']}: {because} Add that one by hand."


def _either(words: Any) -> str:
    spelled = [str(word) for word in words]
    return spelled[0] if len(spelled) == 1 else f"{', '.join(spelled[:-1])} or {spelled[-1]}"


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "imports.no_file": "Name a file, or - for what is piped in; --template prints one to fill.",
    "imports.too_large_file": (
        "{file} is larger than {most_mib} MiB: split it, and import one part after the other."
    ),
    "imports.empty": "{file} is empty: `--template` prints a sheet to begin with.",
    "imports.workbook": (
        "{file} is a workbook, not a sheet: save the sheet as CSV there, and import that."
    ),
    "imports.encoding": "'{encoding}' is no encoding known here: say one of {choices}.",
    "imports.not_text": _placed(
        "byte {byte} is not {encoding}. Save the file as UTF-8, or say how it was saved: a sheet"
        " from Windows is often --encoding cp1252."
    ),
    "imports.too_many_columns": "{file} has more than {most} columns: is it a sheet?",
    "imports.too_many_rows": _placed("more than {most} rows: split the file."),
    "imports.too_many_cells": _placed(
        "the row has {cells} cells under {headers} headers: put a text with the separator in it"
        " between quotation marks."
    ),
    "imports.open_quote": _placed("a quotation mark is opened and never closed."),
    "imports.no_rows": _no_rows,
    "imports.no_column": _no_column,
    "imports.map_form": "'{text}' is not FIELD=COLUMN, as in --map title=Titel,runtime=Dauer.",
    "imports.map_field": _map_field,
    "imports.map_header": _map_header,
    "imports.missing": _missing,
    "imports.no_place": _no_place,
    "imports.bad_cell": _bad_cell,
    "imports.too_long": _placed("{header} has more than {most} signs: shorten it."),
    "imports.minutes": (
        "{text!r} is no running time: type 1 to {most} minutes, as in 101 or 1h41m."
    ),
    "imports.rating": "{text!r} is not a rating of 0 to 10, as in 7.4 or 7.4/10.",
    "imports.day": "{text!r} is not a day: type it as in 2026-11-28.",
    "imports.day_order": "{text!r} may be two days: say --dates dmy or --dates mdy.",
    "imports.dates": "--dates is dmy (31/12/2026) or mdy (12/31/2026), not {text!r}.",
    "imports.time": "{text!r} is not a time of day: type it as in 20:15.",
    "imports.no_day": "{text!r} has no day: add a column date, or write 2026-11-28 20:15.",
    "imports.key": _placed(
        "'{text}' takes a key: small letters, digits, - _ and ., as in quiet-lighthouse."
    ),
    "imports.show_key": _placed(
        "'{text}' cannot be the key of a show: small letters, digits, - _ . @ / : and +."
    ),
    "imports.currency": _placed("'{text}' is not a currency: three letters, as in EUR."),
    "imports.repeated": _placed("this is line {other_line} again, so it was left out."),
    "imports.no_runtime": _placed(
        "{title} has no running time. Say one for all that lack it: --runtime 120."
    ),
    "imports.unknown_film": _placed(
        "there is no film '{title}', and the row has no running time to make one of. Import the"
        " film first (`boxoffice movie import`), or say --runtime 120."
    ),
    "imports.no_film": _placed("there is no film with the key '{title}'."),
    "imports.which_film": _placed("'{title}' may be {keys}: add a column key, or the film's year."),
    "imports.key_taken": _placed(
        "'{title}' would be {key}, which is '{other}' here: give it a key in a column of its own."
    ),
    "imports.no_theatre": _no_theatre,
    "imports.which_theatre": _placed(
        "'{text}' may be {keys}: write the key, or add a column with the city."
    ),
    "imports.no_screen_named": _placed("no screen is named: say --screen rex/1."),
    "imports.no_screen": _placed(
        "there is no screen '{text}' (there is {screens}). Say --screen rex/1, or correct it."
    ),
    "imports.which_screen": _placed("'{text}' may be {screens}: write it so, or say --theatre."),
    "imports.no_screen_typed": _no_screen_typed,
    "imports.which_screen_typed": "'{text}' may be {screens}: write it so.",
    "imports.several_zones": "These screens are in several time zones ({zones}): name fewer.",
    "imports.overlap": _overlap,
    "imports.called_off": _placed("show {key} was called off, and stays so."),
    "imports.copy_time": _copy_time,
    "imports.copy_past": _copied("{what} would be in the past."),
    "imports.copy_overlap": _copied("{what}: {other} has the screen then. Move one."),
    "imports.strict": _strict,
}
