"""One write, one transaction, one answer: kept, replayed, refused, retried, dry, forked."""

from __future__ import annotations

import gc
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from boxoffice.context import Context
from boxoffice.errors import Busy, Conflict, Failed, SchemaMismatch
from boxoffice.services.app import App, open_app
from boxoffice.storage import schema
from boxoffice.storage.backends import Retry
from boxoffice.storage.gate import Deadline, Gate
from boxoffice.storage.session import WriteSession
from tests.contexts import make_settings
from tests.forks import run_in_child
from tests.storage.notes import Noted, add, names, run_sql, write

NewContext = Callable[..., Context]


def test_a_write_is_kept_and_answers_with_its_key(app: App, ctx: Context) -> None:
    noted = write(app, ctx)
    assert (noted.runs, noted.replayed, len(noted.op_key)) == (1, False, 16)
    assert names(app, ctx) == ["Paris"]


def test_the_same_again_is_answered_without_running(app: App, new_ctx: NewContext) -> None:
    first = write(app, new_ctx(op_key="KEY"))
    again = write(app, new_ctx(op_key="KEY"))
    assert again == first.model_copy(update={"replayed": True})
    assert names(app, new_ctx()) == ["Paris"]


@pytest.mark.parametrize("other", [{"actor": "bob"}, {"name": "Rome"}])
def test_a_key_belongs_to_one_request_of_one_person(
    app: App, new_ctx: NewContext, other: dict[str, str]
) -> None:
    write(app, new_ctx(op_key="KEY"))
    with pytest.raises(Conflict) as caught:
        write(
            app, new_ctx(op_key="KEY", actor=other.get("actor", "ann")),
            name=other.get("name", "Paris"),
        )  # fmt: skip
    assert (caught.value.code, caught.value.details) == (
        "operations.other_request", {"op_key": "KEY"},
    )  # fmt: skip
    assert names(app, new_ctx()) == ["Paris"]


def test_each_scope_has_keys_of_its_own(app: App, new_ctx: NewContext) -> None:
    write(app, new_ctx(op_key="KEY"))

    def rome(session: WriteSession, _run: int) -> None:
        add(session, "Rome", number=2)

    assert write(app, new_ctx(op_key="KEY", scope="web"), rome).replayed is False


def test_a_refusal_changes_nothing_burns_no_key_and_names_it(app: App, new_ctx: NewContext) -> None:
    def refuse(session: WriteSession, _run: int) -> None:
        add(session, "Paris")
        raise Conflict("seats.taken", seats=[])

    with pytest.raises(Conflict) as caught:
        write(app, new_ctx(op_key="KEY"), refuse)
    assert caught.value.details == {"seats": [], "op_key": "KEY"}
    assert names(app, new_ctx()) == []
    assert write(app, new_ctx(op_key="KEY")).replayed is False


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_whatever_happens_in_a_body_nothing_of_it_stays(
    app: App, ctx: Context, error: type[BaseException]
) -> None:
    def break_off(session: WriteSession, _run: int) -> None:
        add(session, "Paris")
        raise error

    with pytest.raises(error):
        write(app, ctx, break_off)
    assert names(app, ctx) == []
    assert write(app, ctx).runs == 1


@pytest.mark.parametrize("fails", [False, True])
def test_no_garbage_is_collected_while_others_wait(app: App, ctx: Context, fails: bool) -> None:
    seen: list[bool] = []

    def look(_session: WriteSession, _run: int) -> None:
        seen.append(gc.isenabled())
        if fails:
            raise Failed("storage.full")

    assert gc.isenabled()
    with pytest.raises(Failed) if fails else nullcontext():
        write(app, ctx, look)
    assert (seen, gc.isenabled()) == ([False], True)


def test_a_dry_run_answers_and_keeps_nothing(app: App, new_ctx: NewContext) -> None:
    assert write(app, new_ctx(op_key="KEY", dry_run=True)).runs == 1
    assert names(app, new_ctx()) == []
    assert write(app, new_ctx(op_key="KEY")).replayed is False
    assert write(app, new_ctx(op_key="KEY", dry_run=True)).replayed is True


def test_a_body_runs_again_as_a_whole_when_the_database_asks_for_it(app: App, ctx: Context) -> None:
    def twice(session: WriteSession, run: int) -> None:
        add(session, f"Run {run}", number=run)
        if run == 1:
            raise Retry(ValueError("again"))

    assert write(app, ctx, twice).runs == 2
    assert names(app, ctx) == ["Run 2"]


def test_made_up_values_that_meet_run_again(app: App, ctx: Context) -> None:
    write(app, ctx)

    def collide(session: WriteSession, run: int) -> None:
        add(session, "Paris" if run == 1 else "Rome", number=2)

    assert write(app, ctx, collide, name="Rome").runs == 2
    assert names(app, ctx) == ["Paris", "Rome"]


