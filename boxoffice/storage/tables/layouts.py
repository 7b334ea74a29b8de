"""The plan of a hall: its seats and the categories they are sold in."""

from sqlalchemy import UniqueConstraint

from boxoffice.domain.layouts import SeatKind
from boxoffice.storage.tables.base import STRICT, Stored, check, integer, one_of, text


class Layout(Stored, table=True):
    """One plan; shows keep the plan they were sold on. Unreserved: free seating."""

    __tablename__ = "layout"
    __table_args__ = (
        UniqueConstraint("key"), check("capacity", "capacity > 0"),
        check("unreserved", "unreserved IN (0, 1)"), STRICT,
    )  # fmt: skip

    id: int = integer(primary_key=True)
    key: str = text()
    name: str = text()
    capacity: int = integer()
    unreserved: int = integer(before=0)


class SeatCategory(Stored, table=True):
    """What seats are priced by: stalls, premium, sofa."""

    __tablename__ = "seat_category"
    __table_args__ = (UniqueConstraint("key"), STRICT)

    id: int = integer(primary_key=True)
    key: str = text()
    name: str = text()


class SeatRow(Stored, table=True):
    """One place of a plan; `seat_key` is what any way to type its label comes down to.

    `guid` is what another system calls it.
    """

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("layout_id", "seat_key"),
        one_of("kind", SeatKind),
        STRICT,
    )

    id: int = integer(primary_key=True)
    layout_id: int = integer(references="layout.id")
    seat_key: str = text()
    zone: str = text()
    row: str = text()
    number: str = text()
    category: str = text(references="seat_category.key")
    kind: str = text()
    x: int = integer()
    y: int = integer()
    guid: str = text(before="")
