"""Small halls drawn as text, so that a test shows the house it talks about."""

from __future__ import annotations

from boxoffice.domain.layouts import PITCH, Plan, Seat, SeatKind

KINDS = {
    "w": SeatKind.WHEELCHAIR,
    "c": SeatKind.COMPANION,
    "s": SeatKind.COUPLE,
    "S": SeatKind.COUPLE,
}


def plan_of(
    drawing: str,
    *,
    category: str = "standard",
    categories: dict[str, str] | None = None,
    step: int = 1,
    first: int = 1,
    reverse: bool = False,
    zone: str = "",
) -> Plan:
    """A plan from lines such as `F: oooo oo` (screen at the top), numbered from the left.

    o seat, x taken seat, w wheelchair, c companion, s half a sofa, S half a taken sofa, blank
    an aisle. A name may carry a zone, `BALCONY/F: oo`; `categories` is by row.
    """
    seats: list[Seat] = []
    for y, line in enumerate(_lines(drawing)):
        name, _, places = line.partition(":")
        own_zone, _, row = name.strip().rpartition("/")
        signs = [(x, sign) for x, sign in enumerate(places[1:]) if sign != " "]
        for place, (x, sign) in enumerate(signs):
            index = len(signs) - 1 - place if reverse else place
            seats.append(
                Seat(
                    id=len(seats) + 1,
                    row=row,
                    number=str(first + index * step),
                    category=(categories or {}).get(row, category),
                    x=x * PITCH,
                    y=y * PITCH,
                    kind=KINDS.get(sign, SeatKind.STANDARD),
                    zone=own_zone or zone,
                )
            )
    return Plan(tuple(seats))


def free_of(drawing: str) -> frozenset[int]:
    """The ids of the seats that a drawing for `plan_of` does not show as taken."""
    signs = [sign for line in _lines(drawing) for sign in line.partition(":")[2] if sign != " "]
    return frozenset(id_ for id_, sign in enumerate(signs, start=1) if sign not in "xS")


def _lines(drawing: str) -> list[str]:
    return [line for line in drawing.splitlines() if line.strip()]


def labels(seats: tuple[Seat, ...]) -> str:
    """Labels of seats with a space between."""
    return " ".join(seat.label for seat in seats)
