"""The one table of settings: name, kind, default, variables and meaning of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from boxoffice.errors import Invalid

ENVIRONMENT_PREFIX = "BOXOFFICE_"
_LOCALE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[^\s@]*)?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}( [0-9.]+-[0-9.]*| -[0-9.]+)?", re.ASCII)
_KEY_LIKE = re.compile(r"(sk|rk|pk|whsec|rzp)_\w+")


class Kind(StrEnum):
    """What a value has to look like."""

    TEXT = "text"
    CHOICE = "one of"
    SWITCH = "yes or no"
    WHOLE = "a whole number"
    TIME = "a time such as 05:00"
    LOCALE = "a language such as en or de_AT"
    FILE = "a path"
    VARIABLE = "the name of a variable, such as STRIPE_KEY"
    ADDRESS = "an address such as https://pay.example.org, without user or password"
    CURRENCIES = 'a list such as ["EUR 0.50-5000", "JPY"]'


@dataclass(frozen=True, slots=True)
class Key:
    """One setting; `variables` are tried in their order, the first that is set counts.

    What is final in the system's file is changed by no later layer.
    """

    name: str
    kind: Kind
    default: Any
    help: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    per_theatre: bool = False
    flag: str = ""
    also: tuple[str, ...] = ()
    shown_default: str = ""
    is_final: bool = False

    @property
    def variables(self) -> tuple[str, ...]:
        return (ENVIRONMENT_PREFIX + self.name.upper(), *self.also)

    def read(self, value: object, *, where: str) -> Any:
        """The typed value, or Invalid naming key, value, place and what was expected."""
        found = _READERS[self.kind](self, value)
        if found is None:
            raise Invalid(
                "config.bad_value",
                key=self.name,
                value="***" if self.kind in _PRIVATE else str(value),
                where=where,
                expected=self.expected,
            )
        return found

    @property
    def expected(self) -> str:
        if self.kind is Kind.CHOICE:
            return f"{self.kind} {', '.join(self.choices)}"
        if self.kind is Kind.WHOLE:
            return f"{self.kind} from {self.least} to {self.most}"
        return str(self.kind)

    def from_environment(self, variable: str, raw: str) -> str | None:
        """What a variable says for this setting; None where it is unset or says nothing."""
        if not raw:
            return None
        if variable == "NO_COLOR":
            return "never"
        if variable == "TERM":
            return "never" if raw == "dumb" else None
        if variable in ("LC_ALL", "LANG"):
            return locale_of(raw)
        return raw


def locale_of(raw: str) -> str:
    """`de_DE.UTF-8@euro` is de_DE; C and POSIX are en."""
    name = re.split(r"[.@]", raw, maxsplit=1)[0]
    return name if _LOCALE.fullmatch(name) else "en"


def nearest(name: str, offered: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The offered name most like this one, or nothing."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(offered), n=1, cutoff=cutoff)), "")


def _text(_: Key, value: object) -> str | None:
    return value if isinstance(value, str) and value.isprintable() and value.strip() else None


def _choice(key: Key, value: object) -> str | None:
    return value if isinstance(value, str) and value in key.choices else None


def _switch(_: Key, value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    words = {"1": True, "yes": True, "true": True, "on": True}
    words |= {"0": False, "no": False, "false": False, "off": False}
    return words.get(value.lower()) if isinstance(value, str) else None


def _whole(key: Key, value: object) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if key.least <= value <= key.most else None


def _time(_: Key, value: object) -> str | None:
    fits = isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value)
    return str(value) if fits else None


def _locale(_: Key, value: object) -> str | None:
    fits = isinstance(value, str) and _LOCALE.fullmatch(value)
    return str(value).replace("-", "_") if fits else None


def _file(key: Key, value: object) -> str | None:
    """A path; never what is itself a key, typed where the file's name belongs."""
    text = _text(key, value)
    return None if text is None or _KEY_LIKE.fullmatch(text) else text


def _variable(_: Key, value: object) -> str | None:
    return value if isinstance(value, str) and _VARIABLE.fullmatch(value) else None


def _address(_: Key, value: object) -> str | None:
    return value if isinstance(value, str) and _ADDRESS.fullmatch(value) else None


