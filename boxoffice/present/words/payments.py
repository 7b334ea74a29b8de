"""Sentences about online payments: begun, open elsewhere, unknown, to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _money(details: Mapping[str, Any]) -> str:
    from boxoffice.present.money import format_money

    locale = str(details.get("locale") or "en")
    return format_money(
        int(details["amount_minor"]), currency=details["currency"], locale=locale
    )  # fmt: skip


def _hand_back(details: Mapping[str, Any]) -> str:
    amount = _money(details)
    if details["method"] == "cash":
        return f"Hand {amount} back: it was taken towards a payment that did not come about."
    slip = f" of slip {details['slip']}" if details.get("slip") else ""
    return f"Reverse {amount}{slip} ({details['method']}): the rest of the payment never came."


def _other_open(details: Mapping[str, Any]) -> str:
    ref = details["ref"]
    return (
        f"A payment of {_money(details)} for booking {ref} is open at {details['gateway']}:"
        f" `boxoffice pay {ref} --gateway {details['gateway']}` shows its page again."
        f" To pay another way, take the money with `boxoffice pay {ref} -c exact`."
    )


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "payments.not_pending": (
        "Booking {ref} is {status}, so there is nothing to pay online."
        " `boxoffice booking view {ref}` shows it."
    ),
    "payments.other_open": _other_open,
    "payments.hand_back": _hand_back,
    "payments.gateway_late": (
        "`--late` and `--reason` are for money at the counter. Leave them out, or book again."
    ),
    "payments.wait_what": "`--wait` follows an online payment: add `--gateway NAME`.",
    "payments.failed": (
        "The payment of booking {ref} failed{why}. `boxoffice booking view {ref}` says until when"
        " it may still be paid."
    ),
    "payments.over": (
        "The page of booking {ref} is closed and nothing was paid. Book again, or pay another way"
        " while `boxoffice booking view {ref}` still shows it pending."
    ),
    "payments.given_back": (
        "The money for booking {ref} came when it could not be used any more; it goes back."
        " `boxoffice booking view {ref}` shows how far that is."
    ),
    "payments.unknown": (
        "No payment goes by '{id}'. `boxoffice payment list` shows the newest with their ids."
    ),
    "payments.ambiguous": "More than one payment ends in '{id}'. Type more of its id.",
    "payments.unknown_line": (
        "Nothing that waits for a person goes by '{id}'. `boxoffice payment list --attention`"
        " shows what does."
    ),
    "payments.resolved_already": "That was looked at already: {note}.",
    "payments.resolve_note": "Say what came of it: add `--note TEXT`.",
    "payments.no_event_id": (
        "The delivery of {gateway} has no event id, so it could be taken twice. It was not taken."
    ),
    "payments.bad_header": (
        "'{header}' is no header. Write it as it was delivered: `--header 'Name: value'`."
    ),
    "payments.no_body": (
        "A webhook is read from a file or from a pipe: `boxoffice payment webhook --gateway NAME"
        " FILE` or `… -`."
    ),
    "payments.unknown_outcome": "'{outcome}' is nothing that can be simulated. There is: {known}.",
    "payments.body_unreadable": "The delivery in {path} cannot be read: {reason}.",
}
