"""Operations whose answer nobody read: kept before they begin, resolved by their keys later."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boxoffice.errors import BoxofficeError, Busy, Failed, OutcomeUnknown
from boxoffice.storage import leftovers as files
from boxoffice.storage.files import require_own_file

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.requests import Request

HOUR_MS = 60 * 60 * 1000
DAY_MS = 24 * HOUR_MS


@dataclass
class Kept:
    """One operation under way; once its answer is out nobody has to be told about it."""

    is_answered: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of an operation of this till; `answer` is empty where it never happened.

    It is empty too where nobody can know any more: operations are not kept for ever.
    """

    use_case: str
    op_key: str
    answer: dict[str, Any]
    is_known: bool = True
    till: str = ""
    """Another till than this one, whose terminal is gone."""


@contextmanager
def kept(app: App, ctx: Context, request: Request) -> Iterator[Kept]:
    """Keep a request on disk while it is under way; it stays there if its answer gets lost.

    Where it cannot be kept nothing is begun.
    """
    file = _keep(app, ctx, request)
    state = Kept()
    try:
        yield state
        if state.is_answered:
            file.remove()
    except OutcomeUnknown:
        raise
    except BoxofficeError:
        file.remove()
        raise
    finally:
        file.close()


def resolve(app: App, ctx: Context) -> Iterator[Outcome]:
    """What became of each operation this till was cut off from; gone once it was looked at.

    Tills of the same person whose terminal is gone are looked after too. What the server is still
    at stays for a later command; nothing in the folder makes one fail.
    """
    state = app.state_folder()
    yield from _resolve(app, ctx, files.folder_of(state, ctx.till))
    for till, folder in _abandoned(state, ctx):
        for outcome in _resolve(app, replace(ctx, till=till), folder):
            yield replace(outcome, till=till)


def tills_left(state: Path) -> list[str]:
    """The tills with an operation whose outcome nobody has read; nothing is resolved."""
    return sorted({till for folder in files.folders(state) if (till := _till_of(state, folder))})


def _abandoned(state: Path, ctx: Context) -> Iterator[tuple[str, Path]]:
    """Tills named by default after this person, this machine and a terminal that is gone."""
    person = f"{ctx.actor}@{os.uname().nodename.partition('.')[0]}:"
    for folder in files.folders(state, begins=person):
        till = _till_of(state, folder)
        terminal = till.removeprefix(person)
        is_theirs = till.startswith(person) and till != ctx.till
        if is_theirs and terminal not in ("", "-") and not os.path.exists(f"/dev/{terminal}"):
            yield till, folder


def _till_of(state: Path, folder: Path) -> str:
    """The till that a leftover in this folder says it is of, if that is the till's own folder."""
    for file in files.waiting(folder):
        try:
            till = str(json.loads(file.read())["till"])
            if files.folder_of(state, till) == folder:
                return till
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            continue
    return ""


def _resolve(app: App, ctx: Context, folder: Path) -> Iterator[Outcome]:
    for file in files.waiting(folder):
        try:
            outcome = _outcome(app, ctx, file)
        except Busy:
            return
        except (BoxofficeError, OSError):
            continue
        except (ValueError, OverflowError):
            outcome = None
        if outcome is not None:
            yield outcome
        file.remove()


def _keep(app: App, ctx: Context, request: Request) -> files.LockedFile:
    state = app.state_folder()
    content = {
        "op_key": ctx.op_key,
        "scope": ctx.scope,
        "step": request.step,
        "till": ctx.till,
        "begun_at_ms": ctx.clock.wall_ms(),
        "use_case": type(request).__name__,
        "request": request.model_dump(mode="json"),
    }
    try:
        if not app.settings.is_postgres:
            require_own_file(Path(app.settings.db))
        return files.keep(
            files.folder_of(state, ctx.till), ctx.op_key, json.dumps(content).encode()
        )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Failed("operations.not_kept", folder=str(state), reason=reason) from error


def _outcome(app: App, ctx: Context, file: files.LockedFile) -> Outcome | None:
    """None for what is not this till's, was tampered with, or cannot be read."""
    try:
        said = json.loads(file.read())
        scope, use_case, step = str(said["scope"]), str(said["use_case"]), int(said["step"])
        begun_at_ms = int(said.get("begun_at_ms", 0))
        is_ours = (said["op_key"], said["till"]) == (file.op_key, ctx.till)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    if not is_ours:
        return None
    found = app.db.settled(ctx, scope=scope, op_key=file.op_key, step=step)
    if found is None:
        return Outcome(use_case, file.op_key, {}, is_known=_is_kept(ctx, begun_at_ms))
    if (found.till, found.use_case) != (ctx.till, use_case):
        return None
    return Outcome(use_case, file.op_key, json.loads(found.result))


def _is_kept(ctx: Context, begun_at_ms: int) -> bool:
    """Whether an operation of that time is surely still there, however clocks differ."""
    kept_ms = ctx.settings.keep_operations_days * DAY_MS - HOUR_MS
    return ctx.clock.wall_ms() - begun_at_ms < kept_ms