def test_running_again_ends_at_the_deadline(app: App, new_ctx: NewContext) -> None:
    def never(_session: WriteSession, _run: int) -> None:
        raise Retry(ValueError("again"))

    with pytest.raises(Busy) as caught:
        write(app, new_ctx(op_key="KEY", busy_seconds=1), never)
    assert caught.value.details == {"seconds": 1, "op_key": "KEY"}


class TestBusy:
    @pytest.fixture
    def app(self, database: str) -> Iterator[App]:
        with open_app(make_settings(database, busy_seconds=1)) as opened:
            yield opened

    def test_a_locked_database_is_busy_at_the_deadline(
        self, app: App, database: str, new_ctx: NewContext
    ) -> None:
        ctx = new_ctx(busy_seconds=1)
        is_postgres = app.settings.is_postgres
        with closing((psycopg if is_postgres else sqlite3).connect(database)) as other:
            other.execute("LOCK alembic_version" if is_postgres else "BEGIN IMMEDIATE")
            with pytest.raises(Busy) as caught:
                write(app, ctx)
            other.rollback()
        assert (caught.value.code, caught.value.retryable) == ("storage.busy", True)
        assert sorted(caught.value.details) == ["op_key", "seconds"]
        assert write(app, ctx).runs == 1

    @pytest.mark.parametrize("database", ["sqlite"], indirect=True)
    def test_a_gate_that_stays_shut_is_busy_at_the_deadline(
        self, app: App, database: str, new_ctx: NewContext
    ) -> None:
        gate = Gate(Path(database))
        with gate.held(Deadline(1)), pytest.raises(Busy) as caught:
            write(app, new_ctx(busy_seconds=1, op_key="KEY"))
        gate.close()
        assert caught.value.details == {"seconds": 1, "op_key": "KEY"}
        assert write(app, new_ctx(op_key="KEY")).replayed is False


def test_a_fork_may_not_use_what_its_parent_opened(app: App, ctx: Context) -> None:
    write(app, ctx)
    assert run_in_child(lambda: write(app, ctx, name="Rome").runs).code == "storage.forked"
    assert run_in_child(lambda: names(app, ctx)).code == "storage.forked"
    assert names(app, ctx) == ["Paris"]


@pytest.mark.parametrize("stop", [signal.SIGTSTP, signal.SIGTTOU])
def test_who_is_stopped_in_a_write_stops_after_it(
    app: App, ctx: Context, new_ctx: NewContext, stop: signal.Signals
) -> None:
    def stopped(session: WriteSession, _run: int) -> None:
        add(session, "Paris")
        os.kill(os.getpid(), stop)

    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        with open_app(app.settings) as theirs:
            write(theirs, ctx, stopped)
        os._exit(0)
    _, status = os.waitpid(pid, os.WUNTRACED)
    try:
        assert os.WSTOPSIG(status) == stop
        assert names(app, ctx) == ["Paris"]
        write(app, new_ctx(busy_seconds=1), lambda session, _: add(session, "Rome", number=2))
    finally:
        os.kill(pid, signal.SIGCONT)
        _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def test_a_transaction_lost_inside_a_body_is_noticed(app: App, ctx: Context) -> None:
    def lose(session: WriteSession, _run: int) -> None:
        session.run(text("ROLLBACK"))
        add(session, "Paris")

    with pytest.raises(Failed) as caught:
        write(app, ctx, lose)
    assert caught.value.code == "storage.lost_transaction"
    assert names(app, ctx) == []


class TestSchemaVersions:
    @pytest.mark.parametrize("act", [write, names])
    def test_a_newer_database_is_refused(
        self, app: App, ctx: Context, database: str, act: Callable[[App, Context], object]
    ) -> None:
        run_sql(database, "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(SchemaMismatch) as caught:
            act(app, ctx)
        assert caught.value.code == "db.newer"
        assert (caught.value.details["found"], caught.value.details["known"]) == (
            "9999", schema.HEAD,
        )  # fmt: skip

    def test_an_older_database_is_refused(
        self, app: App, ctx: Context, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(schema, "VERSIONS", (*schema.VERSIONS, "9999"))
        monkeypatch.setattr(schema, "HEAD", "9999")
        with pytest.raises(SchemaMismatch) as caught:
            write(app, ctx)
        assert caught.value.code == "db.older"

    def test_a_database_without_a_version_is_not_one(
        self, app: App, ctx: Context, database: str
    ) -> None:
        run_sql(database, "DELETE FROM alembic_version")
        with pytest.raises(SchemaMismatch) as caught:
            write(app, ctx)
        assert caught.value.code == "db.not_initialised"


def test_an_answer_is_the_value_and_never_the_rows(app: App, ctx: Context) -> None:
    assert write(app, ctx) == Noted(runs=1, op_key=write_key(app, ctx))


def write_key(app: App, ctx: Context) -> str:
    with app.db.read(ctx) as session:
        return str(session.scalar(text("SELECT op_key FROM operation")))
