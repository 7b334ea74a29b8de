"""`boxoffice voucher`: gift vouchers, issued by supervisors and spent at any till."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from boxoffice.cli.seat_options import IdOnly, Reason
from boxoffice.cli.session import kept, session

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.services.vouchers import VoucherDetails, Vouchers

Code = Annotated[str, typer.Argument(metavar="CODE", help="Its code, in any spelling, or its id.")]


def add(
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="What it is worth: 50.")],
    count: Annotated[int, typer.Option("-n", "--count", metavar="N", help="So many alike.")] = 1,
    name: Annotated[str, typer.Option("--name", help="Whom it is for.")] = "",
    until: Annotated[
        str, typer.Option("--until", metavar="DAY", help="The last day it pays: 2027-12-31.")
    ] = "",
    reason: Reason = "",
    id_only: Annotated[
        bool, typer.Option("--id-only", help="Print the codes and nothing else.")
    ] = False,
) -> None:
    """Issue vouchers and print their codes, which are told this once; needs --reason.

    Example: boxoffice voucher add 50 --name Rao --reason 'sold, receipt 4711'
    Example: boxoffice voucher add 10 -n 20 --until 2027-12-31 --reason prizes
    """
    from boxoffice.services import vouchers

    request = vouchers.IssueRequest(
        amount=amount, count=count, name=name, until=until, reason=reason
    )
    with session(writes=True) as at_work, kept(at_work, request):
        app, ctx, out = at_work
        issued = vouchers.issue(app, ctx, request)
        if id_only:
            out.write("".join(f"{each.code}\n" for each in issued.vouchers if each.code))
            return
        from boxoffice.present.rows.vouchers import table

        out.emit(issued.document(), table=lambda: table(issued.vouchers))


def list_vouchers(
    every: Annotated[bool, typer.Option("--all", help="Those with nothing on them too.")] = False,
) -> None:
    """Vouchers with something left on them, the newest first, by how their codes end.

    Example: boxoffice voucher list
    Example: boxoffice voucher list --all
    """
    from boxoffice.present.rows.vouchers import table
    from boxoffice.services import vouchers

    with session() as (app, ctx, out):
        found = vouchers.list_vouchers(app, ctx, every=every)
        out.emit(
            found.document(), table=lambda: table(found.vouchers), text=lambda: _text(out, found)
        )


def view(code: Code) -> None:
    """What is on a voucher, every change of it, and which bookings keep some of it.

    Example: boxoffice voucher view K7M2-P9QX-TR4H-B6WD
    """
    from boxoffice.present.rows.vouchers import entries
    from boxoffice.services import vouchers

    with session() as (app, ctx, out):
        found = vouchers.view_voucher(app, ctx, code)
        out.emit(found.document(), table=lambda: entries(found), text=lambda: _details(out, found))


def void(code: Code, reason: Reason = "", id_only: IdOnly = False) -> None:
    """Take a voucher out of use with all that is on it; needs --reason.

    Example: boxoffice voucher void K7M2-P9QX-TR4H-B6WD --reason stolen
    """
    from boxoffice.present.money import format_money
    from boxoffice.present.rows.vouchers import table
    from boxoffice.services import vouchers

    request = vouchers.VoidVoucherRequest(code=code, reason=reason)
    with session(writes=True) as at_work, kept(at_work, request):
        app, ctx, out = at_work
        done = vouchers.void(app, ctx, request)
        if id_only:
            out.write(f"{done.voucher.id}\n")
            return
        amount = format_money(
            done.voided_minor, currency=done.voucher.currency, locale=out.locale
        )  # fmt: skip
        is_void, was = ("would be void", "is") if done.is_plan else ("is void", "was")
        out.emit(
            done.document(),
            table=lambda: table((done.voucher,)),
            text=lambda: f"Voucher …{done.voucher.last_four} {is_void}; {amount} {was} on it.\n",
        )


def _text(out: Output, found: Vouchers) -> str:
    from boxoffice.present.rows.vouchers import table

    if not found.vouchers:
        return "No voucher has anything on it.\n"
    return out.drawn(table(found.vouchers))


def _details(out: Output, found: VoucherDetails) -> str:
    """The voucher, its changes, and what is kept of it, below each other."""
    from boxoffice.present.moments import day_and_time
    from boxoffice.present.money import format_money
    from boxoffice.present.rows.vouchers import entries, table
    from boxoffice.present.text import clean

    kept_lines = [
        f"{format_money(each.amount_minor, currency=found.voucher.currency, locale=out.locale)}"
        f" kept for booking {clean(each.ref)} until {day_and_time(each.expires_at)}\n"
        for each in found.reservations
    ]
    return "".join([out.drawn(table((found.voucher,))), "\n", out.drawn(entries(found)),
                    *kept_lines])  # fmt: skip
