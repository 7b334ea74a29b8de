"""The house against its history: what was changed past the program is named, with what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.domain.invariants import Invariant
from boxoffice.domain.lifecycle import PARTS
from boxoffice.present.rows.verify import document
from boxoffice.services.app import App
from boxoffice.services.verify import verify
from boxoffice.storage.queries import verify as queries
from tests.programme import open_cinema
from tests.services.histories import past_the_program, reseal, rows
from tests.services.house_changes import CHARGES, OFFER, change_every_way, set_up, take_away

MORE = "cities: [{key: brest, name: Brest}]"
SHOW = "shows: [{key: late, movie: oya, screen: rex/1, at: 2026-12-05 22:00}]"

GONE = "It is not there, and nobody removed it with boxoffice."
BACK = "It is there, but it was removed and nobody added it again."
BREST = "subject_kind = 'city' AND subject_id = 'brest'"


def found(app: App, ctx: Context) -> list[tuple[str, str, str]]:
    """Every violation as it is told; each says what to do."""
    told = document(verify(app, ctx))["violations"]
    assert all(each["mend"].endswith(".") for each in told)
    return [(each["invariant"], each["subject"], each["detail"]) for each in told]


@pytest.fixture
def house(app: App, ctx: Context, new_ctx: Callable[..., Context]) -> None:
    """Set up at one till; at another Brest and a show came, went, and only Brest came again."""
    other = new_ctx(till="till-2")
    set_up(app, ctx)
    set_up(app, ctx, CHARGES.encode())
    set_up(app, ctx, OFFER.encode())
    set_up(app, ctx, MORE.encode())
    take_away(app, other, ("cities", "brest"))
    set_up(app, other, MORE.encode())
    set_up(app, ctx, SHOW.encode())
    take_away(app, other, ("shows", "late"))
    assert found(app, ctx) == []


def test_a_house_changed_in_every_way_is_clean(
    app: App, ctx: Context, new_ctx: Callable[..., Context], database: str
) -> None:
    change_every_way(app, ctx, new_ctx(till="till-2"))
    assert found(app, ctx) == []
    recorded = {kind for (kind,) in rows(database, "SELECT subject_kind FROM audit_entry")}
    assert PARTS - recorded == set()
    removed = "SELECT subject_kind FROM audit_entry WHERE to_state = ''"
    gone = {kind for (kind,) in rows(database, removed)}
    assert (PARTS | {"show"}) - gone == set()


def test_the_history_of_every_part_is_looked_at() -> None:
    assert set(queries.KEYS) == PARTS


PIECES = (
    ("city", "key", "brest", "city brest"),
    ("seat_category", "key", "standard", "category standard"),
    ("ticket_type", "key", "child", "ticket_type child"),
    ("layout", "key", "hall", "layout hall"),
    ("screen", "key", "1", "screen rex/1"),
    ("movie", "key", "dune", "movie dune"),
    ("price_rule", "key", "matinee", "price rex/matinee"),
    ("holiday", "day", "2027-01-01", "holiday rex/2027-01-01"),
    ("tax_rate", "name", "Levy", "tax rex/fee/Levy"),
    ("fee", "key", "web", "fee rex/web"),
    ("offer", "key", "four", "offer four"),
)
"""A row of each kind: its table, the column of its key, the key, and its name."""


@pytest.mark.usefixtures("house")
def test_a_part_that_is_gone_is_named_whether_deleted_or_called_something_else(
    app: App, ctx: Context, database: str
) -> None:
    gone = {("audit_house", subject, GONE) for *_, subject in PIECES}
    for sql in ("UPDATE {0} SET {1} = '~x' WHERE {1} = '{2}'", "DELETE FROM {0} WHERE {1} = '~x'"):
        past_the_program(database, [sql.format(*piece) for piece in PIECES])
        assert {each for each in found(app, ctx) if each[0] == "audit_house"} == gone


@pytest.mark.usefixtures("house")
def test_a_theatre_that_is_gone_is_named_with_all_that_was_in_it(
    app: App, ctx: Context, database: str
) -> None:
    past_the_program(database, ["DELETE FROM theatre"])
    told = {subject for name, subject, _ in found(app, ctx) if name == "audit_house"}
    assert told == {
        "theatre rex", "screen rex/1", "price rex/any", "price rex/child", "price rex/matinee",
        "holiday rex/2026-12-25", "holiday rex/2027-01-01", "tax rex/ticket/VAT",
        "tax rex/fee/Levy", "fee rex/web",
    }  # fmt: skip


@pytest.mark.usefixtures("house")
def test_a_price_deleted_past_the_program_is_told_with_what_to_do(
    app: App, ctx: Context, database: str
) -> None:
    past_the_program(database, ["DELETE FROM price_rule WHERE key = 'matinee'"])
    (told,) = document(verify(app, ctx))["violations"]
    assert told == {
        "invariant": "audit_house", "subject": "price rex/matinee", "detail": GONE,
        "mend": "Somebody changed the house past boxoffice. Put back the last backup, or compare"
        " `boxoffice setup export` with your set-up file and put right what is wrong with"
        " `boxoffice setup apply FILE`; that it was wrong stays on the record.",
    }  # fmt: skip
    set_up(app, ctx, CHARGES.encode())
    ((name, subject, detail),) = found(app, ctx)
    assert (name, subject) == ("audit_steps", "price rex/matinee")
    assert detail.endswith("goes on from where it was not there, but it was 'present'.")


@pytest.mark.usefixtures("house")
def test_what_nobody_recorded_may_be_older_than_its_history(
    app: App, ctx: Context, database: str
) -> None:
    past_the_program(
        database,
        [
            "INSERT INTO city VALUES (9, 'nice', 'Nice')",
            "INSERT INTO holiday SELECT id, '2026-05-01', 'Labour day' FROM theatre",
        ],
    )
    assert found(app, ctx) == []
    set_up(app, ctx, b"cities: [{key: nice, name: Nice-sur-Mer}]")
    assert found(app, ctx) == []
    take_away(app, ctx, ("cities", "nice"))
    assert found(app, ctx) == []
    past_the_program(database, ["INSERT INTO city VALUES (9, 'nice', 'Nice')"])
    assert found(app, ctx) == [("audit_house", "city nice", BACK)]


def test_a_house_without_any_history_of_its_parts_is_clean(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)
    set_up(app, ctx, b"movies: [{key: film-1, runtime: 130}]")
    take_away(app, ctx, ("prices", "rex/rule-3"))
    assert found(app, ctx) == []


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (
            f"DELETE FROM audit_entry WHERE {BREST} AND to_state = ''",
            ("audit_steps", "city brest",
             "Entry 2 of till-2 goes on from where it was not there, but it was 'present'."),
        ),
        (
            f"UPDATE audit_entry SET from_state = 'closed' WHERE {BREST} AND to_state = ''",
            ("audit_steps", "city brest",
             "Entry 1 of till-2 goes from 'closed' to not there: not allowed."),
        ),
        (
            "UPDATE audit_entry SET to_state = from_state WHERE event = 'show.removed'",
            ("audit_house", "show 3", GONE),
        ),
        (
            "UPDATE show SET id = 3 WHERE id = 2",
            ("audit_house", "show 3", BACK),
        ),
        ("DELETE FROM show WHERE id = 2", ("audit_house", "show 2", GONE)),
        (
            "UPDATE audit_entry SET subject_id = 'late' WHERE event = 'show.removed'",
            ("audit_steps", "show late",
             "Entry 3 of till-2 goes on from where it was 'on_sale', but it was not there."),
        ),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("house")
def test_a_history_that_was_tampered_with_is_named_though_every_chain_was_forged_anew(
    app: App, ctx: Context, database: str, change: str, broken: tuple[str, str, str]
) -> None:
    past_the_program(database, [change])
    plain = found(app, ctx)
    reseal(database)
    forged = found(app, ctx)
    assert broken in plain
    assert broken in forged
    assert {subject for _, subject, _ in forged} <= {
        broken[1], "show 2", "show 3", "till till-2 entry 2"
    }  # fmt: skip


@pytest.mark.usefixtures("house")
def test_an_entry_taken_out_of_the_middle_leaves_a_gap_in_its_chain(
    app: App, ctx: Context, database: str
) -> None:
    past_the_program(database, ["DELETE FROM audit_entry WHERE till = 'till-1' AND seq = 5"])
    told = found(app, ctx)
    assert ("audit_chain", "till till-1 entry 6", "Entry 5 is missing before this one.") in told


@pytest.mark.usefixtures("house")
def test_every_entry_about_the_house_is_counted_once(
    app: App, ctx: Context, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((entries,),) = rows(database, "SELECT count(*) FROM audit_entry")
    for page in (500, 2, 1):
        monkeypatch.setattr(queries, "PAGE", page)
        checked = verify(app, ctx).checked
        assert checked[Invariant.AUDIT_STEPS] == entries
        assert checked[Invariant.AUDIT_HOUSE] == 19
