"""A first set-up file from five answers: explained line by line, and fit to sell from."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from boxoffice.domain import layout_drawing, money, times
from boxoffice.domain.layout_files import LayoutFile, slug
from boxoffice.domain.typed import plain_form
from boxoffice.errors import Invalid, Refused
from boxoffice.services import layouts
from boxoffice.services.setup.spelling import quoted

CURRENCY = "EUR"
ZONE = "UTC"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LINK = "zoneinfo/"
_ROWS = re.compile(r"[0-9]{1,3}|[^\W\d_][^\W_]*(?:[-,][^\W_]+)*")


@dataclass(frozen=True)
class Answers:
    """What a new house is told by; rows as a number or A-H, seats of a row as a number or 1-14."""

    name: str = "My cinema"
    city: str = "My town"
    currency: str = CURRENCY
    rows: str = "8"
    seats: str = "12"


def check_name(text: str) -> str:
    """A name that says something, on one line."""
    name = " ".join(text.split())
    if not name or len(name) > 100 or not name.isprintable():
        raise Invalid("setup.new_name", text=text[:40])
    return name


def check_currency(text: str) -> str:
    """Three capitals, however they were typed."""
    currency = plain_form(text).upper()
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        raise Invalid("setup.new_currency", text=text[:40])
    return currency


def hall_of(rows: str, seats: str, *, name: str) -> LayoutFile:
    """The hall as answered: 8 rows are A to H, more than 26 have numbers."""
    typed = plain_form(rows)
    if not _ROWS.fullmatch(typed) or not typed.strip("0"):
        raise Invalid("setup.new_rows", text=rows[:40])
    if typed.isdecimal():
        count = int(typed)
        typed = f"A-{_LETTERS[count - 1]}" if count <= len(_LETTERS) else f"1-{count}"
    return layouts.make(rows=typed, seats=seats, name=name)


def guessed_zone(environ: Mapping[str, str], *, locale: str) -> str:
    """The time zone that this machine's clock goes by, else that of the locale's country."""
    linked = os.path.realpath("/etc/localtime")
    named = environ.get("TZ", "").removeprefix(":")
    for name in (named, linked.rpartition(_LINK)[2] if _LINK in linked else ""):
        with suppress(Invalid):
            zone = times.get_zone(name).key if name else ""
            if zone and not zone.startswith("Etc/") and zone != ZONE:
                return zone
    from babel.core import get_global

    territory = _territory(locale)
    countries = get_global("zone_territories").items()
    zones = [zone for zone, country in countries if country == territory]
    return str(zones[0]) if len(zones) == 1 else ZONE


def guessed_currency(*, locale: str) -> str:
    """The currency of the country that the locale names."""
    from babel.numbers import get_territory_currencies

    territory = _territory(locale)
    found = get_territory_currencies(territory) if territory else []
    return str(found[0]) if found else CURRENCY


def _territory(locale: str) -> str:
    """FR of fr_FR.UTF-8, nothing of fr."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(locale.replace("-", "_").partition(".")[0]).territory or ""
    except (UnknownLocaleError, ValueError):
        return ""


def new_file(answers: Answers, *, zone: str, file: str, is_guess: bool = True) -> str:
    """The text of the file, in YAML; Invalid where an answer cannot be."""
    if is_guess:
        zone = f"{zone}    # from this computer's clock: where does the cinema stand?"
    name, city = check_name(answers.name), check_name(answers.city)
    currency = check_currency(answers.currency)
    hall = hall_of(answers.rows, answers.seats, name=name)
    full, reduced = _amounts(currency)
    return _TEXT.format(
        file=file, name=quoted(name), key=slug(name) or "cinema", city=quoted(city),
        city_key=slug(city) or "city", zone=zone, currency=currency, hall=_hall(hall),
        full=full, reduced=reduced,
    )  # fmt: skip


def _amounts(currency: str) -> tuple[str, str]:
    """Two prices of about the usual size, for somebody to correct."""
    places = money.exponent(currency)
    full = {0: 1000, 3: 3}.get(places, 10) * 10**places
    return money.plain(full, currency=currency), money.plain(full * 7 // 10, currency=currency)


def _hall(hall: LayoutFile) -> str:
    """The hall drawn, as far as letters go; what they cannot say is a case for `layout new`."""
    try:
        drawing = layout_drawing.draw(hall.plan)
    except Refused as error:
        raise Invalid("setup.new_hall", **error.details) from None
    numbers = "" if drawing.numbering == "left" else f"    numbers: {drawing.numbering}\n"
    return f"{numbers}    plan: |\n" + "".join(f"      {line}\n" for line in drawing.lines)


_TEXT = """\
# A cinema with one screen. Change what you like, then:
#
#   boxoffice setup plan {file}      what would change
#   boxoffice setup apply {file}     make it so
#
# `key` is how a thing is found again, so it stays; everything else may be edited. More is in
# `boxoffice help setup`.

categories:                       # what seats are priced by
  - {{key: standard, name: Standard}}

ticket_types:                     # the first is what people get who do not say
  - {{key: adult, name: Adult}}
  - {{key: child, name: Child}}

layouts:
  - key: hall-1
    name: Hall 1
    category: standard
    # One line per row, the screen at the top: o seat, w wheelchair place, c companion,
    # s half a sofa, blank an aisle; an empty line is a cross aisle. Seats count along the row.
{hall}
cities:
  - key: {city_key}
    name: {city}
    theatres:
      - key: {key}
        name: {name}
        zone: {zone}
        currency: {currency}
        screens:
          - {{key: "1", name: Screen 1, layout: hall-1, turnaround: 20m}}
        prices:                   # the most specific line wins; what is left out means any
          - {{amount: {full}}}
          - {{amount: {reduced}, ticket_type: child}}

movies:
  - {{key: first-film, title: Our first film, runtime: 100, languages: [English]}}

shows:
  # `+0-6 20:15` is 20:15 on each of seven days from today; 2026-11-28 20:15 stands for itself.
  - {{movie: first-film, screen: {key}/1, at: +0-6 20:15, language: English}}

# What takes something off, by itself or by a code; more is in `boxoffice help offers`.
# offers:
#   - {{key: tuesday, name: Tuesday, percent: 20%, automatic: yes, weekdays: tue}}
"""
