"""What is read to recompute every invariant: pages in the order of a key, so memory stays small."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, bindparam, select, tuple_
from sqlmodel import SQLModel

from boxoffice.domain.lifecycle import Subject
from boxoffice.storage.session import ReadSession
from boxoffice.storage.statements import Named, Row, named
from boxoffice.storage.tables.audit import AuditChain, AuditEntry
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import Booking, BookingLine, Payment, Refund, Ticket
from boxoffice.storage.tables.claims import Block, Hold, SeatClaim
from boxoffice.storage.tables.layouts import Layout, SeatCategory, SeatRow
from boxoffice.storage.tables.offers import OfferRow, Redemption
from boxoffice.storage.tables.payments import Unmatched, WebhookEvent
from boxoffice.storage.tables.places import City, Screen, Theatre
from boxoffice.storage.tables.prices import FeeRow, Holiday, PriceRuleRow, TaxRateRow, TicketType
from boxoffice.storage.tables.programme import Movie, Show
from boxoffice.storage.tables.vouchers import Voucher

PAGE = 500
"""Rows of one page; what hangs on them comes with it."""

MOST = 101
"""More findings of one kind than this are not read one by one."""

LONGEST_NUMBER = 18
"""Digits that certainly fit into 64 bits."""

booking = Booking.__table__.c  # type: ignore[attr-defined]
line = BookingLine.__table__.c  # type: ignore[attr-defined]
claim = SeatClaim.__table__.c  # type: ignore[attr-defined]
seat = SeatRow.__table__.c  # type: ignore[attr-defined]
show = Show.__table__.c  # type: ignore[attr-defined]
screen = Screen.__table__.c  # type: ignore[attr-defined]
theatre = Theatre.__table__.c  # type: ignore[attr-defined]
chain = AuditChain.__table__.c  # type: ignore[attr-defined]
entry = AuditEntry.__table__.c  # type: ignore[attr-defined]
inbox = WebhookEvent.__table__.c  # type: ignore[attr-defined]
payment = Payment.__table__.c  # type: ignore[attr-defined]

_after: Any = bindparam("after")
_high: Any = bindparam("high")
_most = bindparam("most", type_=INTEGER)
_after_number = bindparam("after", type_=INTEGER)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a table and the stretch of keys they stand for: after one, up to another.

    The last page has no rows and no end: what hangs on keys in it hangs on nothing.
    """

    rows: list[Row]
    after: str
    high: str | None


def _registered(name: str, build: Callable[[], Executable]) -> Named:
    build.__name__ = name
    return named(build)


def _page_of(table: type[SQLModel]) -> Named:
    core: Any = table.__table__  # type: ignore[attr-defined]
    return _registered(
        f"page_of_{core.name}",
        lambda: select(*core.c).where(core.c.id > _after).order_by(core.c.id).limit(_most),
    )


THINGS: dict[Subject, Named] = {
    Subject.HOLD: _page_of(Hold),
    Subject.BLOCK: _page_of(Block),
    Subject.LINE: _page_of(BookingLine),
    Subject.PAYMENT: _page_of(Payment),
    Subject.REFUND: _page_of(Refund),
    Subject.TICKET: _page_of(Ticket),
    Subject.REDEMPTION: _page_of(Redemption),
    Subject.VOUCHER: _page_of(Voucher),
    Subject.UNMATCHED: _page_of(Unmatched),
}
"""Pages of everything with a state of its own; bookings and shows have statements of their own."""


def _keys_of(table: type[SQLModel], *names: str) -> Named:
    """The keys of a table as the audit spells them; with names, those of a theatre's own things."""
    core: Any = table.__table__  # type: ignore[attr-defined]

    def build() -> Executable:
        if not names:
            return select(core.c.key.label("id"))
        key: Any = theatre.key
        for name in names:
            key = key + "/" + core.c[name]
        return select(key.label("id")).join_from(core, Theatre, theatre.id == core.c.theatre_id)

    return _registered(f"keys_of_{core.name}", build)


KEYS: dict[Subject, Named] = {
    **{
        subject: _keys_of(table)
        for subject, table in (
            (Subject.CITY, City), (Subject.CATEGORY, SeatCategory),
            (Subject.TICKET_TYPE, TicketType), (Subject.LAYOUT, Layout),
            (Subject.THEATRE, Theatre), (Subject.MOVIE, Movie), (Subject.OFFER, OfferRow),
        )
    },
    Subject.SCREEN: _keys_of(Screen, "key"),
    Subject.PRICE: _keys_of(PriceRuleRow, "key"),
    Subject.HOLIDAY: _keys_of(Holiday, "day"),
    Subject.TAX: _keys_of(TaxRateRow, "product", "name"),
    Subject.FEE: _keys_of(FeeRow, "key"),
}  # fmt: skip
"""Every part of the house that there is; not more than a set-up reads as well."""


