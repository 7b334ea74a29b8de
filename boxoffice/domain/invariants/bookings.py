"""A booking against its lines, its seats and its tickets."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boxoffice.domain.invariants import Invariant, Violation, place
from boxoffice.domain.lifecycle import BookingStatus, ClaimState, LineStatus, TicketStatus

LINES_OF: Mapping[str, frozenset[str]] = {
    BookingStatus.PENDING: frozenset({LineStatus.RESERVED}),
    BookingStatus.CONFIRMED: frozenset({LineStatus.SOLD, LineStatus.EXCHANGED}),
    BookingStatus.CANCELLED: frozenset({LineStatus.RELEASED}),
    BookingStatus.EXPIRED: frozenset({LineStatus.RELEASED}),
    BookingStatus.PAID_UNSEATED: frozenset({LineStatus.RELEASED}),
    BookingStatus.VOIDED: frozenset({LineStatus.VOIDED}),
    BookingStatus.PART_REFUNDED: frozenset(
        {LineStatus.SOLD, LineStatus.REFUNDED, LineStatus.EXCHANGED}
    ),
    BookingStatus.REFUNDED: frozenset(
        {LineStatus.REFUNDED, LineStatus.RELEASED, LineStatus.EXCHANGED}
    ),
    BookingStatus.EXCHANGED: frozenset({LineStatus.REFUNDED, LineStatus.EXCHANGED}),
}
"""What the lines of a booking in each state may be."""

NEEDED: Mapping[str, str] = {
    BookingStatus.CONFIRMED: LineStatus.SOLD,
    BookingStatus.PART_REFUNDED: LineStatus.SOLD,
    BookingStatus.EXCHANGED: LineStatus.EXCHANGED,
}
"""What at least one line of a booking in such a state is."""

CLAIM_OF: Mapping[str, str] = {
    LineStatus.SOLD: ClaimState.SOLD,
    LineStatus.RESERVED: ClaimState.PENDING,
}
"""The claim that a line has, as long as it has one."""

LIVE = frozenset({TicketStatus.ISSUED, TicketStatus.ADMITTED})


@dataclass(frozen=True, slots=True)
class Case:
    """A booking with all that hangs on it."""

    booking: Any
    lines: Sequence[Any]
    claims: Sequence[Any]
    payments: Sequence[Any]
    refunds: Sequence[Any]
    tickets: Sequence[Any]
    transfers: Sequence[Any] = ()

    @property
    def name(self) -> str:
        """What people call it."""
        return f"booking {self.booking.ref}"


def check_lines(case: Case) -> Iterator[Violation]:
    """Every booking has lines, each in a state that goes with the booking's."""
    status = case.booking.status
    if not case.lines:
        yield Violation(
            Invariant.BOOKING_LINES, case.name, "verify.no_lines",
            {"ref": case.booking.ref, "status": status},
        )  # fmt: skip
    needed = NEEDED.get(status)
    if case.lines and needed and needed not in {line.status for line in case.lines}:
        yield Violation(
            Invariant.BOOKING_LINES, case.name, "verify.line_needed",
            {"ref": case.booking.ref, "status": status, "line": needed},
        )  # fmt: skip
    for line in case.lines:
        if line.status not in LINES_OF[status]:
            yield Violation(
                Invariant.BOOKING_LINES, f"{case.name} seat {line.seat}", "verify.line_status",
                {"ref": case.booking.ref, "status": status, "line": line.status},
            )  # fmt: skip


def check_called_off(case: Case, *, cleared: Container[int]) -> Iterator[Violation]:
    """Of a show that was called off to the end nobody has a seat, a claim or a promise."""
    booking = case.booking
    if booking.show_id not in cleared:
        return
    open_lines = [line.seat for line in case.lines if line.status in CLAIM_OF]
    if open_lines or case.claims or booking.status == BookingStatus.PENDING:
        yield Violation(
            Invariant.SHOW_CANCELLED, case.name, "verify.show_cancelled",
            {"ref": booking.ref, "show": booking.show_id, "status": booking.status},
        )  # fmt: skip


