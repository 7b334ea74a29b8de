"""`boxoffice ticket-type`: whom a ticket is for."""

from __future__ import annotations

from boxoffice.cli.programme_options import KeyOnly, TicketTypeName, write_ids
from boxoffice.cli.session import session


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
