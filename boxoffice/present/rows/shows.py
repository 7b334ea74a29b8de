"""Shows as rows."""

from __future__ import annotations

from collections.abc import Sequence

from boxoffice.present.languages import language_code
from boxoffice.present.moments import clock_time, day
from boxoffice.present.tables import Cell, Column, Money, Table
from boxoffice.services.results import ShowLabel, ShowSummary

_DATA = (
    *("city", "starts_at", "language", "subtitles", "format", "certificate"),
    *("status", "capacity", "available"),
)


def table(shows: Sequence[ShowSummary], *, title: str = "") -> Table:
    """Shows in their order; day and theatre stand in the title where all of them share it."""
    days = {day(show.starts_at) for show in shows}
    theatres = {show.theatre for show in shows}
    shared = [days.pop()] if len(days) == 1 else []
    shared += [theatres.pop()] if len(theatres) == 1 else []
    rows = tuple(_row(show, has_days=bool(days)) for show in shows)
    title = " · ".join([title, *shared] if title else shared)
    return Table("shows", _columns(shows, has_theatres=bool(theatres)), rows, title)


def programme(shows: Sequence[ShowSummary]) -> Table:
    """Shows by day and theatre, the headings said once."""
    groups: dict[tuple[str, str, str], list[ShowSummary]] = {}
    for show in shows:
        groups.setdefault((day(show.starts_at), show.city, show.theatre), []).append(show)
    if len(groups) < 2:
        return table(shows)
    rows = tuple(_row(show, has_days=False) for group in groups.values() for show in group)
    sections = tuple(
        (f"{of_day} · {theatre}", len(group)) for (of_day, _, theatre), group in groups.items()
    )
    return Table("shows", _columns(shows, has_theatres=False), rows, sections=sections)


def _columns(shows: Sequence[ShowSummary], *, has_theatres: bool) -> tuple[Column, ...]:
    """Version gives way to theatres where both would stand; status stands where one is closed."""
    has_closed = any(show.status != "on_sale" for show in shows)
    version = Column(
        "version",
        "" if has_theatres else "Version",
        is_flexible=True,
        only_for_people=True,
        narrowest=14,
    )
    return (
        Column("id", "Show", is_number=True),
        Column("starts", "Starts", only_for_people=True),
        Column("movie", "Film", is_flexible=True, narrowest=18, yields_last=True),
        Column("theatre", "Theatre" if has_theatres else "", is_flexible=True, narrowest=11),
        Column("screen", "Screen", is_flexible=True, narrowest=11),
        version,
        Column("status_words", "Status" if has_closed else "", only_for_people=True),
        Column("free", "Free", is_number=True, only_for_people=True, drops_from="/"),
        Column("price_from_minor", "From", is_number=True),
        Column("currency"),
        *map(Column, _DATA),
    )


def version(show: ShowSummary, *, short: bool = False) -> str:
    """Format, language, subtitles and certificate: IMAX English/German 12, short IMAX en/de 12."""
    languages = [language for language in (show.language, show.subtitles) if language]
    spoken = "/".join(map(language_code, languages) if short else languages)
    return " ".join(part for part in (show.format, spoken, show.certificate) if part)


def show_words(show: ShowLabel) -> str:
    """A show in a cell of another list: Sat 20:15 The Quiet Lighthouse."""
    return f"{show.starts_at:%a} {clock_time(show.starts_at)} {show.movie}"


def _row(show: ShowSummary, *, has_days: bool) -> tuple[Cell, ...]:
    starts = clock_time(show.starts_at)
    price = show.price_from_minor
    return (
        show.id,
        f"{day(show.starts_at)} {starts}" if has_days else starts,
        show.movie,
        show.theatre,
        show.screen,
        version(show, short=True),
        show.status.replace("_", " "),
        "" if show.status == "cancelled" else f"{show.available}/{show.capacity}",
        None if price is None else Money(price, show.currency),
        show.currency,
        *(_data(show, name) for name in _DATA),
    )


def _data(show: ShowSummary, name: str) -> Cell:
    value: Cell = getattr(show, name)
    return value
