"""Plan what calling shows off takes, and do it: the front door for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from boxoffice.errors import Invalid
from boxoffice.services import show_lists, show_sales
from boxoffice.services.cancelling import ending, plan
from boxoffice.services.cancelling.results import (
    CloseRequest,
    Ended,
    EndRequest,
    ShowsCancelled,
    ShowsMeant,
)
from boxoffice.services.show_lists import ShowFilter

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.flows.refunding import SentRefunds
    from boxoffice.services.requests import Request
    from boxoffice.storage.session import ReadSession

BATCH = 50
"""Bookings ended in one write: some 50 ms, which is what a sale elsewhere can wait at most."""

Told = Callable[[int, Ended], object]
"""Hears the number of a show and how far it is, after each write."""


def plan_cancel(app: App, ctx: Context, meant: ShowsMeant) -> ShowsCancelled:
    """Who would be ended and what would go back to whom; writes nothing."""
    return _answer(app, ctx, numbers(app, ctx, meant), applied=False)


def cancel_shows(
    app: App,
    ctx: Context,
    meant: ShowsMeant,
    *,
    reason: str,
    batch: int = BATCH,
    told: Told = lambda show_id, ended: None,
) -> ShowsCancelled:
    """Call shows off: nothing is sold any more, and everybody's money is promised back.

    Each show is closed for good before its bookings end, some in each write. Whoever dies in the
    middle is followed by the same command, which goes on where it stopped.
    """
    if not reason.strip():
        raise Invalid("shows.cancel_reason")
    found = numbers(app, ctx, meant)
    if ctx.dry_run:
        return _answer(app, ctx, found, applied=False)
    for show_id in found:
        step = _Step(app, ctx, show_id)
        done: Ended = step.write(CloseRequest(show_id=show_id, reason=reason), ending.close)
        told(show_id, done)
        while done.left:
            request = EndRequest(show_id=show_id, reason=reason, most=batch)
            done = step.write(request, ending.end)
            told(show_id, done)
    return _answer(app, ctx, found, applied=True)


def look(app: App, ctx: Context, done: ShowsCancelled, *, sent: SentRefunds) -> ShowsCancelled:
    """The same shows once gateways were asked for what they give back."""
    found = [each.show.id for each in done.shows]
    return _answer(app, ctx, found, applied=done.applied, sent=sent)


class _Step:
    """One show's writes, each under a key of its own that follows from the command's."""

    def __init__(self, app: App, ctx: Context, show_id: int) -> None:
        self._app, self._ctx, self._show_id, self._made = app, ctx, show_id, 0

    def write(self, request: Request, body: Callable[..., Ended]) -> Ended:
        """The next write; asked again by the same key it answers as it did."""
        self._made += 1
        key = f"{self._ctx.op_key}-{self._show_id}-{self._made}" if self._ctx.op_key else ""
        return self._app.db.write(replace(self._ctx, op_key=key), request, body)


def numbers(app: App, ctx: Context, meant: ShowsMeant) -> list[int]:
    """The shows that are meant, each once, in order; those called off before too."""
    if bool(meant.shows) == bool(meant.screen):
        raise Invalid("shows.cancel_which")
    if (meant.first_day or meant.last_day) and not meant.screen:
        raise Invalid("shows.cancel_days")
    with app.db.read(ctx) as session:
        found = _of_screen(session, meant) if meant.screen else _named(session, meant)
    if not found:
        raise Invalid("shows.cancel_none", screen=meant.screen)
    return found


def _named(session: ReadSession, meant: ShowsMeant) -> list[int]:
    return show_sales.numbers_of(session, meant.shows)


def _of_screen(session: ReadSession, meant: ShowsMeant) -> list[int]:
    if not (meant.first_day and meant.last_day):
        raise Invalid("shows.cancel_stretch")
    chosen = ShowFilter(
        screen=meant.screen, first_day=meant.first_day, last_day=meant.last_day
    )  # fmt: skip
    return sorted(row.id for row in show_lists.meant(session, chosen))


def _answer(
    app: App,
    ctx: Context,
    found: list[int],
    *,
    applied: bool,
    sent: SentRefunds | None = None,
) -> ShowsCancelled:
    with app.db.read(ctx) as session:
        views = tuple(plan.view(session, show_id) for show_id in found)
    return ShowsCancelled(
        shows=views, totals=plan.summed(each for view in views for each in view.refunds),
        applied=applied, sent=sent, op_key=ctx.op_key if applied else "", dry_run=ctx.dry_run,
    )  # fmt: skip
