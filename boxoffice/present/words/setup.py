"""Sentences about set-up files: what is wrong, in which line, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from boxoffice.present import setup_words

_KINDS = {
    **setup_words.KINDS, "days": "kind of day", "kinds": "kind of price", "products": "product",
    "fees_per": "way to take a fee",
}  # fmt: skip

_EXPECTED = {
    "text": "takes a text, not a list or a mapping",
    "list": "takes a list: [one, two], or a line with a dash for each",
    "mapping": "takes keys with values: {key: value}",
    "yes_or_no": "takes yes or no",
    "key": "takes a key: small letters, digits, - _ and ., as in screen-1",
    "blank": "needs a text",
    "string_too_long": "is too long: shorten it",
    "string_unicode": "has a character that is none: type it again",
    "string_pattern_mismatch": "takes three capitals, as in EUR",
    "other": "cannot be read",
}


def _at(details: Mapping[str, Any]) -> str:
    """Where it stands; nowhere (line 0) is what was typed on the command line."""
    if details.get("line") == 0:
        return ""
    line = details.get("line")
    column = details.get("column")
    place = f", line {line}" if line else ""
    return f"{details['file']}{place}{f', column {column}' if line and column else ''}: "


def _placed(template: str) -> Callable[[Mapping[str, Any]], str]:
    def words(details: Mapping[str, Any]) -> str:
        spelled = {
            name: ", ".join(map(str, value)) if isinstance(value, list) else value
            for name, value in details.items()
        }
        return _at(details) + template.format_map(spelled) + _more(details)

    return words


def _more(details: Mapping[str, Any]) -> str:
    more = details.get("more") or 0
    return f" ({more} more after this one.)" if more else ""


def _unknown_key(details: Mapping[str, Any]) -> str:
    nearest = details.get("nearest")
    if str(details["key"]).isdecimal():
        return (
            f"{_at(details)}a comma in {{…}} ends a value, so '{details['key']}' is read as a key:"
            f" write amounts with a dot, as in 9.50.{_more(details)}"
        )
    hint = f"Did you mean '{nearest}'?" if nearest else f"It may be {_either(details['known'])}."
    where = f" in {details['field']}" if details.get("field") else ""
    return f"{_at(details)}'{details['key']}' is no key{where}. {hint}{_more(details)}"


def _unknown_reference(details: Mapping[str, Any]) -> str:
    kind, nearest, known = _kind(details), details.get("nearest"), details.get("known") or ()
    if nearest:
        hint = f"Did you mean '{nearest}'?"
    elif known:
        hint = f"There is {_either(known)}."
    elif details.get("line") != 0:
        hint = f"Add it under {details['kind']}."
    elif details["kind"] == "layouts":
        hint = (
            f"Make it: `boxoffice layout new --rows A-H --seats 12 --key {details['key']} |"
            " boxoffice setup apply -`."
        )
    else:
        hint = f"Add it: `boxoffice {kind.replace(' ', '-').replace('film', 'movie')} add`."
    where = ", neither here nor in the database" if _at(details) else ""
    return f"{_at(details)}there is no {kind} '{details['key']}'{where}. {hint}"


def _refers_to_faulty(details: Mapping[str, Any]) -> str:
    return (
        f"{_at(details)}{_kind(details)} '{details['key']}' was left out for a fault of its own:"
        " mend that one first."
    )


def _thing_twice(details: Mapping[str, Any]) -> str:
    return (
        f"{_at(details)}{_kind(details)} '{details['key']}' is already {_elsewhere(details)}:"
        " give one of them another key, or remove it."
    )


def _elsewhere(details: Mapping[str, Any]) -> str:
    """Where the other one stands: its file too, if that is another."""
    line, file = details.get("other_line"), details.get("other_file")
    if not line:
        return "there"
    return f"in {file}, line {line}" if file and file != details.get("file") else f"in line {line}"


def _bad_form(details: Mapping[str, Any]) -> str:
    expected = _EXPECTED.get(str(details["expected"]), _EXPECTED["other"])
    typed = f" (not '{details['text']}')" if details.get("text") else ""
    what = details.get("field") or "this"
    return f"{_at(details)}{what} {expected}{typed}.{_more(details)}"


def _missing_key(details: Mapping[str, Any]) -> str:
    where = details.get("field") or "the file"
    return f"{_at(details)}{where} needs '{details['key']}'.{_more(details)}"


def _bad_value(details: Mapping[str, Any]) -> str:
    from boxoffice.present.words import phrase

    because = phrase(str(details["because"]), details.get("details") or {})
    return f"{_at(details)}{because or details['field'] + ' cannot be read.'}"


def _not_this_form(details: Mapping[str, Any]) -> str:
    problem = details.get("problem") or "it ends too early"
    opened = details.get("opened_in_line")
    since = f" (begun in line {opened})" if opened and opened != details.get("line") else ""
    return f"{_at(details)}this is not {details['form']}: {problem}{since}. Is the file whole?"


def _show_key(details: Mapping[str, Any]) -> str:
    if details["times"] > 1:
        return (
            f"{_at(details)}key '{details['key']}' stands for {details['times']} shows:"
            " give each time an entry of its own, or leave the key out."
        )
    return f"{_at(details)}'{details['key']}' {_EXPECTED['key']}."


def _kind(details: Mapping[str, Any]) -> str:
    return _KINDS.get(str(details["kind"]), str(details["kind"]))


def _either(words: Sequence[Any]) -> str:
    spelled = [str(word) for word in words]
    return spelled[0] if len(spelled) == 1 else f"{', '.join(spelled[:-1])} or {spelled[-1]}"


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "setup.no_demo": "The demo file {file} is missing: install boxoffice again.",
    "setup.no_file": "There is no file '{file}'. `-` reads what is piped in.",
    "setup.unreadable": "'{file}' cannot be read ({reason}): check its name and permissions.",
    "setup.silent_pipe": (
        "'{file}' is a pipe that nobody writes into. Name a file, or pipe it in: `-`."
    ),
    "setup.too_large_file": (
        "{file} is larger than {most_mib} MiB: is it a set-up? Leave old shows out."
    ),
    "setup.too_large": _placed("more than {most} values: leave old shows out."),
    "setup.too_many_seats": _placed("the layouts have more than {most} seats: leave some out."),
    "setup.too_many_shows": _placed("more than {most} shows: leave old ones out."),
    "setup.not_utf8": _placed("byte {byte} is not UTF-8: save the file as UTF-8 (not Latin-1)."),
    "setup.control_character": _placed("there is a control character {character}: remove it."),
    "setup.empty": "{file} is empty: `boxoffice help setup` has an example to begin with.",
    "setup.not_this_form": _not_this_form,
    "setup.no_number": _placed("{text} is no number that can be meant: write the number."),
    "setup.empty_folder": (
        "'{file}' has no set-up file (.yaml, .yml, .toml or .json) in it: name another folder."
    ),
    "setup.form_differs": (
        "'{file}' would be read as {named}, not as {form}: give it another ending, or no `--as`."
    ),
    "setup.other_files": (
        "{folder} also has {files}, which would be read with what is written: move it away first."
    ),
    "setup.kept": "{file} stays as it is. Name another file, or answer with --yes.",
    "setup.new_name": "A name has 1 to 100 letters, on one line: type it again.",
    "setup.new_rows": "'{text}' are no rows: type how many there are, as in 8, or A-H.",
    "setup.new_currency": "'{text}' is no currency: type three letters, as in EUR.",
    "setup.new_hall": (
        "Letters cannot draw that hall: begin with 8 rows of 12 seats, say, and see"
        " `boxoffice help layouts`."
    ),
    "setup.not_a_setup": _placed("this is no set-up: begin with `cities:`, `movies:` or `shows:`."),
    "setup.several_documents": _placed("a second document begins here: remove the `---`."),
    "setup.too_deep": _placed("lists and mappings are nested more than {most} deep: flatten them."),
    "setup.tag": _placed("the tag {tag} is not allowed: write the value without it."),
    "setup.unknown_alias": _placed("'*{alias}' names nothing before it: write the value out."),
    "setup.key_not_text": _placed("a key has to be a plain word."),
    "setup.key_twice": _placed("'{key}' is already in line {other_line}: keep one of them."),
    "setup.unknown_key": _unknown_key,
    "setup.missing_key": _missing_key,
    "setup.bad_form": _bad_form,
    "setup.bad_value": _bad_value,
    "setup.unknown_reference": _unknown_reference,
    "setup.refers_to_faulty": _refers_to_faulty,
    "setup.thing_twice": _thing_twice,
    "setup.seat_twice": _placed(
        "seat {label} of layout {key} is already in line {other_line}: renumber one of them."
    ),
    "setup.no_category": _placed(
        "seat {label} of layout {key} has no category: give the layout or the row one."
    ),
    "setup.plan_or_rows": _placed(
        "layout {key} needs one of `plan`, `rows`, `seats`, `file` and `unreserved`."
    ),
    "setup.choice": _placed("'{text}' is none of {choices}."),
    "setup.legend": _placed(
        "'{sign}: {text}' cannot be used: one letter, then a category, or category/kind"
        " (standard, wheelchair, companion, couple)."
    ),
    "setup.count": "{text!r} is no number of places: type it as in 80.",
    "setup.measure": "{text!r} is not a width: type seats, as in 1 or 0.5.",
    "setup.day": "{text!r} is not a day: type it as in 2026-12-25.",
    "setup.rating": "{text!r} is not a rating: type 0 to 10, as in 7.4.",
    "setup.runtime": _placed("a film runs 1 to {most} minutes, not {minutes}."),
    "setup.show_key": _show_key,
    "setup.shows_overlap": _placed(
        "show {show} begins while screen {screen} is not free: {other} (line {other_line})"
        " keeps one of them out until {free_at}. Move one."
    ),
    "setup.draft_and_closed": _placed(
        "a draft is not on sale anyway: keep `draft` or `closed`, not both."
    ),
    "setup.price_kind": _placed(
        "a price of kind {kind} has no {name}: leave it out, or say another kind."
    ),
    "setup.offer_effect": _placed(
        "an offer takes off one thing: say percent, amount, price, take and pay, or item."
    ),
    "setup.offer_nothing": _placed("an amount of 0 takes nothing off: say how much."),
    "setup.offer_seats": _placed("fewer seats are paid than taken, as in take: 4, pay: 3."),
    "setup.offer_way": _placed(
        "an offer is had in one way: say automatic: yes, or a code, or single_use: yes."
    ),
    "setup.offer_code": _placed("offer {other} has the code {code} already: choose another."),
    "setup.offer_currency": _placed("with another currency, say its amounts in that too."),
    "setup.offer_taken": (
        "Nothing was changed: offer {offer} was taken (count: {times}) and stays with its bookings."
        " To end it, say until when it is sold: `boxoffice offer edit {offer} --sold ..DAY`."
    ),
    "setup.offer_limit": (
        "Nothing was changed: a limit of {limit} is less than offer {offer} is taken already:"
        " choose {times} or more."
    ),
    "setup.offer_way_taken": (
        "Nothing was changed: offer {offer} was taken (count: {times}) without a code of its own."
        " Make another offer that is had by codes."
    ),
    "setup.offer_has_codes": (
        "Nothing was changed: offer {offer} has {codes} codes, each good once; it stays so."
        " Make another offer for another way."
    ),
    "setup.price_bounds": _placed("the cap is below the floor: swap them."),
    "setup.tax_rate": _placed("a tax is more than 0%: type it as in 10%."),
    "setup.price_elsewhere": _placed("show {show} is not played at {theatre}: move the price."),
    **setup_words.WORDS,
}
