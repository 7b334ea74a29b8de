"""Bookings and holds of a show that moves, one per row."""

from __future__ import annotations

from collections.abc import Iterable

from boxoffice.present.labels import short_id, spoken
from boxoffice.present.tables import Column, Table
from boxoffice.services.moving.results import LossView, MoveResult, PartyView, UnplacedView

_COLUMNS = (
    Column("who", "Who", only_for_people=True),
    Column("name", "Name", is_flexible=True),
    Column("phone", "Phone"),
    Column("seats_words", "Seats", is_wrapped=True, only_for_people=True),
    Column("new_seats_words", "New seats", is_wrapped=True, only_for_people=True),
    Column("losses_words", "Loses", is_wrapped=True, only_for_people=True),
    Column("kind"),
    Column("ref"),
    Column("hold"),
    Column("status"),
    Column("seats"),
    Column("new_seats"),
    Column("losses"),
)

_LOST = {
    "aisle": "an aisle",
    "wheelchair": "a wheelchair place",
    "companion": "a companion's place",
    "sofa": "a sofa",
    "numbered": "a seat of their own",
}


def table(result: MoveResult, *, title: str = "") -> Table:
    """Who has seats first, then who has none in the other hall."""
    rows = [_row(party, result) for party in result.parties]
    rows += [_standing(party) for party in result.unplaced]
    return Table("parties", _COLUMNS, tuple(rows), title)


def lost(losses: Iterable[LossView]) -> str:
    """What a party goes without, in words."""
    return "; ".join(_words(loss) for loss in losses)


def who(party: PartyView | UnplacedView) -> str:
    """What a till calls it: a booking's reference, or the end of a hold's id."""
    return party.ref or f"hold {short_id(party.hold)}"


def _row(party: PartyView, result: MoveResult) -> tuple[str, ...]:
    old = [seat.old for seat in party.seats]
    new = [seat.new for seat in party.seats]
    return (
        who(party), party.name, party.phone, spoken(old),
        "the same" if old == new else spoken(new), lost(party.losses), party.kind, party.ref,
        party.hold, party.status, ",".join(old), ",".join(new),
        ",".join(loss.what for loss in party.losses),
    )  # fmt: skip


def _standing(party: UnplacedView) -> tuple[str, ...]:
    return (
        who(party), party.name, party.phone, spoken(party.seats), "none", "their seats",
        party.kind, party.ref, party.hold, "unplaced", ",".join(party.seats), "", "seats",
    )  # fmt: skip


def _words(loss: LossView) -> str:
    seats = spoken(loss.seats)
    if loss.what == "together":
        return f"sitting together ({loss.now} groups)"
    if loss.what == "category":
        return f"{loss.was}: {seats} is {loss.now}" if len(loss.seats) == 1 else (
            f"{loss.was}: {seats} are {loss.now}"
        )  # fmt: skip
    return f"{_LOST.get(loss.what, loss.what)} ({seats})"
