"""What a show that moves takes along, and what keeps a screen from taking it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, bindparam, delete, func, or_, select, update

from boxoffice.storage.queries.setup import among
from boxoffice.storage.queries.shows import in_line
from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.bookings import Booking, BookingLine, Ticket
from boxoffice.storage.tables.claims import SeatClaim
from boxoffice.storage.tables.places import BrokenSeat, ScreenClosure
from boxoffice.storage.tables.programme import SetupRevision, Show

show_table = Show.__table__  # type: ignore[attr-defined]
show = show_table.c
booking_table = Booking.__table__  # type: ignore[attr-defined]
booking = booking_table.c
line_table = BookingLine.__table__  # type: ignore[attr-defined]
line = line_table.c
ticket_table = Ticket.__table__  # type: ignore[attr-defined]
ticket = ticket_table.c
claim_table = SeatClaim.__table__  # type: ignore[attr-defined]
claim = claim_table.c
closure_table = ScreenClosure.__table__  # type: ignore[attr-defined]
closure = closure_table.c
broken_table = BrokenSeat.__table__  # type: ignore[attr-defined]
broken = broken_table.c
revision_table = SetupRevision.__table__  # type: ignore[attr-defined]

SEATED = ("pending", "confirmed", "part_refunded", "exchanged")
"""States of a booking that may have seats."""

_show_id = bindparam("show_id", type_=INTEGER)
_screen_id = bindparam("screen_id", type_=INTEGER)
_from = bindparam("from_ms", type_=INTEGER)
_to = bindparam("to_ms", type_=INTEGER)
_now = bindparam("now_ms", type_=INTEGER)


def _seated() -> Any:
    return or_(*(booking.status == state for state in SEATED))


@named
def lock_to_move(dialect: str) -> Executable:
    """A show's own row, locked against every sale; those that come later stand behind it."""
    found = select(show.id).where(show.id == _show_id).with_for_update()
    return found.add_columns(in_line(shared=False)) if dialect != "sqlite" else found


@named
def lock_bookings() -> Executable:
    """A show's bookings that may have seats, locked in the order of their ids."""
    return (
        select(*booking)
        .where(booking.show_id == _show_id, _seated())
        .order_by(booking.id)
        .with_for_update()
    )


@named
def bookings_of_show() -> Executable:
    """The same, only read."""
    seated = (booking.show_id == _show_id, _seated())
    return select(*booking).where(*seated).order_by(booking.id)


@named
def lock_claims() -> Executable:
    """Every claim on a show, locked in the order of seats as a sale takes them."""
    return select(*claim).where(claim.show_id == _show_id).order_by(claim.seat_id).with_for_update()


@named
def claims_of_show() -> Executable:
    """The same, only read."""
    return select(*claim).where(claim.show_id == _show_id).order_by(claim.seat_id)


@named
def lines_of_show() -> Executable:
    """The lines of a show's bookings that have seats, with the booking they belong to."""
    return (
        select(line.id, line.booking_id, line.seat_id, line.seat, line.category, line.status)
        .join_from(booking_table, line_table, line.booking_id == booking.id)
        .where(booking.show_id == _show_id, or_(line.status == "sold", line.status == "reserved"))
        .order_by(line.booking_id, line.id)
    )


@named
def tickets_of_show() -> Executable:
    """The tickets of a show's bookings that are not void."""
    return (
        select(
            ticket.id, ticket.booking_id, ticket.line_id, ticket.issue_number, ticket.status,
            booking.ref,
        )
        .join_from(booking_table, ticket_table, ticket.booking_id == booking.id)
        .where(booking.show_id == _show_id, ticket.status != "void")
        .order_by(ticket.id)
    )  # fmt: skip


@named
def contacts_of_show() -> Executable:
    """Whose a show's bookings are and how to reach them, by reference."""
    return select(booking.ref, booking.name, booking.phone).where(
        booking.show_id == _show_id, _seated()
    )


@named
def free_claim_of_show() -> Executable:
    """Delete the claim on one seat of a show."""
    seat_id = bindparam("of_seat", type_=INTEGER)
    return delete(claim_table).where(claim.show_id == _show_id, claim.seat_id == seat_id)


@named
def move_line() -> Executable:
    """Give a line another seat; its price and category stay as sold."""
    return (
        update(line_table)
        .where(line.id == bindparam("line_id"))
        .values(seat_id=bindparam("to_seat", type_=INTEGER), seat=bindparam("label"))
    )


@named
def void_ticket() -> Executable:
    """End one ticket."""
    return update(ticket_table).where(ticket.id == bindparam("ticket_id")).values(status="void")


@named
def move_show() -> Executable:
    """Put a show on another screen, plan or time."""
    columns = ("screen_id", "layout_id", "starts_at_ms", "ends_at_ms")
    values: dict[str, Any] = {name: bindparam(f"to_{name}", type_=INTEGER) for name in columns}
    return update(show_table).where(show.id == _show_id).values(**values)


@named
def count_revision() -> Executable:
    """Make what was planned before out of date."""
    number: Any = revision_table.c.number
    return update(revision_table).where(revision_table.c.id == 1).values(number=number + 1)


@named
def closures_of_screen() -> Executable:
    """Closures of a screen that are not over at a moment."""
    return (
        select(*closure)
        .where(closure.screen_id == _screen_id, closure.to_ms > _now)
        .order_by(closure.from_ms, closure.id)
    )


@named
def last_closure() -> Executable:
    """The highest number of a closure."""
    return select(func.max(closure.id))


@named
def end_closure() -> Executable:
    """End a closure at a moment."""
    return (
        update(closure_table)
        .where(closure.id == bindparam("closure_id", type_=INTEGER))
        .values(to_ms=bindparam("until_ms", type_=INTEGER))
    )


@named
def drop_closure() -> Executable:
    """Take back a closure that has not begun."""
    return delete(closure_table).where(closure.id == bindparam("closure_id", type_=INTEGER))


@named
def broken_of_screen() -> Executable:
    """The broken seats of a screen."""
    return select(*broken).where(broken.screen_id == _screen_id).order_by(broken.seat_key)


@named
def mend_seat() -> Executable:
    """Take a seat off the broken ones."""
    return delete(broken_table).where(
        broken.screen_id == _screen_id, broken.seat_key == bindparam("of_key")
    )


@named
def shows_with_broken() -> Executable:
    """Those of some shows whose screen has broken seats."""
    return (
        select(show.id)
        .distinct()
        .join_from(show_table, broken_table, broken.screen_id == show.screen_id)
        .where(among(show.id))
    )


@named
def shows_to_come() -> Executable:
    """Shows of a screen that are not called off and not over yet."""
    return (
        select(show.id)
        .where(
            show.screen_id == _screen_id, show.starts_at_ms >= _from, show.ends_at_ms > _now,
            show.status != "cancelled",
        )
        .order_by(show.id)
    )  # fmt: skip
