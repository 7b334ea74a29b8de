"""`boxoffice tax`: what the state takes of tickets, concessions and fees."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli import candidates, changes
from boxoffice.cli.changes import FromFile
from boxoffice.cli.programme_options import KeyOnly, write_ids
from boxoffice.cli.session import session

_HELP = "Its name, product/name, or theatre/product/name."

TaxName = Annotated[str, typer.Argument(metavar="TAX", help=_HELP, autocompletion=candidates.taxes)]
SomeTax = Annotated[
    str, typer.Argument(metavar="[TAX]", help=_HELP, autocompletion=candidates.taxes)
]
Taxes = Annotated[
    list[str], typer.Argument(metavar="TAX...", help=_HELP, autocompletion=candidates.taxes)
]
Rate = Annotated[str, typer.Argument(metavar="[RATE]", help="As in 5.5%.")]
OnTop = Annotated[
    bool | None,
    typer.Option("--on-top/--included", help="On top of the price, or in it as most are."),
]


def list_taxes(id_only: KeyOnly = False) -> None:
    """Every tax rate, at the till's theatre or at all.

    Example: boxoffice tax list --theatre rex
    """
    from boxoffice.present.rows import charges as rows
    from boxoffice.services import charges

    with session() as (app, ctx, out):
        found = charges.list_taxes(app, ctx)
        if id_only:
            write_ids(out, map(charges.full_key, found.taxes))
            return
        out.emit(found.document(), table=lambda: rows.taxes(found.taxes))


def view(tax: TaxName) -> None:
    """One tax rate.

    Example: boxoffice tax view rex/ticket/VAT
    """
    from boxoffice.present.rows import charges as rows
    from boxoffice.services import charges

    with session() as (app, ctx, out):
        found = charges.view_tax(app, ctx, tax)
        out.emit(found.document(), table=lambda: rows.taxes([found.tax]))


def add(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="As on receipts: VAT.")] = "",
    rate: Rate = "",
    product: Annotated[
        str, typer.Option("--product", metavar="KIND", help="ticket, concession or fee.")
    ] = "",
    on_top: OnTop = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Add a tax rate at a theatre (`--theatre`); what is sold already stays as it is.

    Example: boxoffice tax add VAT 5.5% --theatre rex
    Example: boxoffice tax add 'Sales tax' 8.25% --theatre rex --product concession --on-top
    """
    from boxoffice.services.nouns import TAX

    values: changes.Values = {
        "name": name or None, "rate": rate or None, "product": product or None,
        "included": None if on_top is None else not on_top,
    }  # fmt: skip
    flags = {"name": "NAME", "rate": "RATE"}
    return changes.add(TAX, values, flags=flags, from_file=from_file, id_only=id_only)


def edit(
    tax: SomeTax = "",
    rate: Rate = "",
    on_top: OnTop = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Change a rate, from the next sale on; what is sold already stays as it is.

    Example: boxoffice tax edit rex/ticket/VAT 10%
    """
    from boxoffice.services.nouns import TAX

    values: changes.Values = {
        "key": tax or None, "rate": rate or None,
        "included": None if on_top is None else not on_top,
    }  # fmt: skip
    return changes.edit(TAX, values, flag="TAX", from_file=from_file, id_only=id_only)


def remove(taxes: Taxes) -> int:
    """Remove tax rates, from the next sale on.

    Example: boxoffice tax remove rex/fee/VAT
    """
    from boxoffice.services.nouns import TAX

    return changes.remove(TAX, taxes)
