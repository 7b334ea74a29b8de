"""Two who want the best seats at the same moment both get seats: the slower one picks again."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from boxoffice.cli import boundary
from boxoffice.services import app as app_module
from boxoffice.storage.backends import DriverCursor
from boxoffice.storage.postgres import PostgresBackend
from tests.concurrency.crowds import (
    Barrier,
    all_at_once,
    ended,
    environment,
    errors_of,
    fork,
)
from tests.concurrency.houses import PATIENCE_SECONDS, House
from tests.concurrency.ledger import damage, require_sound, sold
from tests.concurrency.unguarded import CLAIMING

TILLS = 6
LINE = ("sell", "1", "-n", "4", "-c", "exact")


class MeetsBeforeClaiming(PostgresBackend):
    """PostgreSQL as it is; before their first claim all processes have picked, and wait."""

    barrier: Barrier
    claims = 0

    def execute(self, cursor: DriverCursor, sql: str, values: Mapping[str, Any]) -> None:
        if sql.startswith(CLAIMING):
            self.claims += 1
            self.barrier.meet()
        super().execute(cursor, sql, values)


@pytest.mark.slow
def test_parties_of_four_at_once_all_get_seats(house: House) -> None:
    answers = all_at_once(house, [(*LINE, "--json", "--till", f"t{n}") for n in range(TILLS)])
    assert [answer.code for answer in answers] == [0] * TILLS
    parties = [json.loads(answer.out)["booking"]["lines"] for answer in answers]
    seats = [line["seat"] for party in parties for line in party]
    assert len(set(seats)) == 4 * TILLS
    assert {seat for _ref, seat in sold(house)} == set(seats)
    require_sound(house)


@pytest.mark.parametrize("new_house", ["postgres"], indirect=True)
def test_who_picked_the_same_seats_picks_again(new_house: Callable[..., House]) -> None:
    """All have picked the same four before anybody claims: all but one have to pick again."""
    house = new_house()
    barrier = Barrier()

    def work(till: int) -> int:
        barrier.enter()
        os.environ.update(environment(house))
        backend = MeetsBeforeClaiming(house.db, busy_seconds=PATIENCE_SECONDS)
        backend.barrier = barrier
        app_module._backend = lambda _settings: backend
        code = boundary.run(["--db", house.db, *LINE, "--till", f"t{till}"])
        return code or min(backend.claims, 2) + 10

    pids = [fork(lambda till=till: work(till), errors=errors_of(house)) for till in range(2)]
    assert barrier.release() == 2
    assert Counter(ended(pid) for pid in pids) == {11: 1, 12: 1}
    assert len(sold(house)) == 8
    assert damage(house) == {}
