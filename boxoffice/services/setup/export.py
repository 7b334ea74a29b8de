"""The house as a set-up that makes the very same house of an empty database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from boxoffice.domain import drawn_layouts, layout_drawing, money, placed_layouts, times
from boxoffice.domain.layout_new import unreserved
from boxoffice.domain.layouts import Plan, Seat
from boxoffice.domain.lifecycle import ShowStatus
from boxoffice.errors import Invalid, Refused
from boxoffice.services.setup import house as houses
from boxoffice.services.setup import offer_told, price_texts
from boxoffice.services.setup.house import Columns, House
from boxoffice.services.setup.models import SetupText
from boxoffice.services.setup.spelling import Number
from boxoffice.storage.queries import house as queries
from boxoffice.storage.queries.setup import rows_among
from boxoffice.storage.session import ReadSession

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App

KINDS = ("categories", "ticket_types", "layouts", "cities", "movies", "shows", "offers")
"""What a set-up file has lists of, in the order in which one builds on another."""

_EVER_MS = 2**62


@dataclass(frozen=True)
class Wanted:
    """Which part of the house: kinds, and the business days of the shows, both ends included."""

    only: tuple[str, ...] = ()
    first_day: str = ""
    last_day: str = ""


@dataclass
class Exported:
    """A set-up as plain data, and how much of the house cannot be part of one."""

    house: dict[str, list[dict[str, Any]]]
    cancelled_shows: int = 0

    def counts(self) -> dict[str, int]:
        """How many things of each kind."""
        return {kind: len(things) for kind, things in self.house.items()}


def read_kinds(text: str) -> tuple[str, ...]:
    """The kinds named, with commas between; theatres, screens and prices are part of cities."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in KINDS:
            raise Invalid("setup.unknown_kind", kind=word, known=list(KINDS))
    return tuple(kind for kind in KINDS if kind in words)


def export_house(app: App, ctx: Context, wanted: Wanted) -> Exported:
    """The house as it is now; shows that were called off are left out, and counted."""
    with app.db.read(ctx) as session:
        house, cancelled = _read(session)
    exporter = _Exporter(house, wanted, now_ms=session.now_ms or ctx.clock.wall_ms())
    kinds = {kind: getattr(exporter, kind) for kind in wanted.only or KINDS}
    found = {kind: list(make()) for kind, make in kinds.items()}
    return Exported(
        {kind: things for kind, things in found.items() if things},
        cancelled_shows=cancelled,
    )


def _read(session: ReadSession) -> tuple[House, int]:
    house = houses.read(session, SetupText())
    houses.read_seats(session, house, _current_layouts(house))
    rows = list(
        rows_among(
            session, queries.shows_on_screens, house.ids["screens"].values(),
            from_ms=-_EVER_MS, to_ms=_EVER_MS,
        )
    )  # fmt: skip
    kept = [row for row in rows if row.status != ShowStatus.CANCELLED]
    house.add_shows(sorted(kept, key=lambda row: row.id))
    return house, len(rows) - len(kept)


def _current_layouts(house: House) -> list[str]:
    return [key for key in house.layouts if houses.RETIRED not in key]


@dataclass
class _Exporter:
    """One house being told; what is empty is left out."""

    house: House
    wanted: Wanted
    now_ms: int
    shown: Collection[str] = field(init=False)

    def __post_init__(self) -> None:
        self.shown = self._shows_wanted()

    def categories(self) -> Iterable[dict[str, Any]]:
        for key, columns in self.house.categories.items():
            yield {"key": key, "name": columns["name"]}

    def ticket_types(self) -> Iterable[dict[str, Any]]:
        ordered = sorted(self.house.ticket_types.items(), key=lambda item: item[1]["position"])
        for key, columns in ordered:
            asks = {name: bool(columns[name]) for name in ("proof", "reason")}
            yield _filled({"key": key, "name": columns["name"], "needs": columns["needs"], **asks})

    def layouts(self) -> Iterable[dict[str, Any]]:
        for key in _current_layouts(self.house):
            name = self.house.layouts[key]["name"]
            yield {"key": key, "name": name, **hall_text(self.house.seats[key])}

    def cities(self) -> Iterable[dict[str, Any]]:
        for key, columns in self.house.cities.items():
            theatres = [
                self._theatre(own, theatre)
                for own, theatre in self.house.theatres.items()
                if theatre["city"] == key
            ]
            yield _filled({"key": key, "name": columns["name"], "theatres": theatres})

    def movies(self) -> Iterable[dict[str, Any]]:
        for key, movie in self.house.movies.items():
            tenths = movie["rating_tenths"]
            yield _filled(
                {
                    "key": key,
                    "title": movie["title"],
                    "runtime": Number(movie["runtime_minutes"]),
                    **{name: _list(movie[name]) for name in ("languages", "genres", "formats")},
                    "certificate": movie["certificate"],
                    "rating": Number(f"{tenths // 10}.{tenths % 10}") if tenths else "",
                    "distributor": movie["distributor"],
                    "release": movie["release_date"],
                }
            )

    def shows(self) -> Iterable[dict[str, Any]]:
        for key in self.shown:
            show = self.house.shows[key]
            yield _filled(
                {
                    "key": key,
                    "movie": show["movie"],
                    "screen": show["screen"],
                    "at": moment_text(
                        show["starts_at_ms"], zone=self.house.zone_of(show["screen"])
                    ),
                    "language": show["language"],
                    "subtitles": show["subtitles"],
                    "format": show["format"],
                    "draft": show["status"] == ShowStatus.DRAFT,
                    "closed": show["status"] == ShowStatus.CLOSED,
                }
            )

    def offers(self) -> Iterable[dict[str, Any]]:
        return offer_told.offers(self.house, shown=self.shown)

    def _theatre(self, key: str, theatre: Columns) -> dict[str, Any]:
        return _filled(
            {
                "key": key,
                **{name: theatre[name] for name in ("name", "address", "zone", "currency")},
                "cash_rounding": Number(money.plain(rounding, currency=theatre["currency"]))
                if (rounding := theatre["cash_rounding_minor"])
                else "",
                "refund_policy": theatre["refund_policy"],
                "holidays": [
                    {"day": day, "name": holiday["name"]}
                    for (own, day), holiday in self.house.holidays.items()
                    if own == key
                ],
                "screens": [
                    {
                        "key": screen["key"] if "key" in screen else path.partition("/")[2],
                        "name": screen["name"],
                        "layout": screen["layout"],
                        "turnaround": duration_text(screen["turnaround_ms"]),
                    }
                    for path, screen in self.house.screens.items()
                    if screen["theatre"] == key
                ],
                "prices": list(price_texts.prices(self.house, key, shown=self.shown)),
                "taxes": list(price_texts.taxes(self.house, key)),
                "fees": list(price_texts.fees(self.house, key)),
            }
        )

    def _shows_wanted(self) -> list[str]:
        """In the order in which they are played."""
        ordered = sorted(
            self.house.shows.items(),
            key=lambda item: (item[1]["starts_at_ms"], item[1]["screen"], item[0]),
        )
        return [key for key, show in ordered if self._is_wanted(show)]

    def _is_wanted(self, show: Columns) -> bool:
        if not (self.wanted.first_day or self.wanted.last_day):
            return True
        zone = self.house.zone_of(show["screen"])
        day = times.business_day(show["starts_at_ms"], zone=zone)
        first = self._day(self.wanted.first_day, zone) or date.min
        last = self._day(self.wanted.last_day, zone) or date.max
        return first <= day <= last

    def _day(self, text: str, zone: str) -> date | None:
        return times.parse_day(text, now_ms=self.now_ms, zone=zone) if text else None


