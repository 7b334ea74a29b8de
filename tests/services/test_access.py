"""What gives tickets or money away asks for a supervisor where a house has named some."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from boxoffice.cli.exit_codes import exit_code
from boxoffice.config import Settings
from boxoffice.context import Context
from boxoffice.domain.access import Permission
from boxoffice.errors import BoxofficeError, Denied
from boxoffice.present.words import sentence
from boxoffice.services import access, bookings, exchanges, refunds, reservations, sales
from boxoffice.services.app import App
from boxoffice.services.results import Result
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.audit import AuditEntry
from boxoffice.storage.tables.places import Theatre
from boxoffice.storage.tables.prices import TicketType
from tests.counter import CASH, book_request, sell_request
from tests.programme import Nothing, open_cinema

pytestmark = pytest.mark.usefixtures("cinema", "soundness")

COMP = {"types": (("comp", 1),), "reason": "critic"}


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)

    def body(session: WriteSession, _request: Nothing) -> Result:
        row = {"id": 9, "key": "comp", "name": "Comp", "position": 9, "needs": "", "proof": 0}
        session.insert(TicketType, [{**row, "reason": 1}])
        table = Theatre.__table__  # type: ignore[attr-defined]
        session.run(update(table).values(refund_policy="30d=100"))
        return Result()

    app.db.write(ctx, Nothing(what="comp"), body)


def granted(app: App, ctx: Context, name: str = "granted") -> list[tuple[str, str]]:
    """Who did what with which permission, or told of something else, as the audit has it."""
    table = AuditEntry.__table__  # type: ignore[attr-defined]
    with app.db.read(ctx) as session:
        rows = session.all(select(table.c.actor, table.c.detail))
    details = [(row.actor, json.loads(row.detail)) for row in rows]
    return [(actor, detail[name]) for actor, detail in details if name in detail]


def refused(what: Callable[[], object]) -> Denied:
    with pytest.raises(Denied) as caught:
        what()
    assert exit_code(caught.value) == 4
    return caught.value


def test_free_tickets_are_given_by_a_supervisor_alone(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ann = new_ctx(supervisors="bob, eve")
    error = refused(lambda: sales.sell(app, ann, sell_request("F1", **COMP)))
    refused(lambda: reservations.book(app, ann, book_request("F1", **COMP)))
    assert sentence(error) == (
        "ann may not give tickets away here; nothing was done. Ask bob or eve, who can do it as"
        " themselves (`boxoffice help config`, supervisors)."
    )
    assert bookings.last_bookings(app, ctx, most=5).bookings == ()
    eve = new_ctx(supervisors="bob, eve", actor="eve")
    sold = sales.sell(app, eve, sell_request("F1", **COMP))
    booked = reservations.book(app, eve, book_request("F2", **COMP))
    assert (sold.booking.status, booked.booking.status) == ("confirmed", "pending")
    assert granted(app, ctx) == [("eve", "give_comp")] * 2


def test_free_seats_that_are_added_late_are_on_record(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ref = sales.sell(app, ctx, sell_request("F1")).booking.ref
    late = {"late": True, "reason": "a friend", "tenders": (CASH,)}
    request = exchanges.ExchangeRequest(ref=ref, add=("F2",), types=COMP["types"], **late)
    exchanges.exchange(app, new_ctx(supervisors="eve", actor="eve"), request)
    assert granted(app, ctx) == [("eve", "give_comp")]
    assert granted(app, ctx, "late_reason") == [("eve", "a friend")]


def test_a_supervisor_still_gives_a_reason(app: App, new_ctx: Callable[..., Context]) -> None:
    eve = new_ctx(supervisors="eve", actor="eve")
    with pytest.raises(BoxofficeError) as caught:
        sales.sell(app, eve, sell_request("F1", types=(("comp", 1),)))
    assert caught.value.code == "prices.needs_reason"


def test_other_tickets_are_everybodys(app: App, new_ctx: Callable[..., Context]) -> None:
    assert sales.sell(app, new_ctx(supervisors="eve"), sell_request("F1")).booking.ref


def test_where_nobody_is_named_whoever_is_there_may(app: App, ctx: Context) -> None:
    assert sales.sell(app, ctx, sell_request("F1", **COMP)).booking.status == "confirmed"
    assert granted(app, ctx) == [("ann", "give_comp")]


def test_more_than_the_policy_is_paid_back_by_a_supervisor_with_a_reason(
    app: App, ctx: Context, new_ctx: Callable[..., Context]
) -> None:
    ref = sales.sell(app, ctx, sell_request("F1")).booking.ref
    full = refunds.RefundRequest(ref=ref, in_full=True, reason="projector")
    error = refused(lambda: refunds.refund(app, new_ctx(supervisors="eve"), full))
    assert error.details["permission"] == "refund_over_policy"
    assert bookings.view_booking(app, ctx, ref).refunds == ()
    eve = new_ctx(supervisors="eve", actor="eve")
    with pytest.raises(BoxofficeError) as caught:
        refunds.refund(app, eve, refunds.RefundRequest(ref=ref, in_full=True))
    assert caught.value.code == "refunds.full_reason"
    assert refunds.refund(app, eve, full).given_back.amount_minor == 1200
    assert granted(app, ctx) == [("eve", "refund_over_policy")]


def test_what_the_policy_gives_anyway_needs_nobody(
    app: App, new_ctx: Callable[..., Context]
) -> None:
    table = Theatre.__table__  # type: ignore[attr-defined]

    def body(session: WriteSession, _request: Nothing) -> Result:
        session.run(update(table).values(refund_policy="1h=100"))
        return Result()

    app.db.write(new_ctx(), Nothing(what="kind"), body)
    ref = sales.sell(app, new_ctx(), sell_request("F1")).booking.ref
    full = refunds.RefundRequest(ref=ref, in_full=True, reason="ill")
    assert refunds.refund(app, new_ctx(supervisors="eve"), full).booking.status == "refunded"


def test_a_theatre_has_supervisors_of_its_own(app: App, ctx: Context) -> None:
    settings: Settings = ctx.settings
    own = {"rex": {"supervisors": ("eve", "file")}}
    from dataclasses import replace

    here = replace(ctx, settings=replace(settings, theatres=own))
    with app.db.read(here) as session:
        access.require(session, Permission.GIVE_COMP)
        assert refused(
            lambda: access.require(session, Permission.GIVE_COMP, theatre="rex")
        ).details["ask"] == ["eve"]