@named
def page_of_bookings() -> Executable:
    """Bookings with the currency of their theatre."""
    return (
        select(
            *booking,
            theatre.currency.label("house_currency"),
            show.status.label("show_status"),
        )
        .join_from(Booking, Show, show.id == booking.show_id, isouter=True)
        .join(Screen, screen.id == show.screen_id, isouter=True)
        .join(Theatre, theatre.id == screen.theatre_id, isouter=True)
        .where(booking.id > _after)
        .order_by(booking.id)
        .limit(_most)
    )


@named
def cleared_shows() -> Executable:
    """Shows of which it was written down that nobody has a seat any more."""
    return select(entry.subject_id).where(
        entry.subject_kind == "show", entry.event == "show.cleared"
    )


@named
def held_of_cancelled() -> Executable:
    """Seats that a hold keeps of shows that are called off."""
    held = (
        show.status == "cancelled",
        claim.state == "held",
        claim.expires_at_ms > bindparam("now_ms", type_=INTEGER),
    )
    found = _claims().join(Show, show.id == claim.show_id).where(*held)
    return found.limit(_most)  # type: ignore[no-any-return]


@named
def page_of_shows() -> Executable:
    """Shows in the order of their numbers."""
    return (
        select(show.id, show.status).where(show.id > _after_number).order_by(show.id).limit(_most)
    )


def _hanging_on_bookings(table: type[SQLModel]) -> Named:
    core: Any = table.__table__  # type: ignore[attr-defined]
    key = core.c.booking_id
    return _registered(
        f"{core.name}_between",
        lambda: select(*core.c).where(key > _after, key <= _high).order_by(key, core.c.id),
    )


lines_between = _hanging_on_bookings(BookingLine)
payments_between = _hanging_on_bookings(Payment)
refunds_between = _hanging_on_bookings(Refund)
tickets_between = _hanging_on_bookings(Ticket)


def _claims() -> Any:
    return select(*claim, seat.zone, seat.row, seat.number).join_from(
        SeatClaim, SeatRow, seat.id == claim.seat_id, isouter=True
    )


@named
def claims_between() -> Executable:
    """Claims of owners of one kind within a stretch of their ids."""
    return _claims().where(  # type: ignore[no-any-return]
        claim.owner_id > _after, claim.owner_id <= _high, claim.owner_kind == bindparam("kind")
    )


@named
def claims_after() -> Executable:
    """Claims of owners of one kind behind the last id that there is."""
    return (  # type: ignore[no-any-return]
        _claims()
        .where(claim.owner_id > _after, claim.owner_kind == bindparam("kind"))
        .order_by(claim.owner_id)
        .limit(_most)
    )


@named
def nobodys_claims() -> Executable:
    """Claims that name no owner at all."""
    return _claims().where(claim.owner_id == "").limit(_most)  # type: ignore[no-any-return]


@named
def entries_between() -> Executable:
    """What the audit says of one kind of thing within a stretch of their ids."""
    return select(*entry).where(
        entry.subject_kind == bindparam("kind"), entry.subject_id > _after,
        entry.subject_id <= _high,
    )  # fmt: skip


@named
def entries_after() -> Executable:
    """What the audit says of things behind the last one that there is."""
    return (
        select(*entry)
        .where(entry.subject_kind == bindparam("kind"), entry.subject_id > _after)
        .order_by(entry.subject_kind, entry.subject_id)
        .limit(_most)
    )


@named
def page_of_subjects() -> Executable:
    """The things of one kind that the audit tells of, each once."""
    return (
        select(entry.subject_id)
        .where(entry.subject_kind == bindparam("kind"), entry.subject_id > _after)
        .group_by(entry.subject_kind, entry.subject_id)
        .order_by(entry.subject_kind, entry.subject_id)
        .limit(_most)
    )


@named
def shows_among(size: int) -> Executable:
    """Those of these shows that there are."""
    ids: list[Any] = [bindparam(f"id_{index}", type_=INTEGER) for index in range(size)]
    return select(show.id).where(show.id.in_(ids))


@named
def entries_of(size: int) -> Executable:
    """What the audit says of these things."""
    ids: list[Any] = [bindparam(f"id_{index}") for index in range(size)]
    return select(*entry).where(entry.subject_kind == bindparam("kind"), entry.subject_id.in_(ids))


