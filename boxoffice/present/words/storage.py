"""Sentences about the database as a machine: busy, full, read-only, a broken promise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _busy(details: Mapping[str, Any]) -> str:
    seconds = details.get("seconds")
    plural = "" if seconds == 1 else "s"
    waited = f" for {seconds:g} second{plural}" if seconds else ""
    return f"The database stayed busy{waited} and nothing was changed. Try again."


def _io(details: Mapping[str, Any]) -> str:
    detail = f" ({details['detail']})" if details.get("detail") else ""
    return (
        f"The disk could not be read or written{detail}. Check the disk,"
        " see with `boxoffice last` what was done, then run `boxoffice db verify`."
    )


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "storage.busy": _busy,
    "storage.full": "The disk is full and nothing was changed. Make room, then try again.",
    "storage.read_only": (
        "The database cannot be written to and nothing was changed."
        " Check the file's and its folder's permissions, and that the disk is not read-only."
    ),
    "storage.constraint": (
        "The database refused a record that breaks its rule {name}; nothing was changed."
        " `boxoffice db verify` tells whether the data is whole."
    ),
    "storage.io": _io,
    "storage.lost_transaction": (
        "The database gave the transaction up half-way, so all of it was undone."
        " Check that the disk has room, then try again."
    ),
    "storage.too_slow": (
        "The database server heard nothing from this till for too long in the midst of its work"
        " and undid it; nothing was changed. Try again."
    ),
    "storage.login": (
        "The database server did not accept the user or the password."
        " Check `--db` and the password file."
    ),
    "storage.unreachable": (
        "The database server does not answer ({detail})."
        " Check that it runs and that `--db` names it rightly."
    ),
    "storage.no_foreign_keys": (
        "This SQLite cannot hold records to each other (foreign keys stay off), so nothing was"
        " changed. Use another build of Python or of SQLite."
    ),
    "storage.forked": (
        "The database was opened before this process split off and cannot be used in it."
        " Start the command on its own."
    ),
    "storage.unexpected": (
        "The database answered something unexpected ({detail})."
        " See with `boxoffice last` what was done, then run `boxoffice db verify`."
    ),
}
