"""`boxoffice payment refunds` and `payment retry`: money promised back that is not out yet."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli.booking import Ref
from boxoffice.cli.session import kept, session


def list_refunds(
    at_till: Annotated[
        bool, typer.Option("--at-till", help="Only those that wait for the customer.")
    ] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed.")] = False,
) -> None:
    """Refunds that are not out yet: waiting for a till or a gateway, on the way, or failed.

    Example: boxoffice payment refunds
    Example: boxoffice payment refunds --at-till
    """
    from boxoffice.present.rows.refunds import table
    from boxoffice.services import refund_lists

    with session() as (app, ctx, out):
        found = refund_lists.list_waiting(app, ctx, at_till=at_till, failed=failed)
        out.emit(
            found.document(),
            table=lambda: table(found),
            text=None if found.refunds else lambda: "No refund is waiting.\n",
        )


def retry(ref: Ref) -> None:
    """Queue a booking's failed refunds again; `payment reconcile` asks the gateway for them.

    Example: boxoffice payment retry K7M2P
    """
    from boxoffice.present.receipts import receipt
    from boxoffice.services import refund_lists

    request = refund_lists.RetryRequest(ref=ref)
    with session(writes=True) as at_work:
        app, ctx, out = at_work
        with kept(at_work, request):
            result = refund_lists.retry(app, ctx, request)
            out.emit(result.document(), text=lambda: receipt(result, locale=out.locale))
