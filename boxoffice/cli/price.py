"""`boxoffice price`: what seats cost, rule by rule."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli.programme_options import (
    KeyOnly,
    OfCategory,
    OfShow,
    OfType,
    PriceName,
    write_ids,
)
from boxoffice.cli.session import session

OfDay = Annotated[
    str,
    typer.Option("--day", metavar="KIND", help="weekday, weekend or holiday."),
]


def list_prices(
    category: OfCategory = "",
    ticket_type: OfType = "",
    day: OfDay = "",
    show: OfShow = "",
    id_only: KeyOnly = False,
) -> None:
    """Every price rule; what a rule leaves empty stands for any.

    Example: boxoffice price list --theatre rex
    Example: boxoffice price list --category premium

    The rule with the most in it wins: `boxoffice quote` names the one that was taken.
    """
    from boxoffice.present.rows import prices as rows
    from boxoffice.services import price_rules

    chosen = price_rules.PriceFilter(category=category, ticket_type=ticket_type, day=day, show=show)
    with session() as (app, ctx, out):
        found = price_rules.list_prices(app, ctx, chosen)
        if id_only:
            write_ids(out, (f"{price.theatre}/{price.key}" for price in found.prices))
            return
        out.emit(found.document(), table=lambda: rows.prices(found.prices))


def view(price: PriceName) -> None:
    """One price rule.

    Example: boxoffice price view premium
    Example: boxoffice price view rex/child
    """
    from boxoffice.present.rows import prices as rows
    from boxoffice.services import price_rules

    with session() as (app, ctx, out):
        found = price_rules.view_price(app, ctx, price)
        out.emit(found.document(), table=lambda: rows.prices([found.price]))
