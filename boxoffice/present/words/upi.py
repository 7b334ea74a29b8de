"""Sentences about payments by UPI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _code_alone(details: Mapping[str, Any]) -> str:
    ref, beside = details["ref"], " and ".join(f"`{flag}`" for flag in details["beside"])
    return (
        f"`--upi` without a reference only draws the code to scan, which {beside} cannot go with."
        f" Type `boxoffice pay {ref} --upi` for the code, `boxoffice pay {ref} --upi REFERENCE`"
        f" once it is paid, or `boxoffice pay {ref} --gateway NAME` for a page to pay on."
    )


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "upi.code_alone": _code_alone,
    "upi.not_pending": (
        "Booking {ref} is {status}, so nothing is to be paid for it by a code."
        " `boxoffice booking view {ref}` shows it."
    ),
    "upi.currency": "UPI pays in rupees (INR) alone, and this booking is in {currency}.",
    "upi.no_address": (
        'Nobody said where UPI payments go. Write `upi_address = "name@bank"` under'
        " [theatres.{theatre}] in the settings (`boxoffice help config`)."
    ),
    "upi.address": (
        "'{text}' is no UPI address: it has a name, an @ and a bank, as in rex@okbank. Mend"
        " `upi_address` of {theatre} in the settings (`boxoffice help config`)."
    ),
}
