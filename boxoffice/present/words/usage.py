"""Sentences for a command line that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

_COUNTS = {
    "twice": "{text!r} names {name!r} twice: give one number for it.",
    "zero": "{text!r} asks for no {name!r} at all: leave it out or type a number from 1.",
    "too_many": "{text!r} asks for too many of {name!r}: type a number up to 999.",
}


def _counts(details: Mapping[str, Any]) -> str:
    unreadable = "{text!r} does not say how many of each: type it as in adult=2,child=1."
    return _COUNTS.get(details.get("reason", ""), unreadable).format_map(details)


def _unknown_command(details: Mapping[str, Any]) -> str:
    command = details["command"].partition(" ")[0]
    said = f"There is no command {details['name']!r}."
    if details["nearest"]:
        return f"{said} Did you mean {_either(f'{command} {name}' for name in details['nearest'])}?"
    return f"{said} `{details['command']} --help` lists what there is."


def _unknown_option(details: Mapping[str, Any]) -> str:
    said = f"There is no option {details['option']}."
    if details["nearest"]:
        return f"{said} Did you mean {_either(details['nearest'])}?"
    return f"{said} `{details['command']} --help` lists what there is."


def _unknown_topic(details: Mapping[str, Any]) -> str:
    said = f"There is no topic or command {details['topic']!r}."
    if details["nearest"]:
        return f"{said} Did you mean {_either(details['nearest'])}?"
    return f"{said} The topics are {', '.join(details['topics'])}."


def _either(names: Iterable[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


_STOPPED = {
    "answered": "Stopped, after the answer was out: what it says is done.",
    "kept": (
        "Stopped before the answer was out."
        " The next command at this till says whether it went through."
    ),
    "named": (
        "Stopped before the answer was out. Type the same again, with the same `--op-key`:"
        " it says whether it went through, and does it if it did not."
    ),
    "unknown": (
        "Stopped before the answer was out, and some of it may be done."
        " Look before you type it again."
    ),
}


def _stopped(details: Mapping[str, Any]) -> str:
    return _STOPPED.get(str(details.get("found", "")), "Stopped; nothing was changed.")


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "usage.watch_terminal": (
        "A watch needs a terminal to draw on. Leave `--watch` out, or add `--json` for one"
        " document per change."
    ),
    "usage.unknown_command": _unknown_command,
    "usage.unknown_option": _unknown_option,
    "usage.unknown_topic": _unknown_topic,
    "usage.missing_command": "A word is missing after `{command}`: see `{command} --help`.",
    "usage.wrong": "{message} See `{command} --help`.",
    "usage.op_key": (
        "{value!r} cannot be an operation key: it takes 8 to 64 letters, digits and hyphens."
    ),
    "usage.prompt": (
        "This needs an answer ({question}) and nobody can be asked here: answer with {flag}."
    ),
    "usage.no_table": "This cannot be printed as {format}: use --format plain or --json.",
    "usage.answer_lost": (
        "It was done, but the answer could not be written ({reason})."
        " Ask again with the same operation key to see it."
    ),
    "usage.stdout": "The answer could not be written ({reason}). Nothing was changed.",
    "usage.interrupted": _stopped,
    "usage.terminated": _stopped,
    "usage.system": lambda details: (
        f"The machine refused it: {details['reason']}"
        + (f" ({details['path']})." if details["path"] else ".")
        + " Put that right, then try again."
    ),
    "usage.text_too_long": "The {field} is too long: write at most {most} characters.",
    "usage.memory": "The machine has no memory left. Close something, then try again.",
    "usage.too_deep": "What was given is nested too deeply to be read. Make it flatter.",
    "usage.unexpected": (
        "The program met something it did not expect ({error}); this is a defect in boxoffice."
        " Run it again with BOXOFFICE_DEBUG=1 and report what it prints."
    ),
    "usage.counts": _counts,
}
