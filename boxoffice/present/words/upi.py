"""Sentences about payments by UPI."""

from __future__ import annotations

WORDS = {
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
