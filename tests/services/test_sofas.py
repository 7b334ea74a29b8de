"""A hall of sofas for two: sold whole where the program chooses, by halves only by hand."""

from __future__ import annotations

import pytest

from boxoffice.context import Context
from boxoffice.errors import Conflict
from boxoffice.present.words import sentence
from boxoffice.services.app import App
from boxoffice.services.sales import sell
from tests.counter import sell_request
from tests.domain.factories import plan_of
from tests.programme import open_cinema

SOFAS = plan_of("A: ss ss\nB: ss ss")


@pytest.mark.parametrize(("count", "more"), [(1, 2), (3, 4)])
def test_an_odd_party_is_told_what_to_do(app: App, ctx: Context, count: int, more: int) -> None:
    open_cinema(app, ctx, plan=SOFAS)
    with pytest.raises(Conflict) as caught:
        sell(app, ctx, sell_request(count=count))
    assert sentence(caught.value) == (
        f"Only sofas for two are free, and {count} would leave half of one. Sell {more} seats,"
        " or name the seats by hand: `boxoffice seats 1 --available`."
    )
    assert len(sell(app, ctx, sell_request(count=more)).tickets) == more
    words = ("A1", "A3-4")[: (count + 1) // 2]
    sold = sell(app, ctx, sell_request(*words, show="2"))
    assert [each.code for each in sold.warnings] == ["seats.half_sofa"]
