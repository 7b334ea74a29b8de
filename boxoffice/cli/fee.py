"""`boxoffice fee`: what a booking costs beside its seats."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli import candidates, changes
from boxoffice.cli.changes import FromFile, Key, NewName
from boxoffice.cli.programme_options import KeyOnly, write_ids
from boxoffice.cli.session import session

_HELP = "Its key or name, or theatre/key."

FeeName = Annotated[str, typer.Argument(metavar="FEE", help=_HELP, autocompletion=candidates.fees)]
SomeFee = Annotated[
    str, typer.Argument(metavar="[FEE]", help=_HELP, autocompletion=candidates.fees)
]
Fees = Annotated[
    list[str], typer.Argument(metavar="FEE...", help=_HELP, autocompletion=candidates.fees)
]
Amount = Annotated[str, typer.Argument(metavar="[AMOUNT]", help="As in 1.00.")]
Per = Annotated[str, typer.Option("--per", metavar="WHAT", help="ticket or booking.")]


def list_fees(id_only: KeyOnly = False) -> None:
    """Every fee, at the till's theatre or at all.

    Example: boxoffice fee list --theatre rex
    """
    from boxoffice.present.rows import charges as rows
    from boxoffice.services import charges

    with session() as (app, ctx, out):
        found = charges.list_fees(app, ctx)
        if id_only:
            write_ids(out, map(charges.full_key, found.fees))
            return
        out.emit(found.document(), table=lambda: rows.fees(found.fees))


def view(fee: FeeName) -> None:
    """One fee.

    Example: boxoffice fee view online
    """
    from boxoffice.present.rows import charges as rows
    from boxoffice.services import charges

    with session() as (app, ctx, out):
        found = charges.view_fee(app, ctx, fee)
        out.emit(found.document(), table=lambda: rows.fees([found.fee]))


def add(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="What receipts call it.")] = "",
    amount: Amount = "",
    per: Per = "",
    key: Key = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Add a fee at a theatre (`--theatre`), for each ticket unless `--per booking`.

    Example: boxoffice fee add 'Booking fee' 1.00 --theatre rex --per booking --key online
    """
    from boxoffice.services.nouns import FEE

    values: changes.Values = {
        "name": name or None, "amount": amount or None, "per": per or None, "key": key
    }  # fmt: skip
    flags = {"name": "NAME", "amount": "AMOUNT"}
    return changes.add(FEE, values, flags=flags, from_file=from_file, id_only=id_only)


def edit(
    fee: SomeFee = "",
    amount: Amount = "",
    name: NewName = None,
    per: Per = "",
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Change a fee, from the next sale on; what is sold already stays as it is.

    Example: boxoffice fee edit rex/online 1.50
    Example: boxoffice fee edit rex/online --per ticket --name 'Online fee'
    """
    from boxoffice.services.nouns import FEE

    values: changes.Values = {
        "key": fee or None, "amount": amount or None, "name": name, "per": per or None
    }  # fmt: skip
    return changes.edit(FEE, values, flag="FEE", from_file=from_file, id_only=id_only)


def remove(fees: Fees) -> int:
    """Remove fees, from the next sale on.

    Example: boxoffice fee remove rex/online
    """
    from boxoffice.services.nouns import FEE

    return changes.remove(FEE, fees)
