"""`boxoffice payment webhook`, `reconcile` and `simulate`: what gateways tell, or are asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli import candidates
from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.session import session
from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boxoffice.services.flows.receiving import Received

MOST_BYTES = 1_048_576

Gateway = Annotated[
    str, typer.Option("--gateway", metavar="NAME", help="The gateway, as it is configured.")
]  # fmt: skip


def webhook(
    gateway: Gateway,
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="The body as it was delivered; - reads stdin.")
    ] = "-",
    header: Annotated[
        list[str] | None,
        typer.Option("--header", metavar="'NAME: VALUE'", help="A header, as it was delivered."),
    ] = None,
) -> int | None:
    """Take in what a gateway delivered: verified, once, and posted with the record of it.

    Exit 0 also for what was seen before, 6 for what is forged or stale, 13 for a person.

    Example: boxoffice payment webhook --gateway stripe body.json --header 'Stripe-Signature: t=…'
    """
    from boxoffice.services.flows import receiving

    headers = headers_of(header or ())
    body = _body(file)
    with session(writes=True) as (app, ctx, out):
        received = receiving.receive(app, ctx, gateway, body, headers)
        from boxoffice.present.payments import received_text

        out.emit(received.document(), text=lambda: received_text(received))
    return _exit_code((received,))


def reconcile(gateway: Gateway = "") -> int | None:
    """Ask gateways about every payment under way, send refunds, and tell what is left.

    Safe for cron, at any time and as often as you like; one runs at a time. Exit 8 where a
    gateway did not answer, 13 where somebody has to look at something.

    Example: boxoffice payment reconcile --quiet
    """
    from boxoffice.present.payments import reconciled_text
    from boxoffice.services.flows import reconciling

    with session() as (app, ctx, out):
        done = reconciling.reconcile(app, ctx, gateway=gateway)
        is_calm = not (done.attention or done.troubles or done.unanswered)
        if not (out.quiet and out.for_people and is_calm):
            out.emit(done.document(), text=lambda: reconciled_text(done, locale=out.locale))
    if done.attention:
        return ExitCode.NEEDS_PERSON
    return ExitCode.UNAVAILABLE if done.unanswered or done.troubles else None


def simulate(
    session_id: Annotated[
        str,
        typer.Argument(
            metavar="SESSION|REF",
            help="A session of the simulated gateway, or its booking.",
            autocompletion=candidates.references,
        ),
    ],
    outcome: Annotated[
        str,
        typer.Argument(help="success, fail, expire, duplicate, late and more."),
    ],
    gateway: Annotated[
        str, typer.Option("--gateway", metavar="NAME", help="Which, if there are several.")
    ] = "",
) -> int | None:
    """Let a session of the simulated gateway go on, and take in what it delivers then.

    Example: boxoffice payment simulate sim_ABCDEFGHIJ success
    """
    from boxoffice.outbound.gateways.simulated_events import Outcome
    from boxoffice.services.flows import receiving

    known = [str(each) for each in Outcome]
    if outcome not in known:
        raise Invalid("payments.unknown_outcome", outcome=outcome, known=known)
    with session(writes=True) as (app, ctx, out):
        done = receiving.simulate(app, ctx, session_id, Outcome(outcome), gateway=gateway)
        from boxoffice.present.payments import received_text

        said = "".join(map(received_text, done.received)) or "Nothing was delivered.\n"
        out.emit(done.document(), text=lambda: said)
    return _exit_code(done.received)


def headers_of(typed: Sequence[str]) -> dict[str, str]:
    """Headers by name as they were delivered; several of one name are one list."""
    found: dict[str, str] = {}
    for each in typed:
        name, colon, value = each.partition(":")
        if not colon or not name.strip() or not each.isprintable():
            raise Invalid("payments.bad_header", header=each)
        key = name.strip().lower()
        found[key] = f"{found[key]}, {value.strip()}" if key in found else value.strip()
    return found


def _body(file: str) -> bytes:
    """The bytes delivered, never more of them than any gateway sends."""
    try:
        if file != "-":
            with open(file, "rb") as opened:
                return opened.read(MOST_BYTES + 1)
        if sys.stdin is None or sys.stdin.isatty():
            raise Invalid("payments.no_body")
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Invalid("payments.body_unreadable", path=file, reason=reason) from error


def _exit_code(received: Sequence[Received]) -> int | None:
    return ExitCode.NEEDS_PERSON if any(each.needs_person for each in received) else None
