"""A full disk, a commit that fails, a cut cable, a broken constraint, rows that lock up."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from boxoffice.context import Context
from boxoffice.domain.lifecycle import NEW, ShowStatus, Subject
from boxoffice.errors import BoxofficeError, Conflict, Failed, OutcomeUnknown, SchemaMismatch
from boxoffice.services.app import App, open_app
from boxoffice.storage.session import WriteSession
from boxoffice.storage.tables.claims import SeatClaim
from boxoffice.storage.tables.places import City, Screen, Theatre
from tests.contexts import make_context, make_settings
from tests.programme import open_cinema
from tests.storage.notes import add, names, run_sql, write
from tests.storage.proxies import Cable
from tests.waiting import until_waiting


class TestAFullDisk:
    @pytest.fixture
    def database(self, sqlite_path: Any) -> str:
        return str(sqlite_path)

    @pytest.fixture(autouse=True)
    def disk(self, app: App) -> None:
        """No more room than the file has."""
        connection = app.db.backend.connect(read_only=False)
        (pages,) = connection.dbapi_connection.execute("PRAGMA page_count").fetchone()
        connection.dbapi_connection.execute(f"PRAGMA max_page_count = {pages}")
        connection.close()

    def test_nothing_of_the_write_stays_and_there_is_room_again_later(
        self, app: App, new_ctx: Callable[..., Context]
    ) -> None:
        with pytest.raises(Failed) as caught:
            write(app, new_ctx(op_key="KEY"), fill)
        assert (caught.value.code, caught.value.details) == ("storage.full", {"op_key": "KEY"})
        assert names(app, new_ctx()) == []
        assert write(app, new_ctx(op_key="KEY")).replayed is False

    def test_a_body_that_shrugs_it_off_gets_nothing_either(self, app: App, ctx: Context) -> None:
        def shrug(session: WriteSession, run: int) -> None:
            try:
                fill(session, run)
            except app.db.backend.driver_error:
                session.insert(City, [{"id": 1, "key": "rome", "name": "Rome"}])

        with pytest.raises(Failed) as caught:
            write(app, ctx, shrug)
        assert caught.value.code in ("storage.lost_transaction", "storage.full")
        assert names(app, ctx) == []


def fill(session: WriteSession, _run: int) -> None:
    """More than a page holds, each too large for the room that is left."""
    for number in range(1, 100):
        add(session, f"{number}" + "x" * 4000, number=number)


def test_a_commit_that_failed_is_looked_up_and_did_not_happen(
    app: App, database: str, new_ctx: Callable[..., Context]
) -> None:
    def owe(session: WriteSession, _run: int) -> None:
        if app.settings.is_postgres:
            session.run(text("SET CONSTRAINTS ALL DEFERRED"))
        else:
            session.run(text("PRAGMA defer_foreign_keys = ON"))
        session.insert(Theatre, [theatre(city_id=99)])

    if app.settings.is_postgres:
        with psycopg.connect(database) as connection:
            connection.execute("ALTER TABLE theatre ALTER CONSTRAINT fk_theatre_city_id DEFERRABLE")
    with pytest.raises(Failed) as caught:
        write(app, new_ctx(op_key="KEY"), owe)
    assert (caught.value.code, caught.value.details["op_key"]) == ("storage.constraint", "KEY")
    assert write(app, new_ctx(op_key="KEY")).replayed is False
    assert names(app, new_ctx()) == ["Paris"]


@pytest.mark.parametrize(
    "damage", ["UPDATE audit_chain SET length = length - 1", "DELETE FROM audit_chain"]
)
def test_a_record_that_does_not_fit_its_end_is_called_damaged_and_not_busy(
    app: App, database: str, new_ctx: Callable[..., Context], damage: str
) -> None:
    def record(session: WriteSession, _run: int) -> None:
        session.step(Subject.SHOW, "1", NEW, ShowStatus.ON_SALE)

    write(app, new_ctx(), record)
    run_sql(database, damage)
    with pytest.raises(SchemaMismatch) as caught:
        write(app, new_ctx(op_key="KEY"), record)
    assert (caught.value.code, caught.value.details) == ("db.broken_chain", {"op_key": "KEY"})
    assert write(app, new_ctx(till="till-2"), record).runs == 1


def test_who_is_stopped_before_a_statement_is_answered_is_stopped_and_told_nothing_else(
    postgres_url: str,
) -> None:
    app, ctx = opened(postgres_url)

    def stopped(session: WriteSession, _run: int) -> None:
        add(session, "Rome")
        session._cursor.connection.pgconn.send_query(b"SELECT pg_sleep(0.2)")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(app, ctx, stopped)
    with contextlib.suppress(KeyboardInterrupt), app.db.read(ctx) as reading:
        reading._cursor.connection.pgconn.send_query(b"SELECT pg_sleep(0.2)")
        raise KeyboardInterrupt
    assert write(app, ctx).runs == 1
    assert names(app, ctx) == ["Paris"]
    app.close()


def test_a_connection_that_cannot_be_closed_prints_nothing() -> None:
    script = """
