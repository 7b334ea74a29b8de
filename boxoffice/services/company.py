"""Tickets that stay sold when the company they go with is given back."""

from __future__ import annotations

from collections.abc import Sequence

from boxoffice.domain import ticket_conditions
from boxoffice.domain.lifecycle import LineStatus
from boxoffice.services import prices
from boxoffice.services.results import Reason
from boxoffice.storage.session import WriteSession
from boxoffice.storage.statements import Row


def left_alone(
    session: WriteSession, show: Row, lines: Sequence[Row], gone: Sequence[Row]
) -> tuple[Reason, ...]:
    """What to say of a booking's other lines once these are gone: a child's without an adult's."""
    ended = {line.id for line in gone}
    kinds = [
        line.ticket_type
        for line in lines
        if line.status == LineStatus.SOLD and line.id not in ended
    ]
    lost = {line.ticket_type for line in gone} - set(kinds)
    if not kinds or not lost:
        return ()
    lonely = ticket_conditions.alone(kinds, prices.load(session, show).conditions)
    return tuple(
        Reason(code="refunds.left_alone", details={"ticket_type": kind, "needs": needed})
        for kind, needed in lonely.items()
        if needed in lost
    )
