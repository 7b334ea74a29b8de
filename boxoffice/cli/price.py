"""`boxoffice price`: what seats cost, rule by rule."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli import changes
from boxoffice.cli.changes import FromFile
from boxoffice.cli.programme_options import (
    KeyOnly,
    OfCategory,
    OfFilm,
    OfScreen,
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


PriceKey = Annotated[
    str, typer.Option("--key", metavar="KEY", help="Its key; a rule with one can be edited whole.")
]
PriceTitle = Annotated[str, typer.Option("--name", metavar="NAME", help="What receipts call it.")]
Kind = Annotated[
    str, typer.Option("--kind", metavar="KIND", help="base, surcharge, percent or occupancy.")
]
Percent = Annotated[str, typer.Option("--percent", metavar="P", help="As in 10% or -12.5%.")]
Steps = Annotated[
    str, typer.Option("--steps", metavar="FULL=P,...", help="By how full: 50=10%,80=25%.")
]
Floor = Annotated[str, typer.Option("--floor", metavar="AMOUNT", help="Never less than this.")]
Cap = Annotated[str, typer.Option("--cap", metavar="AMOUNT", help="Never more than this.")]
Priority = Annotated[
    str, typer.Option("--priority", metavar="N", help="The higher goes first; 0 if not said.")
]
Weekdays = Annotated[str, typer.Option("--weekdays", metavar="DAYS", help="As in mon-thu,sun.")]
Time = Annotated[
    str, typer.Option("--time", metavar="FROM-TO", help="Of the start: 14:00-17:00, -17:00.")
]
Dates = Annotated[
    str, typer.Option("--dates", metavar="DAY..DAY", help="2026-12-24..2027-01-02, or one day.")
]
Format = Annotated[str, typer.Option("--film-format", metavar="FORMAT", help="2D, 3D, IMAX.")]


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
    key: PriceKey = "",
    name: PriceTitle = "",
    kind: Kind = "",
    percent: Percent = "",
    steps: Steps = "",
    floor: Floor = "",
    cap: Cap = "",
    priority: Priority = "",
    weekdays: Weekdays = "",
    time: Time = "",
    dates: Dates = "",
    of_format: Format = "",
    screen: OfScreen = "",
    movie: OfFilm = "",
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Add a price at a theatre (`--theatre`); what is left out means any.

    Example: boxoffice price add 9.50 --theatre rex
    Example: boxoffice price add 12 --theatre rex --category premium --type child --day weekend
    Example: boxoffice price add 15 --show 12
    Example: boxoffice price add 2.50 --kind surcharge --key imax --film-format IMAX
    """
    from boxoffice.services.nouns import ADJUSTMENT, PRICE

    said = {
        "amount": amount, "category": category, "ticket_type": ticket_type, "day": day,
        "show": show, "key": key, "name": name, "kind": kind, "percent": percent, "steps": steps,
        "floor": floor, "cap": cap, "priority": priority, "weekdays": weekdays, "time": time,
        "dates": dates, "format": of_format, "screen": screen, "movie": movie,
    }  # fmt: skip
    values: changes.Values = {field: text or None for field, text in said.items()}
    return changes.add(
        ADJUSTMENT if kind else PRICE,
        values,
        flags={"amount": "AMOUNT"},
        from_file=from_file,
        id_only=id_only,
    )


def edit(
    price: SomePrice = "",
    amount: Annotated[str, typer.Argument(metavar="[AMOUNT]", help="As in 9.50.")] = "",
    percent: Percent = "",
    steps: Steps = "",
    floor: Floor = "",
    cap: Cap = "",
    priority: Priority = "",
    weekdays: Weekdays = "",
    time: Time = "",
    dates: Dates = "",
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Change what a rule says; what is sold already stays at its price.

    Example: boxoffice price edit rex/premium 12.50
    Example: boxoffice price edit rex/weekend --percent 15%
    """
    from boxoffice.services.nouns import PRICE

    said = {
        "key": price, "amount": amount, "percent": percent, "steps": steps, "floor": floor,
        "cap": cap, "priority": priority, "weekdays": weekdays, "time": time, "dates": dates,
    }  # fmt: skip
    values: changes.Values = {field: text or None for field, text in said.items()}
    return changes.edit(PRICE, values, flag="PRICE", from_file=from_file, id_only=id_only)


def remove(prices: Prices) -> int:
    """Remove price rules; the next one that fits counts from then on.

    Example: boxoffice price remove rex/weekend
    """
    from boxoffice.services.nouns import PRICE

    return changes.remove(PRICE, prices)
