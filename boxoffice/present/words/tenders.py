"""Sentences about what people pay with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_NAMES = {"upi": "UPI payment", "wallet": "wallet payment", "transfer": "transfer"}


def _no_reference(details: Mapping[str, Any]) -> str:
    method = str(details["method"])
    then = " `boxoffice pay REF --upi` draws the code to scan." if method == "upi" else ""
    return f"A {_NAMES[method]} needs its reference: `--{method} REFERENCE`.{then}"


def _reference(details: Mapping[str, Any]) -> str:
    name = _NAMES[str(details["method"])]
    return (
        f"'{details['text']}' is no reference of a {name}: it has {details['least']} to"
        f" {details['most']} letters and digits. An amount stands behind it, as in"
        f" `--{details['method']} REFERENCE=10`."
    )


def _used(details: Mapping[str, Any]) -> str:
    return (
        f"That {_NAMES[str(details['method'])]} has paid booking {details['ref']} already;"
        " nothing was done. Look at the account for a payment of this customer's own."
    )


def _twice(details: Mapping[str, Any]) -> str:
    name = _NAMES.get(str(details["method"]), str(details["method"]))
    return f"The same {name} stands there twice. Type it once."


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "tenders.no_reference": _no_reference,
    "tenders.reference": _reference,
    "tenders.used": _used,
    "tenders.twice": _twice,
    "tenders.no_code": "A voucher is named by its code: `--voucher CODE`.",
    "tenders.brand": (
        "'{text}' is no brand of a card: letters, digits, spaces and hyphens, as in"
        " `-k 4711@visa:1234`."
    ),
    "tenders.last_four": (
        "'{text}' are not the last four digits of a card. Type them as in `-k 4711@visa:1234`,"
        " or leave them out; never more of the number."
    ),
}
