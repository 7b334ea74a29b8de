"""The code that a customer scans to pay by UPI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxoffice.present.money import format_money
from boxoffice.present.tables import Column, Money, Table
from boxoffice.present.text import clean

if TYPE_CHECKING:
    from boxoffice.services.upi import UpiRequest

_COLUMNS = (
    Column("ref", "Booking"),
    Column("amount_minor", "To pay", is_number=True),
    Column("address", "To"),
    Column("name", "Name"),
    Column("link", "Link"),
    Column("currency"),
)


def table(request: UpiRequest) -> Table:
    """The payment as one row."""
    amount = Money(request.amount_minor, request.currency)
    row = (request.ref, amount, request.address, request.name, request.link, request.currency)
    return Table("upi", _COLUMNS, (row,))


def code_text(request: UpiRequest, *, width: int, unicode: bool, locale: str) -> str:
    """The code with what it pays; where the terminal is too narrow for it, the link."""
    from boxoffice.present.stubs import qr_lines

    amount = format_money(request.amount_minor, currency=request.currency, locale=locale)
    drawn = qr_lines(request.link, width=width, unicode=unicode, error="l")
    lines = [
        *(drawn or [clean(request.link)]),
        f"{amount} to {clean(request.name)} ({clean(request.address)})",
    ]
    return "".join(f"{line}\n" for line in lines)
