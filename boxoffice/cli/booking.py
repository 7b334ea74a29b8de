"""`boxoffice find`, `last`, `booking view` and `ticket view`: what was sold or promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates
from boxoffice.cli.session import session
from boxoffice.errors import Invalid, NotFound

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.services.bookings import BookingList

REF_HELP = "A booking's reference, or the code of one of its tickets."

Ref = Annotated[
    str, typer.Argument(metavar="REF", help=REF_HELP, autocompletion=candidates.references)
]


def find(
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="A reference, ticket code, name, phone or slip.")
    ] = "",
    unpaid: Annotated[
        bool, typer.Option("--unpaid", help="Only bookings that wait for their money.")
    ] = False,
) -> None:
    """Find bookings by name, phone, reference, ticket code or card slip.

    Example: boxoffice find rao
    Example: boxoffice find --unpaid
    """
    from boxoffice.services import bookings

    if not text.strip() and not unpaid:
        raise Invalid("bookings.find_what")
    with session() as (app, ctx, out):
        found = bookings.find_bookings(app, ctx, text, unpaid=unpaid)
        if not found.bookings and text.strip():
            raise NotFound("bookings.none_found", text=text)
        _emit_bookings(out, found, empty="No booking waits for its money.")


def last(
    most: Annotated[
        int, typer.Argument(metavar="[N]", min=1, max=500, help="How many of the newest.")
    ] = 1,
) -> None:
    """This till's last booking, or the last N.

    Example: boxoffice last
    Example: boxoffice last 10
    """
    from boxoffice.services import bookings

    with session() as (app, ctx, out):
        found = bookings.last_bookings(app, ctx, most=most)
        _emit_bookings(out, found, empty="Nothing was sold or booked at this till yet.")


def view_booking(ref: Ref) -> None:
    """A booking with its seats, money and tickets.

    Example: boxoffice booking view K7M2P
    """
    from boxoffice.present.receipts import receipt
    from boxoffice.present.rows.bookings import lines_table
    from boxoffice.services import bookings

    with session() as (app, ctx, out):
        found = bookings.view_booking(app, ctx, ref)
        out.emit(
            found.document(),
            table=lambda: lines_table(found),
            text=lambda: receipt(found, locale=out.locale),
        )


def view_ticket(ref: Ref) -> None:
    """Tickets as stubs with the QR that the door scans: all of a booking's, or one by its code.

    Example: boxoffice ticket view K7M2P
    """
    from boxoffice.present.rows.bookings import tickets_table
    from boxoffice.present.stubs import ticket_stub
    from boxoffice.services import bookings

    with session() as (app, ctx, out):
        found = bookings.view_tickets(app, ctx, ref)
        out.emit(
            found.document(),
            table=lambda: tickets_table(found),
            text=lambda: "\n".join(
                ticket_stub(
                    found,
                    ticket,
                    width=out.width,
                    unicode=out.unicode,
                    has_colour=out.has_colour,
                )
                for ticket in found.tickets
            ),
        )


def _emit_bookings(out: Output, found: BookingList, *, empty: str) -> None:
    """One booking as its receipt, several as a list."""
    from boxoffice.present.receipts import receipt
    from boxoffice.present.rows import bookings as rows

    def text() -> str:
        if not found.bookings:
            return f"{empty}\n"
        if len(found.bookings) == 1:
            return receipt(found.bookings[0], locale=out.locale)
        return out.drawn(rows.table(found.bookings))

    out.emit(
        found.document(),
        table=lambda: rows.table(found.bookings),
        text=text,
    )