from sqlalchemy.pool import QueuePool
import boxoffice.storage.backends

class Torn:
    def close(self):
        raise OSError

QueuePool(Torn).connect().invalidate()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


class TestACutCable:
    @pytest.mark.parametrize("server_hears", [True, False])
    def test_what_happened_is_looked_up(self, postgres_url: str, server_hears: bool) -> None:
        with Cable(postgres_url, server_hears=server_hears, stays_cut=False) as cable:
            app, ctx = opened(cable.url, op_key="KEY")
            cable.arm()
            if server_hears:
                noted = write(app, ctx)
                assert (noted.runs, noted.replayed, noted.op_key) == (1, False, "KEY")
            else:
                with pytest.raises(Failed) as caught:
                    write(app, ctx)
                assert caught.value.code == "storage.unreachable"
                assert caught.value.details["op_key"] == "KEY"
            assert names(app, ctx) == (["Paris"] if server_hears else [])
            assert write(app, ctx).replayed is server_hears
            app.close()

    @pytest.mark.parametrize("server_hears", [True, False])
    def test_only_what_cannot_be_looked_up_is_unknown(
        self, postgres_url: str, server_hears: bool
    ) -> None:
        with Cable(postgres_url, server_hears=server_hears, stays_cut=True) as cable:
            app, ctx = opened(cable.url, op_key="KEY")
            cable.arm()
            with pytest.raises(OutcomeUnknown) as caught:
                write(app, ctx)
            app.close()
        assert (caught.value.details, caught.value.retryable) == ({"op_key": "KEY"}, True)
        app, ctx = opened(postgres_url, op_key="KEY")
        assert write(app, ctx).replayed is server_hears
        app.close()


