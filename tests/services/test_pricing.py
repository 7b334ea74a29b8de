"""What is sold keeps its price with all its parts, and every sum is the sum of the lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError
from boxoffice.services import bookings, quotes, reservations, sales
from boxoffice.services.app import App
from boxoffice.services.verify import verify
from boxoffice.storage.tables.prices import FeeRow, PriceRuleRow, TaxRateRow, TicketType
from tests.counter import CASH, book_request, hold_request, pay_request, sell_request
from tests.programme import open_cinema, write

RULE = {"theatre_id": 1, "category": "", "ticket_type": "", "show_id": 0, "day_type": ""}


def add_rule(app: App, ctx: Context, number: int, key: str, **more: Any) -> None:
    row = {**RULE, "id": number, "key": key, "amount_minor": 0, **more}
    write(app, ctx, lambda session: session.insert(PriceRuleRow, [row]))


def add_tax(app: App, ctx: Context, number: int, **more: Any) -> None:
    row = {"id": number, "theatre_id": 1, "product": "ticket", "name": "VAT", "rate_bp": 1000}
    write(app, ctx, lambda s: s.insert(TaxRateRow, [{**row, "included": 1, **more}]))


def add_fee(app: App, ctx: Context, number: int, key: str, per: str, amount_minor: int) -> None:
    row = {"id": number, "theatre_id": 1, "key": key, "name": "Service", "per": per}
    write(app, ctx, lambda s: s.insert(FeeRow, [{**row, "amount_minor": amount_minor}]))


def add_type(app: App, ctx: Context, number: int, key: str, **conditions: Any) -> None:
    row = {"id": number, "key": key, "name": key.title(), "position": number}
    write(app, ctx, lambda s: s.insert(TicketType, [{**row, **conditions}]))


@pytest.fixture
def cinema(app: App, new_ctx: Callable[..., Context]) -> App:
    """Standard 12.00, premium 15.50, child 8.00; tax, fees and an adjustment on all of it."""
    open_cinema(app, new_ctx())
    add_rule(app, new_ctx(), 11, "imax", kind="surcharge", amount_minor=150, screen_id=1)
    add_tax(app, new_ctx(), 1)
    add_tax(app, new_ctx(), 2, product="fee", name="sales tax", rate_bp=2000, included=0)
    add_fee(app, new_ctx(), 1, "ticket", "ticket", 50)
    add_fee(app, new_ctx(), 2, "booking", "booking", 100)
    return app


def set_rounding(app: App, ctx: Context, step: int) -> None:
    from sqlalchemy import update

    from boxoffice.storage.tables.places import Theatre

    table = Theatre.__table__  # type: ignore[attr-defined]
    write(app, ctx, lambda s: s.run(update(table).values(cash_rounding_minor=step)) and None)


def test_every_part_is_on_its_line_and_the_sums_are_those_of_the_lines(
    cinema: App, new_ctx: Callable[..., Context]
) -> None:
    sold = sales.sell(cinema, new_ctx(), sell_request("F6-8", types=(("adult", 2), ("child", 1))))
    adult, _, child = lines = sold.booking.lines
    assert (adult.price_minor, adult.base_minor, adult.adjusted_minor) == (1350, 1200, 150)
    assert [line.fee_minor for line in lines] == [84, 83, 83]
    assert [line.tax_minor for line in lines] == [123 + 17, 123 + 17, 86 + 17]
    assert [line.tax_added_minor for line in lines] == [17, 17, 17]
    assert [(part.kind, part.key, part.amount_minor) for part in child.parts] == [
        ("base", "rule-3", 800), ("surcharge", "imax", 150), ("fee", "ticket", 50),
        ("fee", "booking", 33), ("tax", "VAT", 86), ("tax", "sales tax", 17),
    ]  # fmt: skip
    booking = sold.booking
    assert (booking.fee_minor, booking.tax_minor) == (250, 383)
    assert booking.total_minor == 1350 + 1350 + 950 + 250 + 51
    assert sum(payment.amount_minor for payment in sold.payments) == booking.total_minor
    seen = bookings.view_booking(cinema, new_ctx(), booking.ref)
    assert seen.booking == booking
    assert verify(cinema, new_ctx()).ok


def test_what_was_sold_or_booked_is_never_priced_again(
    cinema: App, new_ctx: Callable[..., Context]
) -> None:
    sold = sales.sell(cinema, new_ctx(), sell_request("F6"))
    booked = reservations.book(cinema, new_ctx(), book_request("F7"))
    add_rule(cinema, new_ctx(), 12, "dear", amount_minor=9900, category="standard", screen_id=1)
    add_tax(cinema, new_ctx(), 3, name="new", rate_bp=500, included=0)
    paid = reservations.pay(cinema, new_ctx(), pay_request(booked.booking.ref))
    assert paid.booking.total_minor == booked.booking.total_minor == sold.booking.total_minor
    assert paid.booking.lines[0].parts == booked.booking.lines[0].parts
    assert bookings.view_booking(cinema, new_ctx(), sold.booking.ref).booking == sold.booking
    dear = sales.sell(cinema, new_ctx(), sell_request("F8")).booking.lines[0]
    assert (dear.rule, dear.price_minor) == ("dear", 10050)
    assert verify(cinema, new_ctx()).ok


def test_a_quote_explains_every_rule_only_when_asked(
    cinema: App, new_ctx: Callable[..., Context]
) -> None:
    request = quotes.QuoteRequest(show="1", words=("F7",))
    plain = quotes.quote(cinema, new_ctx(), request)
    told = quotes.quote(cinema, new_ctx(), request.model_copy(update={"explain": True}))
    assert (plain.explain, plain.total_minor) == ((), told.total_minor)
    (why,) = told.explain
    assert [(rule.key, rule.verdict, rule.because, rule.after_minor) for rule in why.rules] == [
        ("rule-1", "taken", "", 1200), ("imax", "added", "", 1350),
        ("rule-3", "elsewhere", "ticket_type", 0), ("rule-2", "elsewhere", "category", 0),
    ]  # fmt: skip
    assert (told.tax_minor, told.fee_minor) == (123 + 30, 150)


def test_the_fuller_the_house_the_dearer_and_ones_own_seats_do_not_count(
    app: App, new_ctx: Callable[..., Context]
) -> None:
    open_cinema(app, new_ctx())
    add_rule(app, new_ctx(), 11, "full", kind="occupancy", steps="50=1000,80=2500")
    quote = quotes.QuoteRequest(show="1", words=("F7",))

    def now() -> int:
        return quotes.quote(app, new_ctx(), quote).total_minor

    assert now() == 1200
    for row in "ABCD":
        sales.sell(app, new_ctx(), sell_request(f"{row}1-10"))
    assert now() == 1320
    from boxoffice.services import holds

    held = holds.place_hold(app, new_ctx(), hold_request("E1-10", "F1-10", "G1-10"))
    sold = sales.sell(app, new_ctx(), sell_request(hold=held.hold.id))
    assert {line.price_minor for line in sold.booking.lines} == {1320, 1705}
    assert verify(app, new_ctx()).ok


def test_seats_of_a_hold_that_a_sale_leaves_out_do_not_fill_the_house(
    app: App, new_ctx: Callable[..., Context]
) -> None:
    from boxoffice.services import holds

    open_cinema(app, new_ctx())
    add_rule(app, new_ctx(), 11, "full", kind="occupancy", steps="10=1000")
    holds.place_hold(app, new_ctx(), hold_request("F1-10"))
    told = quotes.quote(app, new_ctx(), quotes.QuoteRequest(show="1", words=("F7",), explain=True))
    assert (told.total_minor, told.explain[0].full_percent) == (1200, 0)
    sold = sales.sell(app, new_ctx(), sell_request("F7"))
    assert [line.price_minor for line in sold.booking.lines] == [1200]
    holds.place_hold(app, new_ctx(till="till-2"), hold_request("E1-10"))
    assert (
        quotes.quote(app, new_ctx(), quotes.QuoteRequest(show="1", words=("F8",))).total_minor
        == 1320
    )


@pytest.mark.parametrize(
    ("step", "tenders", "expected"),
    [
        (5, (CASH,), [(1335, 0, -2)]),
        (5, (Tender(PaymentMethod.CASH, "20"),), [(1335, 665, -2)]),
        (100, (CASH,), [(1300, 0, -37)]),
        (5, (Tender(PaymentMethod.CARD, slip="4711"),), [(1337, 0, 0)]),
        (5, (Tender(PaymentMethod.CARD, "5.01", slip="4711"), CASH), [(501, 0, 0), (835, 0, -1)]),
    ],
)
def test_only_the_remainder_in_cash_is_rounded(
    app: App,
    new_ctx: Callable[..., Context],
    step: int,
    tenders: tuple[Tender, ...],
    expected: list[tuple[int, int, int]],
) -> None:
    open_cinema(app, new_ctx())
    add_rule(app, new_ctx(), 11, "odd", kind="surcharge", amount_minor=137)
    set_rounding(app, new_ctx(), step)
    sold = sales.sell(app, new_ctx(), sell_request("F7", tenders=tenders))
    assert sold.booking.total_minor == 1337
    found = [(p.amount_minor, p.change_minor, p.rounding_minor) for p in sold.payments]
    assert found == expected
    assert verify(app, new_ctx()).ok
    booked = reservations.book(app, new_ctx(), book_request("F8"))
    request = pay_request(booked.booking.ref, tenders=tenders)
    paid = reservations.pay(app, new_ctx(), request)
    assert [(p.amount_minor, p.change_minor, p.rounding_minor) for p in paid.payments] == expected
    voided = sales.void(
        app, new_ctx(), sales.VoidRequest(ref=sold.booking.ref, reason="wrong film")
    )
    assert [refund.amount_minor for refund in voided.refunds] == [each[0] for each in expected]
    assert verify(app, new_ctx()).ok


def test_a_sum_that_rounds_to_nothing_is_sold_and_voided(
    app: App, new_ctx: Callable[..., Context]
) -> None:
    open_cinema(app, new_ctx())
    add_rule(app, new_ctx(), 11, "gift", amount_minor=2, category="standard", movie_id=1)
    set_rounding(app, new_ctx(), 5)
    sold = sales.sell(app, new_ctx(), sell_request("F7"))
    assert [(p.amount_minor, p.rounding_minor) for p in sold.payments] == [(0, -2)]
    request = sales.VoidRequest(ref=sold.booking.ref, reason="wrong film")
    assert sales.void(app, new_ctx(), request).refunds == ()
    assert verify(app, new_ctx()).ok


@pytest.fixture
def strict(app: App, new_ctx: Callable[..., Context]) -> App:
    """A child needs an adult, a senior a proof, a guest a reason."""
    open_cinema(app, new_ctx())
    set_child(app, new_ctx())
    add_type(app, new_ctx(), 3, "senior", proof=1)
    add_type(app, new_ctx(), 4, "comp", reason=1)
    return app


@pytest.mark.parametrize(
    ("kind", "notes", "code"),
    [
        ("child", {}, "prices.needs_company"),
        ("senior", {}, "prices.needs_proof"),
        ("comp", {}, "prices.needs_reason"),
        ("senior", {"proof": "4111 1111 1111 1111"}, "cards.refused"),
    ],
)
def test_a_ticket_type_whose_condition_is_not_met_is_not_sold(
    strict: App, new_ctx: Callable[..., Context], kind: str, notes: dict[str, str], code: str
) -> None:
    asked = {"types": ((kind, 1),), **notes}
    with pytest.raises(BoxofficeError) as selling:
        sales.sell(strict, new_ctx(), sell_request("F1", **asked))
    with pytest.raises(BoxofficeError) as booking:
        reservations.book(strict, new_ctx(), book_request("F1", **asked))
    assert (selling.value.code, booking.value.code) == (code, code)
    assert bookings.last_bookings(strict, new_ctx(), most=5).bookings == ()


@pytest.mark.parametrize("kind", ["child", "senior", "comp"])
def test_a_quote_says_what_a_sale_would_still_ask_for(
    strict: App, new_ctx: Callable[..., Context], kind: str
) -> None:
    request = quotes.QuoteRequest(show="1", words=("F1",), types=((kind, 1),))
    warned = quotes.quote(strict, new_ctx(), request).warnings
    assert [each.code.partition("_")[0] for each in warned] == ["prices.needs"]


def test_proof_and_reason_stay_on_the_lines_that_asked_for_them(
    strict: App, new_ctx: Callable[..., Context]
) -> None:
    types = (("adult", 1), ("child", 1), ("senior", 1), ("comp", 1))
    notes = {"types": types, "proof": "pass 12", "reason": "critic"}
    sold = sales.sell(strict, new_ctx(), sell_request("F1-4", **notes)).booking
    booked = reservations.book(strict, new_ctx(), book_request("F5-8", **notes)).booking
    for found in (sold, booked):
        assert [line.proof for line in found.lines] == ["", "", "pass 12", "critic"]
    assert verify(strict, new_ctx()).ok


def set_child(app: App, ctx: Context) -> None:
    from sqlalchemy import update

    table = TicketType.__table__  # type: ignore[attr-defined]
    changed = update(table).where(table.c.key == "child").values(needs="adult")
    write(app, ctx, lambda session: session.run(changed) and None)
