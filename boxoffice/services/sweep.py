"""Tidying what ran out; it only tidies, since every read treats it as free already."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain.lifecycle import (
    BookingStatus,
    HoldStatus,
    LineStatus,
    RedemptionStatus,
    Subject,
)
from boxoffice.errors import NeedsPerson
from boxoffice.services.requests import Request
from boxoffice.services.results import Result, Value
from boxoffice.storage.queries import sweep as queries
from boxoffice.storage.queries import vouchers
from boxoffice.storage.sharing import sharing_like

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import WriteSession
    from boxoffice.storage.statements import Row

BATCH = 2000
"""How many are tidied in one transaction: some 30 ms, which is what a sale can wait at most.

A sale that waits goes before the next batch by itself: the gate is fair, row locks are skipped.
"""

BATCH_ON_SERVER = 200
"""The same on PostgreSQL, where a batch keeps the locks of its seats until it is committed."""

DAY_MS = 86_400_000

TILL = "sweep"
"""Every sweep writes the same audit chain, whoever runs it."""


class SweepResult(Value):
    """What was tidied; `skipped` when another sweep was at it."""

    holds_expired: int = 0
    bookings_expired: int = 0
    seats_freed: int = 0
    batches: int = 0
    skipped: bool = False
    duration_ms: int = 0
    dry_run: bool = False


class SweepRequest(Request):
    """One batch of one kind."""

    answer: ClassVar[type[Result]]

    kind: str


class Swept(Result):
    """What one batch did; `more` while there may be another."""

    done: int = 0
    seats: int = 0
    more: bool = False


SweepRequest.answer = Swept


def sweep(app: App, ctx: Context, *, batch: int = 0) -> SweepResult:
    """Expire holds and unpaid bookings in small batches; one sweep at a time.

    A clock that jumped expires nothing: NeedsPerson until somebody accepts it.
    """
    from filelock import FileLock, Timeout

    began = time.monotonic()
    batch = batch or (BATCH_ON_SERVER if app.settings.is_postgres else BATCH)
    _require_sound(app, ctx)
    folder, mode = app.state_folder(), 0o600
    if app.settings.is_postgres:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    else:
        sharing = sharing_like(Path(app.settings.db))
        sharing.make_folder(folder)
        mode = sharing.file_mode
    lock = FileLock(folder / "sweep.lock", timeout=0, mode=mode)
    try:
        with lock:
            found = _sweep_all(app, replace(ctx, till=TILL, op_key=""), batch=batch)
    except Timeout:
        return SweepResult(skipped=True, dry_run=ctx.dry_run)
    duration_ms = round((time.monotonic() - began) * 1000)
    return found.model_copy(update={"duration_ms": duration_ms, "dry_run": ctx.dry_run})


def expire_all(session: WriteSession) -> None:
    """Expire everything that has run out, within a write of somebody else's."""
    for kind, body in (("holds", _sweep_holds), ("bookings", _sweep_bookings)):
        while body(session, SweepRequest(kind=kind), batch=BATCH).more:
            pass


def _require_sound(app: App, ctx: Context) -> None:
    """Look before anything is made: a database that is there, ours, and by a clock to believe."""
    with app.db.read(ctx):
        jump_ms = app.db.clock_jump_ms
    if jump_ms:
        raise NeedsPerson("clock.jumped", minutes=round(jump_ms / 60_000))


def _sweep_all(app: App, ctx: Context, *, batch: int) -> SweepResult:
    _require_sound(app, ctx)
    counts: dict[str, int] = {"holds": 0, "bookings": 0, "seats": 0, "batches": 0}
    for kind, body in (
        ("holds", _sweep_holds),
        ("bookings", _sweep_bookings),
        ("operations", _forget_operations),
    ):
        _sweep_kind(app, ctx, kind, partial(body, batch=batch), counts)
    return SweepResult(
        holds_expired=counts["holds"],
        bookings_expired=counts["bookings"],
        seats_freed=counts["seats"],
        batches=counts["batches"],
    )


def _sweep_kind(
    app: App,
    ctx: Context,
    kind: str,
    body: Callable[[WriteSession, SweepRequest], Swept],
    counts: dict[str, int],
) -> None:
    if not _any_due(app, ctx, kind):
        return
    more = True
    while more:
        swept = app.db.write(ctx, SweepRequest(kind=kind), body)
        counts[kind] = counts.get(kind, 0) + swept.done
        counts["seats"] += swept.seats
        counts["batches"] += 1
        more = swept.more and not ctx.dry_run


def _any_due(app: App, ctx: Context, kind: str) -> bool:
    """Look before writing: a sweep with nothing to do takes no lock at all."""
    with app.db.read(ctx) as session:
        if kind == "operations":
            before_ms = _forget_before_ms(ctx, session.now_ms)
            return session.scalar(queries.any_old_operation, before_ms=before_ms) is not None
        query = queries.any_expired_hold if kind == "holds" else queries.any_expired_booking
        return session.scalar(query, now_ms=session.now_ms) is not None


def _sweep_holds(session: WriteSession, request: SweepRequest, *, batch: int) -> Swept:
    due = session.all(queries.expired_holds, now_ms=session.now_ms, most=batch)
    if not due:
        return Swept()
    ids = _in_json(due)
    freed = session.run(queries.free_expired, ids=ids)
    session.run(queries.expire_holds, ids=ids)
    _step_each(session, Subject.HOLD, due, HoldStatus.EXPIRED)
    return Swept(done=len(due), seats=freed, more=len(due) == batch)


def _sweep_bookings(session: WriteSession, request: SweepRequest, *, batch: int) -> Swept:
    due = session.all(queries.expired_bookings, now_ms=session.now_ms, most=batch)
    if not due:
        return Swept()
    ids = _in_json(due)
    freed = session.run(queries.free_expired, ids=ids)
    session.run(queries.expire_bookings, ids=ids)
    _step_each(session, Subject.BOOKING, due, BookingStatus.EXPIRED)
    lines = session.all(queries.lines_of_bookings, ids=ids)
    _step_each(session, Subject.LINE, lines, LineStatus.RELEASED)
    session.run(queries.release_lines, ids=ids)
    _give_offers_back(session, ids)
    session.run(vouchers.release_bookings, ids=ids)
    return Swept(done=len(due), seats=freed, more=len(due) == batch)


def _give_offers_back(session: WriteSession, ids: str) -> None:
    """What they reserved is free by reading already, their codes with it."""
    from boxoffice.storage.queries import offers

    reserved = session.all(offers.reserved_of_bookings, ids=ids)
    if reserved:
        _step_each(session, Subject.REDEMPTION, reserved, RedemptionStatus.RELEASED)
        session.run(offers.release_redemptions, ids=ids)
    for row in sorted(reserved, key=attrgetter("code")):
        if row.code:
            session.run(offers.free_code, of_code=row.code, of_booking=row.booking_id)


def _step_each(session: WriteSession, subject: Subject, rows: Sequence[Row], target: str) -> None:
    for source, alike in groupby(rows, key=attrgetter("status")):
        session.steps(subject, [row.id for row in alike], source, target)


def _forget_operations(session: WriteSession, request: SweepRequest, *, batch: int) -> Swept:
    before_ms = _forget_before_ms(session.ctx, session.now_ms)
    gone = session.run(queries.forget_operations, before_ms=before_ms, most=batch)
    return Swept(done=gone, more=gone >= batch)


def _forget_before_ms(ctx: Context, now_ms: int) -> int:
    return now_ms - ctx.settings.keep_operations_days * DAY_MS


def _in_json(rows: Sequence[Row]) -> str:
    return json.dumps([row.id for row in rows])
