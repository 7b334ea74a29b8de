"""Sentences of `boxoffice doctor`: what was found, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote
from typing import Any


def _off(details: Mapping[str, Any]) -> str:
    seconds = round(details["off_ms"] / 1000)
    if abs(seconds) < 2:
        return "The PostgreSQL server keeps the time; this machine agrees with it."
    way = "ahead of" if seconds > 0 else "behind"
    return (
        f"The PostgreSQL server keeps the time; this machine is {abs(seconds)} s {way} it,"
        " which does no harm."
    )


WORDS = {
    "doctor.python": "Python {version}.",
    "doctor.gateway": "Gateway {gateway} ({kind}): its key and webhook secret can be read.",
    "doctor.gateway_simulated": "Gateway {gateway} is for practice: it takes no money.",
    "doctor.attention": (
        "Payments that wait for a person: {number}. `boxoffice payment list --attention` shows"
        " them."
    ),
    "doctor.overdue": (
        "Payments under way long after their page was over: {number}. Run"
        " `boxoffice payment reconcile`, and let cron do so (`boxoffice cron print`)."
    ),
    "doctor.schema": "{product}, schema {version}, as this program needs it.",
    "doctor.library_sound": "SQLite {version} has no known bug that could harm the database.",
    "doctor.library_affected": (
        "SQLite {version} has the WAL-reset bug (sqlite.org/wal.html), so WAL is not used."
    ),
    "doctor.wal_sound": "Journal WAL, synchronous {synchronous}: the fastest that is safe here.",
    "doctor.wal_unsafe": (
        "Journal WAL with a SQLite library that can damage it. Use a newer Python, or make the"
        " database anew with `boxoffice db init --journal persist`."
    ),
    "doctor.journal_chosen": (
        "Journal {journal}, synchronous {synchronous}: safe; WAL would be faster here."
    ),
    "doctor.journal_needed": (
        "Journal {journal}, synchronous {synchronous}: the safe one for this SQLite library."
    ),
    "doctor.not_durable": (
        "Journal {journal} with synchronous {synchronous} can lose a sale when the power fails."
        " Report this: the program should never choose it."
    ),
    "doctor.foreign_keys": "Foreign keys are checked.",
    "doctor.disk_local": "The disk is this machine's own ({file_system}).",
    "doctor.disk_unknown": (
        "The system does not say what kind of disk this is; make sure it is this machine's own."
    ),
    "doctor.files": "The files belong to {owner}, group {group}, mode {mode}.",
    "doctor.open_to_all": (
        "Everybody on this machine may open {path} (mode {mode}). Run `chmod o-rwx {path}`."
    ),
    "doctor.mode_differs": (
        "{path} is not shared as the database is (mode {mode}). Run `chmod {mode} {path}`."
    ),
    "doctor.state": "The tills can keep their notes in {folder}.",
    "doctor.state_closed": (
        "The tills cannot keep their notes in {folder}. Make it a folder that they may write in."
    ),
    "doctor.room": "{free_mb} MB are free on the disk.",
    "doctor.little_room": "Only {free_mb} MB are free on the disk. Make room before the evening.",
    "doctor.disk_full": (
        "The disk or its quota is full, {free_mb} MB are free: nothing can be sold. Make room in"
        " {folder}."
    ),
    "doctor.leftovers": (
        "A `boxoffice db init` or `db migrate` was cut short and left {files} in {folder}."
        " Delete them."
    ),
    "doctor.no_leftovers": "Nothing was left half done.",
    "doctor.unread": lambda details: (
        "Nobody has read how the last operation ended at"
        f" {', '.join(details['tills'])}. Run "
        + " and ".join(f"`boxoffice now --till {quote(till)}`" for till in details["tills"])
        + "."
    ),
    "doctor.all_read": "Every till has been told how its operations ended.",
    "doctor.clock": "The clock went on steadily since the last sale.",
    "doctor.clock_ahead": (
        "The clock of this machine is {minutes} minutes ahead of the time since the last sale."
        " Nothing expires by it. If it is right now, run `boxoffice doctor --accept-clock`;"
        " else set it right."
    ),
    "doctor.clock_behind": (
        "The clock of this machine is {minutes} minutes behind the time of the last sale."
        " Set it right; or if it is right now, run `boxoffice doctor --accept-clock`."
    ),
    "doctor.clock_of_server": _off,
    "doctor.clock_accepted": "From now on this machine's clock counts.",
    "doctor.clock_not_needed": "The PostgreSQL server keeps the time; there is nothing to accept.",
}
