"""`boxoffice now` and `boxoffice show`: what is on, and which seats are out of sale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates
from boxoffice.cli.programme_options import (
    Certificate,
    Day,
    FirstDay,
    Format,
    Genre,
    KeyOnly,
    Language,
    LastDay,
    Limit,
    MinRating,
    OfCity,
    OfMovie,
    OfScreen,
    Text,
    write_ids,
)
from boxoffice.cli.seat_options import Reason, Show
from boxoffice.cli.session import session

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.services.blocks import BlockResult, UnblockResult
    from boxoffice.services.shows import ShowList

DAYS_LISTED = 7
MANY_SHOWS = 200
"""So many rows nobody reads on a terminal."""

SeatsNamed = Annotated[
    list[str],
    typer.Argument(
        metavar="SEATS...", help="Seats: F7, F7-10, F7,9.", autocompletion=candidates.seats
    ),
]


def now() -> None:
    """What is on until tonight, with seats left.

    Example: boxoffice now
    Example: boxoffice now --theatre rex
    """
    from boxoffice.services import shows

    with session() as (app, ctx, out):
        found = shows.list_shows(app, ctx)
        following = found if found.shows else shows.list_shows(app, ctx, days=DAYS_LISTED)
        _emit_shows(out, found, empty="Nothing more is on today.")
        if not found.shows:
            out.talk(_next_words(following))


def list_shows(
    text: Text = "",
    day: Day = "",
    first_day: FirstDay = "",
    last_day: LastDay = "",
    city: OfCity = "",
    movie: OfMovie = "",
    screen: OfScreen = "",
    language: Language = "",
    genre: Genre = "",
    certificate: Certificate = "",
    film_format: Format = "",
    min_rating: MinRating = "",
    status: Annotated[
        str,
        typer.Option("--status", metavar="STATUS", help="draft, on_sale, closed or cancelled."),
    ] = "",
    limit: Limit = 0,
    id_only: KeyOnly = False,
) -> None:
    """The programme: the next seven days, one day, or any stretch of days.

    Example: boxoffice show list --day sat
    Example: boxoffice show list --movie dune --theatre rex
    Example: boxoffice show list imax --from 2026-12-01 --to 2026-12-31 --min-rating 7
    """
    from boxoffice.services import show_lists

    chosen = show_lists.ShowFilter(
        text=text, day=day, first_day=first_day, last_day=last_day, city=city, movie=movie,
        screen=screen, language=language, genre=genre, certificate=certificate,
        format=film_format, min_rating=min_rating, status=status,
    )  # fmt: skip
    with session() as (app, ctx, out):
        found = show_lists.list_programme(app, ctx, chosen, limit=limit)
        if id_only:
            write_ids(out, (show.id for show in found.shows))
            return
        _emit_shows(out, found, empty="No show fits that.")
        if out.for_people and len(found.shows) > MANY_SHOWS:
            out.talk(
                f"These are {len(found.shows)} shows: `--theatre`, `--city`, `--day` or"
                " `--limit 20` lists fewer."
            )


def view(show: Show) -> None:
    """One show: its seats by state, and the blocks with their reasons.

    Example: boxoffice show view 12
    Example: boxoffice show view dune@20:15
    """
    from boxoffice.present.rows import shows as rows
    from boxoffice.present.shows import show_text
    from boxoffice.services import houses

    with session() as (app, ctx, out):
        found = houses.view_show(app, ctx, show)
        out.emit(
            found.document(),
            table=lambda: rows.table([found.show]),
            text=lambda: show_text(found, locale=out.locale, width=out.width),
        )


def block(show: Show, seats: SeatsNamed, reason: Reason = "") -> None:
    """Take free seats out of sale for one show: all of them or none.

    Example: boxoffice show block 12 F7-10 --reason 'broken lamp'
    """
    from boxoffice.present.rows.blocks import table
    from boxoffice.services import blocks

    request = blocks.BlockRequest(show=show, words=tuple(seats), reason=reason)
    with session(writes=True) as (app, ctx, out):
        result: BlockResult = blocks.block_seats(app, ctx, request)
        out.emit(
            result.document(),
            table=lambda: table([result.block]),
            text=lambda: _blocked(result),
        )


def unblock(show: Show, seats: SeatsNamed, reason: Reason = "") -> None:
    """Give blocked seats back, all of them or none; the rest of their block stands.

    Example: boxoffice show unblock 12 F7-8 --reason mended
    """
    from boxoffice.present.rows.blocks import table
    from boxoffice.services import blocks

    request = blocks.UnblockRequest(show=show, words=tuple(seats), reason=reason)
    with session(writes=True) as (app, ctx, out):
        result: UnblockResult = blocks.unblock_seats(app, ctx, request)
        out.emit(
            result.document(), table=lambda: table(result.blocks), text=lambda: _unblocked(result)
        )


def _emit_shows(out: Output, found: ShowList, *, empty: str) -> None:
    """A row for each show; for people under the names of their days and theatres."""
    from boxoffice.present.rows import shows as rows

    def text() -> str:
        return out.drawn(rows.programme(found.shows)) if found.shows else f"{empty}\n"

    out.emit(found.document(), table=lambda: rows.table(found.shows), text=text)


def _next_words(following: ShowList) -> str:
    from boxoffice.present.receipts import show_line

    if not following.shows:
        return "Nothing is on this week either: `boxoffice show add` adds a show."
    first = following.shows[0]
    return f"The next show is {first.id}: {show_line(first)}. All: `boxoffice show list`."


def _blocked(result: BlockResult) -> str:
    from boxoffice.present.labels import spoken
    from boxoffice.present.text import clean

    placed = result.block
    return f"{spoken(placed.seats)} blocked at show {placed.show_id}: {clean(placed.reason)}\n"


def _unblocked(result: UnblockResult) -> str:
    from boxoffice.present.labels import spoken

    left = [label for each in result.blocks for label in each.seats]
    rest = f" Still blocked with {'it' if len(result.seats) == 1 else 'them'}: {spoken(left)}."
    return f"{spoken(result.seats)} free again at show {result.show_id}.{rest if left else ''}\n"
