"""What is missing at a gateway, and what nobody looked after, is found before customers do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from boxoffice.outbound.gateways.simulated_events import Outcome
from boxoffice.services import attention, refunds
from boxoffice.services.app import App
from boxoffice.services.doctor import examine
from boxoffice.services.refunds import RefundRequest
from tests.clocks import FakeClock
from tests.services.practice import GATEWAY, Practice, practice


@pytest.fixture
def house(database: str, clock: FakeClock, tmp_path: Path) -> Iterator[Practice]:
    with practice(database, tmp_path / "gateway", clock) as opened:
        yield opened


def found(house: Practice, **section: str) -> list[tuple[str, str, str]]:
    """What is said of gateways and payments, with other settings of the gateway."""
    own = {name: (value, "test") for name, value in section.items()}
    gateways = {GATEWAY: own or house.ctx.settings.gateways[GATEWAY]}
    settings = replace(house.ctx.settings, gateways=gateways)
    checks = examine(App(db=house.app.db, settings=settings), house.ctx).checks
    names = (GATEWAY, "payments")
    return [(each.name, each.verdict, each.code) for each in checks if each.name in names]


def test_a_gateway_for_practice_is_called_that(house: Practice) -> None:
    assert found(house) == [(GATEWAY, "ok", "doctor.gateway_simulated")]


def test_secrets_that_are_missing_are_told_of(house: Practice, tmp_path: Path) -> None:
    key = tmp_path / "key"
    assert found(house, kind="stripe") == [(GATEWAY, "wrong", "gateways.not_set")]
    stripe = {"kind": "stripe", "key_file": str(key), "webhook_secret_file": str(key)}
    assert found(house, **stripe) == [(GATEWAY, "wrong", "gateways.file_unreadable")]
    key.write_text("a-long-enough-key")
    key.chmod(0o644)
    assert found(house, **stripe) == [(GATEWAY, "wrong", "gateways.file_open")]
    key.chmod(0o600)
    assert found(house, **stripe) == [(GATEWAY, "ok", "doctor.gateway")]


def test_a_refund_of_a_gateway_that_is_configured_no_more_is_told_of(house: Practice) -> None:
    paid = house.begun("F7-8")
    house.happens(paid.payment.session_id, Outcome.SUCCESS)
    refunds.refund(house.app, house.ctx, RefundRequest(ref=paid.booking.ref))
    assert found(house)[1:] == []
    settings = replace(house.ctx.settings, gateways={})
    app, ctx = App(db=house.app.db, settings=settings), replace(house.ctx, settings=settings)
    (line,) = attention.list_attention(app, ctx).attention
    assert (line.kind, line.ref, line.is_resolvable) == (
        "refund_no_gateway", paid.booking.ref, False,
    )  # fmt: skip
    checks = [(each.code, each.details) for each in examine(app, ctx).checks]
    assert ("doctor.attention", {"number": 1}) in checks


def test_loose_ends_are_counted(house: Practice, clock: FakeClock) -> None:
    paid = house.begun("F7-8")
    house.happens(paid.payment.session_id, Outcome.SUCCESS)
    house.happens(paid.payment.session_id, Outcome.REFUND)
    house.begun("F1-2")
    clock.advance(minutes=50)
    assert found(house)[1:] == [
        ("payments", "warning", "doctor.attention"), ("payments", "warning", "doctor.overdue"),
    ]  # fmt: skip
