"""Sellers die at any moment; what was acknowledged stays, once, and nobody is locked out."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from tests.concurrency.crowds import command
from tests.concurrency.houses import House
from tests.concurrency.ledger import damage, require_open, require_sound, sold
from tests.concurrency.sellers import EVERYBODY_WANTS, KILLS, PLAN, TILLS, run


@pytest.mark.slow
def test_no_acknowledged_sale_is_lost_or_doubled_and_without_protection_some_are(
    new_house: Callable[..., House], record_property: Callable[[str, object], None]
) -> None:
    house = new_house(PLAN)
    done = run(house, guarded=True)
    record_property("guarded", f"{dict(done.words)}, ends {dict(done.codes)}")
    assert (done.killed, done.codes) == (KILLS, {-signal.SIGKILL: KILLS, 0: TILLS})
    require_open(house)
    require_sound(house, done.ledger)
    assert {"sold", "taken", "held", "kept", "done"} <= done.words.keys()
    assert [seat for _ref, seat in sold(house)].count(EVERYBODY_WANTS) == 1
    assert 0 <= len(done.ledger) - done.words["sold"] <= KILLS
    assert 0 <= len(sold(house)) - len(done.ledger) <= KILLS
    assert command(house, "sweep").code == 0
    require_sound(house, done.ledger)

    control = new_house(PLAN)
    control.drop_the_key()
    loose = run(control, guarded=False)
    found = damage(control, loose.ledger)
    record_property("without protection", f"{dict(loose.words)}, {found}")
    assert found["sold twice"] > 0
    assert len([seat for _ref, seat in loose.ledger if seat == EVERYBODY_WANTS]) > 1
