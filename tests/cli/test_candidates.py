"""TAB offers shows, free seats, references and holds, and loads nothing heavy for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from boxoffice.context import SystemClock
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.services import holds, reservations, sales
from boxoffice.services.app import open_app
from tests.cli.program import run
from tests.cli.test_startup import HEAVY, modules_after
from tests.contexts import make_context, make_settings
from tests.programme import open_cinema


@pytest.fixture
def names(database: str) -> dict[str, str]:
    """A cinema of today with a sale at till-1, a booking and a hold; what they are called."""
    ctx = make_context(database, clock=SystemClock())
    cash = Tender(PaymentMethod.CASH, "exact")
    with open_app(make_settings(database)) as app:
        open_cinema(app, ctx)
        sold = sales.sell(app, ctx, sales.SellRequest(show="1", words=("F1",), tenders=(cash,)))
        booked = reservations.book(
            app, ctx, reservations.BookRequest(show="1", words=("F2",), name="Rao")
        )
        held = holds.place_hold(app, ctx, holds.HoldRequest(show="1", words=("F3",)))
    return {"sold": sold.booking.ref, "booked": booked.booking.ref, "held": held.hold.id[-6:]}


def offered(home: Path, db: str, line: str) -> list[str]:
    env = {"_BOXOFFICE_COMPLETE": "complete_bash", "_BOXOFFICE_LINE": f"boxoffice {line}"}
    done = run(home=home, env={**env, "BOXOFFICE_DB": db, "BOXOFFICE_TILL": "till-1"})
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_what_is_offered(tmp_path: Path, database: str, names: dict[str, str]) -> None:
    assert offered(tmp_path, database, "seats ") == ["1", "2"]
    assert offered(tmp_path, database, "sell 1 F") == [f"F{number}" for number in range(4, 11)]
    assert offered(tmp_path, database, "hold 1 F4 f") == [f"f{number}" for number in range(5, 11)]
    assert set(offered(tmp_path, database, "booking view ")) == {names["sold"], names["booked"]}
    assert set(offered(tmp_path, database, "ticket view ")) == {names["sold"], names["booked"]}
    assert offered(tmp_path, database, "extend ") == [names["held"]]


def test_a_show_is_offered_by_film_and_time(
    tmp_path: Path, database: str, names: dict[str, str]
) -> None:
    by_film = offered(tmp_path, database, "sell DU")
    assert [word.partition("@")[0] for word in by_film] == ["DUne", "DUne"]
    clocks = [word.partition("@")[2] for word in by_film]
    assert offered(tmp_path, database, "sell dune@") == [f"dune@{clock}" for clock in clocks]
    assert offered(tmp_path, database, f"sell {clocks[0][:3]}")[0] == clocks[0]
    assert offered(tmp_path, database, "sell nothing") == []


def test_ticket_types_categories_and_needs_are_offered(
    tmp_path: Path, database: str, names: dict[str, str]
) -> None:
    assert offered(tmp_path, database, "sell 1 -n 2 -t ad") == ["adult="]
    assert offered(tmp_path, database, "sell 1 -t adult=2,") == [
        f"adult=2,{name}=" for name in offered(tmp_path, database, "ticket-type view ")
        if name != "adult"
    ]  # fmt: skip
    assert offered(tmp_path, database, "quote 1 -n 2 --category pr") == ["premium"]
    assert offered(tmp_path, database, "quote 1 --need w") == ["wheelchair="]


def test_where_there_is_no_database_nothing_is_offered(tmp_path: Path) -> None:
    assert offered(tmp_path, str(tmp_path / "none.db"), "seats ") == []


def test_nothing_heavy_is_loaded(tmp_path: Path, sqlite_path: Path) -> None:
    words = {"_BOXOFFICE_COMPLETE": "complete_bash", "BOXOFFICE_DB": str(sqlite_path)}
    for line in ("boxoffice seats ", "boxoffice sell 1 F", "boxoffice pay "):
        code, modules = modules_after(tmp_path, **words, _BOXOFFICE_LINE=line)
        assert code == 0
        assert modules & set(HEAVY) == set()
