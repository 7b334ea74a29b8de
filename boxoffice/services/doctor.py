"""Looking over a machine and its database: each check has a verdict, and what to do as a code."""

from __future__ import annotations

import errno
import os
import platform
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from boxoffice.domain.addresses import stripped_of_password
from boxoffice.errors import BoxofficeError
from boxoffice.services.databases import facts_of, journal_reason
from boxoffice.services.results import Value
from boxoffice.storage.schema import HEAD, VERSIONS

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.facts import Facts

ROOM_BYTES = 100 * 1024 * 1024
"""Less room than this on the disk is worth a word before the evening."""

FULL_BYTES = 1024 * 1024
"""With less room than this no sale is sure to be written."""

NOTE_BYTES = 64 * 1024
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

OLD_SECONDS = 600
"""A draft this old belongs to nobody who is still at work."""


class Verdict(StrEnum):
    """What a check found."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"
    PERSON = "person"


class Check(Value):
    """One thing looked at; `code` and `details` say what was found and what to do."""

    name: str
    verdict: Verdict
    code: str
    details: dict[str, Any] = Field(default_factory=dict)


class Diagnosis(Value):
    """Every check in the order they were made."""

    db: str
    checks: tuple[Check, ...]

    @property
    def worst(self) -> Verdict:
        """A person is needed, something is wrong, or all is well; a warning is well enough."""
        found = {check.verdict for check in self.checks}
        return next((each for each in (Verdict.PERSON, Verdict.WRONG) if each in found), Verdict.OK)


def examine(app: App, ctx: Context) -> Diagnosis:
    """Look at everything; what cannot be looked at is itself a finding."""
    settings = app.settings
    checks = [_ok("python", "doctor.python", version=platform.python_version())]
    facts: Facts | None = None
    try:
        facts = facts_of(settings)
    except BoxofficeError as error:
        checks.append(_wrong("database", error.code, **error.details))
    if facts is not None:
        checks.append(_schema(facts))
    if not settings.is_postgres:
        checks.extend(_of_file(Path(settings.db), facts))
    if facts is not None and facts.version == HEAD:
        checks.append(_unread(app))
        checks.append(_clock(app, ctx))
        from boxoffice.services.doctor_gateways import check_gateways

        checks.extend(check_gateways(app, ctx))
    shown = facts.db if facts is not None else stripped_of_password(settings.db)
    return Diagnosis(db=shown, checks=tuple(checks))


def _schema(facts: Facts) -> Check:
    if facts.version == HEAD:
        return _ok("database", "doctor.schema", product=facts.product, version=facts.version)
    code = "db.older" if facts.version in VERSIONS else "db.newer"
    return _wrong("database", code, found=facts.version, known=HEAD)


def _of_file(path: Path, facts: Facts | None) -> Iterator[Check]:
    yield _library(facts)
    yield _file_system(path)
    if facts is None:
        return
    reason = journal_reason(facts.journal)
    details = {"journal": facts.journal, "synchronous": facts.synchronous}
    good = facts.synchronous in ("full", "extra")
    yield _verdict(good, "journal", reason, "doctor.not_durable", **details)
    yield _foreign_keys()
    yield _mode(path, facts)
    yield _state(path)
    yield _room(path)
    yield _leftovers(path)


def _library(facts: Facts | None) -> Check:
    from boxoffice.storage.journal import wal_is_safe

    version = sqlite3.sqlite_version
    if wal_is_safe():
        return _ok("sqlite", "doctor.library_sound", version=version)
    if facts is not None and facts.journal == "wal":
        return _wrong("sqlite", "db.unsafe_wal", library=version)
    return _ok("sqlite", "doctor.library_affected", version=version)


def _file_system(path: Path) -> Check:
    from boxoffice.storage.files import NETWORK, file_system_of

    kind = file_system_of(path)
    if kind in NETWORK:
        return _wrong("disk", "db.network_disk", db=str(path), file_system=kind)
    return _ok("disk", "doctor.disk_local" if kind else "doctor.disk_unknown", file_system=kind)


def _foreign_keys() -> Check:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA foreign_keys=ON")
        on = connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    finally:
        connection.close()
    return _verdict(on, "foreign_keys", "doctor.foreign_keys", "storage.no_foreign_keys")


def _mode(path: Path, facts: Facts) -> Check:
    """Nobody else may read it, and what stands beside it is shared in the same way."""
    mode = int(facts.mode, 8)
    if mode & 0o007:
        return _wrong("files", "doctor.open_to_all", path=str(path), mode=facts.mode)
    for suffix in (".turn", ".gate"):
        beside = path.with_name(path.name + suffix)
        if beside.exists() and beside.stat().st_mode & 0o666 != mode & 0o666:
            return _wrong("files", "doctor.mode_differs", path=str(beside), mode=facts.mode)
    return _ok("files", "doctor.files", owner=facts.owner, group=facts.group, mode=facts.mode)


def _state(path: Path) -> Check:
    from boxoffice.storage.files import state_folder

    folder = state_folder(path)
    if not folder.exists():
        good = os.access(folder.parent, os.W_OK | os.X_OK)
    else:
        good = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    return _verdict(good, "state", "doctor.state", "doctor.state_closed", folder=str(folder))


def _room(path: Path) -> Check:
    free = shutil.disk_usage(path.parent).free
    details = {"free_mb": free // 1_000_000}
    if free < FULL_BYTES or not _takes_a_note(path):
        return _wrong("room", "doctor.disk_full", folder=str(path.parent), **details)
    if free < ROOM_BYTES:
        return Check(
            name="room", verdict=Verdict.WARNING, code="doctor.little_room", details=details
        )
    return _ok("room", "doctor.room", **details)


def _takes_a_note(path: Path) -> bool:
    """Whether so much as a sale needs can be written; a quota may be used up on an empty disk."""
    from boxoffice.storage.files import state_folder

    folder = state_folder(path)
    try:
        with tempfile.TemporaryFile(dir=folder if folder.is_dir() else path.parent) as note:
            note.write(bytes(NOTE_BYTES))
            note.flush()
            os.fsync(note.fileno())
    except OSError as error:
        return error.errno not in NO_ROOM
    return True


def _leftovers(path: Path) -> Check:
    """Drafts of a `db init` or `db migrate` that was killed; never what is being written now."""
    from boxoffice.storage.sqlite_setup import UNFINISHED

    left = [
        each.name
        for each in sorted(path.parent.glob(f".{path.name}.*{UNFINISHED}*"))
        if time.time() - each.stat().st_mtime > OLD_SECONDS
    ]
    if left:
        return Check(
            name="leftovers", verdict=Verdict.WARNING, code="doctor.leftovers",
            details={"files": left, "folder": str(path.parent)},
        )  # fmt: skip
    return _ok("leftovers", "doctor.no_leftovers")


def _unread(app: App) -> Check:
    """Operations cut off at a till that has not come back."""
    from boxoffice.services.leftovers import tills_left

    tills = tills_left(app.state_folder())
    if not tills:
        return _ok("answers", "doctor.all_read")
    details = {"tills": tills}
    return Check(name="answers", verdict=Verdict.WARNING, code="doctor.unread", details=details)


def _clock(app: App, ctx: Context) -> Check:
    try:
        with app.db.read(ctx) as session:
            now_ms = session.now_ms
    except BoxofficeError as error:
        return _wrong("clock", error.code, **error.details)
    if app.settings.is_postgres:
        off_ms = ctx.clock.wall_ms() - now_ms
        return _ok("clock", "doctor.clock_of_server", off_ms=off_ms)
    jump_ms = app.db.clock_jump_ms
    if not jump_ms:
        return _ok("clock", "doctor.clock")
    code = "doctor.clock_ahead" if jump_ms > 0 else "doctor.clock_behind"
    return Check(
        name="clock", verdict=Verdict.PERSON, code=code, details={"minutes": abs(jump_ms) // 60_000}
    )


def _verdict(good: bool, name: str, well: str, ill: str, **details: Any) -> Check:
    return _ok(name, well, **details) if good else _wrong(name, ill, **details)


def _ok(name: str, code: str, **details: Any) -> Check:
    return Check(name=name, verdict=Verdict.OK, code=code, details=details)


def _wrong(name: str, code: str, **details: Any) -> Check:
    return Check(name=name, verdict=Verdict.WRONG, code=code, details=details)
