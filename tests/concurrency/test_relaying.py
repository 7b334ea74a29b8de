"""A hall gets another plan while its shows are sold: every seat and every owner comes along."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from boxoffice.context import SystemClock
from boxoffice.services.app import App
from boxoffice.services.setup.answers import SetupResult
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import apply_document
from tests.concurrency.crowds import Answer, Command, command, finish, start
from tests.concurrency.houses import House, until, waiting_to_write
from tests.concurrency.ledger import damage, require_open, require_sound, sold
from tests.concurrency.movers import stopping_app
from tests.forks import run_in_child

pytestmark = pytest.mark.slow

ROW = "    - {{row: {row}, seats: 1-{seats}, aisles_after: 5, category: {category}{more}}}\n"
LAYOUT = "SELECT layout_id FROM show WHERE id = 1"
HOLD_ENDS = "SELECT expires_at_ms FROM hold"
CLAIMS = """
    SELECT seat.seat_key, claim.state, seat.layout_id = show.layout_id FROM seat_claim AS claim
    JOIN seat ON seat.id = claim.seat_id JOIN show ON show.id = claim.show_id
    ORDER BY seat.id
"""


def larger_hall(seats: int = 12) -> bytes:
    """The hall of the small cinema with more seats in each row, turned upside down."""
    rows = [
        ROW.format(
            row=row, seats=seats, category="premium" if row in "GH" else "standard",
            more=", wheelchair: 1, companion: 2" if row == "A" else "",
        )
        for row in "HGFEDCBA"
    ]  # fmt: skip
    return ("layouts:\n- key: hall\n  rows:\n" + "".join(rows)).encode()


def relay(app: App, house: House, seats: int = 12) -> SetupResult:
    document = read(larger_hall(seats), name="hall.yaml")
    return apply_document(app, house.context("office"), document)


def during_the_apply(house: House, *args: str, before: str = "INSERT INTO audit_entry") -> Answer:
    """What becomes of a command that comes while everything was carried over and not committed."""
    others: list[Command] = []

    def meanwhile() -> None:
        others.append(start(house, *args, "--json"))
        until(lambda: waiting_to_write(house) == 1, what="the other command at the door")

    with stopping_app(house, before=before, then=meanwhile) as app:
        assert relay(app, house).items
    assert house.rows(LAYOUT) == [(2,)]
    return finish(others[0])


def said(answer: Answer) -> Any:
    assert answer.code == 0, answer
    return json.loads(answer.out)


def ask(house: House, *args: str) -> Any:
    return said(command(house, *args, "--json"))


def require_both_seats(house: House, state: str) -> None:
    """F7 and F8 of the new plan, or nobody has a seat where there is no state."""
    both = [("f7", state, True), ("f8", state, True)] if state else []
    assert [(key, found, bool(here)) for key, found, here in house.rows(CLAIMS)] == both
    require_sound(house)


def test_a_sale_that_comes_meanwhile_sells_the_new_plan(new_house: Callable[..., House]) -> None:
    house = new_house()
    ask(house, "sell", "1", "F7-8", "-c", "exact")
    said(during_the_apply(house, "sell", "1", "F9-12", "-c", "exact"))
    assert [(key, state, bool(here)) for key, state, here in house.rows(CLAIMS)] == [
        (f"f{number}", "sold", True) for number in range(7, 13)
    ]
    require_sound(house)


@pytest.mark.parametrize(("verb", "state"), [("sell", "sold"), ("extend", "held"), ("release", "")])
def test_a_hold_is_sold_extended_or_released_meanwhile(
    new_house: Callable[..., House], verb: str, state: str
) -> None:
    house = new_house()
    hold = ask(house, "hold", "1", "F7-8")["hold"]["id"]
    words = ("sell", "--hold", hold, "-c", "exact") if verb == "sell" else (verb, hold)
    asked_ms = SystemClock().wall_ms()
    said(during_the_apply(house, *words))
    require_both_seats(house, state)
    until_ms = [ends for (ends,) in house.rows(HOLD_ENDS)]
    assert len(until_ms) == 1
    if verb == "extend":
        assert int(str(until_ms[0])) - asked_ms >= house.settings.hold_minutes * 60_000


@pytest.mark.parametrize(
    ("made", "verb", "state"),
    [
        (("book", "1", "F7-8"), ("pay", "-c", "exact"), "sold"),
        (("book", "1", "F7-8"), ("cancel",), ""),
        (("sell", "1", "F7-8", "-c", "exact"), ("void", "--reason", "wrong film", "--yes"), ""),
    ],
)
def test_a_booking_is_paid_cancelled_or_voided_meanwhile(
    new_house: Callable[..., House], made: tuple[str, ...], verb: tuple[str, ...], state: str
) -> None:
    house = new_house()
    ref = ask(house, "--till", "till-1", *made)["booking"]["ref"]
    said(during_the_apply(house, "--till", "till-1", verb[0], ref, *verb[1:]))
    require_both_seats(house, state)


def test_blocked_seats_are_given_back_meanwhile(new_house: Callable[..., House]) -> None:
    house = new_house()
    ask(house, "show", "block", "1", "F7-8", "--reason", "camera")
    said(during_the_apply(house, "show", "unblock", "1", "F7-8", "--reason", "gone"))
    assert house.rows(CLAIMS) == []
    require_sound(house)


@pytest.mark.parametrize(
    "before", ["UPDATE seat_claim", "UPDATE booking_line", "UPDATE show", "INSERT INTO audit_entry"]
)
def test_an_apply_that_is_killed_has_not_happened(
    new_house: Callable[..., House], before: str
) -> None:
    house = new_house()
    ask(house, "sell", "1", "F7-8", "-c", "exact")
    known = sold(house)

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def work() -> None:
        with stopping_app(house, before=before, then=die) as app:
            relay(app, house)

    assert run_in_child(work).signal == signal.SIGKILL
    require_open(house)
    assert (house.rows(LAYOUT), sold(house), damage(house)) == ([(1,)], known, {})
