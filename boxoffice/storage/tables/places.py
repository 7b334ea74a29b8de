"""Where films are shown: cities, their theatres, and the screens of a theatre."""

from sqlalchemy import Index, UniqueConstraint

from boxoffice.storage.tables.base import CLUSTERED, STRICT, Stored, check, integer, text


class City(Stored, table=True):
    """A town with one or more theatres."""

    __tablename__ = "city"
    __table_args__ = (UniqueConstraint("key"), STRICT)

    id: int = integer(primary_key=True)
    key: str = text()
    name: str = text()


class Theatre(Stored, table=True):
    """One house: its IANA time zone, its ISO 4217 currency.

    Cash is rounded to multiples of `cash_rounding_minor`, where 0 means not at all.
    """

    __tablename__ = "theatre"
    __table_args__ = (
        UniqueConstraint("key"),
        check("currency", "length(currency) = 3"),
        check("cash_rounding", "cash_rounding_minor >= 0"),
        STRICT,
    )

    id: int = integer(primary_key=True)
    key: str = text()
    city_id: int = integer(references="city.id", index=True)
    name: str = text()
    zone: str = text()
    currency: str = text()
    address: str = text(before="")
    cash_rounding_minor: int = integer(before=0)
    refund_policy: str = text(before="")


class Screen(Stored, table=True):
    """One auditorium; `turnaround_ms` is the pause between two shows."""

    __tablename__ = "screen"
    __table_args__ = (
        UniqueConstraint("theatre_id", "key"),
        Index("ix_screen_layout_id", "layout_id"),
        check("turnaround", "turnaround_ms >= 0"),
        STRICT,
    )

    id: int = integer(primary_key=True)
    key: str = text()
    theatre_id: int = integer(references="theatre.id")
    layout_id: int = integer(references="layout.id")
    name: str = text()
    turnaround_ms: int = integer()


class ScreenClosure(Stored, table=True):
    """A screen on which nothing new may be played from one moment to another."""

    __tablename__ = "screen_closure"
    __table_args__ = (
        Index("ix_screen_closure_screen_id", "screen_id"),
        check("ends", "to_ms > from_ms"),
        STRICT,
    )

    id: int = integer(primary_key=True)
    screen_id: int = integer(references="screen.id")
    from_ms: int = integer()
    to_ms: int = integer()
    reason: str = text()
    actor: str = text()
    created_at_ms: int = integer()


class BrokenSeat(Stored, table=True):
    """A seat of a screen that nobody can sit on, whatever show is added."""

    __tablename__ = "broken_seat"
    __table_args__ = (CLUSTERED,)

    screen_id: int = integer(references="screen.id", primary_key=True)
    seat_key: str = text(primary_key=True)
    reason: str = text()
    actor: str = text()
    created_at_ms: int = integer()