def _currencies(_: Key, value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not value:
        return None
    fits = all(isinstance(each, str) and _CURRENCY.fullmatch(each) for each in value)
    return tuple(value) if fits else None


_PRIVATE = (Kind.FILE, Kind.VARIABLE, Kind.ADDRESS)
"""Kinds of settings in whose place somebody may have typed the secret itself."""

_READERS = {
    Kind.FILE: _file,
    Kind.VARIABLE: _variable,
    Kind.ADDRESS: _address,
    Kind.CURRENCIES: _currencies,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.SWITCH: _switch,
    Kind.WHOLE: _whole,
    Kind.TIME: _time,
    Kind.LOCALE: _locale,
}

FORMATS = ("rich", "plain", "csv", "json", "markdown")


def _minutes(name: str, default: int, about: str, *, most: int = 1440) -> Key:
    return Key(name, Kind.WHOLE, default, about, least=0, most=most, per_theatre=True)


KEYS: tuple[Key, ...] = (
    Key(
        "db",
        Kind.TEXT,
        None,
        "the database: a file or a postgresql:// address",
        flag="--db",
        shown_default="boxoffice.db in your data folder",
    ),
    Key(
        "theatre",
        Kind.TEXT,
        "",
        "the theatre this till sells for",
        flag="--theatre",
        shown_default="none",
    ),
    Key(
        "till",
        Kind.TEXT,
        None,
        "the name of this till; holds belong to it",
        flag="--till",
        shown_default="user@host:terminal",
    ),
    Key(
        "format",
        Kind.CHOICE,
        "",
        "how results are printed",
        choices=FORMATS,
        flag="--format",
        also=("BOXOFFICE_OUTPUT",),
        shown_default="rich on a terminal, else plain",
    ),
    Key(
        "color",
        Kind.CHOICE,
        "auto",
        "whether to use colour",
        choices=("auto", "always", "never"),
        flag="--no-color",
        also=("NO_COLOR", "TERM"),
    ),
    Key(
        "locale",
        Kind.LOCALE,
        "en",
        "how money and times are written",
        also=("LC_ALL", "LANG"),
    ),
    Key("quiet", Kind.SWITCH, False, "say nothing but results and errors", flag="--quiet"),
    Key("no_input", Kind.SWITCH, False, "never ask anything", flag="--no-input"),
    Key("yes", Kind.SWITCH, False, "answer yes to every yes-or-no question", flag="--yes"),
    Key(
        "hold_minutes",
        Kind.WHOLE,
        5,
        "how long a hold keeps its seats",
        least=1,
        most=1440,
        per_theatre=True,
    ),
    Key(
        "pending_minutes",
        Kind.WHOLE,
        15,
        "how long an unpaid booking keeps its seats",
        least=1,
        most=1440,
        per_theatre=True,
    ),
    _minutes("late_minutes", 15, "sales close so long after the start"),
    _minutes("turnaround_minutes", 20, "how long a screen rests between two shows"),
    Key(
        "business_day_ends",
        Kind.TIME,
        "05:00",
        "when the day's takings end; a show at 00:30 belongs to the evening before",
        per_theatre=True,
    ),
    Key(
        "supervisors",
        Kind.TEXT,
        "",
        "who may give tickets away, refund over the policy, issue vouchers: ann,bob",
        per_theatre=True,
        shown_default="whoever is at the till",
        is_final=True,
    ),
    Key(
        "upi_address",
        Kind.TEXT,
        "",
        "the UPI address that customers pay to, as in rex@okbank",
        per_theatre=True,
        shown_default="none",
        is_final=True,
    ),
    Key(
        "upi_name",
        Kind.TEXT,
        "",
        "whom a UPI payment is to, as the customer's phone shows it",
        per_theatre=True,
        shown_default="the theatre's name",
    ),
    Key(
        "payment_failed",
        Kind.CHOICE,
        "extend",
        "whether a failed online payment extends the booking once or cancels it",
        choices=("extend", "cancel"),
        per_theatre=True,
    ),
    Key(
        "late_money",
        Kind.CHOICE,
        "reseat",
        "whether money for a lapsed booking gets seats as good or goes back",
        choices=("reseat", "refund"),
        per_theatre=True,
    ),
    Key(
        "busy_seconds",
        Kind.WHOLE,
        10,
        "how long a write waits for its turn",
        least=1,
        most=600,
    ),
    Key(
        "keep_operations_days",
        Kind.WHOLE,
        30,
        "how long an operation key can be asked again",
        least=1,
        most=3650,
    ),
    Key(
        "journal",
        Kind.CHOICE,
        "auto",
        "the journal that `db init` chooses for SQLite",
        choices=("auto", "persist", "wal"),
    ),
)

BY_NAME = {key.name: key for key in KEYS}
