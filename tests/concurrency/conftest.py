"""Houses for crowds, on SQLite with both journals and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boxoffice.domain.layouts import Plan
from tests.concurrency.houses import House, open_house

JOURNALS = ("persist", "wal", "postgres")
BOTH_PRODUCTS = ("persist", "postgres")
ON_EVERY_JOURNAL = {"test_killed_sellers", "test_one_seat", "test_storm"}
"""The races of sales themselves; what else happens at once is tried on each product."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with a house runs once for each place that a house can be kept in."""
    own = any(
        "new_house" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")
    )
    if "new_house" in metafunc.fixturenames and not own:
        everywhere = metafunc.module.__name__.rpartition(".")[2] in ON_EVERY_JOURNAL
        metafunc.parametrize("new_house", JOURNALS if everywhere else BOTH_PRODUCTS, indirect=True)


@pytest.fixture
def new_house(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., House]]:
    """Opens houses of their own, with a journal or on PostgreSQL."""
    journal = str(request.param)
    monkeypatch.setenv("BOXOFFICE_UNSAFE_WAL", "1")
    urls: list[str] = []

    def make(plan: Plan | None = None) -> House:
        home = tmp_path / f"house-{len(list(tmp_path.iterdir()))}"
        home.mkdir()
        if journal != "postgres":
            return open_house(str(home / "boxoffice.db"), journal, home, plan)
        urls.append(request.getfixturevalue("postgres_server").lend())
        return open_house(urls[-1], journal, home, plan)

    yield make
    for url in urls:
        request.getfixturevalue("postgres_server").take_back(url)


@pytest.fixture
def house(new_house: Callable[..., House]) -> House:
    """One house with 80 seats."""
    return new_house()
