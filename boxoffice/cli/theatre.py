"""`boxoffice theatre`: the houses, their zones and currencies."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli import candidates, changes
from boxoffice.cli.changes import FromFile, Key, NewName, NewThing
from boxoffice.cli.programme_options import (
    KeyOnly,
    OfCity,
    OfFilm,
    SomeTheatre,
    Text,
    TheatreName,
    Theatres,
    write_ids,
)
from boxoffice.cli.session import session

InCity = Annotated[
    str | None,
    typer.Option("--city", metavar="CITY", help="Where it is.", autocompletion=candidates.cities),
]
Zone = Annotated[
    str | None, typer.Option("--zone", metavar="ZONE", help="Its time zone: Europe/Paris.")
]
Currency = Annotated[
    str | None, typer.Option("--currency", metavar="CODE", help="What it takes: EUR.")
]
Rounding = Annotated[
    str | None,
    typer.Option("--cash-rounding", metavar="AMOUNT", help="What cash is rounded to: 0.05."),
]
Address = Annotated[
    str | None, typer.Option("--address", metavar="TEXT", help="Where people find it.")
]

RefundPolicy = Annotated[
    str | None,
    typer.Option("--refund-policy", metavar="STEPS", help="As 24h=100,2h=50;fees=kept, or none."),
]


def list_theatres(
    text: Text = "", city: OfCity = "", movie: OfFilm = "", id_only: KeyOnly = False
) -> None:
    """Every theatre, those of a city, or those that play a film from now on.

    Example: boxoffice theatre list
    Example: boxoffice theatre list --movie dune --city lyon
    """
    from boxoffice.present.rows import places as rows
    from boxoffice.services import places

    with session() as (app, ctx, out):
        found = places.list_theatres(app, ctx, text, city=city, movie=movie)
        if id_only:
            write_ids(out, (theatre.key for theatre in found.theatres))
            return
        out.emit(found.document(), table=lambda: rows.theatres(found.theatres))


def view(theatre: TheatreName) -> None:
    """One theatre with its screens.

    Example: boxoffice theatre view rex
    """
    from boxoffice.present.places import theatre_text
    from boxoffice.present.rows import places as rows
    from boxoffice.services import places

    with session() as (app, ctx, out):
        found = places.view_theatre(app, ctx, theatre)
        out.emit(
            found.document(),
            table=lambda: rows.screens(found.screens),
            text=lambda: theatre_text(found, drawn=out.drawn, width=out.width),
        )


def add(
    name: NewThing = "",
    city: InCity = None,
    zone: Zone = None,
    currency: Currency = None,
    address: Address = None,
    cash_rounding: Rounding = None,
    refund_policy: RefundPolicy = None,
    key: Key = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Add a theatre to a city; give it screens and prices next.

    Example: boxoffice theatre add 'Le Rex' --city lyon --zone Europe/Paris --currency EUR
    Example: boxoffice theatre add --from-file theatres.csv
    """
    from boxoffice.services.nouns import THEATRE

    values: changes.Values = {
        "name": name or None, "city": city, "zone": zone, "currency": currency,
        "address": address, "cash_rounding": cash_rounding, "refund_policy": refund_policy,
        "key": key,
    }  # fmt: skip
    flags = {"name": "NAME", "city": "--city", "zone": "--zone", "currency": "--currency"}
    return changes.add(THEATRE, values, flags=flags, from_file=from_file, id_only=id_only)


def edit(
    theatre: SomeTheatre = "",
    name: NewName = None,
    city: InCity = None,
    zone: Zone = None,
    currency: Currency = None,
    address: Address = None,
    cash_rounding: Rounding = None,
    refund_policy: RefundPolicy = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Change a theatre; its zone and currency only while it has no shows.

    Example: boxoffice theatre edit rex --address '12 rue du Port'
    Example: boxoffice theatre edit rex --refund-policy '24h=100,2h=50;fees=kept'
    """
    from boxoffice.services.nouns import THEATRE

    values: changes.Values = {
        "key": theatre or None, "name": name, "city": city, "zone": zone, "currency": currency,
        "address": address, "cash_rounding": cash_rounding, "refund_policy": refund_policy,
    }  # fmt: skip
    return changes.edit(THEATRE, values, flag="THEATRE", from_file=from_file, id_only=id_only)


def remove(theatres: Theatres) -> int:
    """Remove a theatre that has no shows, with its screens and prices.

    Example: boxoffice theatre remove rex
    """
    from boxoffice.services.nouns import THEATRE

    return changes.remove(THEATRE, theatres, by_name=True)