class TestACommitThatIsStillUnderWay:
    """The server heard it and is at it, while nobody can hear the answer any more."""

    @pytest.fixture
    def at_work(self, postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
        """As long as this one holds the key of its lock, a commit with a new city hangs."""
        with psycopg.connect(postgres_url) as holder:
            holder.execute(
                "CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN PERFORM set_config('lock_timeout', '0', true),"
                " pg_advisory_xact_lock(1); RETURN NULL; END $$"
            )
            holder.execute(
                "CREATE CONSTRAINT TRIGGER hang AFTER INSERT ON city DEFERRABLE"
                " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hang()"
            )
            holder.commit()
            holder.execute("SELECT pg_advisory_xact_lock(1)")
            yield holder

    def test_a_sale_that_goes_through_later_is_waited_for(
        self, postgres_url: str, at_work: psycopg.Connection[Any]
    ) -> None:
        with Cable(postgres_url, server_hears=True, waits=False) as cable:
            app, ctx = opened(cable.url, op_key="KEY")
            cable.arm()
            noted: list[Any] = []
            writer = threading.Thread(target=lambda: noted.append(write(app, ctx)))
            writer.start()
            until_waiting(postgres_url, 2)
            at_work.rollback()
            writer.join()
            app.close()
        assert [(each.runs, each.replayed) for each in noted] == [(1, False)]

    def test_one_that_hangs_until_the_deadline_is_unknown(
        self, postgres_url: str, at_work: psycopg.Connection[Any]
    ) -> None:
        with Cable(postgres_url, server_hears=True, waits=False) as cable:
            app, ctx = opened(cable.url, op_key="KEY", busy_seconds=1)
            cable.arm()
            with pytest.raises(OutcomeUnknown) as caught:
                write(app, ctx)
            assert caught.value.details == {"op_key": "KEY"}
            at_work.rollback()
            assert write(app, ctx).replayed is True
            app.close()


def opened(url: str, **more: Any) -> tuple[App, Context]:
    seconds = {key: more[key] for key in more if key == "busy_seconds"}
    app = open_app(make_settings(url, **seconds))
    ctx = make_context(url, **more)
    names(app, ctx)
    return app, ctx


class TestConstraints:
    @pytest.fixture(autouse=True)
    def cinema(self, app: App, ctx: Context) -> None:
        open_cinema(app, ctx)

    def broken(self, app: App, ctx: Context, table: Any, *rows: dict[str, Any]) -> BoxofficeError:
        def insert(session: WriteSession, _run: int) -> None:
            for row in rows:
                session.insert(table, [row])

        with pytest.raises(BoxofficeError) as caught:
            write(app, ctx, insert)
        return caught.value

    def test_a_second_claim_is_a_seat_taken(self, app: App, ctx: Context) -> None:
        error = self.broken(app, ctx, SeatClaim, claim(), claim(owner_id="other"))
        assert isinstance(error, Conflict)
        assert error.code == "seats.taken"

    @pytest.mark.parametrize(
        ("table", "row", "name"),
        [
            (SeatClaim, {"expires_at_ms": 5}, "ck_seat_claim_expiry"),
            (SeatClaim, {"owner_kind": "till"}, "ck_seat_claim_owner_kind"),
            (Theatre, {"currency": "EURO"}, "ck_theatre_currency"),
            (Screen, {"turnaround_ms": -1}, "ck_screen_turnaround"),
        ],
    )
    def test_a_broken_rule_is_known_by_its_name(
        self, app: App, ctx: Context, table: Any, row: dict[str, Any], name: str
    ) -> None:
        make = {SeatClaim: claim, Theatre: theatre, Screen: screen}[table]
        error = self.broken(app, ctx, table, make(**row))
        assert (error.code, error.details["name"]) == ("storage.constraint", name)

    def test_a_row_that_leads_nowhere_is_refused(self, app: App, ctx: Context) -> None:
        error = self.broken(app, ctx, SeatClaim, claim(seat_id=999))
        is_postgres = app.settings.is_postgres
        named = "fk_seat_claim_seat_id" if is_postgres else "sqlite_constraint_foreignkey"
        assert (error.code, error.details["name"]) == ("storage.constraint", named)


def claim(**values: Any) -> dict[str, Any]:
    return {
        "show_id": 1, "seat_id": 5, "state": "sold", "owner_kind": "booking", "owner_id": "one",
        "expires_at_ms": None, **values,
    }  # fmt: skip


def theatre(**values: Any) -> dict[str, Any]:
    return {
        "id": 2, "key": "lux", "city_id": 1, "name": "Lux", "zone": "UTC", "currency": "EUR",
        "address": "",
        **values,
    }  # fmt: skip


def screen(**values: Any) -> dict[str, Any]:
    return {
        "id": 2, "key": "2", "theatre_id": 1, "layout_id": 1, "name": "Two", "turnaround_ms": 0,
        **values,
    }  # fmt: skip


def test_of_two_writes_that_lock_each_other_out_one_runs_again(postgres_url: str) -> None:
    app, ctx = opened(postgres_url)
    for number, name in enumerate(("Paris", "Rome"), 1):
        write(app, ctx, lambda session, _, n=number, name=name: add(session, name, number=n))
    both_have_one = threading.Barrier(2)
    runs: list[int] = []

    def lock_both(first: int, second: int) -> None:
        lock = text("SELECT id FROM city WHERE id = :id FOR UPDATE")

        def body(session: WriteSession, run: int) -> None:
            session.lock(lock, id=first)
            if run == 1:
                both_have_one.wait()
            session.lock(lock, id=second)

        runs.append(write(app, ctx, body).runs)

    threads = [threading.Thread(target=lock_both, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    app.close()
    assert sorted(runs) == [1, 2]
