"""Shows that a file closes and opens: what it says nothing of stays as it was set by hand."""

from __future__ import annotations

import pytest

from boxoffice.context import Context
from boxoffice.errors import InvalidFile, Refused
from boxoffice.present.words import sentence
from boxoffice.services import shows
from boxoffice.services.app import App
from boxoffice.services.sales import sell
from boxoffice.services.setup.answers import SetupResult
from boxoffice.services.setup.export import Wanted, export_house
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import apply_document
from boxoffice.services.show_sales import CloseRequest, close_shows
from boxoffice.services.verify import verify
from tests.counter import sell_request
from tests.services.setup.texts import SMALL

CLOSED = SMALL.replace("at: 2026-11-28 20:15", "at: 2026-11-28 20:15, closed: yes")


def apply(app: App, ctx: Context, text: str) -> SetupResult:
    return apply_document(app, ctx, read(text.encode(), name="house.yaml"))


def status(app: App, ctx: Context) -> str:
    with app.db.read(ctx) as session:
        return str(shows.get_show(session, "1").status)


def test_a_show_can_come_in_closed(app: App, ctx: Context) -> None:
    apply(app, ctx, CLOSED)
    assert status(app, ctx) == "closed"
    with pytest.raises(Refused):
        sell(app, ctx, sell_request("A1", show="1"))
    assert apply(app, ctx, CLOSED).items == ()
    assert apply(app, ctx, SMALL).items == ()
    assert verify(app, ctx).violations == ()


@pytest.mark.parametrize("before", ["", ", draft: yes"])
def test_a_show_is_closed_and_opened_again(app: App, ctx: Context, before: str) -> None:
    apply(app, ctx, SMALL.replace("at: 2026-11-28 20:15", f"at: 2026-11-28 20:15{before}"))
    (item,) = apply(app, ctx, CLOSED).items
    assert [(each.name, each.new) for each in item.fields] == [("status", "closed")]
    apply(app, ctx, CLOSED.replace("closed: yes", "closed: no"))
    assert status(app, ctx) == "on_sale"
    close_shows(app, ctx, CloseRequest(shows=("1",)))
    assert apply(app, ctx, SMALL).items == ()
    assert status(app, ctx) == "closed"
    assert verify(app, ctx).violations == ()


def test_what_is_closed_is_written_so(app: App, ctx: Context) -> None:
    apply(app, ctx, CLOSED)
    house = export_house(app, ctx, Wanted()).house
    assert [show.get("closed") for show in house["shows"]] == [None, None, True]


def test_a_draft_is_not_closed_as_well(app: App, ctx: Context) -> None:
    with pytest.raises(InvalidFile) as raised:
        apply(app, ctx, CLOSED.replace("closed: yes", "closed: yes, draft: yes"))
    assert "keep `draft` or `closed`" in sentence(raised.value)
