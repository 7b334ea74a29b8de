"""Everybody with a seat at a show, and what the other hall makes of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boxoffice.domain.layouts import Plan, Seat, seat_key
from boxoffice.domain.lifecycle import ClaimState, OwnerKind
from boxoffice.domain.moving import Moving, Party, Place, decide
from boxoffice.services import bookings, broken, claims, seating
from boxoffice.services.moving.targets import Target
from boxoffice.storage.queries import claims as claim_queries
from boxoffice.storage.queries import moving as queries
from boxoffice.storage.statements import Row

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession

TOKEN_LENGTH = 10


@dataclass(frozen=True)
class BlockedSeats:
    """A block: its seats before and after, those that the other hall does not have.

    What is `left_behind` was blocked for being broken on the old screen.
    """

    block: Row
    pairs: tuple[tuple[Seat, Seat], ...]
    dropped: tuple[Seat, ...]
    left_behind: tuple[Seat, ...]


@dataclass(frozen=True)
class Scene:
    """A show with all its live claims, and the hall that it goes to."""

    show: Row
    target: Target
    old: Plan
    new: Plan
    claims: Mapping[int, Row]
    lines: Mapping[tuple[str, int], Row]
    bookings: Mapping[str, Row]
    parties: tuple[Party, ...]
    blocks: tuple[BlockedSeats, ...]
    unusable: frozenset[int]

    @property
    def token(self) -> str:
        """A short word that differs once anybody's seat or the target does."""
        told = [
            self.show.id, self.show.screen_id, self.show.layout_id, self.show.starts_at_ms,
            self.target.screen.id, self.target.layout_id, self.target.starts_ms,
            [
                [party.owner, [[place.seat.id, place.category] for place in party.places]]
                for party in self.parties
            ],
            [
                [each.block.id, [[old.id, new.id] for old, new in each.pairs], len(each.dropped)]
                for each in self.blocks
            ],
            sorted(self.unusable),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:TOKEN_LENGTH]

    def status_of(self, party: Party, *, now_ms: int) -> str:
        """A booking's state by reading; that of a hold is held."""
        if party.kind is OwnerKind.HOLD:
            return str(ClaimState.HELD)
        return bookings.status_now(self.bookings[party.owner], now_ms)


class Decisions:
    """What was decided already, by token: a plan made before the gate is not made again in it."""

    def __init__(self) -> None:
        self._known: dict[str, Moving] = {}

    def of(self, scene: Scene) -> Moving:
        """Who sits where, thought out once for each scene."""
        token = scene.token
        if token not in self._known:
            self._known[token] = decide(
                scene.old, scene.new, scene.parties, unusable=scene.unusable
            )
        return self._known[token]


def load(session: ReadSession, show: Row, target: Target) -> Scene:
    """Read who sits where; claims that have run out are free seats."""
    old = seating.plan_of(session, show.layout_id)
    new = seating.plan_of(session, target.layout_id)
    live = {
        row.seat_id: row
        for row in session.all(queries.claims_of_show, show_id=show.id)
        if claims.is_live(row, session.now_ms)
    }
    lines = {
        (row.booking_id, row.seat_id): row
        for row in session.all(queries.lines_of_show, show_id=show.id)
    }
    blocks = _blocks(session, show, target, old=old, new=new, live=live)
    unusable = {seat.id for each in blocks for _, seat in each.pairs}
    if target.screen.id != show.screen_id:
        keys = broken.reasons(session, target.screen.id)
        unusable |= {new.by_key[key].id for key in keys if key in new.by_key}
    return Scene(
        show=show, target=target, old=old, new=new, claims=live, lines=lines,
        bookings={row.id: row for row in session.all(queries.bookings_of_show, show_id=show.id)},
        parties=_parties(old, live, lines), blocks=blocks, unusable=frozenset(unusable),
    )  # fmt: skip


def _parties(
    old: Plan, live: Mapping[int, Row], lines: Mapping[tuple[str, int], Row]
) -> tuple[Party, ...]:
    """Bookings, then holds, each in the order they were made."""
    seats: dict[tuple[str, str], list[Place]] = {}
    for seat_id, row in sorted(live.items()):
        if row.owner_kind == OwnerKind.BLOCK:
            continue
        seat = old.by_id[seat_id]
        line = lines.get((row.owner_id, seat_id))
        place = Place(seat, line.category if line else seat.category)
        seats.setdefault((row.owner_kind, row.owner_id), []).append(place)
    return tuple(
        Party(owner, OwnerKind(kind), tuple(places))
        for (kind, owner), places in sorted(seats.items())
    )


def _blocks(
    session: ReadSession,
    show: Row,
    target: Target,
    *,
    old: Plan,
    new: Plan,
    live: Mapping[int, Row],
) -> tuple[BlockedSeats, ...]:
    """Blocks stay on their labels; what is broken on the old screen alone does not come along."""
    moves_screen = target.screen.id != show.screen_id
    left_behind = broken.reasons(session, show.screen_id) if moves_screen else {}
    found = []
    for block in session.all(claim_queries.blocks_of_show, show_id=show.id):
        own = [old.by_id[seat_id] for seat_id in sorted(live) if live[seat_id].owner_id == block.id]
        stays = [seat for seat in own if left_behind.get(seat_key(seat.label)) == block.reason]
        coming = [(seat, _same(old, new, seat)) for seat in own if seat not in stays]
        found.append(
            BlockedSeats(
                block=block,
                pairs=tuple((seat, other) for seat, other in coming if other),
                dropped=tuple(seat for seat, other in coming if not other),
                left_behind=tuple(stays),
            )
        )
    return tuple(found)


def _same(old: Plan, new: Plan, seat: Seat) -> Seat | None:
    return seat if old is new else new.by_key.get(seat_key(seat.label))