def hall_text(seats: tuple[Seat, ...]) -> dict[str, Any]:
    """A plan drawn where that says everything, else told seat by seat."""
    category = seats[0].category
    if Plan(seats).is_unreserved and _same(unreserved(len(seats), category=category), seats):
        return {"category": category, "unreserved": Number(len(seats))}
    drawn = _drawn(seats)
    if drawn:
        return drawn
    rows = placed_layouts.to_places(seats)
    most = max(
        dict.fromkeys(seat.category for seat in seats),
        key=lambda key: sum(seat.category == key for seat in seats),
    )
    return {
        "category": most,
        "seats": [
            _filled(
                {
                    "row": row.row,
                    "zone": row.zone,
                    "category": "" if row.category == most else row.category,
                    "depth": Number(placed_layouts.spelled(row.y)) if row.y else "",
                    "seats": list(row.seats),
                },
                keep="row",
            )
            for row in rows
        ],
    }


def _drawn(seats: tuple[Seat, ...]) -> dict[str, Any]:
    """The drawing, if reading it gives the same seats in the same places and order."""
    try:
        drawing = layout_drawing.draw(Plan(seats))
    except Refused:
        return {}
    text = "".join(f"{line.rstrip()}\n" for line in drawing.lines)
    if not all(line.isprintable() for line in drawing.lines):
        return {}
    try:
        placed = drawn_layouts.from_drawing(
            text, category=drawing.category, legend=drawing.legend, numbering=drawing.numbering
        )
    except Invalid:
        return {}
    if not _same([each.seat for each in placed], seats):
        return {}
    legend = {sign: layout_drawing.meaning(*what) for sign, what in drawing.legend.items()}
    numbers = "" if drawing.numbering == "left" else drawing.numbering
    told = {"category": drawing.category, "legend": legend, "numbers": numbers, "plan": text}
    return _filled(told)


def _same(made: Iterable[Seat], seats: Iterable[Seat]) -> bool:
    return [_content(seat) for seat in made] == [_content(seat) for seat in seats]


def _content(seat: Seat) -> tuple[Any, ...]:
    place = (seat.zone, seat.row, seat.number, seat.category, seat.kind, seat.x, seat.y)
    return (*place, seat.guid)


def _filled(thing: dict[str, Any], *, keep: str = "") -> dict[str, Any]:
    """A thing without what is empty."""
    return {key: value for key, value in thing.items() if value or key == keep}


def _list(joined: str) -> list[str]:
    return [part.strip() for part in joined.split(",") if part.strip()]


def moment_text(ms: int, *, zone: str) -> str:
    """A moment on the theatre's clock, with its offset where that shows the time twice."""
    local = times.local(ms, zone=zone)
    timespec = "seconds" if local.second else "minutes"
    bare = local.replace(tzinfo=None).isoformat(" ", timespec)
    for text in (bare, local.isoformat(" ", timespec)):
        try:
            if times.resolve_local(text, zone=zone) == ms:
                return text
        except Invalid:
            continue
    return times.local(ms, zone="UTC").replace(tzinfo=None).isoformat(" ", "seconds") + "Z"


def duration_text(ms: int) -> str:
    """A length of time as people type it: 20m, 1h30m, 45s."""
    seconds = ms // 1000
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0m"
