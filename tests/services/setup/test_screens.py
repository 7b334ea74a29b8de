"""Shows that a set-up adds to a screen which is closed, or which has broken seats."""

from __future__ import annotations

import pytest

from boxoffice.context import Context
from boxoffice.errors import Refused
from boxoffice.present.words import sentence
from boxoffice.services import broken, houses
from boxoffice.services.app import App
from boxoffice.services.moving.closing import CloseRequest, OpenRequest, close_screen, open_screen
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import apply_document
from boxoffice.services.verify import verify
from tests.services.setup.texts import SMALL, changed

NEW = "  - {key: late, movie: oya, screen: rex/1, at: 2026-11-29 20:15}\n"


def apply(app: App, ctx: Context, content: bytes) -> None:
    apply_document(app, ctx, read(content, name="house.yaml"))


def test_a_show_is_not_added_to_a_closed_screen_and_the_others_stay(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL.encode())
    closed = CloseRequest(
        screen="1", begins="2026-11-28", ends="2026-11-30", reason="new projector"
    )
    assert [each.show.movie for each in close_screen(app, ctx, closed).shows] == ["Dune"]
    apply(app, ctx, changed(("title: Dune", "title: Dune II")))
    with pytest.raises(Refused) as caught:
        apply(app, ctx, SMALL.encode() + NEW.encode())
    assert caught.value.code == "closures.closed"
    assert "'late' cannot be played there then" in sentence(caught.value)
    open_screen(app, ctx, OpenRequest(screen="1"))
    apply(app, ctx, SMALL.encode() + NEW.encode())


def test_a_show_that_is_added_has_the_broken_seats_blocked(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL.encode())
    broken.block_screen(
        app, ctx, broken.BreakRequest(screen="1", words=("A2", "B6"), reason="spring")
    )
    apply(app, ctx, SMALL.encode() + NEW.encode())
    for show in ("1", "2", "3"):
        seats = houses.view_house(app, ctx, show).seats
        assert [seat.label for seat in seats if seat.state == "blocked"] == ["A2", "B6"]
    assert verify(app, ctx).violations == ()
