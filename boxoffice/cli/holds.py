"""`boxoffice hold`, `extend`, `release` and `holds`: seats kept for a few minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates
from boxoffice.cli.seat_options import (
    Category,
    Count,
    IdOnly,
    Need,
    Seats,
    Show,
    Strict,
    Together,
    Types,
    asked,
)
from boxoffice.cli.session import Session, kept, session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from boxoffice.present.drawing import Drawing
    from boxoffice.present.tables import Table
    from boxoffice.services.results import HoldResult, HoldView, ShowLabel

Lasts = Annotated[str, typer.Option("--for", metavar="TIME", help="How long: 7m, 90s, 1h.")]
Named = Annotated[
    str,
    typer.Argument(
        metavar="HOLD", help="Its id, or the end of it.", autocompletion=candidates.holds
    ),
]


def hold(
    show: Show,
    seats: Seats = None,
    count: Count = 0,
    types: Types = "",
    category: Category = "",
    need: Need = "",
    together: Together = False,
    strict: Strict = False,
    lasts: Lasts = "",
    id_only: IdOnly = False,
) -> None:
    """Keep seats for a few minutes: all of them or none.

    Example: boxoffice hold 12 F7-8
    Example: boxoffice hold dune@20:15 -n 4 --for 7m
    """
    from boxoffice.services.holds import HoldRequest, place_hold

    wanted = asked(
        show, seats, count=count, types=types, category=category, need=need,
        together=together, strict=strict,
    )  # fmt: skip
    request = HoldRequest(**wanted, lasts=lasts)
    with session(writes=True) as at_work, kept(at_work, request):
        result = place_hold(at_work.app, at_work.ctx, request)
        _answer(at_work, result, id_only=id_only)


def extend(hold: Named, lasts: Lasts = "", id_only: IdOnly = False) -> None:
    """Keep a hold for longer, counted from now.

    Example: boxoffice extend 4b1c9e
    Example: boxoffice extend 4b1c9e --for 10m
    """
    from boxoffice.services.holds import ExtendRequest, extend_hold

    request = ExtendRequest(hold=hold, lasts=lasts)
    with session(writes=True) as at_work, kept(at_work, request):
        result = extend_hold(at_work.app, at_work.ctx, request)
        _answer(at_work, result, id_only=id_only)


def release(
    hold: Annotated[
        str,
        typer.Argument(
            metavar="[HOLD]", help="Its id, or the end of it.", autocompletion=candidates.holds
        ),
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="All holds of this till.")] = False,
) -> None:
    """Give held seats back at once.

    Example: boxoffice release 4b1c9e
    Example: boxoffice release --all
    """
    from boxoffice.errors import Invalid
    from boxoffice.services.holds import ReleaseRequest, release_holds

    if bool(hold) == every:
        raise Invalid("holds.one_or_all")
    request = ReleaseRequest(hold=hold, every=every)
    with session(writes=True) as at_work, kept(at_work, request):
        app, ctx, out = at_work
        released = release_holds(app, ctx, request)
        out.emit(
            released.document(),
            table=lambda: _table(released.holds),
            text=lambda: _released(released.holds),
        )


def list_holds(
    all_tills: Annotated[bool, typer.Option("--all-tills", help="Of every till.")] = False,
) -> None:
    """The holds of this till that still run.

    Example: boxoffice holds
    Example: boxoffice holds --all-tills --json
    """
    from boxoffice.services import holds, shows

    with session() as (app, ctx, out):
        found = holds.list_holds(app, ctx, every_till=all_tills)
        nothing = None if found.holds else lambda: "Nothing is held.\n"
        is_read = out.format not in ("json", "csv")
        ids = {hold.show_id for hold in found.holds} if is_read else set()
        named = {show_id: shows.view_show(app, ctx, str(show_id)) for show_id in ids}
        out.emit(found.document(), table=lambda: _table(found.holds, named), text=nothing)


def _answer(at_work: Session, result: HoldResult, *, id_only: bool) -> None:
    from boxoffice.cli.booking_answer import warn

    out = at_work.out
    if id_only:
        out.write(f"{result.hold.id}\n")
    else:
        out.emit(
            result.document(),
            table=lambda: _table((result.hold,)),
            drawing=lambda: _drawing(at_work, result),
        )
    warn(at_work, result.warnings)


def _drawing(at_work: Session, result: HoldResult) -> Drawing:
    from boxoffice.cli.booking_answer import row_of
    from boxoffice.present.drawing import Drawing, Line
    from boxoffice.present.labels import counted_seats
    from boxoffice.present.receipts import hold_line

    hold = result.hold
    drawn = row_of(at_work, hold.show_id, hold.seats).lines
    counted = f"{counted_seats(hold.seats)} of show {hold.show_id}"
    return Drawing((Line(hold_line(hold)), Line(counted), *drawn))


def _released(holds: Sequence[HoldView]) -> str:
    from boxoffice.present.receipts import hold_line

    return "".join(f"{hold_line(hold)}\n" for hold in holds) or "Nothing was held.\n"


def _table(holds: Sequence[HoldView], shows: Mapping[int, ShowLabel] | None = None) -> Table:
    from boxoffice.present.rows.holds import table

    return table(holds, shows=shows)