@named
def page_of_chain() -> Executable:
    """A till's chain in order."""
    return (
        select(*entry)
        .where(entry.till == bindparam("till"), entry.seq > _after_number)
        .order_by(entry.till, entry.seq)
        .limit(_most)
    )


@named
def next_till_with_entries() -> Executable:
    """The next till that wrote anything."""
    return select(entry.till).where(entry.till > _after).order_by(entry.till).limit(1)


@named
def next_till_with_head() -> Executable:
    """The next till whose chain has a head."""
    return select(chain.till).where(chain.till > _after).order_by(chain.till).limit(1)


@named
def head_of_chain() -> Executable:
    """The head of a till's chain."""
    return select(*chain).where(chain.till == bindparam("till"))


@named
def page_of_events() -> Executable:
    """What gateways told, with the state of the payment it is said to be about."""
    after = tuple_(bindparam("after_gateway"), bindparam("after"))
    return (
        select(*inbox, payment.status.label("payment_status"))
        .join_from(WebhookEvent, Payment, payment.id == inbox.payment_id, isouter=True)
        .where(tuple_(inbox.gateway, inbox.event_id) > after)
        .order_by(inbox.gateway, inbox.event_id)
        .limit(_most)
    )


def events(session: ReadSession) -> Iterator[list[Row]]:
    """The whole inbox, a page at a time."""
    gateway = after = ""
    while rows := session.all(page_of_events, after_gateway=gateway, after=after, most=PAGE):
        yield rows
        gateway, after = rows[-1].gateway, rows[-1].event_id


def pages(session: ReadSession, statement: Named) -> Iterator[Page]:
    """Every row of a table, a page at a time, and then the page behind the last row."""
    after = ""
    while rows := session.all(statement, after=after, most=PAGE):
        yield Page(rows, after, rows[-1].id)
        after = rows[-1].id
    yield Page([], after, None)


def claims_on(session: ReadSession, page: Page, *, kind: str) -> list[Row]:
    """The claims of a page's owners; on the last page those of nobody."""
    if page.high is None:
        return session.all(claims_after, after=page.after, kind=kind, most=MOST)
    return session.all(claims_between, after=page.after, high=page.high, kind=kind)


def entries_on(session: ReadSession, page: Page, *, kind: str) -> list[Row]:
    """The audit of a page's things; on the last page that of things that are not there."""
    if page.high is None:
        return session.all(entries_after, after=page.after, kind=kind, most=MOST)
    return session.all(entries_between, after=page.after, high=page.high, kind=kind)


def shows_with_entries(session: ReadSession) -> Iterator[tuple[list[Row], list[Row]]]:
    """Every show and what the audit says of it, a page at a time."""
    after = 0
    while rows := session.all(page_of_shows, after=after, most=PAGE):
        ids = {f"id_{index}": str(row.id) for index, row in enumerate(rows)}
        yield rows, session.all(entries_of, size=len(rows), kind=str(Subject.SHOW), **ids)
        after = rows[-1].id


def subjects(session: ReadSession, kind: str) -> Iterator[Page]:
    """Everything of one kind that the audit tells of, there or not, a page at a time."""
    after = ""
    while rows := session.all(page_of_subjects, after=after, kind=kind, most=PAGE):
        yield Page(rows, after, rows[-1].subject_id)
        after = rows[-1].subject_id


def entries_of_lost_shows(session: ReadSession) -> Iterator[list[Row]]:
    """What the audit says of shows that are not there, a page at a time."""
    for page in subjects(session, Subject.SHOW):
        told = [row.subject_id for row in page.rows]
        numbers = {f"id_{n}": int(number) for n, number in enumerate(filter(_is_number, told))}
        found = session.all(shows_among, size=len(numbers), **numbers) if numbers else []
        there = {str(row.id) for row in found}
        lost = {f"id_{n}": key for n, key in enumerate(key for key in told if key not in there)}
        if lost:
            yield session.all(entries_of, size=len(lost), kind=str(Subject.SHOW), **lost)


def _is_number(text: str) -> bool:
    """Whether it can be the number of a show at all."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


def tills(session: ReadSession) -> Iterator[str]:
    """Every till that has entries or a head."""
    after: str | None = ""
    while after is not None:
        found = [
            session.scalar(statement, after=after)
            for statement in (next_till_with_entries, next_till_with_head)
        ]
        after = min((till for till in found if till is not None), default=None)
        if after is not None:
            yield after


def chain_of(session: ReadSession, till: str) -> Iterator[list[Row]]:
    """A till's chain, a page at a time."""
    after = -(2**62)
    while rows := session.all(page_of_chain, till=till, after=after, most=PAGE):
        yield rows
        after = rows[-1].seq
