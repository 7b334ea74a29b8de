"""Quotes: picks, prices and rules, reasons, and nothing written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import Conflict, Invalid, Refused
from boxoffice.services import holds, quotes, sales
from boxoffice.services.app import App
from boxoffice.services.quotes import QuoteRequest
from boxoffice.services.results import Quote
from tests.clocks import FakeClock
from tests.programme import open_cinema

CASH = Tender(PaymentMethod.CASH, "exact")


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)


def quote(app: App, ctx: Context, *words: str, **more: object) -> Quote:
    return quotes.quote(app, ctx, QuoteRequest(**{"show": "1", "words": words, **more}))


def test_each_seat_has_its_price_and_the_rule_that_says_so(app: App, ctx: Context) -> None:
    found = quote(app, ctx, "F7-8", "G7", types=(("adult", 2), ("child", 1)))
    assert [(s.label, s.ticket_type, s.price_minor, s.rule) for s in found.seats] == [
        ("F7", "adult", 1200, "rule-1"),
        ("F8", "adult", 1200, "rule-1"),
        ("G7", "child", 800, "rule-3"),
    ]
    assert (found.total_minor, found.currency, found.show.available) == (3200, "EUR", 80)


def test_the_best_seats_come_with_reasons_and_two_more_choices(app: App, ctx: Context) -> None:
    found = quote(app, ctx, count=4)
    assert len({seat.label for seat in found.seats}) == 4
    assert [why.code for why in found.why][:1] == ["best.together"]
    assert [len(labels) for labels in found.alternatives] == [4, 4]


def test_a_quote_is_what_a_sale_then_takes(app: App, ctx: Context) -> None:
    found = quote(app, ctx, count=3)
    sold = sales.sell(app, ctx, sales.SellRequest(show="1", count=3, tenders=(CASH,)))
    assert [line.seat for line in sold.booking.lines] == [seat.label for seat in found.seats]
    assert sold.booking.total_minor == found.total_minor


def test_nothing_is_written(app: App, ctx: Context) -> None:
    quote(app, ctx, "F7")
    quote(app, ctx, count=2)
    assert quote(app, ctx, "F7").show.available == 80


def test_a_seat_of_another_till_is_refused_and_my_own_is_quoted(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    holds.place_hold(app, ctx, holds.HoldRequest(show="1", words=("F7",)))
    assert quote(app, ctx, "F7").total_minor == 1200
    with pytest.raises(Conflict) as caught:
        quote(app, new_ctx(till="till-2"), "F7-8")
    assert [(s["label"], s["state"]) for s in caught.value.details["seats"]] == [("F7", "held")]


def test_a_single_seat_left_over_is_warned_about_or_refused(app: App, ctx: Context) -> None:
    found = quote(app, ctx, "F2-5")
    assert [(w.code, w.details) for w in found.warnings] == [("seats.orphan", {"labels": ["F1"]})]
    with pytest.raises(Refused):
        quote(app, ctx, "F2-5", strict=True)


def test_a_wheelchair_place_by_hand_is_warned_about_unless_it_is_needed(
    app: App, ctx: Context
) -> None:
    found = quote(app, ctx, "A1-2")
    assert [(w.code, w.details) for w in found.warnings] == [
        (
            "seats.kept_for_others",
            {"labels": ["A1", "A2"], "need": {"wheelchair": 1, "companion": 1}},
        )
    ]
    assert quote(app, ctx, "A1-2", need=(("wheelchair", 1),)).warnings == ()
    with pytest.raises(Refused) as caught:
        quote(app, ctx, "A1-2", strict=True)
    assert caught.value.code == "seats.kept_for_others"


def test_a_closed_show_names_the_next_one_and_late_quotes_it(
    app: App, ctx: Context, clock: FakeClock
) -> None:
    clock.advance(hours=2, minutes=15)
    with pytest.raises(Refused) as caught:
        quote(app, ctx, "F7")
    assert (caught.value.code, [show["id"] for show in caught.value.details["next"]]) == (
        "shows.closed", [2],
    )  # fmt: skip
    assert quote(app, ctx, "F7", late=True).total_minor == 1200


def test_seats_and_a_number_of_seats_exclude_each_other(app: App, ctx: Context) -> None:
    with pytest.raises(Invalid) as caught:
        quote(app, ctx, "F7", count=2)
    assert caught.value.code == "seats.words_and_count"
