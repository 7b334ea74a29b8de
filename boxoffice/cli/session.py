"""What a command asks for first: the app, its context and the writer of its answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from boxoffice.cli.global_options import typed
from boxoffice.cli.output import Output
from boxoffice.context import Context, SystemClock, SystemIds, system_actor
from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from boxoffice.services.app import App
    from boxoffice.services.requests import Request


class Session(NamedTuple):
    """One command at work."""

    app: App
    ctx: Context
    out: Output


@contextmanager
def session(*, writes: bool = False) -> Iterator[Session]:
    """Open everything a command needs; with `writes` its errors carry an operation key."""
    from boxoffice.services.app import open_app

    ctx = build_context(writes=writes)
    with open_app(ctx.settings) as app:
        out = output()
        try:
            _tell_of_leftovers(app, ctx, out)
            yield Session(app, ctx, out)
        finally:
            typed().may_have_written = app.db.commits_begun > 0
        if app.db.clock_jump_ms:
            _warn_of_clock(out, app.db.clock_jump_ms)


@contextmanager
def kept(at_work: Session, request: Request) -> Iterator[None]:
    """Around a write and its answer: if the answer gets lost, the next command here tells of it.

    Who names an operation key asks again with it; a dry run has nothing to tell.
    """
    app, ctx, out = at_work
    if ctx.dry_run:
        yield
        out.talk_of_dry_run()
        return
    words = typed()
    words.is_answered = out.is_delivered = False
    try:
        if words.op_key:
            yield
            return
        from boxoffice.services import leftovers

        words.is_kept = True
        with leftovers.kept(app, ctx, request) as operation:
            yield
            operation.is_answered = out.is_delivered
        words.is_kept = False
    finally:
        words.is_answered = out.is_delivered


def _tell_of_leftovers(app: App, ctx: Context, out: Output) -> None:
    """What nobody hears is not told yet: it waits for the next command."""
    from boxoffice.services import leftovers

    for outcome in leftovers.resolve(app, ctx):
        from boxoffice.present.leftovers import told

        if not out.warn(told(outcome, locale=out.locale)):
            break


def _warn_of_clock(out: Output, jump_ms: int) -> None:
    from boxoffice.present.words import phrase

    out.warn(phrase("clock.jumped", {"minutes": round(jump_ms / 60_000)}))


def build_context(*, writes: bool = False) -> Context:
    """Who acts, where and by which clock, as this command line says."""
    words = typed()
    settings = words.settings()
    ids = SystemIds()
    op_key = words.op_key or (ids.op_key() if writes else "")
    if writes:
        words.op_key_at_work = op_key
    return Context(
        clock=SystemClock(),
        ids=ids,
        actor=system_actor(),
        till=settings.till,
        settings=settings,
        op_key=op_key,
        dry_run=words.dry_run,
    )


def output() -> Output:
    """The writer of this command's answer."""
    words = typed()
    return Output.for_settings(words.settings(), op_key=lambda: words.op_key_at_work)


def output_of_help() -> Output:
    """The same for help: settings that cannot be read count for nothing, for it explains them."""
    from boxoffice.config import load_flags_only

    words = typed()
    try:
        return output()
    except Invalid:
        return Output.for_settings(load_flags_only(words.settings_typed))
