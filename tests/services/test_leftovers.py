"""What a till is told of operations whose answers it never saw, on both databases."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from boxoffice.context import Context
from boxoffice.errors import Busy, Conflict, Failed, OutcomeUnknown
from boxoffice.present.leftovers import told
from boxoffice.services import holds, leftovers, refunds, reservations, sales, sweep
from boxoffice.services.app import App, open_app
from boxoffice.storage import records
from boxoffice.storage.leftovers import folder_of
from boxoffice.storage.session import WriteSession
from tests.clocks import FakeClock
from tests.contexts import make_settings
from tests.counter import book_request, hold_request, pay_request, sell_request
from tests.programme import open_cinema

KEY = "KEYKEYKEYKEYKEY1"


@pytest.fixture(autouse=True)
def cinema(app: App, ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    open_cinema(app, ctx)


@pytest.fixture
def at(new_ctx: Callable[..., Context]) -> Context:
    return new_ctx(op_key=KEY)


def said(app: App, ctx: Context) -> list[str]:
    return [told(outcome, locale="en") for outcome in leftovers.resolve(app, ctx)]


def files(app: App, ctx: Context) -> list[Path]:
    return sorted(folder_of(app.state_folder(), ctx.till).iterdir())


def test_an_answer_that_is_out_leaves_nothing(app: App, at: Context) -> None:
    with leftovers.kept(app, at, sell_request("F7")) as operation:
        assert [path.name for path in files(app, at)] == [f"{KEY}.json"]
        assert said(app, at) == []
        sales.sell(app, at, sell_request("F7"))
        operation.is_answered = True
    assert files(app, at) == []


def test_a_sale_that_went_through_is_told_once(app: App, at: Context) -> None:
    request = sell_request("F7-8", tenders=({"method": "cash", "amount": "37.50"},))
    with leftovers.kept(app, at, request):
        ref = sales.sell(app, at, request).booking.ref
    assert said(app, at) == [f"Your last sale went through: {ref}, F7 F8, change €13.50."]
    assert said(app, at) == []
    assert files(app, at) == []


def test_a_sale_that_never_began_is_told_too(app: App, at: Context) -> None:
    with pytest.raises(KeyboardInterrupt), leftovers.kept(app, at, sell_request("F7")):
        raise KeyboardInterrupt
    assert said(app, at) == ["Your last sale did not go through; nothing was sold."]
    assert said(app, at) == []


def test_of_a_sale_older_than_operations_are_kept_nobody_says_that_it_was_not(
    app: App, clock: FakeClock, at: Context
) -> None:
    with leftovers.kept(app, at, sell_request("F7")):
        sales.sell(app, at, sell_request("F7"))
    clock.advance(minutes=31 * 24 * 60)
    sweep.sweep(app, at)
    (sentence,) = said(app, at)
    assert sentence == (
        "Nobody knows any more whether your last sale went through: it is too long ago."
        " Look for it with `boxoffice last` or `boxoffice find NAME`."
    )
    assert files(app, at) == []


def test_a_sale_that_is_old_but_still_kept_is_told(app: App, clock: FakeClock, at: Context) -> None:
    with leftovers.kept(app, at, sell_request("F7")):
        sales.sell(app, at, sell_request("F7"))
    with leftovers.kept(app, replace(at, op_key="KEYKEYKEYKEYKEY2"), sell_request("F8")):
        pass
    clock.advance(minutes=28 * 24 * 60)
    sweep.sweep(app, at)
    went, did_not = said(app, at)
    assert went.startswith("Your last sale went through")
    assert did_not == "Your last sale did not go through; nothing was sold."


@pytest.mark.parametrize(("error", "left"), [(Conflict, 0), (Busy, 0), (OutcomeUnknown, 1)])
def test_an_error_is_an_answer_unless_the_outcome_is_unknown(
    app: App, at: Context, error: type[Exception], left: int
) -> None:
    with pytest.raises(error), leftovers.kept(app, at, sell_request("F7")):
        raise error("storage.busy")
    assert len(files(app, at)) == left


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_what_the_server_is_still_at_is_told_when_it_is_done(
    app: App, database: str, at: Context, new_ctx: Callable[..., Context]
) -> None:
    impatient = new_ctx(busy_seconds=1)
    with leftovers.kept(app, at, sell_request("F7")):
        pass
    with open_app(make_settings(database, busy_seconds=1)) as next_command:
        with app.db.backend.connect(read_only=False).dbapi_connection as commit:
            session = WriteSession(app.db.backend, commit, at, op_key=KEY)
            records.wait_for(session, scope=at.scope, op_key=KEY, step=1)
            assert said(next_command, impatient) == []
            assert len(files(app, at)) == 1
            commit.rollback()
        assert said(next_command, impatient) == [
            "Your last sale did not go through; nothing was sold."
        ]
    assert files(app, at) == []


def test_every_kind_of_operation_is_told_in_its_own_words(
    app: App, new_ctx: Callable[..., Context]
) -> None:
    def lost(key: str, act: Callable[..., object], request: object) -> str:
        at = new_ctx(op_key=f"OPERATION-{key}")
        with leftovers.kept(app, at, request):
            act(app, at, request)
        return said(app, at)[0]

    held = lost("1", holds.place_hold, hold_request("E1-2"))
    hold = holds.list_holds(app, new_ctx()).holds[0].id
    assert held == f"Your last hold went through: hold {hold[-6:]}, E1 E2."
    release = lost("2", holds.release_holds, holds.ReleaseRequest(every=True))
    assert release == f"Your last release went through: hold {hold[-6:]}, E1 E2."
    booked = lost("3", reservations.book, book_request("E1-6"))
    ref = booked.split(": ")[1].split(",")[0]
    assert booked == f"Your last booking went through: {ref}, E1-6."
    paid = lost("4", reservations.pay, pay_request(ref))
    assert paid == f"Your last payment went through: {ref}, E1-6."
    other = sales.sell(app, new_ctx(), sell_request("F1-3")).booking.ref
    refund = lost("6", refunds.refund, refunds.RefundRequest(ref=other, words=("F2",)))
    assert refund == f"Your last refund went through: {other}, F2, given back €12.00."
    void = lost("5", sales.void, sales.VoidRequest(ref=ref, reason="oops"))
    assert void == f"Your last void went through: {ref}, E1-6, given back €72.00."


def test_another_till_is_told_nothing(
    app: App, at: Context, new_ctx: Callable[..., Context]
) -> None:
    with leftovers.kept(app, at, sell_request("F7")):
        sales.sell(app, at, sell_request("F7"))
    assert said(app, new_ctx(till="till-2")) == []
    assert len(said(app, at)) == 1


def test_a_terminal_that_is_gone_is_looked_after_by_the_next_one(
    app: App, new_ctx: Callable[..., Context]
) -> None:
    person = f"ann@{os.uname().nodename.partition('.')[0]}"
    gone, next_one = f"{person}:pts/none", f"{person}:pts/other"
    with leftovers.kept(app, new_ctx(till=gone, op_key=KEY), sell_request("F7")):
        ref = sales.sell(app, new_ctx(till=gone, op_key=KEY), sell_request("F7")).booking.ref
    assert leftovers.tills_left(app.state_folder()) == [gone]
    assert said(app, new_ctx(till=next_one, actor="bob")) == []
    assert said(app, new_ctx(till=next_one)) == [
        f"Your last sale at till {gone} went through: {ref}, F7."
    ]
    assert leftovers.tills_left(app.state_folder()) == []


def test_a_terminal_that_is_still_there_is_left_alone(
    app: App, new_ctx: Callable[..., Context]
) -> None:
    person = f"ann@{os.uname().nodename.partition('.')[0]}"
    for till in (f"{person}:null", f"{person}:-", "ann@elsewhere:pts/none"):
        with leftovers.kept(app, new_ctx(till=till, op_key=KEY), sell_request("F7")):
            pass
    assert said(app, new_ctx(till=f"{person}:pts/other")) == []
    assert len(leftovers.tills_left(app.state_folder())) == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"null", b'{"op_key": 1}', b"x" * 1_100_000],
)
def test_what_cannot_be_read_is_passed_over(app: App, at: Context, content: bytes) -> None:
    folder = folder_of(app.state_folder(), at.till)
    folder.mkdir(parents=True)
    (folder / f"{KEY}.json").write_bytes(content)
    assert said(app, at) == []


@pytest.mark.parametrize(
    "change",
    [
        {"op_key": "OTHERKEYOTHERKEY"},
        {"till": "till-2"},
        {"use_case": "VoidRequest"},
        {"step": 10**30},
        {"step": float("inf")},
        {"begun_at_ms": "?"},
        {"scope": "\ud800"},
    ],
)
def test_what_was_tampered_with_tells_nothing(
    app: App, at: Context, change: dict[str, object]
) -> None:
    with leftovers.kept(app, at, sell_request("F7")):
        sales.sell(app, at, sell_request("F7"))
    (path,) = files(app, at)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert said(app, at) == []


def test_the_operation_of_another_till_is_not_given_away(
    app: App, at: Context, new_ctx: Callable[..., Context]
) -> None:
    sales.sell(app, at, sell_request("F7"))
    spy = new_ctx(till="till-2", op_key=KEY)
    with leftovers.kept(app, spy, sell_request("F8")):
        pass
    assert said(app, spy) == []


def test_where_nothing_can_be_kept_nothing_is_begun(app: App, at: Context) -> None:
    state = app.state_folder()
    state.mkdir(parents=True, exist_ok=True)
    (state / "tills").write_text("a file where the folder should be")
    with pytest.raises(Failed) as caught, leftovers.kept(app, at, sell_request("F7")):
        raise AssertionError("the sale began")
    assert (caught.value.code, caught.value.details["reason"]) == (
        "operations.not_kept",
        "Not a directory",
    )
