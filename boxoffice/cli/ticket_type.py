"""`boxoffice ticket-type`: whom a ticket is for."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli import changes
from boxoffice.cli.changes import FromFile, Key, NewName, NewThing
from boxoffice.cli.programme_options import (
    KeyOnly,
    SomeTicketType,
    TicketTypeName,
    TicketTypes,
    write_ids,
)
from boxoffice.cli.session import session

Needs = Annotated[
    str | None,
    typer.Option("--needs", metavar="TYPE", help="Only with such a ticket in the same booking."),
]
Proof = Annotated[
    bool | None, typer.Option("--proof/--no-proof", help="What was shown is to be noted.")
]
Reason = Annotated[
    bool | None, typer.Option("--reason/--no-reason", help="Why it is given is to be noted.")
]


def list_ticket_types(id_only: KeyOnly = False) -> None:
    """Every ticket type, first the one that people get who do not say.

    Example: boxoffice ticket-type list
    """
    from boxoffice.present.rows import prices as rows
    from boxoffice.services import price_rules

    with session() as (app, ctx, out):
        found = price_rules.list_ticket_types(app, ctx)
        if id_only:
            write_ids(out, (each.key for each in found.ticket_types))
            return
        out.emit(found.document(), table=lambda: rows.ticket_types(found.ticket_types))


def view(ticket_type: TicketTypeName) -> None:
    """One ticket type with its prices.

    Example: boxoffice ticket-type view child
    """
    from boxoffice.present.rows import prices as rows
    from boxoffice.present.rows.prices import named_text
    from boxoffice.services import price_rules

    with session() as (app, ctx, out):
        found = price_rules.view_ticket_type(app, ctx, ticket_type)
        out.emit(
            found.document(),
            table=lambda: rows.ticket_types([found.ticket_type]),
            text=lambda: named_text(found.ticket_type, found.prices, drawn=out.drawn),
        )


def add(
    name: NewThing = "",
    key: Key = None,
    needs: Needs = None,
    proof: Proof = None,
    reason: Reason = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Add a ticket type.

    Example: boxoffice ticket-type add Senior --proof
    Example: boxoffice ticket-type add --from-file - < more.csv
    """
    from boxoffice.services.nouns import TICKET_TYPE

    values: changes.Values = {
        "name": name or None, "key": key, "needs": needs, "proof": proof, "reason": reason
    }  # fmt: skip
    return changes.add(
        TICKET_TYPE, values, flags={"name": "NAME"}, from_file=from_file, id_only=id_only
    )


def edit(
    ticket_type: SomeTicketType = "",
    name: NewName = None,
    needs: Needs = None,
    proof: Proof = None,
    reason: Reason = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Give a ticket type another name, or ask for more or less with it; its key stays.

    Example: boxoffice ticket-type edit senior --name '65 and over'
    """
    from boxoffice.services.nouns import TICKET_TYPE

    values: changes.Values = {
        "key": ticket_type or None, "name": name, "needs": needs, "proof": proof, "reason": reason
    }  # fmt: skip
    return changes.edit(TICKET_TYPE, values, flag="TYPE", from_file=from_file, id_only=id_only)


def remove(ticket_types: TicketTypes) -> int:
    """Remove what nothing uses any more; what is still used is refused with its users.

    Example: boxoffice ticket-type remove senior
    """
    from boxoffice.services.nouns import TICKET_TYPE

    return changes.remove(TICKET_TYPE, ticket_types)
