"""Each invariant broken past the program on a sold database, and named with its subject."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from boxoffice.domain.invariants import Invariant
from boxoffice.services.app import open_app
from boxoffice.services.verify import verify
from tests import servers
from tests.clocks import FakeClock
from tests.conftest import PRODUCTS
from tests.contexts import make_context
from tests.services.breaks import BREAKS, Break
from tests.services.histories import (
    filled,
    live_evening,
    name_parts,
    past_the_program,
    reseal,
    rows,
)

pytestmark = pytest.mark.slow


def test_every_invariant_is_broken_by_one_of_these() -> None:
    named = {invariant for each in BREAKS for invariant, _ in each.named}
    assert named == set(Invariant)


PAIRS = [
    pytest.param(product, case, id=f"{product}-{case.name}")
    for case in BREAKS
    for product in PRODUCTS
    if case.only in ("", product)
]


class Lived(NamedTuple):
    """What an evening left, and when it ended."""

    found: dict[str, str]
    clock: FakeClock


def live(database: str) -> Lived:
    hand = FakeClock()
    ctx = make_context(database, clock=hand)
    with open_app(ctx.settings) as app:
        found = live_evening(app, ctx, make_context(database, clock=hand, till="till-2"), hand)
    return Lived(vars(found), hand)


@pytest.fixture(scope="module")
def evening_in_file(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> tuple[Path, Lived]:
    """An evening to copy."""
    path = tmp_path_factory.mktemp("evening") / "boxoffice.db"
    shutil.copy2(sqlite_template, path)
    return path, live(str(path))


@pytest.fixture(scope="module")
def evening_on_server(postgres_server: servers.Server) -> Iterator[tuple[str, Lived]]:
    """The same, by the name of its database."""
    url = postgres_server.create()
    yield servers.name_of(url), live(url)
    postgres_server.drop(url)


@pytest.fixture
def evening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Lived]]:
    """An evening of a test's own."""
    if request.param == "postgres":
        server: servers.Server = request.getfixturevalue("postgres_server")
        template, lived = request.getfixturevalue("evening_on_server")
        url = server.lend(template)
        yield url, lived
        server.take_back(url)
        return
    path, lived = request.getfixturevalue("evening_in_file")
    copy = shutil.copy2(path, tmp_path / "boxoffice.db")
    yield str(copy), lived


@pytest.mark.parametrize(("evening", "case"), PAIRS, indirect=["evening"])
def test_what_is_broken_is_named(evening: tuple[str, Lived], case: Break) -> None:
    database, lived = evening
    found = SimpleNamespace(**lived.found)

    def lookup(sql: str) -> object:
        return rows(database, sql)[0][0]

    name_parts(found, lookup)
    statements = [filled(sql, found, lookup) for sql in case.sql]
    named = {(name, filled(subject, found, lookup)) for name, subject in case.named}
    past_the_program(database, statements)
    if case.seals:
        reseal(database)
    ctx = make_context(database, clock=lived.clock)
    with open_app(ctx.settings) as app:
        result = verify(app, ctx)
    assert not result.ok
    wrong = {(each.invariant, each.subject) for each in result.violations}
    assert named <= wrong
    assert {name for name, _ in wrong} <= {name for name, _ in named} | case.others
