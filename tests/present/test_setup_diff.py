"""A set-up read as a diff: every time stands there once."""

from __future__ import annotations

import pytest

from boxoffice.context import Context
from boxoffice.present.setup_diff import diff
from boxoffice.services.app import App
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import apply_document, plan_document
from tests.services.setup.texts import changed

HOUSE = changed(("at: +0-1 14:00", "at: 2026-11-29 14:00"))


def lines(app: App, ctx: Context, text: str) -> list[str]:
    """What a change of the small house reads like, without the line that counts."""
    apply_document(app, ctx, read(HOUSE, name="house.yaml"))
    planned = plan_document(app, ctx, read(text.encode(), name="week.yaml"))
    return [line.text for line in diff(planned).lines][:-1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "shows: [{key: gala, at: 2026-11-28 20:30, language: French}]",
            ["~ show  gala  Dune", "    at: 2026-11-28 20:15 -> 20:30",
             "    language: (nothing) -> French"],
        ),
        (
            "shows: [{key: gala, at: 2026-11-30 20:15}]",
            ["~ show  gala  Dune", "    at: 2026-11-28 20:15 -> 2026-11-30 20:15"],
        ),
        (
            "shows: [{key: gala, at: 2027-07-01 20:15}]",
            ["~ show  gala  Dune", "    at: 2026-11-28T20:15+01:00 -> 2027-07-01T20:15+02:00"],
        ),
        (
            "shows: [{key: gala, language: French}]",
            ["~ show  gala  Dune, 2026-11-28T20:15+01:00", "    language: (nothing) -> French"],
        ),
        (
            "shows: [{key: gala, movie: oya, at: 2026-11-28 21:00}]",
            ["~ show  gala  Øya", "    movie: dune -> oya", "    at: 2026-11-28 20:15 -> 21:00",
             "    ends: 2026-11-28 22:50 -> 22:30"],
        ),
        (
            "shows: [{movie: oya, screen: rex/1, at: 2026-12-01 14:00}]",
            ["+ show  rex/1@2026-12-01T14:00+01:00  Øya"],
        ),
    ],
)  # fmt: skip
def test_a_show_tells_its_times_once(app: App, ctx: Context, text: str, told: list[str]) -> None:
    assert lines(app, ctx, text) == told
