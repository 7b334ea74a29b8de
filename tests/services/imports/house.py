"""A house that is only rows: theatres, screens, films and shows, without a database."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from boxoffice.domain import times
from boxoffice.services.imports.houses import Films, Places
from boxoffice.services.imports.keys import same_name
from boxoffice.services.imports.screens import Halls
from boxoffice.storage.tables.programme import Movie

ZONE = "Europe/London"


def film(key: str, title: str, **values: Any) -> Movie:
    """A film of the house."""
    columns = {
        "id": 1, "languages": "", "genres": "", "certificate": "", "rating_tenths": 0,
        "runtime_minutes": 90, "distributor": "", "release_date": "", "formats": "",
    }  # fmt: skip
    return Movie(**{**columns, "key": key, "title": title, **values})


def films(*rows: Movie) -> Films:
    """A house with those films."""
    by_title: dict[str, list[Movie]] = {}
    for row in rows:
        by_title.setdefault(same_name(row.title), []).append(row)
    return Films({row.key: row for row in rows}, by_title)  # type: ignore[arg-type]


def places(*screens: str, zone: str = ZONE) -> Places:
    """Screens by theatre/key, each theatre in a city of its own."""
    found: list[Any] = []
    for number, screen in enumerate(screens, 1):
        theatre, _, key = screen.partition("/")
        found.append(
            SimpleNamespace(
                id=number, key=key, name=f"Screen {key}", turnaround_ms=1_200_000, theatre_id=1,
                theatre_key=theatre, theatre=theatre.title(), zone=zone,
            )
        )  # fmt: skip
    names = sorted({row.theatre_key for row in found})
    theatres: list[Any] = [
        SimpleNamespace(
            id=number, key=name, name=name.title(), city_key="london", city="London", zone=zone,
            currency="GBP", address="1 High Street",
        )
        for number, name in enumerate(names, 1)
    ]  # fmt: skip
    cities: list[Any] = [SimpleNamespace(id=1, key="london", name="London")]
    return Places(tuple(cities), tuple(theatres), tuple(found))


def show(key: str, at: str, *, screen_id: int = 1, movie_id: int = 1, **values: Any) -> Any:
    """A show of the house, of ninety minutes."""
    starts_at_ms = times.resolve_local(at, zone=ZONE)
    columns = {
        "language": "", "subtitles": "", "format": "2D", "status": "on_sale",
        "ends_at_ms": starts_at_ms + 90 * 60_000,
    }  # fmt: skip
    return SimpleNamespace(
        key=key, screen_id=screen_id, movie_id=movie_id, starts_at_ms=starts_at_ms,
        **{**columns, **values},
    )  # fmt: skip


def halls(*screens: str, chosen: tuple[str, ...] = (), shows: tuple[Any, ...] = ()) -> Halls:
    """Those screens with those shows of film 1, which is `dune`."""
    made = Halls(places(*screens), chosen)
    made.fill(shows, {1: "dune", 2: "nope"})
    return made
