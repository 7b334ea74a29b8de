"""The screens that shows may go to, and what plays there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from boxoffice.domain import times
from boxoffice.domain.layouts import printable
from boxoffice.domain.typed import alike
from boxoffice.errors import Invalid
from boxoffice.services.imports.houses import Places, all_named, named
from boxoffice.services.imports.keys import same_name

if TYPE_CHECKING:
    from boxoffice.services.imports.batch import Batch
    from boxoffice.services.imports.sheets import Row
    from boxoffice.storage.statements import Row as Stored


@dataclass(frozen=True, slots=True)
class Hall:
    """A screen as a set-up names it."""

    id: int
    theatre: str
    key: str
    name: str
    zone: str
    turnaround_ms: int

    @property
    def name_in_setup(self) -> str:
        return f"{self.theatre}/{self.key}"


@dataclass(frozen=True, slots=True)
class Slot:
    """A show that has a screen: one of the house (line 0), or one that came in before."""

    hall: Hall
    key: str
    film: str
    starts_at_ms: int
    ends_at_ms: int
    line: int = 0
    language: str = ""
    subtitles: str = ""
    format: str = ""
    status: str = ""


class Halls:
    """All screens, and who has them when; taken one show after the other."""

    def __init__(self, places: Places, chosen: Iterable[str] = ()) -> None:
        self.theatres = places.theatres
        self.all = tuple(
            Hall(row.id, row.theatre_key, row.key, row.name, row.zone, row.turnaround_ms)
            for row in places.screens
        )
        self.chosen = self._named(chosen)
        self._slots: dict[int, list[Slot]] = defaultdict(list)
        self._keys: dict[str, Slot] = {}

    def fill(self, rows: Iterable[Stored], movies: Mapping[int, str]) -> None:
        """Note the shows that the house has; one that is called off only keeps its key."""
        halls = {hall.id: hall for hall in self.all}
        for row in rows:
            if row.key in self._keys:
                continue
            slot = Slot(
                halls[row.screen_id], row.key, movies.get(row.movie_id, ""),
                row.starts_at_ms, row.ends_at_ms, language=row.language,
                subtitles=row.subtitles, format=row.format, status=row.status,
            )  # fmt: skip
            self._keys[row.key] = slot
            if row.status != "cancelled":
                self._slots[row.screen_id].append(slot)

    def with_key(self, key: str) -> Slot | None:
        """The show of that key, called off or not."""
        return self._keys.get(key)

    def meant(self, batch: Batch, row: Row, *, theatre: str) -> tuple[Hall, ...]:
        """The screens that a row may be shown on; those typed on the command line come first."""
        if self.chosen:
            return self.chosen
        wanted = batch.text(row, "screen")
        halls = self._of_theatre(batch, row, theatre=theatre)
        if wanted is None:
            if len(halls) == 1:
                return halls
            raise batch.fault("imports.no_screen_named", row, "screen")
        text = str(wanted.value).removesuffix(".0")
        fitting = self._fitting(halls, text)
        if len(fitting) != 1:
            code = "imports.which_screen" if fitting else "imports.no_screen"
            names = [hall.name_in_setup for hall in fitting or halls]
            raise batch.fault(code, row, "screen", text=printable(text), screens=names[:8])
        return fitting

    def _of_theatre(self, batch: Batch, row: Row, *, theatre: str) -> tuple[Hall, ...]:
        """The screens of the theatre that a row names, else of the one given; else all."""
        house, town = batch.text(row, "theatre"), batch.text(row, "city")
        typed = str(house.value) if house else theatre
        if not typed:
            return self.all
        found = all_named(self.theatres, typed)
        if len(found) > 1 and town is not None:
            found = [each for each in found if same_name(each.city) == same_name(str(town.value))]
        if len(found) != 1:
            keys = [each.key for each in found or self.theatres]
            raise batch.fault(
                "imports.which_theatre" if found else "imports.no_theatre",
                row,
                "theatre",
                text=printable(typed),
                keys=keys[:8],
                nearest=alike(typed, keys, most=1),
            )
        return tuple(hall for hall in self.all if hall.theatre == found[0].key)

    def same_show(self, halls: tuple[Hall, ...], film: str, starts_at_ms: int) -> Slot | None:
        """The show of that film at that moment on one of these screens."""
        for hall in halls:
            for slot in self._slots[hall.id]:
                if slot.starts_at_ms == starts_at_ms and slot.film == film:
                    return slot
        return None

    def in_the_way(
        self, hall: Hall, starts_at_ms: int, ends_at_ms: int, *, but: str = ""
    ) -> Slot | None:
        """The show that has the screen then, or needs the pause after it."""
        for slot in self._slots[hall.id]:
            is_apart = (
                ends_at_ms + hall.turnaround_ms <= slot.starts_at_ms
                or slot.ends_at_ms + hall.turnaround_ms <= starts_at_ms
            )
            if not is_apart and not (but and slot.key == but):
                return slot
        return None

    def take(self, slot: Slot) -> Slot:
        """Give a show its screen, and a key that no other show has where it came without one."""
        key = slot.key
        if not key:
            key = wanted = default_key(slot.hall, slot.starts_at_ms)
            number = 1
            while key in self._keys:
                number += 1
                key = f"{wanted}-{number}"
        before = self._keys.get(key)
        if before is not None and before in self._slots[before.hall.id]:
            self._slots[before.hall.id].remove(before)
        taken = replace(slot, key=key)
        self._keys[key] = taken
        self._slots[slot.hall.id].append(taken)
        return taken

    def _named(self, chosen: Iterable[str]) -> tuple[Hall, ...]:
        """The screens of `rex/1`, of `rex/1,rex/2`, or of a whole theatre: `rex`."""
        halls: list[Hall] = []
        for text in (part.strip() for typed in chosen for part in typed.split(",")):
            if not text:
                continue
            found = self._fitting(self.all, text)
            if not found and (theatre := named(self.theatres, text)) is not None:
                found = tuple(hall for hall in self.all if hall.theatre == theatre.key)
            elif len(found) > 1:
                raise Invalid(
                    "imports.which_screen_typed", text=printable(text),
                    screens=[hall.name_in_setup for hall in found[:8]],
                )  # fmt: skip
            if not found:
                names = [hall.name_in_setup for hall in self.all]
                raise Invalid(
                    "imports.no_screen_typed", text=printable(text), screens=names[:8],
                    nearest=alike(text, names, most=1),
                )  # fmt: skip
            halls += [hall for hall in found if hall not in halls]
        zones = {hall.zone for hall in halls}
        if len(zones) > 1:
            raise Invalid("imports.several_zones", zones=sorted(zones))
        return tuple(halls)

    def _fitting(self, halls: Iterable[Hall], text: str) -> tuple[Hall, ...]:
        """By theatre/key, by key, else by name."""
        wanted = " ".join(text.split()).casefold()
        spelled: dict[str, list[Hall]] = {"both": [], "key": [], "name": []}
        for hall in halls:
            words = {"both": hall.name_in_setup, "key": hall.key, "name": hall.name}
            for kind, word in words.items():
                if word.casefold() == wanted:
                    spelled[kind].append(hall)
        return next((tuple(found) for found in spelled.values() if found), ())


def default_key(hall: Hall, starts_at_ms: int) -> str:
    """The key that a set-up gives a show without one."""
    local = times.local(starts_at_ms, zone=hall.zone).isoformat(timespec="minutes")
    return f"{hall.name_in_setup}@{local}"
