"""Every scenario runs on both databases, with the sweep at every step and with it never called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boxoffice.services import verify
from tests.programme import open_cinema
from tests.scenarios.evening import Evening


@pytest.fixture(params=[True, False], ids=["swept-at-every-step", "never-swept"])
def evening(request: pytest.FixtureRequest, database: str) -> Iterator[Evening]:
    """A cinema with 80 free seats; whatever happened, everything adds up afterwards."""
    found = Evening(database, sweeps=request.param)
    open_cinema(found.app, found.ctx("till-1"))
    yield found
    checked = verify.verify(found.app, found.ctx("till-1"))
    found.close()
    assert checked.violations == ()
