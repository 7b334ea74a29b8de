"""`boxoffice sell`: seats, money and tickets in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxoffice.cli.seat_options import (
    Card,
    Cash,
    Category,
    Count,
    IdOnly,
    Late,
    Need,
    OfHold,
    Reason,
    Seats,
    ShowOrHold,
    Strict,
    Together,
    Types,
    asked,
    tenders_of,
)
from boxoffice.cli.session import session

if TYPE_CHECKING:
    from boxoffice.services.results import BookingResult


def sell(
    show: ShowOrHold = "",
    seats: Seats = None,
    count: Count = 0,
    types: Types = "",
    category: Category = "",
    need: Need = "",
    together: Together = False,
    strict: Strict = False,
    hold: OfHold = "",
    cash: Cash = None,
    card: Card = None,
    late: Late = False,
    reason: Reason = "",
    id_only: IdOnly = False,
) -> None:
    """Sell seats: all of them with payment and tickets, or none.

    Example: boxoffice sell 12 F7-8 -c 50
    Example: boxoffice sell dune@20:15 -n 3 -t adult=2,child=1 -c 20 -k 4711
    """
    from boxoffice.services import sales

    wanted = asked(
        show, seats, count=count, types=types, category=category, need=need,
        together=together, strict=strict,
    )  # fmt: skip
    request = sales.SellRequest(
        **wanted, hold=hold, late=late, reason=reason, tenders=tenders_of(cash, card)
    )
    with session(writes=True) as (app, ctx, out):
        result = sales.sell(app, ctx, request)
        if id_only:
            out.write(f"{result.booking.ref}\n")
            return
        out.emit(result.document(), text=lambda: _receipt(result, out.locale))


def _receipt(result: BookingResult, locale: str) -> str:
    from boxoffice.present.receipts import receipt

    return receipt(result, locale=locale)
