"""Rows that are showings: when, where, of which film; one that is there already stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from boxoffice.domain import times
from boxoffice.domain.layouts import printable
from boxoffice.errors import Invalid, InvalidFile
from boxoffice.services.imports import cells
from boxoffice.services.imports.batch import Batch, at, mapping
from boxoffice.services.imports.houses import Films
from boxoffice.services.imports.keys import same_name
from boxoffice.services.imports.movies import Film, entry_of, new_key, read_film
from boxoffice.services.imports.screens import Hall, Halls, Slot, default_key
from boxoffice.services.imports.sheets import Row
from boxoffice.services.setup.tree import Node

_FORMATS = (
    "imax 3d|imax 2d|imax laser|imax|4dx 3d|4dx|screenx|dolby cinema|dolby atmos|70mm|35mm|16mm"
    "|hfr 3d|hfr|3d|2d|4k"
)
_TAGGED = re.compile(
    rf"(.+?)(?:\s*[(\[]\s*({_FORMATS})\s*[)\]]|\s+[-–—:|]\s*({_FORMATS})|\s+({_FORMATS}))",
    re.IGNORECASE,
)
_SPELLED = {
    "screenx": "ScreenX", "dolby cinema": "Dolby Cinema", "dolby atmos": "Dolby Atmos",
    "imax laser": "IMAX Laser", "70mm": "70mm", "35mm": "35mm", "16mm": "16mm",
}  # fmt: skip
_SHOW_KEY = re.compile(r"[a-z0-9][a-z0-9_.@/:+T-]{0,63}")


@dataclass(frozen=True, slots=True)
class Showing:
    """One row read: a film at a moment, and the screens that may take it."""

    row: Row
    film: str
    title: str
    runtime_minutes: int
    at: Node
    text: str
    starts_at_ms: int
    format: str
    key: str
    screens: tuple[Hall, ...]

    @property
    def ends_at_ms(self) -> int:
        return self.starts_at_ms + self.runtime_minutes * 60_000


class Shows:
    """One import of shows: first the rows are read, then each gets its screen.

    Where several screens may take a show, it goes to the first that is free, earliest shows first.
    """

    def __init__(self, batch: Batch, films: Films, halls: Halls, *, theatre: str) -> None:
        self.batch = batch
        self.films = films
        self.halls = halls
        self.theatre = theatre
        self.order = batch.order_of("at", "date")
        titles = (batch.columns.cell(row, "title") for row in batch.sheet.rows)
        self._titles = {same_name(cells.tidy(str(cell.value))) for cell in titles if cell}
        self._new: dict[str, tuple[Node, int]] = {}
        self._lines: dict[str, int] = {}
        self.showings: list[Showing] = []
        for row in batch.sheet.rows:
            try:
                self.showings.append(self._showing(row))
            except InvalidFile as fault:
                batch.faults.append(fault)
        self._own_keys = {each.key for each in self.showings if each.key}

    def wanted_keys(self) -> set[str]:
        """Keys of shows that may be in the house already."""
        return self._own_keys | {
            default_key(hall, each.starts_at_ms) for each in self.showings for hall in each.screens
        }

    def entries(self) -> tuple[list[Node], list[Node]]:
        """Films to add and shows to add or change, as entries of a set-up, in their rows' order."""
        known = [(each, self._known(each)) for each in self.showings]
        known.sort(key=lambda each: (each[1] is None, each[0].starts_at_ms, each[0].row.line))
        placed: list[tuple[int, str, Node]] = []
        for showing, same in known:
            try:
                entry = self._placed(showing, same)
            except InvalidFile as fault:
                self.batch.faults.append(fault)
                continue
            placed.append((showing.row.line, showing.film, entry))
        placed.sort(key=lambda each: (each[0], each[2].column))
        used = {film for _, film, _ in placed}
        films = [film for key, (film, _) in self._new.items() if key in used]
        return films, [entry for _, _, entry in placed]

    def _showing(self, row: Row) -> Showing:
        batch = self.batch
        place, text = self._moment(row)
        screens = self.halls.meant(batch, row, theatre=self.theatre)
        title, tag = self._title(row)
        film, runtime_minutes = self._film(row, title)
        try:
            starts_at_ms = times.resolve_local(text, zone=screens[0].zone)
        except Invalid as error:
            raise batch.because(error, place, "at") from None
        form = batch.text(row, "format")
        says_form = batch.columns.cell(row, "format") is not None or not tag
        return Showing(
            row, film, title, runtime_minutes, place, text, starts_at_ms,
            format=str(form.value) if form and says_form else tag,
            key=self._key(row, screens), screens=screens,
        )  # fmt: skip

    def _moment(self, row: Row) -> tuple[Node, str]:
        """The cell with the time, and day and time as a set-up says them."""
        date, place = self.batch.text(row, "date"), self.batch.text(row, "at")
        if place is None:
            raise self.batch.fault("imports.missing", row, "at")
        day = str(date.value) if date else ""
        try:
            return place, cells.moment(day, str(place.value), order=self.order)
        except Invalid as error:
            if date is not None and error.code in ("imports.day", "imports.day_order"):
                raise self.batch.because(error, date, "date") from None
            raise self.batch.because(error, place, "at") from None

    def _title(self, row: Row) -> tuple[str, str]:
        """The film's title without the format that it is shown in, and that format.

        After a bracket or a dash a format is one; else only where the film is listed without it.
        """
        if self.batch.text(row, "movie") is not None:
            return "", ""
        title = str(self.batch.needed(row, "title", is_name=True).value)
        match = _TAGGED.fullmatch(title)
        if match is None or self.films.like(title):
            return title, ""
        bare, marked = match[1], match[2] or match[3]
        if not marked and same_name(bare) not in self._titles and not self.films.like(bare):
            return title, ""
        found = str(marked or match[4]).lower()
        return bare, _SPELLED.get(found, found.upper())

    def _film(self, row: Row, title: str) -> tuple[str, int]:
        """Key and minutes of the film; one that the house lacks is made of the row itself."""
        named = self.batch.text(row, "movie")
        if named is not None:
            stored = self.films.by_key.get(str(named.value).lower())
            if stored is None:
                raise self.batch.fault(
                    "imports.no_film", row, "movie", title=printable(str(named.value))
                )
            return stored.key, stored.runtime_minutes
        found = self.films.like(title, year=self._year(row))
        by_key = self.films.by_key.get(title.lower())
        if not found and by_key is not None:
            found = [by_key]
        if len(found) > 1:
            raise self.batch.fault(
                "imports.which_film", row, "title",
                title=printable(title), keys=[each.key for each in found[:5]],
            )  # fmt: skip
        if found:
            return found[0].key, found[0].runtime_minutes
        return self._new_film(row, title)

    def _year(self, row: Row) -> str:
        try:
            release = self.batch.read(row, "release", partial(cells.day, order=self.order))
        except InvalidFile:
            release = None
        year = release or self.batch.text(row, "year")
        return str(year.value)[:4] if year else ""

    def _new_film(self, row: Row, title: str) -> tuple[str, int]:
        film = read_film(self.batch, row, order=self.order)
        film = Film(row, at(film.title, title), film.fields, year=film.year)
        key = new_key(film)
        stored = self.films.by_key.get(key)
        if stored is not None:
            raise self.batch.fault(
                "imports.key_taken", row, "title",
                title=printable(title), key=key, other=printable(stored.title),
            )  # fmt: skip
        if key not in self._new:
            runtime = film.fields.get("runtime")
            if runtime is None:
                raise self.batch.fault("imports.unknown_film", row, "title", title=printable(title))
            self._new[key] = (entry_of(self.batch, film, key, None), int(str(runtime.value)))
        return key, self._new[key][1]

    def _key(self, row: Row, screens: tuple[Hall, ...]) -> str:
        """The key that the sheet gives the show; a number of another system is its theatre's."""
        node = self.batch.text(row, "key")
        if node is None:
            return ""
        text = str(node.value)
        is_ours = self.batch.columns.spelled("key").strip().lower() in ("key", "show key")
        if not is_ours and "key" not in self.batch.options.mapped:
            text = f"{screens[0].theatre}/{text.lower().replace(' ', '-')}"
        if not _SHOW_KEY.fullmatch(text):
            raise self.batch.fault("imports.show_key", row, "key", text=printable(text))
        return text

    def _known(self, showing: Showing) -> Slot | None:
        """The show of the house that the row is: by its key, else by film, time and screen."""
        by_key = self.halls.with_key(showing.key) if showing.key else None
        if by_key is not None:
            return by_key
        same = self.halls.same_show(showing.screens, showing.film, showing.starts_at_ms)
        return None if same is not None and same.key in self._own_keys else same

    def _placed(self, showing: Showing, same: Slot | None) -> Node:
        """The show on its screen: where it is already, else on the first that is free."""
        twin = same or self.halls.same_show(showing.screens, showing.film, showing.starts_at_ms)
        is_twin = twin is not None and (twin.key == showing.key or not showing.key)
        if twin is not None and is_twin and (line := self._lines.get(twin.key)):
            raise self.batch.fault("imports.repeated", showing.row, "at", other_line=line)
        if same is not None and same.status == "cancelled":
            raise self.batch.fault("imports.called_off", showing.row, "at", key=same.key)
        taken = self.halls.take(
            Slot(
                self._free(showing, same), same.key if same else showing.key, showing.film,
                showing.starts_at_ms, showing.ends_at_ms, showing.row.line,
            )
        )  # fmt: skip
        self._lines[taken.key] = showing.row.line
        return self._entry(showing, taken, same)

    def _entry(self, showing: Showing, taken: Slot, same: Slot | None) -> Node:
        batch, row, place = self.batch, showing.row, showing.at
        is_draft = same.status == "draft" if same else batch.options.draft
        fields = {
            "key": at(place, taken.key),
            "movie": at(batch.columns.cell(row, "title") or place, showing.film),
            "screen": at(place, taken.hall.name_in_setup),
            "at": at(place, showing.text),
            "language": batch.text(row, "language") or _kept(place, same, "language"),
            "subtitles": batch.text(row, "subtitles") or _kept(place, same, "subtitles"),
            "format": at(place, showing.format) if showing.format else _kept(place, same, "format"),
            "draft": at(place, "true") if is_draft else None,
        }
        return mapping(fields, line=place.line, column=place.column)

    def _free(self, showing: Showing, same: Slot | None) -> Hall:
        """The first screen that is free then; a show that is there stays on its own if it can."""
        halls = showing.screens
        if same is not None and same.hall in halls:
            halls = (same.hall, *(hall for hall in halls if hall != same.hall))
        but = same.key if same else ""
        first: Slot | None = None
        for hall in halls:
            other = self.halls.in_the_way(hall, showing.starts_at_ms, showing.ends_at_ms, but=but)
            if other is None:
                return hall
            first = first or other
        raise self._overlap(showing, halls, first)

    def _overlap(
        self, showing: Showing, halls: tuple[Hall, ...], other: Slot | None
    ) -> InvalidFile:
        free_at_ms = other.ends_at_ms + other.hall.turnaround_ms if other else 0
        return self.batch.sheet.fault(
            "imports.overlap", showing.at, field="at",
            header=printable(self.batch.columns.spelled("at")),
            title=printable(showing.title or showing.film), at=showing.text,
            screens=[hall.name_in_setup for hall in halls],
            other=other.key if other else "", other_line=(other.line if other else 0) or None,
            free_at=f"{times.local(free_at_ms, zone=halls[0].zone):%Y-%m-%d %H:%M}",
        )  # fmt: skip


def _kept(place: Node, same: Slot | None, name: str) -> Node | None:
    text = getattr(same, name, "")
    return at(place, text) if text else None
