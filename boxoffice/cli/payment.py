"""`boxoffice payment list`, `view`, `status` and `resolve`: how payments stand, and loose ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates
from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.session import Session, kept, session

if TYPE_CHECKING:
    from boxoffice.services.gateway_events import Posted
    from boxoffice.services.payment_views import PaymentList

GatewayName = Annotated[
    str, typer.Option("--gateway", metavar="NAME", help="Only this gateway's.")
]  # fmt: skip


def list_payments(
    is_open: Annotated[bool, typer.Option("--open", help="Only those under way.")] = False,
    attention: Annotated[
        bool, typer.Option("--attention", help="Only what somebody has to look at.")
    ] = False,
    gateway: GatewayName = "",
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=366, help="So many days back.")
    ] = 1,
) -> None:
    """Payments of the last day, those under way, or what somebody has to look at.

    Example: boxoffice payment list --open
    Example: boxoffice payment list --attention
    """
    from boxoffice.present.rows.payments import attention_table, table
    from boxoffice.services import attention as lines
    from boxoffice.services import payments

    with session() as (app, ctx, out):
        if attention:
            waiting = lines.list_attention(app, ctx)
            out.emit(
                waiting.document(),
                table=lambda: attention_table(waiting),
                text=(lambda: "Nothing waits for anybody.\n") if not waiting.attention else None,
            )
            return
        found = payments.list_payments(app, ctx, is_open=is_open, gateway=gateway, days=days)
        out.emit(found.document(), table=lambda: table(found))


def view(
    payment: Annotated[
        str, typer.Argument(metavar="ID", help="Its id, the end of it, or its session.")
    ],
) -> None:
    """One payment: its page, what its gateway told of it, what went back.

    Example: boxoffice payment view 4b1c9e
    """
    from boxoffice.present.payments import history_text
    from boxoffice.present.rows.payments import table
    from boxoffice.services import payments
    from boxoffice.services.payment_views import PaymentList

    with session() as (app, ctx, out):
        found = payments.view_payment(app, ctx, payment)
        out.emit(
            found.document(),
            table=lambda: table(PaymentList(payments=(found.payment,))),
            text=lambda: history_text(found, locale=out.locale),
        )


def status(
    what: Annotated[
        str,
        typer.Argument(
            metavar="REF|SESSION",
            help="A booking, or a session.",
            autocompletion=candidates.references,
        ),
    ],
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask the gateway now, and post what it says.")
    ] = False,
) -> int | None:
    """How the payments of a booking, or the one of a session, stand.

    Example: boxoffice payment status K7M2P
    Example: boxoffice payment status K7M2P --ask
    """
    from boxoffice.services import payments

    with session() as at_work:
        app, ctx, out = at_work
        found = payments.status_of(app, ctx, what)
        needs_person = False
        if ask and not ctx.dry_run:
            needs_person = _ask(at_work, found)
            found = payments.status_of(app, ctx, what)
        from boxoffice.present.rows.payments import table

        out.emit(found.document(), table=lambda: table(found))
    return ExitCode.NEEDS_PERSON if needs_person else None


def _ask(at_work: Session, found: PaymentList) -> bool:
    """Ask about each payment that a gateway may know more of; says whether a person is needed."""
    from boxoffice.present.payments import effect_words
    from boxoffice.services.flows import reconciling

    app, ctx, out = at_work
    learned: list[Posted] = []
    for payment in found.payments:
        if payment.gateway and payment.status not in ("captured", "refunded"):
            learned += reconciling.ask_now(app, ctx, payment.id)
    for posted in learned:
        out.talk(f"Booking {posted.ref}: {effect_words(posted)}.")
    return any(posted.needs_person for posted in learned)


def resolve(
    line: Annotated[
        str, typer.Argument(metavar="ID", help="A line of `payment list --attention`.")
    ],
    note: Annotated[str, typer.Option("--note", help="What came of it, for the record.")] = "",
) -> None:
    """Take a line off the list of what somebody has to look at.

    Example: boxoffice payment resolve 4b1c9e --note "the owner gave it back by hand"
    """
    from boxoffice.services import attention

    request = attention.ResolveRequest(line=line, note=note)
    with session(writes=True) as at_work, kept(at_work, request):
        app, ctx, out = at_work
        done = attention.resolve(app, ctx, request)
        out.emit(done.document(), text=lambda: f"Looked at: {note}\n")
