"""`boxoffice price`: what seats cost, rule by rule."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli import candidates, changes
from boxoffice.cli.changes import FromFile
from boxoffice.cli.programme_options import KeyOnly, PriceName, Prices, SomePrice, write_ids
from boxoffice.cli.session import session

CATEGORY = typer.Option(
    "--category", metavar="KEY", help="For this category.", autocompletion=candidates.categories
)
TYPE = typer.Option(
    "--type", "--ticket-type", metavar="KEY", help="For this ticket type.",
    autocompletion=candidates.ticket_types,
)  # fmt: skip
DAY = typer.Option("--day", metavar="KIND", help="weekday, weekend or holiday.")
SHOW = typer.Option(
    "--show", metavar="SHOW", help="For this show.", autocompletion=candidates.shows
)
NAME = typer.Option("--name", metavar="NAME", help="What receipts call it.")
FLOOR = typer.Option("--floor", metavar="AMOUNT", help="Never less than this.")
CAP = typer.Option("--cap", metavar="AMOUNT", help="Never more than this.")
PRIORITY = typer.Option("--priority", metavar="N", help="The higher goes first; 0 if not said.")
WEEKDAYS = typer.Option("--weekdays", metavar="DAYS", help="As in mon-thu,sun.")
TIME = typer.Option("--time", metavar="FROM-TO", help="Of the start: 14:00-17:00, -17:00.")
DATES = typer.Option("--dates", metavar="DAY..DAY", help="2026-12-24..2027-01-02, or one day.")
FORMAT = typer.Option("--film-format", metavar="FORMAT", help="2D, 3D, IMAX.")
SCREEN = typer.Option(
    "--screen", metavar="SCREEN", help="On this screen: rex/1.", autocompletion=candidates.screens
)
MOVIE = typer.Option(
    "--movie", metavar="FILM", help="Its key or title.", autocompletion=candidates.movies
)

NEEDED = {
    "base": {"amount": "AMOUNT"}, "surcharge": {"amount": "AMOUNT"},
    "percent": {"percent": "--percent"}, "occupancy": {"steps": "--steps"},
}  # fmt: skip
"""What a rule of each kind cannot be without, and where it is typed."""

OfDay = Annotated[str, DAY]
PriceKey = Annotated[
    str, typer.Option("--key", metavar="KEY", help="Its key; a rule with one can be edited whole.")
]
Kind = Annotated[
    str, typer.Option("--kind", metavar="KIND", help="base, surcharge, percent or occupancy.")
]
Percent = Annotated[str, typer.Option("--percent", metavar="P", help="As in 10% or -12.5%.")]
Steps = Annotated[
    str, typer.Option("--steps", metavar="FULL=P,...", help="By how full: 50=10%,80=25%.")
]


def list_prices(
    category: Annotated[str, CATEGORY] = "",
    ticket_type: Annotated[str, TYPE] = "",
    day: OfDay = "",
    show: Annotated[str, SHOW] = "",
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
    category: Annotated[str, CATEGORY] = "",
    ticket_type: Annotated[str, TYPE] = "",
    day: OfDay = "",
    show: Annotated[str, SHOW] = "",
    key: PriceKey = "",
    name: Annotated[str, NAME] = "",
    kind: Kind = "",
    percent: Percent = "",
    steps: Steps = "",
    floor: Annotated[str, FLOOR] = "",
    cap: Annotated[str, CAP] = "",
    priority: Annotated[str, PRIORITY] = "",
    weekdays: Annotated[str, WEEKDAYS] = "",
    time: Annotated[str, TIME] = "",
    dates: Annotated[str, DATES] = "",
    of_format: Annotated[str, FORMAT] = "",
    screen: Annotated[str, SCREEN] = "",
    movie: Annotated[str, MOVIE] = "",
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Add a price at a theatre (`--theatre`); what is left out means any.

    Example: boxoffice price add 9.50 --theatre rex
    Example: boxoffice price add 12 --theatre rex --category premium --type child --day weekend
    Example: boxoffice price add 15 --show 12
    Example: boxoffice price add 2.50 --kind surcharge --key imax --film-format IMAX
    Example: boxoffice price add --percent -10% --key late --time 22:00-05:00
    """
    from boxoffice.services.nouns import ADJUSTMENT, PRICE

    kind = kind or ("percent" if percent else "occupancy" if steps else "")
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
        flags=NEEDED.get(kind or "base", {}),
        from_file=from_file,
        id_only=id_only,
    )


def edit(
    price: SomePrice = "",
    amount: Annotated[str, typer.Argument(metavar="[AMOUNT]", help="As in 9.50.")] = "",
    category: Annotated[str | None, CATEGORY] = None,
    ticket_type: Annotated[str | None, TYPE] = None,
    day: Annotated[str | None, DAY] = None,
    show: Annotated[str | None, SHOW] = None,
    name: Annotated[str | None, NAME] = None,
    kind: Kind = "",
    percent: Percent = "",
    steps: Steps = "",
    floor: Annotated[str | None, FLOOR] = None,
    cap: Annotated[str | None, CAP] = None,
    priority: Annotated[str | None, PRIORITY] = None,
    weekdays: Annotated[str | None, WEEKDAYS] = None,
    time: Annotated[str | None, TIME] = None,
    dates: Annotated[str | None, DATES] = None,
    of_format: Annotated[str | None, FORMAT] = None,
    screen: Annotated[str | None, SCREEN] = None,
    movie: Annotated[str | None, MOVIE] = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Change what a rule says and whom it is for; what is sold already stays at its price.

    Example: boxoffice price edit rex/premium 12.50
    Example: boxoffice price edit rex/weekend --percent 15%
    Example: boxoffice price edit rex/late --time 23:00-05:00 --film-format '' --cap ''

    What is given empty ('') is for any again, or has no floor or cap any more. Its key stays.
    """
    from boxoffice.services.nouns import PRICE

    values: changes.Values = {
        "key": price or None, "amount": amount or None, "category": category,
        "ticket_type": ticket_type, "day": day, "show": show, "name": name, "kind": kind or None,
        "percent": percent or None, "steps": steps or None, "floor": floor, "cap": cap,
        "priority": priority, "weekdays": weekdays, "time": time, "dates": dates,
        "format": of_format, "screen": screen, "movie": movie,
    }  # fmt: skip
    return changes.edit(PRICE, values, flag="PRICE", from_file=from_file, id_only=id_only)


def remove(prices: Prices) -> int:
    """Remove price rules; the next one that fits counts from then on.

    Example: boxoffice price remove rex/weekend
    """
    from boxoffice.services.nouns import PRICE

    return changes.remove(PRICE, prices)
