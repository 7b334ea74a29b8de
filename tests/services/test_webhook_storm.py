"""1,000 payments told 10,000 times: in any order, forged, stale, and across a change of secret."""

from __future__ import annotations

import random
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from boxoffice.errors import Invalid, Refused
from boxoffice.outbound.gateways.profile import Profile
from boxoffice.outbound.gateways.secret import Secret
from boxoffice.outbound.gateways.signatures import TOLERANCE_MS, sign
from boxoffice.outbound.gateways.simulated import SimulatedGateway
from boxoffice.outbound.gateways.simulated_events import SIGNATURE_HEADER, Outcome
from boxoffice.services import online, reservations, webhooks
from boxoffice.services.flows import gateway_payment
from boxoffice.services.online import OnlineRequest, OpenedRequest
from boxoffice.services.results import Result
from boxoffice.storage.queries import payments as queries
from boxoffice.storage.session import WriteSession
from tests.clocks import FakeClock
from tests.counter import book_request
from tests.programme import Nothing, make_plan
from tests.services.histories import rows
from tests.services.practice import GATEWAY, Practice, practice

pytestmark = [pytest.mark.slow, pytest.mark.first]

PAYMENTS = 1000
DELIVERIES = 10_000
TAMPERED = DELIVERIES // 10
STALE = DELIVERIES // 20
OLD, NEW, NOBODYS = "secret-of-last-year", "secret-of-this-year", "secret-of-somebody-else"
ROWS = [*string.ascii_uppercase, *(f"A{letter}" for letter in string.ascii_uppercase)][:40]
CAPTURED = ("captured", "captured_late")
ENDINGS: tuple[tuple[Outcome, ...], ...] = (
    (Outcome.SUCCESS,), (Outcome.SUCCESS,), (Outcome.SUCCESS,), (Outcome.REORDERED,),
    (Outcome.FAIL, Outcome.LATE), (Outcome.LATE,),
    (Outcome.DECLINE, Outcome.DELAY, Outcome.SUCCESS),
)  # fmt: skip
PHASES = ((OLD, ""), (NEW, OLD), (NEW, ""))
"""The secret that is live, and the one before it while both are."""


@dataclass(frozen=True)
class Sent:
    """One delivery, and in which phase it arrives."""

    phase: int
    body: bytes
    secret: str
    at_ms: int
    is_tampered: bool = False

    @property
    def is_good(self) -> bool:
        return not self.is_tampered and self.at_ms == 0 and self.secret in PHASES[self.phase]


@pytest.fixture
def house(database: str, clock: FakeClock, tmp_path: Path) -> Iterator[Practice]:
    hall = make_plan(rows=ROWS, per_row=25, wheelchair=False)
    cinema = {"plan": hall, "shows": 1, "starts_in_ms": 8 * 3_600_000}
    with practice(database, tmp_path / "gateway", clock, cinema=cinema) as opened:
        yield opened


def begin(house: Practice) -> list[str]:
    """A booking and a page for each seat of the house, written at once; the payments' ids."""
    seats = [f"{row}{number}" for row in ROWS for number in range(1, 26)]
    found: list[str] = []

    def body(session: WriteSession, _: Nothing) -> Result:
        found.clear()
        for seat in seats:
            booked = reservations._book(session, book_request(seat))
            request = OnlineRequest(ref=booked.booking.ref, gateway=GATEWAY)
            found.append(online.begin(session, request).payment.id)
        return Result()

    house.app.db.write(house.ctx, Nothing(), body)
    return found


def open_pages(house: Practice, payment_ids: Sequence[str]) -> list[str]:
    """A page at the gateway for each, kept in one write; the sessions."""
    gateway = house.gateway
    pages: dict[str, Any] = {}
    with house.app.db.read(house.ctx) as session:
        found = [session.first(queries.payment_by_id, payment_id=each) for each in payment_ids]
    for row in found:
        assert row is not None
        pages[row.id] = gateway_payment.ask(gateway, online.Asked.of(row))

    def body(session: WriteSession, _: Nothing) -> Result:
        for payment_id, page in pages.items():
            request = OpenedRequest(
                payment_id=payment_id, session_id=page.session_id, url=page.url,
                expires_at_ms=page.expires_at_ms,
            )  # fmt: skip
            online.opened(session, request)
        return Result()

    house.app.db.write(house.ctx, Nothing(what="pages"), body)
    return [page.session_id for page in pages.values()]


def told(house: Practice, sessions: Sequence[str], dice: random.Random) -> list[bytes]:
    """What happens at the gateway: every body that it has to deliver, each once."""
    gateway, bodies = house.gateway, []
    for session_id in sessions:
        for outcome in dice.choice(ENDINGS):
            sent = gateway.simulate(session_id, outcome, now_ms=house.clock.wall_ms())
            bodies += [each.body for each in sent]
    return list(dict.fromkeys(bodies))


