"""What is in the house already, as an import looks things up: by name, never by chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boxoffice.services.imports.keys import same_name
from boxoffice.storage.queries import imports as queries

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row


@dataclass(frozen=True)
class Films:
    """Films by key and by what their titles have in common with other spellings."""

    by_key: Mapping[str, Row]
    by_title: Mapping[str, list[Row]]

    @classmethod
    def read(cls, session: ReadSession) -> Films:
        by_title: dict[str, list[Row]] = defaultdict(list)
        rows = session.all(queries.every_movie)
        for row in rows:
            by_title[same_name(row.title)].append(row)
        return cls({row.key: row for row in rows}, by_title)

    def like(self, title: str, *, year: str = "", distributor: str = "") -> list[Row]:
        """The films of that title that the year and the distributor do not rule out.

        Of several the one that fits best stands alone.
        """
        found = self.by_title.get(same_name(title), [])
        if year:
            found = [row for row in found if _year(row) in ("", year)]
            found = [row for row in found if _year(row)] or found
        if distributor and len(found) > 1:
            same = same_name(distributor)
            found = [row for row in found if same_name(row.distributor) == same] or found
        return found


@dataclass(frozen=True)
class Places:
    """Cities, theatres and screens."""

    cities: tuple[Row, ...]
    theatres: tuple[Row, ...]
    screens: tuple[Row, ...]

    @classmethod
    def read(cls, session: ReadSession) -> Places:
        return cls(
            tuple(session.all(queries.every_city)),
            tuple(session.all(queries.every_theatre)),
            tuple(session.all(queries.every_screen)),
        )

    def city(self, name: str) -> Row | None:
        return named(self.cities, name)

    def theatre(self, name: str, *, city: str) -> Row | None:
        """The theatre of that name in that city."""
        return named((row for row in self.theatres if row.city_key == city), name)


def named(rows: Iterable[Row], text: str) -> Row | None:
    """The row that goes by that key, else the only one of that name."""
    found = all_named(rows, text)
    return found[0] if len(found) == 1 else None


def all_named(rows: Iterable[Row], text: str) -> list[Row]:
    """The row that goes by that key, else every one of that name."""
    known, same = list(rows), same_name(text)
    by_key = [row for row in known if row.key == text.strip().lower()]
    return by_key or [row for row in known if same_name(row.name) == same]


def _year(row: Row) -> str:
    return str(row.release_date)[:4]
