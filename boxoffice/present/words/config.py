"""Sentences about settings: an unknown one, a bad value, a file that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _unknown(details: Mapping[str, Any]) -> str:
    said = f"{details['where']} has {details['key']!r}, which is no setting."
    if details["nearest"]:
        return f"{said} Did you mean {details['nearest']}?"
    return f"{said} `boxoffice help config` lists them all."


def _unknown_for_theatre(details: Mapping[str, Any]) -> str:
    said = (
        f"{details['where']} sets {details['key']!r} for theatre {details['theatre']},"
        " which a theatre cannot have of its own."
    )
    if details["nearest"]:
        return f"{said} Did you mean {details['nearest']}?"
    return f"{said} It can have {', '.join(details['offered'])}."


def _unknown_for_gateway(details: Mapping[str, Any]) -> str:
    said = (
        f"{details['where']} sets {details['key']!r} for gateway {details['gateway']},"
        " which is no setting of a gateway."
    )
    if details["nearest"]:
        return f"{said} Did you mean {details['nearest']}?"
    return f"{said} It can have {', '.join(details['offered'])}."


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "config.unknown_key": _unknown,
    "config.unknown_variable": _unknown,
    "config.unknown_theatre_key": _unknown_for_theatre,
    "config.bad_value": "{key} = {value!r} ({where}) does not fit: it takes {expected}.",
    "config.db_scheme": (
        "A database address cannot begin with {scheme}:. Name a file, or write"
        " postgresql://USER@HOST/NAME."
    ),
    "config.theatres_shape": (
        "{where}: what one theatre has of its own stands in a section [theatres.NAME]."
    ),
    "config.unknown_gateway_key": _unknown_for_gateway,
    "config.gateways_shape": (
        "{where}: what one payment gateway is like stands in a section [gateways.NAME]."
    ),
    "config.gateway_name": (
        "{where}: {name!r} cannot be a gateway's name: use small letters, digits, - and _,"
        " beginning with a letter."
    ),
    "config.no_folder": (
        "The folder you are in cannot be read ({reason}): go to another one with `cd`."
    ),
    "config.missing_file": "There is no configuration file {where}.",
    "config.unreadable": "The configuration file {where} cannot be read: {reason}.",
    "config.not_toml": "The configuration file {where} is not proper TOML: {reason}.",
}
