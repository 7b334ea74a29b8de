"""What there is: the whole house in a few statements, and what is asked of it before it changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Executable,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    or_,
    select,
    union_all,
    update,
)
from sqlmodel import SQLModel

from boxoffice.storage.queries.setup import among, registered
from boxoffice.storage.statements import Named, named
from boxoffice.storage.tables.audit import AuditEntry
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import Booking, BookingLine
from boxoffice.storage.tables.claims import Block, Hold, SeatClaim
from boxoffice.storage.tables.layouts import Layout, SeatCategory, SeatRow
from boxoffice.storage.tables.offers import OfferRow
from boxoffice.storage.tables.places import BrokenSeat, City, Screen, ScreenClosure, Theatre
from boxoffice.storage.tables.prices import FeeRow, Holiday, PriceRuleRow, TaxRateRow, TicketType
from boxoffice.storage.tables.programme import Movie, SetupRevision, Show

show = Show.__table__.c  # type: ignore[attr-defined]
claim = SeatClaim.__table__.c  # type: ignore[attr-defined]
seat = SeatRow.__table__.c  # type: ignore[attr-defined]
layout = Layout.__table__.c  # type: ignore[attr-defined]
hold = Hold.__table__.c  # type: ignore[attr-defined]
block = Block.__table__.c  # type: ignore[attr-defined]
booking = Booking.__table__.c  # type: ignore[attr-defined]
line = BookingLine.__table__.c  # type: ignore[attr-defined]
rule = PriceRuleRow.__table__.c  # type: ignore[attr-defined]
entry = AuditEntry.__table__.c  # type: ignore[attr-defined]
closure = ScreenClosure.__table__.c  # type: ignore[attr-defined]
broken = BrokenSeat.__table__.c  # type: ignore[attr-defined]
revision = SetupRevision.__table__.c  # type: ignore[attr-defined]

_now = bindparam("now_ms", type_=INTEGER)


def _every(table: type[SQLModel]) -> Named:
    core: Any = table.__table__  # type: ignore[attr-defined]
    keys = list(core.primary_key.columns)
    return registered(f"every_{core.name}", lambda: select(*core.c).order_by(*keys))


EVERY: dict[type[SQLModel], Named] = {
    table: _every(table)
    for table in (
        City,
        Theatre,
        Screen,
        SeatCategory,
        TicketType,
        Layout,
        Movie,
        Holiday,
        TaxRateRow,
        FeeRow,
        OfferRow,
    )
}


def _remove(table: type[SQLModel]) -> Named:
    core: Any = table.__table__  # type: ignore[attr-defined]
    keys = list(core.primary_key.columns)
    is_row = and_(*(column == bindparam(f"is_{column.name}", type_=column.type) for column in keys))
    return registered(f"remove_{core.name}", lambda: delete(core).where(is_row))


REMOVE: dict[type[SQLModel], Named] = {
    table: _remove(table)
    for table in (
        City, Theatre, Screen, SeatCategory, TicketType, Movie, Show, PriceRuleRow, Holiday,
        TaxRateRow, FeeRow, OfferRow,
    )
}  # fmt: skip


@named
def closures_to_come() -> Executable:
    """Closures of these screens that are not over, those of each in the order they begin."""
    return (
        select(*closure)
        .where(among(closure.screen_id), closure.to_ms > _now)
        .order_by(closure.screen_id, closure.from_ms, closure.id)
    )


@named
def drop_closures() -> Executable:
    """Forget when a screen that goes was closed."""
    return delete(ScreenClosure).where(closure.screen_id == bindparam("is_id", type_=INTEGER))


@named
def drop_broken_seats() -> Executable:
    """Forget the broken seats of a screen that goes."""
    return delete(BrokenSeat).where(broken.screen_id == bindparam("is_id", type_=INTEGER))


@named
def setup_revision() -> Executable:
    """How often the house was changed."""
    return select(revision.number).where(revision.id == 1)


@named
def lock_setup_revision() -> Executable:
    """The same, locked: one change of the house at a time, and no sale waits for it."""
    return select(revision.number).where(revision.id == 1).with_for_update()


@named
def count_setup_up() -> Executable:
    """Count a change of the house; whatever was planned before is planned anew."""
    return update(SetupRevision).where(revision.id == 1).values(number=revision.number + 1)


@named
def every_price() -> Executable:
    """Every price rule with the key of the show it is for."""
    return (
        select(*rule, show.key.label("show"))
        .join_from(PriceRuleRow, Show, show.id == rule.show_id, isouter=True)
        .order_by(rule.id)
    )


@named
def last_show_number() -> Executable:
    """The highest number a show ever had: one that was removed gives its number to no other."""
    removed = select(func.max(cast(entry.subject_id, INTEGER)).label("id")).where(
        entry.subject_kind == "show", entry.event == "show.removed"
    )
    both = union_all(select(func.max(show.id).label("id")), removed).subquery()
    return select(func.max(both.c.id))


@named
def seats_of_layouts() -> Executable:
    """Every seat of some plans, each plan in the order it was drawn."""
    return select(*seat).where(among(seat.layout_id)).order_by(seat.layout_id, seat.id)


@named
def shows_on_screens() -> Executable:
    """Shows on these screens that are on within a window."""
    return select(*show).where(
        among(show.screen_id),
        show.starts_at_ms >= bindparam("from_ms", type_=INTEGER),
        show.starts_at_ms < bindparam("to_ms", type_=INTEGER),
    )


@named
def shows_to_come() -> Executable:
    """Shows on these screens that are not over."""
    return select(*show).where(among(show.screen_id), show.ends_at_ms > _now)


@named
def shows_of_movies_to_come() -> Executable:
    """Shows of these films that are not over."""
    return select(*show).where(among(show.movie_id), show.ends_at_ms > _now)


@named
def shows_with_past() -> Executable:
    """Those of these shows that anybody ever had a seat of, or that seats were blocked for."""
    owners = (hold.show_id, block.show_id, booking.show_id, claim.show_id)
    return select(show.id).where(
        among(show.id), or_(*(exists().where(owner == show.id) for owner in owners))
    )


@named
def seats_taken() -> Executable:
    """Live claims on these shows, each with its seat and with whose it is."""
    live = or_(claim.expires_at_ms.is_(None), claim.expires_at_ms > _now)
    return (
        select(
            claim.show_id, claim.seat_id, claim.owner_kind, claim.owner_id,
            booking.ref, hold.till, block.reason,
            seat.seat_key, seat.category, seat.kind, seat.zone, seat.row, seat.number,
        )
        .join_from(SeatClaim, SeatRow, seat.id == claim.seat_id)
        .join(Booking, booking.id == claim.owner_id, isouter=True)
        .join(Hold, hold.id == claim.owner_id, isouter=True)
        .join(Block, block.id == claim.owner_id, isouter=True)
        .where(among(claim.show_id), live)
        .order_by(claim.show_id, claim.seat_id)
    )  # fmt: skip


@named
def bookings_of_shows() -> Executable:
    """Every booking that these shows ever had, the newest first."""
    return (
        select(booking.ref, booking.show_id, booking.status)
        .where(among(booking.show_id))
        .order_by(booking.show_id, booking.id.desc())
    )


def _users(column: Column[Any], name: Column[Any], used: Column[Any]) -> Executable:
    return select(used.label("used"), name.label("name")).where(among(column)).order_by(name)


@named
def shows_of_movies() -> Executable:
    """Shows of these films."""
    return _users(show.movie_id, show.id, show.movie_id)


@named
def shows_of_screens() -> Executable:
    """Shows that these screens ever had."""
    return _users(show.screen_id, show.id, show.screen_id)


@named
def seats_of_categories() -> Executable:
    """Layouts with seats of these categories."""
    return (
        select(seat.category.label("used"), layout.key.label("name"))
        .join_from(SeatRow, Layout, layout.id == seat.layout_id)
        .where(among(seat.category))
        .group_by(seat.category, layout.key)
        .order_by(layout.key)
    )


@named
def claimed_or_booked() -> Executable:
    """Those of these shows that have claims, live or not, or lines of bookings."""
    booked = exists().where(booking.show_id == show.id)
    claimed = exists().where(claim.show_id == show.id)
    return select(show.id).where(among(show.id), or_(booked, claimed)).order_by(show.id)


def _same_seat(own: Column[Any], of_line: bool) -> Any:
    """The id, in another plan, of the seat with the same key."""
    old = SeatRow.__table__.alias("old")  # type: ignore[attr-defined]
    new = SeatRow.__table__.alias("new")  # type: ignore[attr-defined]
    found = (
        select(new.c.id)
        .join_from(new, old, new.c.seat_key == old.c.seat_key)
        .where(old.c.id == own, new.c.layout_id == bindparam("to_layout_id", type_=INTEGER))
    )
    if of_line:
        found = found.where(new.c.category == old.c.category)
    return found.scalar_subquery()


_show_id = bindparam("of_show_id", type_=INTEGER)


@named
def drop_expired_claims() -> Executable:
    """Forget claims of a show that ran out: their seats were free already."""
    return delete(SeatClaim).where(claim.show_id == _show_id, claim.expires_at_ms <= _now)


@named
def carry_claims() -> Executable:
    """Give every claim of a show the seat of the same label in another plan."""
    same = _same_seat(claim.seat_id, of_line=False)
    return update(SeatClaim).where(claim.show_id == _show_id).values(seat_id=same)


@named
def lines_to_carry() -> Executable:
    """Lines of a show that have or may have again a seat, with that seat in another plan."""
    same = _same_seat(line.seat_id, of_line=True)
    seated = or_(*(line.status == status for status in ("sold", "reserved", "released")))
    return (
        select(line.id, line.status, booking.ref, same.label("to_seat_id"))
        .join_from(BookingLine, Booking, booking.id == line.booking_id)
        .where(booking.show_id == _show_id, seated)
        .order_by(line.id)
    )


@named
def carry_line() -> Executable:
    """Give a line the seat of another plan."""
    return (
        update(BookingLine)
        .where(line.id == bindparam("line_id"))
        .values(seat_id=bindparam("to_seat_id", type_=INTEGER))
    )


@named
def play_on_layout() -> Executable:
    """Play a show on another plan."""
    return (
        update(Show)
        .where(show.id == _show_id)
        .values(layout_id=bindparam("to_layout_id", type_=INTEGER))
    )
