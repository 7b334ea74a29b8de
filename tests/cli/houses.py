"""A house with two theatres, three films and five shows, in which every key is known."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.cli.inside import Program

DAYS = {
    name: (datetime.now(tz=ZoneInfo("Europe/Paris")) + timedelta(days=ahead)).date().isoformat()
    for name, ahead in {"day1": 1, "day2": 2, "day3": 3, "later": 40}.items()
}
"""Shows begin on days to come: a PostgreSQL server cannot be told what day it is."""

HOUSE = """
categories: [{key: standard, name: Standard}, {key: premium, name: Premium}]
ticket_types: [{key: adult, name: Adult}, {key: child, name: Child}]
layouts:
  - {key: hall, name: Hall, category: standard, legend: {p: premium}, plan: "A: wcoo\\nB: pppp"}
movies:
  - {key: alien, title: Alien, runtime: 117, languages: [en], genres: [Horror, Science Fiction],
     certificate: "16", rating: 8.5, distributor: Fox}
  - {key: dune-1984, title: Dune, runtime: 137, languages: [en], genres: [Science Fiction],
     certificate: "12", rating: 6.3}
  - {key: dune-2021, title: Dune, runtime: 155, languages: [en, fr], genres: [Adventure],
     certificate: "12", rating: 8.0}
cities:
  - key: lyon
    name: Lyon
    theatres:
      - {key: rex, name: Le Rex, zone: Europe/Paris, currency: EUR,
         prices: [{amount: 9.50}, {amount: 6, ticket_type: child}, {amount: 12, category: premium}],
         screens: [{key: "1", name: Grande, layout: hall, turnaround: 20m},
                   {key: "2", name: Petite, layout: hall, turnaround: 10m}]}
  - key: tokyo
    name: Tokyo
    theatres:
      - {key: east, name: East, zone: Asia/Tokyo, currency: JPY, prices: [{amount: 1900}],
         screens: [{key: "1", name: One, layout: hall, turnaround: 20m}]}
shows:
  - {movie: alien, screen: rex/1, at: "{day1} 20:15", language: en, subtitles: fr}
  - {movie: dune-2021, screen: rex/1, at: "{day2} 20:15", language: fr, format: IMAX}
  - {movie: dune-2021, screen: rex/2, at: "{day3} 00:30", language: en}
  - {movie: dune-1984, screen: east/1, at: "{day2} 20:15", language: en}
  - {movie: alien, screen: east/1, at: "{later} 20:15", language: en, key: xmas, draft: true}
"""


def fill(call: Program, home: Path) -> None:
    """Set the house up on an empty database."""
    programme = HOUSE
    for name, day in DAYS.items():
        programme = programme.replace(f"{{{name}}}", day)
    (home / "house.yaml").write_text(programme, encoding="utf-8")
    assert call("setup", "apply", "house.yaml")[0] == 0


def listed(house: Program, *words: str) -> Any:
    """The document of a command that has to work and says nothing else."""
    code, out, err = house(*words, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def ids(house: Program, *words: str) -> list[str]:
    """The keys or numbers that a list prints."""
    code, out, err = house(*words, "--id-only")
    assert (code, err) == (0, "")
    return out.split()
