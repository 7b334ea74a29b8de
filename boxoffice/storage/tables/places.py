"""Where films are shown: cities, their theatres, and the screens of a theatre."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from boxoffice.storage.tables.base import STRICT, check, integer, text


class City(SQLModel, table=True):
    """A town with one or more theatres."""

    __tablename__ = "city"
    __table_args__ = (UniqueConstraint("key"), STRICT)

    id: int = integer(primary_key=True)
    key: str = text()
    name: str = text()


class Theatre(SQLModel, table=True):
    """One house: its IANA time zone, its ISO 4217 currency."""

    __tablename__ = "theatre"
    __table_args__ = (
        UniqueConstraint("key"),
        check("currency", "length(currency) = 3"),
        STRICT,
    )

    id: int = integer(primary_key=True)
    key: str = text()
    city_id: int = integer(references="city.id", index=True)
    name: str = text()
    zone: str = text()
    currency: str = text()


class Screen(SQLModel, table=True):
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