def tampered(body: bytes, others: Sequence[bytes], dice: random.Random) -> Sent:
    """A delivery that somebody has been at, or that was never the gateway's."""
    phase = dice.randrange(3)
    kind = dice.randrange(3)
    if kind == 0:
        return Sent(phase, body, NOBODYS, 0, is_tampered=True)
    if kind == 1:
        changed = body.replace(b'"amount_minor":1', b'"amount_minor":9', 1)
        return Sent(phase, changed, "", 0, is_tampered=True)
    return Sent(phase, dice.choice(others) + b" ", "", 0, is_tampered=True)


def deliveries(bodies: Sequence[bytes], dice: random.Random) -> list[Sent]:
    """Everything that arrives: each body once in order, the rest again, forged or stale."""
    good = [Sent(phase := dice.randrange(3), body, PHASES[phase][0], 0) for body in bodies]
    bad = [tampered(dice.choice(bodies), bodies, dice) for _ in range(TAMPERED)]
    stale = [
        Sent(phase := dice.randrange(3), dice.choice(bodies), PHASES[phase][0],
             dice.choice((-1, 1)) * (TOLERANCE_MS + 1000 * dice.randrange(2, 9999)))
        for _ in range(STALE)
    ]  # fmt: skip
    again = [
        Sent(dice.randrange(3), dice.choice(bodies), dice.choice((OLD, NEW)), 0)
        for _ in range(DELIVERIES - len(good) - len(bad) - len(stale))
    ]
    every = good + bad + stale + again
    dice.shuffle(every)
    return sorted(every, key=lambda sent: sent.phase)


def gateway_of(house: Practice, phase: int) -> SimulatedGateway:
    """The gateway as it is configured in a phase."""
    new, old = PHASES[phase]
    section = dict(house.ctx.settings.gateways[GATEWAY])
    section["webhook_secret_env"] = ("SECRET_NOW", "test")
    if old:
        section["old_webhook_secret_env"] = ("SECRET_BEFORE", "test")
    return SimulatedGateway(Profile(GATEWAY, section, {"SECRET_NOW": new, "SECRET_BEFORE": old}))


def arrive(house: Practice, sent: Sent) -> str:
    """What one delivery does: its effect, "again" or "refused"."""
    now_ms = house.clock.wall_ms()
    signature = sign(sent.body, secret=Secret(sent.secret or NOBODYS), at_ms=now_ms + sent.at_ms)
    if sent.is_tampered and not sent.secret:
        live = Secret(PHASES[sent.phase][0])
        signature = sign(sent.body + b"!", secret=live, at_ms=now_ms)
    try:
        done = webhooks.receive(
            house.app, house.ctx, gateway_of(house, sent.phase), sent.body,
            {SIGNATURE_HEADER: signature},
        )  # fmt: skip
    except (Refused, Invalid):
        return "refused"
    return "again" if done.is_duplicate else done.posted.effect


def test_each_payment_has_exactly_one_effect(house: Practice, clock: FakeClock) -> None:
    dice = random.Random(20261121)
    bodies = told(house, open_pages(house, begin(house)), dice)
    every = deliveries(bodies, dice)
    assert len(every) == DELIVERIES
    effects: Counter[str] = Counter()
    for number, sent in enumerate(every):
        if number % 100 == 0:
            clock.advance(seconds=3)
        effect = arrive(house, sent)
        assert (effect == "refused") == (not sent.is_good), sent
        effects[effect] += 1
    assert sum(effects[each] for each in CAPTURED) == PAYMENTS
    assert effects["refused"] >= TAMPERED + STALE
    taken = {"captured", "captured_late", "again", "refused", "behind", "already"}
    told_of = {"authorized", "failed_extended", "expired", "processing", "attempt_failed"}
    assert set(effects) <= taken | told_of
    assert sum(effects[each] for each in effects if each not in ("again", "refused")) == len(bodies)
    _money_is_conserved(house, len(bodies))


def _money_is_conserved(house: Practice, events: int) -> None:
    db = house.ctx.settings.db
    (sold,) = rows(db, "SELECT count(*), sum(total_minor) FROM booking WHERE status = 'confirmed'")
    (paid,) = rows(db, "SELECT count(*), sum(amount_minor) FROM payment WHERE status = 'captured'")
    assert sold == paid
    assert paid[0] == PAYMENTS
    for table, count in (("refund", 0), ("unmatched", 0), ("webhook_inbox", events)):
        assert rows(db, f"SELECT count(*) FROM {table}") == [(count,)], table
    assert rows(db, "SELECT count(*) FROM seat_claim WHERE state = 'sold'") == [(PAYMENTS,)]
    assert rows(db, "SELECT DISTINCT status FROM booking_line") == [("sold",)]
    assert house.is_sound()
