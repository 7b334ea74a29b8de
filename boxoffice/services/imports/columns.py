"""Which column of a sheet is meant: guessed from its header, unless somebody says it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from boxoffice.domain.layouts import printable
from boxoffice.domain.typed import alike
from boxoffice.errors import Invalid
from boxoffice.services.imports.sheets import Row, Sheet
from boxoffice.services.setup.tree import Node

Synonyms = Mapping[str, str]
"""For each of our fields its headers in any language, the likeliest first, with `|` between."""

FILM: Synonyms = {
    "title": "title|film title|movie title|titel|filmtitel|titre|titre du film|titulo|titolo|film"
    "|movie|filme|pelicula|name|film name|movie name|nom",
    "runtime": "runtime|running time|running time min|running time mins|running time minutes"
    "|runtime min|runtime minutes|runtime mins|run time|duration|duration min|duration minutes"
    "|length|length min|minutes|mins|duree|duree min|dauer|laufzeit|laufzeit min|spieldauer"
    "|duracion|durata|movie runtime|movie length|film length|film runtime",
    "languages": "languages|language|original language|langue|langues|sprache|sprachen|idioma"
    "|idiomas|lingua|movie languages",
    "genres": "genres|genre|major genre|film genre|movie genres|movie genre|genero|generos|genere",
    "certificate": "certificate|mpaa rating|mpaa|bbfc|fsk|certification|age rating|content rating"
    "|classification|altersfreigabe|freigabe|movie certificate|rated|age",
    "rating": "imdb rating|score|vote average|imdb|user rating|note|bewertung|movie rating",
    "formats": "formats|movie formats",
    "distributor": "distributor|distributeur|verleih|verleiher|distribuidor|distribuidora"
    "|distributore|distribution|movie distributor",
    "release": "release|release date|released|date de sortie|sortie|kinostart|starttermin"
    "|fecha de estreno|estreno|uscita|opening date|movie release",
    "year": "year|release year|production year|annee|jahr|ano|anno",
}  # fmt: skip

MOVIE: Synonyms = {
    "key": "key|movie key|film key",
    **FILM,
    "formats": FILM["formats"] + "|format",
}

THEATRE: Synonyms = {
    "key": "key|theatre key",
    "name": "name|nom|nombre|nome|theatre|theater|cinema|kino|cinema name|theatre name"
    "|theater name|nom du cinema|nom cinema|nom etablissement|etablissement|cine|sala|title",
    "city": "city|town|commune|ville|stadt|ort|ciudad|citta|comune|municipality|localidad|place"
    "|city name",
    "address": "address|street address|street|adresse|strasse|direccion|indirizzo|endereco|addr",
    "zone": "zone|time zone|timezone|tz|zeitzone|fuseau horaire|zona horaria",
    "currency": "currency|devise|wahrung|monnaie|moneda|valuta",
}

SHOW: Synonyms = {
    "key": "key|show key|bookingid|booking id|show id|session id|sessionid|performance id"
    "|showing id|screening id|showtime id",
    "movie": "movie key|film key|movie slug",
    **FILM,
    "languages": "languages|movie languages|original language",
    "date": "date|show date|day|jour|tag|datum|fecha|data|giorno|dia|session date",
    "at": "at|time|times|starts at|start time|show time|showtime|starts|start|datetime|date time"
    "|date and time|begins|beginn|uhrzeit|zeit|anfang|heure|heures|horaire|seance|hora|ora"
    "|orario|session time|startzeit|showtimes",
    "screen": "screen|screen name|auditorium|hall|house|room|salle|saal|sala|kinosaal|screen key",
    "theatre": "theatre|theater|cinema|kino|theatre key|theatre name|theater name|cinema name"
    "|cine|venue",
    "city": THEATRE["city"],
    "language": "show language|spoken language|language|version|langue|sprache|sprachfassung"
    "|idioma|lingua|audio|audio language",
    "subtitles": "subtitles|subtitle|sous titres|sous titrage|untertitel|subtitulos|sottotitoli"
    "|subtitle language|subs",
    "format": "format|show format|projection|projection format",
}

_RATING = re.compile(r"(?:10|\d)(?:[.,]\d+)?(?: ?/ ?10)?")
_BARE_RATING = frozenset({"rating", "film rating"})
_BESIDE = frozenset(
    {"tags", "cast", "crew", "actors", "directors", "director", "writers", "keywords", "images",
     "videos", "links", "companies", "countries", "studios", "trailers", "posters", "ratings"}
)  # fmt: skip
_TRANSLATED = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Columns:
    """The header that stands for each field, and the headers that stand for none."""

    by_field: Mapping[str, str]
    unused: tuple[str, ...]

    def cell(self, row: Row, field: str) -> Node | None:
        """The cell of a field, where the row has one."""
        header = self.by_field.get(field)
        return None if header is None else row.cells.get(header)

    def spelled(self, field: str) -> str:
        """The header as the sheet spells it; the field's own name where it has none."""
        return self.by_field.get(field, field)


