"""Lists of the house: what a theatre more costs them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.services import places, price_rules
from boxoffice.services.app import App
from tests.halls import add_screen, add_theatre
from tests.programme import open_cinema
from tests.traces import bodies, statements_of

LISTS: dict[str, Callable[[App, Context], object]] = {
    "screens": places.list_screens,
    "prices": lambda app, ctx: price_rules.list_prices(app, ctx, price_rules.PriceFilter()),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_statements_for_two_theatres_as_for_one(
    app: App, ctx: Context, name: str
) -> None:
    open_cinema(app, ctx)
    counts = []
    for _ in range(2):
        with statements_of(app, read_only=True) as seen:
            LISTS[name](app, ctx)
        counts.append(len(bodies(seen)))
        if len(counts) == 1:
            add_theatre(app, ctx)
            add_screen(app, ctx, 2, theatre_id=2)
    assert counts[0] == counts[1]
    assert [each.key for each in places.list_screens(app, ctx).screens] == ["rex/1", "roxy/2"]
