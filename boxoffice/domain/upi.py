"""The link that a customer's UPI app opens: to whom, how much, what for."""

from __future__ import annotations

import re
from urllib.parse import quote

from boxoffice.domain.money import plain

CURRENCY = "INR"
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,255}@[A-Za-z][A-Za-z0-9.-]{1,63}")


def is_address(text: str) -> bool:
    """Whether money can be sent there: name@bank."""
    return _ADDRESS.fullmatch(text) is not None


def link(*, address: str, name: str, amount_minor: int, note: str) -> str:
    """upi://pay?pa=rex@okbank&pn=Rex&am=24.00&cu=INR&tn=K7M2P"""
    words = {
        "pa": quote(address, safe="@"), "pn": quote(name, safe=""),
        "am": plain(amount_minor, currency=CURRENCY), "cu": CURRENCY, "tn": quote(note, safe=""),
    }  # fmt: skip
    return "upi://pay?" + "&".join(f"{key}={value}" for key, value in words.items())
