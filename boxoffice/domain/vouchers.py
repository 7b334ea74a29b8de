"""Gift vouchers: their codes, and what of a balance is free."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from boxoffice.domain.layouts import fold

CODE_LENGTH = 16
_GROUP = 4
_SHOWN = 4


class Reserved(Protocol):
    """What a pending booking keeps of a voucher until a moment."""

    @property
    def booking_id(self) -> str: ...

    @property
    def amount_minor(self) -> int: ...

    @property
    def expires_at_ms(self) -> int: ...


def fold_code(text: str) -> str:
    """A code as it is kept and compared: k7m2p9qx, however it was typed or grouped."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


def spelled(code: str) -> str:
    """A code as people read it: K7M2-P9QX."""
    signs = code.upper()
    return "-".join(signs[place : place + _GROUP] for place in range(0, len(signs), _GROUP))


def ending(code: str) -> str:
    """The last signs of a code, which name it to those who have it and to nobody else."""
    return code[-_SHOWN:].upper()


def kept_for(rows: Iterable[Reserved], booking_id: str, *, now_ms: int) -> int:
    """What one booking still keeps of a voucher."""
    return sum(
        row.amount_minor
        for row in rows
        if row.booking_id == booking_id and row.expires_at_ms > now_ms
    )


def available(balance_minor: int, rows: Iterable[Reserved], *, booking_id: str, now_ms: int) -> int:
    """What a booking may take of a balance: all but what others keep; run out is free again."""
    kept = sum(
        row.amount_minor
        for row in rows
        if row.booking_id != booking_id and row.expires_at_ms > now_ms
    )
    return max(balance_minor - kept, 0)
