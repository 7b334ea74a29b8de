"""`boxoffice quote`: what seats would cost."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli.seat_options import (
    Category,
    Count,
    Need,
    Offers,
    Phone,
    Seats,
    Show,
    Strict,
    Together,
    Types,
    asked,
)
from boxoffice.cli.session import session


def quote(
    show: Show,
    seats: Seats = None,
    count: Count = 0,
    types: Types = "",
    category: Category = "",
    need: Need = "",
    together: Together = False,
    strict: Strict = False,
    offer: Offers = None,
    phone: Phone = "",
    late: Annotated[bool, typer.Option("--late", help="Also after the close.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Every rule and offer looked at, and what it did.")
    ] = False,
) -> None:
    """Which seats a sale would take, what they cost and by which rule; nothing is written.

    Example: boxoffice quote 12 F7-8
    Example: boxoffice quote dune@20:15 -n 4 -t adult=2,child=2
    Example: boxoffice quote 12 F7 --explain
    Example: boxoffice quote 12 F7-8 --offer SUMMER
    """
    from boxoffice.present.quotes import quote_text
    from boxoffice.present.rows.seats import quote_table
    from boxoffice.services import quotes

    wanted = asked(
        show, seats, count=count, types=types, category=category, need=need,
        together=together, strict=strict,
    )  # fmt: skip
    request = quotes.QuoteRequest(
        **wanted, late=late, explain=explain, offers=tuple(offer or ()), phone=phone
    )
    with session() as (app, ctx, out):
        found = quotes.quote(app, ctx, request)
        out.emit(
            found.document(),
            table=lambda: quote_table(found),
            text=lambda: quote_text(found, locale=out.locale, width=out.width),
        )
