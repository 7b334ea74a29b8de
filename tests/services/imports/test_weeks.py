"""A week of shows over again, on both databases."""

from __future__ import annotations

from sqlalchemy import text

from boxoffice.context import Context
from boxoffice.domain import times
from boxoffice.services.app import App
from boxoffice.services.imports import weeks
from boxoffice.services.requests import Request
from boxoffice.services.results import Result
from boxoffice.storage.queries import imports as queries
from boxoffice.storage.queries.setup import rows_among
from boxoffice.storage.session import WriteSession
from tests.services.imports.test_use import NewCtx, given, tally, told
from tests.services.setup.texts import SMALL

SHOWS = SMALL.index("shows:")
HOUSE = (
    SMALL[:SHOWS]
    + """\
shows:
  - {key: a, movie: dune, screen: rex/1, at: 2026-11-23 20:15, language: French, format: 70mm}
  - {key: b, movie: oya, screen: rex/1, at: 2026-11-28 14:00, draft: yes}
  - {key: night, movie: oya, screen: rex/1, at: 2026-11-29 02:30}
  - {key: monday, movie: oya, screen: rex/1, at: 2026-11-30 04:00}
  - {key: next, movie: oya, screen: rex/1, at: 2026-11-30 14:00}
"""
)


def programme(app: App, ctx: Context) -> list[tuple[str, str, str]]:
    """Every show in the order it starts: key, local start, status."""
    with app.db.read(ctx) as session:
        rows = rows_among(
            session, queries.shows_of_screens_between, [1], from_ms=0, to_ms=2**52
        )  # fmt: skip
        return [
            (
                row.key,
                f"{times.local(row.starts_at_ms, zone='Europe/Paris'):%Y-%m-%d %H:%M}",
                row.status,
            )
            for row in sorted(rows, key=lambda row: row.starts_at_ms)
        ]


def test_a_week_is_copied_at_the_same_local_times_and_only_once(app: App, new_ctx: NewCtx) -> None:
    given(app, new_ctx(), HOUSE)
    dry = weeks.copy_week(
        app, new_ctx(dry_run=True), week="2026-11-25", to="2027-06-02", draft=False
    )
    assert tally(dry, "shows") == (4, 0, 0)
    assert len(programme(app, new_ctx())) == 5
    made = weeks.copy_week(app, new_ctx(), week="2026-11-25", to="2027-06-02", draft=False)
    assert (tally(made, "shows"), made.read, made.there) == ((4, 0, 0), 4, 0)
    assert programme(app, new_ctx())[5:] == [
        ("rex/1@2027-05-31T20:15+02:00", "2027-05-31 20:15", "on_sale"),
        ("rex/1@2027-06-05T14:00+02:00", "2027-06-05 14:00", "draft"),
        ("rex/1@2027-06-06T02:30+02:00", "2027-06-06 02:30", "on_sale"),
        ("rex/1@2027-06-07T04:00+02:00", "2027-06-07 04:00", "on_sale"),
    ]
    again = weeks.copy_week(app, new_ctx(), week="2026-11-25", to="2027-06-02", draft=False)
    assert (tally(again, "shows"), again.there) == ((0, 0, 0), 4)


def test_what_has_no_room_no_time_or_no_future_is_listed(app: App, new_ctx: NewCtx) -> None:
    given(app, new_ctx(), HOUSE)
    gap = weeks.copy_week(app, new_ctx(), week="2026-11-25", to="2027-03-24", draft=True)
    assert tally(gap, "shows") == (3, 0, 0)
    assert [reason for _, _, reason in told(gap)] == [
        (
            "Øya on rex/1: '2027-03-28 02:30' does not exist in Europe/Paris: the clocks go forward"
            " then. Did you mean '2027-03-28 03:30'? Add that one by hand."
        )
    ]
    assert {status for _, at, status in programme(app, new_ctx()) if at > "2027"} == {"draft"}
    taken = weeks.copy_week(app, new_ctx(), week="2026-11-23", to="2026-11-30", draft=False)
    assert [reason for _, _, reason in told(taken)] == []
    past = weeks.copy_week(app, new_ctx(), week="2026-11-25", to="2026-10-21", draft=False)
    assert next(reason for _, _, reason in told(past)) == (
        "Dune on rex/1 at 2026-10-19 20:15 would be in the past."
    )


def test_a_show_of_another_film_in_the_way_stays(app: App, new_ctx: NewCtx) -> None:
    gala = "  - {key: gala, movie: oya, screen: rex/1, at: 2026-12-07 21:00}\n"
    given(app, new_ctx(), HOUSE + gala)
    made = weeks.copy_week(app, new_ctx(), week="2026-11-25", to="2026-12-10", draft=False)
    assert tally(made, "shows") == (3, 0, 0)
    assert [reason for _, _, reason in told(made)] == [
        "Dune on rex/1 at 2026-12-07 20:15: gala has the screen then. Move one."
    ]


def test_what_was_called_off_is_not_copied_and_its_key_not_taken(app: App, new_ctx: NewCtx) -> None:
    given(app, new_ctx(), HOUSE)
    weeks.copy_week(app, new_ctx(), week="2026-11-25", to="2026-12-02", draft=False)
    cancel(app, new_ctx(), "rex/1@2026-11-30T20:15+01:00")
    again = weeks.copy_week(app, new_ctx(), week="2026-11-25", to="2026-12-02", draft=False)
    assert (tally(again, "shows"), again.there) == ((1, 0, 0), 3)
    keys = [key for key, at, _ in programme(app, new_ctx()) if at == "2026-11-30 20:15"]
    assert sorted(keys) == ["rex/1@2026-11-30T20:15+01:00", "rex/1@2026-11-30T20:15+01:00-2"]
    third = weeks.copy_week(app, new_ctx(), week="2026-12-02", to="2026-12-09", draft=False)
    assert third.read == 5


def test_an_empty_week_is_no_fault(app: App, new_ctx: NewCtx) -> None:
    given(app, new_ctx(), HOUSE)
    week, to = "2026-12-07", "2026-12-14"
    none = weeks.copy_week(app, new_ctx(theatre="rex"), week=week, to=to, draft=False)
    assert (none.read, none.rows, tally(none, "shows")) == (0, (), (0, 0, 0))


class Cancel(Request):
    """Asks for a show to be called off, as nothing else does yet."""

    key: str


def cancel(app: App, ctx: Context, key: str) -> None:
    """Call a show off behind everybody's back."""
    update = text("UPDATE show SET status = 'cancelled' WHERE key = :key").bindparams(key=key)

    def body(session: WriteSession, _request: Cancel) -> Result:
        session.run(update)  # type: ignore[arg-type]
        return Result()

    app.db.write(ctx, Cancel(key=key), body)
