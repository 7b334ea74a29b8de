"""Sentences about the lines for cron and systemd."""

from __future__ import annotations

WORDS = {
    "cron.password_left_out": (
        "The database's password was left out, for these lines can be read by everybody:"
        " put it in the file .pgpass of {user} (mode 0600)."
    ),
    "cron.variables": (
        "cron has none of the variables that hold secrets here: {variables}. Keep those secrets in"
        " files instead, or set the variables where cron reads them."
    ),
    "cron.unprintable": (
        "The path {path!r} has a line break in it, which cron and systemd cannot carry."
        " Move the database elsewhere."
    ),
}