def choose(sheet: Sheet, synonyms: Synonyms, *, mapped: Mapping[str, str]) -> Columns:
    """The columns of a sheet; what was mapped by hand comes first and is never guessed over."""
    plain = {header: normalised(header) for header in sheet.headers}
    chosen = _mapped(sheet, plain, synonyms, mapped)
    taken = set(chosen.values())
    if not mapped.keys() & {"rating", "certificate"}:
        chosen |= _bare_rating(sheet, plain, synonyms, taken)
        taken = set(chosen.values())
    for field, names in synonyms.items():
        if field in chosen:
            continue
        for name in names.split("|"):
            found = next((h for h in sheet.headers if h not in taken and plain[h] == name), None)
            if found is not None:
                chosen[field] = found
                taken.add(found)
                break
    return Columns(chosen, tuple(header for header in sheet.headers if header not in taken))


@dataclass(frozen=True, slots=True)
class FieldMarks:
    """The headers of the field that a row cannot lack, as they are guessed or were said."""

    synonyms: Synonyms
    needs: str
    mapped: Mapping[str, str]

    def rank(self, header: str) -> int:
        """How good a header is for that field: 1 is best, 0 is not at all."""
        name = normalised(header)
        if self.needs in self.mapped:
            return int(normalised(self.mapped[self.needs]) == name)
        return _ranks(self.synonyms[self.needs]).get(name, 0)

    def is_part(self, header: str) -> bool:
        """Whether a header is another field's, or one that lists names beside it."""
        name = normalised(header)
        return name in _BESIDE or any(
            name in _ranks(names) for field, names in self.synonyms.items() if field != self.needs
        )


@lru_cache(maxsize=64)
def _ranks(joined: str) -> dict[str, int]:
    return {name: rank for rank, name in enumerate(joined.split("|"), 1)}


def _mapped(
    sheet: Sheet, plain: Mapping[str, str], synonyms: Synonyms, mapped: Mapping[str, str]
) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for field, wanted in mapped.items():
        if field not in synonyms:
            raise Invalid(
                "imports.map_field", field=printable(field), choices=list(synonyms),
                nearest=alike(field, synonyms, most=1),
            )  # fmt: skip
        if not wanted:
            continue
        exact = [header for header in sheet.headers if header == wanted]
        found = exact or [h for h in sheet.headers if plain[h] == normalised(wanted)]
        if not found:
            raise Invalid(
                "imports.map_header", file=sheet.name, header=printable(wanted), field=field,
                headers=list(sheet.headers[:20]), nearest=alike(wanted, sheet.headers, most=1),
            )  # fmt: skip
        chosen[field] = found[0]
    return chosen


def _bare_rating(
    sheet: Sheet, plain: Mapping[str, str], synonyms: Synonyms, taken: set[str]
) -> dict[str, str]:
    """A column that is just called rating says how good films are, or for whom: its cells tell."""
    header = next((h for h in sheet.headers if plain[h] in _BARE_RATING and h not in taken), None)
    if header is None or "rating" not in synonyms:
        return {}
    texts = [row.cells[header].value for row in sheet.rows if header in row.cells]
    is_score = all(isinstance(text, str) and _RATING.fullmatch(text.strip()) for text in texts)
    return {"rating" if is_score else "certificate": header}


def normalised(header: str) -> str:
    """Small letters and digits without accents, single blanks for all else."""
    return _normalised(header[:200])


@lru_cache(maxsize=4096)
def _normalised(header: str) -> str:
    apart = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", bare.casefold().translate(_TRANSLATED)).strip()


def parse_map(texts: Sequence[str]) -> dict[str, str]:
    """`title=Titre du film,runtime=Durée` as a mapping; a header with a comma goes between quotes.

    `rating=` leaves a field alone that would be guessed.
    """
    import csv

    mapped: dict[str, str] = {}
    for text in texts:
        for pair in next(csv.reader([text.replace("\n", " ")], skipinitialspace=True), []):
            if not pair.strip():
                continue
            field, equals, header = pair.partition("=")
            if not equals or not field.strip():
                raise Invalid("imports.map_form", text=printable(pair))
            mapped[field.strip()] = header.strip().strip('"')
    return mapped