def check_claims(case: Case, *, now_ms: int) -> Iterator[Violation]:
    """Sold lines and sold claims match both ways; reserved ones do until the booking runs out."""
    booking = case.booking
    of_seat = sorted(case.lines, key=lambda line: line.status in CLAIM_OF)
    lines = {line.seat_id: line for line in of_seat}
    claims = {claim.seat_id: claim for claim in case.claims if claim.show_id == booking.show_id}
    waits = booking.status == BookingStatus.PENDING and booking.expires_at_ms > now_ms
    for line in case.lines:
        needed = line.status == LineStatus.SOLD or (waits and line.status == LineStatus.RESERVED)
        if needed and line.seat_id not in claims:
            yield Violation(
                Invariant.LINE_CLAIMS, f"{case.name} seat {line.seat}", "verify.line_unclaimed",
                {"ref": booking.ref, "show": booking.show_id, "seat": line.seat,
                 "line": line.status},
            )  # fmt: skip
    for claim in case.claims:
        yield from _check_claim(case, claim, lines.get(claim.seat_id))


def _check_claim(case: Case, claim: Any, line: Any | None) -> Iterator[Violation]:
    booking = case.booking
    details = {
        "ref": booking.ref, "state": claim.state, "owner": case.name, "status": booking.status,
        "line": line.status if line else "", "show": booking.show_id,
    }  # fmt: skip
    invariant, code = Invariant.CLAIM_OWNER, ""
    if claim.show_id != booking.show_id:
        code = "verify.claim_show"
    elif line is None:
        invariant, code = Invariant.LINE_CLAIMS, "verify.claim_without_line"
    elif line.status not in CLAIM_OF:
        code = "verify.claim_outlived"
    elif CLAIM_OF[line.status] != claim.state:
        invariant, code = Invariant.LINE_CLAIMS, "verify.claim_line"
    elif claim.state == ClaimState.PENDING and claim.expires_at_ms != booking.expires_at_ms:
        code = "verify.claim_expiry"
    if code:
        yield Violation(invariant, place(claim), code, details)


def check_tickets(case: Case) -> Iterator[Violation]:
    """Each sold line has one ticket that lets in, the last one issued; no other line has any."""
    of_line: dict[str, list[Any]] = {line.id: [] for line in case.lines}
    for ticket in case.tickets:
        if ticket.line_id not in of_line:
            yield _of_ticket(case, ticket, "verify.ticket_line")
            continue
        of_line[ticket.line_id].append(ticket)
        if not _is_rightly_admitted(ticket):
            yield _of_ticket(case, ticket, "verify.ticket_admitted")
    for line in case.lines:
        tickets = sorted(of_line[line.id], key=lambda ticket: int(ticket.issue_number))
        live = [ticket for ticket in tickets if ticket.status in LIVE]
        wanted = 1 if line.status == LineStatus.SOLD else 0
        subject = f"{case.name} seat {line.seat}"
        details = {"ref": case.booking.ref, "line": line.status, "found": len(live)}
        if len(live) != wanted:
            yield Violation(Invariant.TICKETS, subject, "verify.ticket_count", details)
        numbers = [ticket.issue_number for ticket in tickets]
        if numbers != list(range(1, len(tickets) + 1)) or (live and live[-1] is not tickets[-1]):
            yield Violation(
                Invariant.TICKETS, subject, "verify.ticket_numbers",
                {"ref": case.booking.ref, "numbers": numbers},
            )  # fmt: skip


def _is_rightly_admitted(ticket: Any) -> bool:
    """It has a moment once somebody went in, and keeps it if the show is then called off."""
    if ticket.status == TicketStatus.VOID:
        return True
    return bool((ticket.admitted_at_ms > 0) == (ticket.status == TicketStatus.ADMITTED))


def _of_ticket(case: Case, ticket: Any, code: str) -> Violation:
    return Violation(
        Invariant.TICKETS, f"ticket {ticket.code}", code,
        {"ref": case.booking.ref, "status": ticket.status},
    )  # fmt: skip
