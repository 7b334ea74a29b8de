"""`boxoffice price`: what seats cost, rule by rule."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli import changes
from boxoffice.cli.changes import FromFile
from boxoffice.cli.programme_options import (
    KeyOnly,
    OfCategory,
    OfShow,
    OfType,
    PriceName,
    Prices,
    SomePrice,
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


def add(
    amount: Annotated[str, typer.Argument(metavar="[AMOUNT]", help="As in 9.50.")] = "",
    category: OfCategory = "",
    ticket_type: OfType = "",
    day: OfDay = "",
    show: OfShow = "",
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Add a price at a theatre (`--theatre`); what is left out means any.

    Example: boxoffice price add 9.50 --theatre rex
    Example: boxoffice price add 12 --theatre rex --category premium --type child --day weekend
    Example: boxoffice price add 15 --show 12
    """
    from boxoffice.services.nouns import PRICE

    values: changes.Values = {
        "amount": amount or None, "category": category or None,
        "ticket_type": ticket_type or None, "day": day or None, "show": show or None,
    }  # fmt: skip
    return changes.add(
        PRICE, values, flags={"amount": "AMOUNT"}, from_file=from_file, id_only=id_only
    )


def edit(
    price: SomePrice = "",
    amount: Annotated[str, typer.Argument(metavar="[AMOUNT]", help="As in 9.50.")] = "",
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Change an amount; what is sold already stays at its price.

    Example: boxoffice price edit rex/premium 12.50
    """
    from boxoffice.services.nouns import PRICE

    values: changes.Values = {"key": price or None, "amount": amount or None}
    return changes.edit(PRICE, values, flag="PRICE", from_file=from_file, id_only=id_only)


def remove(prices: Prices) -> int:
    """Remove price rules; the next one that fits counts from then on.

    Example: boxoffice price remove rex/weekend
    """
    from boxoffice.services.nouns import PRICE

    return changes.remove(PRICE, prices)
