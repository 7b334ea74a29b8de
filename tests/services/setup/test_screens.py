"""Shows that a set-up adds to a screen which is closed, or which has broken seats."""

from __future__ import annotations

import pytest

from boxoffice.context import Context
from boxoffice.errors import Refused
from boxoffice.present.words import phrase, sentence
from boxoffice.services import broken, houses
from boxoffice.services.app import App
from boxoffice.services.moving.closing import CloseRequest, OpenRequest, close_screen, open_screen
from boxoffice.services.setup.files import Document, read
from boxoffice.services.setup.use import apply_document, apply_rows, plan_document
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
    assert "show late would run from Sun 29 Nov 20:15 to Sun 29 Nov 21:45" in sentence(caught.value)
    open_screen(app, ctx, OpenRequest(screen="1"))
    apply(app, ctx, SMALL.encode() + NEW.encode())


def close(app: App, ctx: Context, begins: str, ends: str) -> None:
    close_screen(app, ctx, CloseRequest(screen="1", begins=begins, ends=ends, reason="paint"))


def shows_at(*times: str) -> Document:
    lines = [f"  - {{movie: oya, screen: rex/1, at: {at}}}\n" for at in times]
    return read(("shows:\n" + "".join(lines)).encode(), name="week.yaml")


def test_a_show_that_only_ends_in_it_is_refused_before_anything_is_written(
    app: App, ctx: Context
) -> None:
    apply(app, ctx, SMALL.encode())
    close(app, ctx, "2026-11-29 18:00", "2026-11-30 12:00")
    with pytest.raises(Refused) as caught:
        plan_document(app, ctx, shows_at("2026-11-29 16:31"))
    said = sentence(caught.value)
    assert "would run from Sun 29 Nov 16:31 to Sun 29 Nov 18:01" in said
    assert "rex/1 is closed from Sun 29 Nov 18:00 to Mon 30 Nov 12:00 (paint)" in said
    rows = apply_rows(app, ctx, shows_at("2026-11-29 16:30", "2026-11-30 11:59")).rows
    assert [(row.line, row.verb) for row in rows] == [(2, "add"), (3, "refused")]
    fault = rows[1].fault
    assert fault is not None
    assert "`boxoffice screen open rex/1`" in phrase(fault.code, fault.details)


def test_a_film_that_gets_longer_does_not_run_into_it(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL.encode())
    close(app, ctx, "2026-11-28 22:55", "2026-11-29 12:00")
    films = read(b"movies: [{key: dune, runtime: 161}, {key: oya, runtime: 95}]", name="f.yaml")
    with pytest.raises(Refused) as caught:
        apply_document(app, ctx, films)
    assert "show gala would run from Sat 28 Nov 20:15 to Sat 28 Nov 22:56" in sentence(caught.value)
    rows = apply_rows(app, ctx, films).rows
    assert [(row.kind, row.verb) for row in rows] == [("", "refused"), ("movies", "edit")]


def test_a_show_that_stayed_on_a_closed_screen_may_still_be_changed(app: App, ctx: Context) -> None:
    apply(app, ctx, SMALL.encode())
    close(app, ctx, "2026-11-28 22:00", "2026-11-29 12:00")
    apply(app, ctx, b"movies: [{key: dune, runtime: 161}]")
    apply(app, ctx, b"shows: [{key: gala, subtitles: French}]")


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
