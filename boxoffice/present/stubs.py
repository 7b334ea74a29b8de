"""A ticket as a stub for the terminal, with the QR that the door scans."""

from __future__ import annotations

from boxoffice.present.labels import is_unreserved, spoken
from boxoffice.present.moments import day_and_time
from boxoffice.present.text import clean, fit
from boxoffice.services.results import BookingResult, TicketView

_QUIET_ZONE = 4
_WHITE_ON_BLACK, _AS_BEFORE = "\x1b[38;5;231;48;5;16m", "\x1b[0m"


def ticket_stub(
    result: BookingResult,
    ticket: TicketView,
    *,
    width: int = 80,
    unicode: bool = True,
    has_colour: bool = False,
) -> str:
    """What the ticket admits to, its QR where the terminal is wide enough, and its code.

    A ticket that admits nobody has no QR; in colour the QR scans on a light terminal too.
    """
    show, booking = result.show, result.booking
    ellipsis = "…" if unicode else "~"
    separator = " · " if unicode else " - "
    words = [
        clean(show.movie),
        separator.join((day_and_time(show.starts_at), clean(show.screen), clean(show.theatre))),
        separator.join((_seat(ticket), _line(result, ticket), f"{booking.ref}")),
    ]
    if ticket.status != "issued":
        words.append(f"This ticket is {clean(ticket.status)}.")
    lines = [fit(line, width, ellipsis=ellipsis) for line in words]
    drawn = []
    if ticket.status == "issued":
        drawn = qr_lines(ticket.code, width=width, unicode=unicode)
    if has_colour:
        drawn = [f"{_WHITE_ON_BLACK}{line}{_AS_BEFORE}" for line in drawn]
    lines += ["", *drawn, ""] if drawn else [""]
    lines.append(clean(ticket.code))
    return "".join(f"{line}\n" for line in lines)


def qr_lines(code: str, *, width: int, unicode: bool, error: str = "m") -> list[str]:
    """A QR with its quiet zone, light on a dark terminal; nothing where it would not fit.

    In half blocks one line holds two rows of modules; without Unicode a module is two characters.
    """
    import io

    import segno

    drawn = segno.make(code, error=error, micro=False)
    modules = drawn.symbol_size(border=_QUIET_ZONE)[0]
    if modules * (1 if unicode else 2) > width:
        return []
    if unicode:
        out = io.StringIO()
        drawn.terminal(out, border=_QUIET_ZONE, compact=True)
        return out.getvalue().splitlines()
    rows = drawn.matrix_iter(border=_QUIET_ZONE)
    return ["".join("  " if dark else "##" for dark in row) for row in rows]


def _seat(ticket: TicketView) -> str:
    """Where to sit: anywhere in free seating, which is counted by numbers."""
    return spoken([ticket.seat]) if is_unreserved(ticket.seat) else f"Seat {clean(ticket.seat)}"


def _line(result: BookingResult, ticket: TicketView) -> str:
    """What the seat was sold as."""
    lines = [line for line in result.booking.lines if line.seat == ticket.seat]
    kinds = (lines[0].ticket_type, lines[0].category) if lines else ()
    return ", ".join(clean(kind) for kind in kinds)
