"""`boxoffice pay REF --upi`: the code to scan, before there is a payment to tell of."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from boxoffice.cli.output import is_terminal
from boxoffice.cli.session import session

if TYPE_CHECKING:
    from boxoffice.domain.tenders import Tender


def draw_code(ref: str, *, tenders: tuple[Tender, ...]) -> None:
    """Draw what is left to pay of a booking; writes nothing."""
    from boxoffice.present import upi as present
    from boxoffice.services import upi

    with session() as (app, ctx, out):
        found = upi.upi_request(app, ctx, ref, tenders)
        request = found.upi

        def text() -> str:
            if not is_terminal(sys.stdout):
                return f"{request.link}\n"
            return present.code_text(
                request, width=out.width, unicode=out.unicode, locale=out.locale
            )

        out.emit(found.document(), table=lambda: present.table(request), text=text)
        others = " and the other tenders as you typed them now" if tenders else ""
        out.talk(
            f"Nothing is paid yet. Once the money is there: `boxoffice pay {request.ref}"
            f" --upi REFERENCE`, with the reference of that payment{others}."
        )
