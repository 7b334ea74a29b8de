"""Shows put on sale and taken off it again, several at a time."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain.lifecycle import ShowStatus, Subject
from boxoffice.errors import Invalid, NotFound, Refused
from boxoffice.services import prices, show_lists, shows
from boxoffice.services.requests import Request
from boxoffice.services.results import Result, ShowLabel, Value
from boxoffice.storage.queries import programme as queries
from boxoffice.storage.queries import setup as setup_queries
from boxoffice.storage.queries import shows as show_queries
from boxoffice.storage.queries.setup import rows_among

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

MOST_SHOWS = 500
_STRETCH = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)


class SteppedShow(Value):
    """One show and what became of it: changed, unchanged, or refused for its status.

    The seats are those that somebody has at that moment.
    """

    show: ShowLabel
    outcome: str
    status: str
    sold: int
    pending: int
    held: int
    has_price: bool


class SteppedShows(Result):
    """Shows that were opened or closed, in the order of their numbers."""

    shows: tuple[SteppedShow, ...]


class OpenRequest(Request):
    """Shows to put on sale."""

    answer: ClassVar[type[Result]] = SteppedShows
    shows: tuple[str, ...]


class CloseRequest(Request):
    """Shows to take off sale."""

    answer: ClassVar[type[Result]] = SteppedShows
    shows: tuple[str, ...]


def open_shows(app: App, ctx: Context, request: OpenRequest) -> SteppedShows:
    """Put drafts and closed shows on sale; one that was cancelled is refused."""
    return app.db.write(ctx, request, _open)


def close_shows(app: App, ctx: Context, request: CloseRequest) -> SteppedShows:
    """Sell nothing more for these shows; what is sold stays, bookings and holds run on."""
    return app.db.write(ctx, request, _close)


def _open(session: WriteSession, request: OpenRequest) -> SteppedShows:
    return _step(session, request.shows, ShowStatus.ON_SALE)


def _close(session: WriteSession, request: CloseRequest) -> SteppedShows:
    return _step(session, request.shows, ShowStatus.CLOSED)


def numbers_of(session: ReadSession, words: tuple[str, ...]) -> list[int]:
    """The shows that numbers, stretches of numbers (12-15) and names mean, each once, in order."""
    numbers: set[int] = set()
    for word in words:
        stretch = _STRETCH.fullmatch(word.strip())
        if stretch is None:
            numbers.add(shows.get_show(session, word).id)
            continue
        low, high = int(stretch[1]), int(stretch[2])
        if high < low or high - low >= MOST_SHOWS:
            raise Invalid("programme.stretch", text=word, most=MOST_SHOWS)
        found = [row.id for row in session.all(queries.shows_numbered, low=low, high=high)]
        if not {low, high} <= set(found):
            missing = low if low not in found else high
            raise NotFound("shows.unknown", text=str(missing), nearest=[])
        numbers.update(found)
    return sorted(numbers)


def _step(session: WriteSession, words: tuple[str, ...], target: ShowStatus) -> SteppedShows:
    numbers = numbers_of(session, words)
    _lock(session, numbers)
    counts = show_lists.claimed(session, numbers)
    rows = [shows.get_show(session, str(number)) for number in numbers]
    outcomes = {row.id: _outcome(row.status, target) for row in rows}
    refused = [row for row in rows if outcomes[row.id] == "refused"]
    if len(refused) == len(rows):
        raise Refused("programme.cannot_step", show_id=rows[0].id, status=rows[0].status)
    for row in rows:
        if outcomes[row.id] == "changed":
            session.step(Subject.SHOW, str(row.id), row.status, target)
            session.run(show_queries.set_status, show_id=row.id, status=str(target))
            row.status = str(target)
    return SteppedShows(
        shows=tuple(
            _stepped(session, row, outcomes[row.id], counts.get(row.id, Counter())) for row in rows
        )
    )


def _lock(session: WriteSession, numbers: list[int]) -> None:
    """Nobody sells for these shows until they are stepped; taken in order, as everywhere."""
    for _ in rows_among(session, setup_queries.lock_shows, numbers):
        pass
    session.lock(show_queries.show_by_id, show_id=numbers[0])


def _outcome(status: str, target: ShowStatus) -> str:
    if status == target:
        return "unchanged"
    may_close = target is ShowStatus.CLOSED and status == ShowStatus.ON_SALE
    may_open = target is ShowStatus.ON_SALE and status in (ShowStatus.DRAFT, ShowStatus.CLOSED)
    return "changed" if may_close or may_open else "refused"


def _stepped(session: ReadSession, row: Row, outcome: str, count: Counter[str]) -> SteppedShow:
    return SteppedShow(
        show=shows.label(row), outcome=outcome, status=row.status, sold=count["sold"],
        pending=count["pending"], held=count["held"],
        has_price=prices.price_from(session, row) is not None,
    )  # fmt: skip
