"""A small set-up as text, with parts to replace."""

from __future__ import annotations

SMALL = """\
categories:
  - {key: standard, name: Standard}
ticket_types:
  - {key: adult, name: Adult}
  - {key: child, name: Child}
layouts:
  - key: hall
    name: Hall
    category: standard
    rows:
      - {row: A, seats: 1-6, aisles_after: 3}
      - {row: B, seats: 1-6, aisles_after: 3}
cities:
  - key: lyon
    name: Lyon
    theatres:
      - key: rex
        name: Rex
        zone: Europe/Paris
        currency: EUR
        holidays:
          - {day: 2026-12-25, name: Noël}
        screens:
          - {key: "1", name: One, layout: hall, turnaround: 20m}
        prices:
          - {amount: 9.50}
          - {amount: "6,50", ticket_type: child}
movies:
  - {key: dune, title: Dune, runtime: 155, rating: 8.1, languages: [English, French]}
  - {key: oya, title: Øya, runtime: 1h30m}
shows:
  - {key: gala, movie: dune, screen: rex/1, at: 2026-11-28 20:15}
  - {movie: oya, screen: rex/1, at: +0-1 14:00}
"""


def changed(*pairs: tuple[str, str]) -> bytes:
    """The small set-up as bytes, with pieces of its text replaced."""
    text = SMALL
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()
