"""What everybody at the tills was told of a show, held against what the database has of it.

Sales are the seats asked for with the answer to it; a move says who went where.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.concurrency.crowds import Answer
from tests.concurrency.houses import House
from tests.concurrency.ledger import sold

Asked = tuple[tuple[str, ...], Answer]

ISSUED = """
    SELECT booking.ref, line.seat, ticket.code FROM ticket
    JOIN booking_line AS line ON line.id = ticket.line_id
    JOIN booking ON booking.id = ticket.booking_id WHERE ticket.status = 'issued'
"""
TAKEN_IN = """
    SELECT booking.ref, booking.status, coalesce(sum(payment.amount_minor), 0) FROM booking
    LEFT JOIN payment ON payment.booking_id = booking.id AND payment.status = 'captured'
    GROUP BY booking.ref, booking.status
"""
SEATS = """
    SELECT booking.ref, screen.name, seat.row || seat.number FROM seat_claim AS claim
    LEFT JOIN booking ON booking.id = claim.owner_id
    JOIN seat ON seat.id = claim.seat_id JOIN screen ON screen.layout_id = seat.layout_id
"""
PLAYED_ON = (
    "SELECT screen.name FROM show JOIN screen ON screen.id = show.screen_id WHERE show.id = 1"
)
ANSWERED = "SELECT count(*) FROM operation WHERE use_case = 'SellRequest'"


@dataclass(frozen=True)
class Moved:
    """Who went where, as the move told it; nobody where nothing was moved."""

    parties: Sequence[Mapping[str, Any]] = ()
    was: str = ""
    _seats: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Moved:
        seats = {
            (party["ref"], seat["old"]): seat["new"]
            for party in document["parties"]
            for seat in party["seats"]
        }
        return cls(document["parties"], document["was"]["screen"], seats)

    @property
    def refs(self) -> set[str]:
        return {str(party["ref"]) for party in self.parties}

    def now(self, ref: str, label: str) -> str:
        return self._seats.get((ref, label), label)

    def had(self, ref: str, label: str) -> bool:
        return (ref, label) in self._seats


def untrue(
    house: House,
    asked: Sequence[Asked],
    moved: Moved | None = None,
    *,
    labels: Collection[str] = (),
    is_closed: bool = False,
) -> dict[str, list[Any]]:
    """Everything told that is not so, and everything there that nobody was told; nothing is well.

    `labels` are the seats that the house has in the end.
    """
    moved = moved or Moved()
    sales = [(seats, json.loads(each.out)) for seats, each in asked if each.code == 0]
    refused = [(seats, each) for seats, each in asked if each.code != 0]
    found: dict[str, list[Any]] = {
        "sales": _differing(_told_sales(sales, moved), sold(house)),
        "seats": _differing(_told_seats(house, sales, moved), house.rows(SEATS)),
        "tickets": _differing(_told_tickets(sales, moved), house.rows(ISSUED)),
        "money": _differing(_told_money(sales), house.rows(TAKEN_IN)),
        "answers": _differing([(len(sales),)], house.rows(ANSWERED)),
        "screens": [
            document["booking"]["ref"]
            for _, document in sales
            if (document["show"]["screen"] == moved.was)
            != (document["booking"]["ref"] in moved.refs)
        ],
        "parties": sorted(moved.refs - {document["booking"]["ref"] for _, document in sales}),
        "asked": [
            seats
            for seats, document in sales
            if tuple(line["seat"] for line in document["booking"]["lines"]) != seats
        ],
        "refusals": [
            (seats, answer)
            for seats, answer in refused
            if not _is_right(house, seats, answer, moved, labels=labels, is_closed=is_closed)
        ],
    }
    return {name: each for name, each in found.items() if each}


Sale = tuple[tuple[str, ...], Mapping[str, Any]]


def _differing(told: Iterator[Any] | list[Any], there: Any) -> list[Any]:
    """What is only on one side or more often there, marked with the side."""
    first, second = Counter(told), Counter(tuple(each) for each in there)
    return [("told", *each) for each in (first - second).elements()] + [
        ("there", *each) for each in (second - first).elements()
    ]


def _told_sales(sales: Sequence[Sale], moved: Moved) -> Iterator[tuple[str, str]]:
    for seats, document in sales:
        ref = document["booking"]["ref"]
        yield from ((ref, moved.now(ref, label)) for label in seats)


def _told_seats(
    house: House, sales: Sequence[Sale], moved: Moved
) -> Iterator[tuple[str, object, str]]:
    """All of them are in the hall that the show is in now."""
    ((screen,),) = house.rows(PLAYED_ON)
    for ref, label in _told_sales(sales, moved):
        yield ref, screen, label


def _told_tickets(sales: Sequence[Sale], moved: Moved) -> Iterator[tuple[str, str, str]]:
    """Whoever came along has those that the move gave out, and no other."""
    for _, document in sales:
        if (ref := document["booking"]["ref"]) not in moved.refs:
            yield from ((ref, each["seat"], each["code"]) for each in document["tickets"])
    for party in moved.parties:
        yield from ((party["ref"], each["seat"], each["code"]) for each in party["tickets"])


def _told_money(sales: Sequence[Sale]) -> Iterator[tuple[str, str, int]]:
    for _, document in sales:
        booking = document["booking"]
        yield booking["ref"], booking["status"], booking["total_minor"]


def _is_right(
    house: House,
    seats: Sequence[str],
    answer: Answer,
    moved: Moved,
    *,
    labels: Collection[str],
    is_closed: bool,
) -> bool:
    """Whether a refusal has the right exit code and names what is so, or was before the move."""
    if answer.out:
        return False
    error = json.loads(answer.err.splitlines()[-1])["error"]
    if error["code"] == "seats.unknown":
        return answer.code == 5 and error["details"]["label"] not in labels
    if error["code"] == "shows.closed":
        return answer.code == 6 and is_closed
    if error["code"] != "seats.taken" or answer.code != 6:
        return False
    taken = [(each["ref"], each["label"]) for each in error["details"]["seats"]]
    return bool(taken) and all(
        label in seats and ((ref, label) in sold(house) or moved.had(ref, label))
        for ref, label in taken
    )
