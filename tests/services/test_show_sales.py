"""Shows opened and closed: in any order with sales, each on the record, none half done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.errors import Refused
from boxoffice.services import sales, shows
from boxoffice.services.app import App
from boxoffice.services.show_sales import CloseRequest, OpenRequest, close_shows, open_shows
from tests.counter import sell_request
from tests.programme import open_cinema
from tests.waiting import stopped


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx, shows=4)


def statuses(app: App, ctx: Context) -> list[str]:
    return [shows.view_show(app, ctx, str(number)).status for number in range(1, 5)]


def test_words_may_say_a_show_twice(app: App, ctx: Context) -> None:
    done = close_shows(app, ctx, CloseRequest(shows=("2-3", "3", "2")))
    assert [(each.show.id, each.outcome) for each in done.shows] == [(2, "changed"), (3, "changed")]
    assert statuses(app, ctx) == ["on_sale", "closed", "closed", "on_sale"]


def test_what_is_open_already_stays(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    close_shows(app, ctx, CloseRequest(shows=("1",)))
    done = open_shows(app, new_ctx(), OpenRequest(shows=("1-2",)))
    assert [each.outcome for each in done.shows] == ["changed", "unchanged"]
    assert statuses(app, ctx) == ["on_sale"] * 4


def test_a_dry_run_closes_nothing(app: App, ctx: Context, new_ctx: Callable[..., Context]) -> None:
    done = close_shows(app, new_ctx(dry_run=True), CloseRequest(shows=("1",)))
    assert (done.is_plan, done.shows[0].outcome) == (True, "changed")
    assert statuses(app, ctx) == ["on_sale"] * 4


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_sale_that_waits_for_a_close_sells_nothing(app: App, ctx: Context, database: str) -> None:
    lock = "SELECT 1 FROM show WHERE id = 1 FOR UPDATE"
    with stopped(database, lambda: sales.sell(app, ctx, sell_request("F7")), lock) as (other, done):
        other.execute("UPDATE show SET status = 'closed' WHERE id = 1")
    assert isinstance(done[0], Refused)
    assert done[0].code == "shows.closed"


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_close_waits_for_the_sale_before_it(
    app: App, ctx: Context, new_ctx: Callable[..., Context], database: str
) -> None:
    lock = "SELECT 1 FROM show WHERE id = 1 FOR SHARE"
    closing = new_ctx(till="till-2")
    request = CloseRequest(shows=("1",))
    with stopped(database, lambda: close_shows(app, closing, request), lock) as (_, done):
        sold = sales.sell(app, ctx, sell_request("F7"))
    assert sold.booking.status == "confirmed"
    assert (done[0].shows[0].status, done[0].shows[0].sold) == ("closed", 1)
