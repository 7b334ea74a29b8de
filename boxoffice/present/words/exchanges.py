"""Sentences about exchanges: which seats cannot be exchanged, and what to do instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boxoffice.present.labels import spoken

_STATES = {
    "pending": (
        "was not paid yet: `boxoffice pay {ref}` first, or `boxoffice cancel {ref}` and book the"
        " other seats"
    ),
    "expired": "ran out before it was paid; sell the seats anew",
    "cancelled": "was cancelled before it was paid; sell the seats anew",
    "voided": "was voided; sell the seats anew",
    "refunded": "was refunded; `boxoffice booking view {ref}` shows what went back",
    "exchanged": (
        "was exchanged already; `boxoffice booking view {ref}` shows the booking that it became"
    ),
    "paid_unseated": "has no seats; `boxoffice booking view {ref}` shows what goes back",
}


def _not_exchangeable(details: Mapping[str, Any]) -> str:
    told = _STATES.get(details["status"], "is {status}; `boxoffice booking view {ref}` shows it")
    return f"Booking {details['ref']} {told.format_map(details)}. Nothing was exchanged."


def _other_seats(details: Mapping[str, Any]) -> str:
    return (
        f"Booking {details['ref']} has no {spoken(details['labels'])} to exchange;"
        f" nothing was exchanged. Its seats: {spoken(details['has'])}."
    )


def _admitted(details: Mapping[str, Any]) -> str:
    return (
        f"Somebody has already gone in to {spoken(details['labels'])} with a ticket of booking"
        f" {details['ref']}; nothing was exchanged. Name the other seats to exchange those."
    )


def _nothing_back(details: Mapping[str, Any]) -> str:
    from boxoffice.present.money import format_money

    locale = str(details.get("locale") or "en")
    kept = format_money(int(details["kept_minor"]), currency=details["currency"], locale=locale)
    return (
        f"The new seats of booking {details['ref']} cost {kept} less, and its policy gives nothing"
        " back any more. `--for-nothing` exchanges all the same, `--full --reason WHY` gives the"
        " difference back."
    )


def _offer_lost(details: Mapping[str, Any]) -> str:
    from boxoffice.present.money import format_money

    locale = str(details.get("locale") or "en")
    off = format_money(int(details["amount_minor"]), currency=details["currency"], locale=locale)
    name = details["name"] or details["offer"]
    return f"The offer {name} took {off} off the old seats and is not for the new ones."


def _other_count(details: Mapping[str, Any]) -> str:
    return (
        f"Seats are swapped one for one, and {details['count']} of booking {details['ref']} are not"
        f" {details['other_count']} of {details['other']}. Name as many seats of each."
    )


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "exchanges.one_way": (
        "Say what is wanted: `--to SEATS` for other seats, `--add SEATS` for more, `--with REF` for"
        " another booking's; one of them."
    ),
    "exchanges.not_exchangeable": _not_exchangeable,
    "exchanges.other_seats": _other_seats,
    "exchanges.admitted": _admitted,
    "exchanges.show_cancelled": (
        "Show {show_id} of booking {ref} was called off: its money goes back, `boxoffice refund"
        " {ref}` hands it out. Sell the other seats anew."
    ),
    "exchanges.has_begun": (
        "Show {show_id} of booking {ref} has begun; nothing was exchanged."
        " `--late --reason WHY` exchanges all the same."
    ),
    "exchanges.other_house": (
        "Booking {ref} is of {theatre} and those seats of {other}: refund it, and sell the others"
        " there."
    ),
    "exchanges.same_seats": "Booking {ref} has these seats already; nothing was exchanged.",
    "exchanges.type_gone": (
        "The house has no ticket type {ticket_type} any more: say whom the new seats are for with"
        " `-t`."
    ),
    "exchanges.left_alone": (
        "A ticket for {ticket_type} needs one for {needs} in the same booking or show: exchange"
        " both, or the other one."
    ),
    "exchanges.nothing_back": _nothing_back,
    "exchanges.offer_lost": _offer_lost,
    "exchanges.has_offers": (
        "Booking {ref} has its offers already, and takes no more with seats that are added. Sell"
        " the seats as a booking of their own."
    ),
    "exchanges.changed": (
        "The difference of booking {ref} is another by now; nothing was exchanged. Ask again."
    ),
    "exchanges.seat_moved": "A seat changed hands meanwhile; nothing was exchanged. Ask again.",
    "exchanges.add_elsewhere": (
        "Seats are added to the show that booking {ref} is for. For another show: `boxoffice sell`."
    ),
    "exchanges.swap_plain": (
        "A swap takes no `-t`, `--offer` or `--show`: each ticket stays for whom it was."
    ),
    "exchanges.with_itself": "Booking {ref} cannot be swapped with itself.",
    "exchanges.other_count": _other_count,
    "exchanges.both_pay": (
        "Both {ref} and {other} would have to pay a difference. Exchange one of them to free seats"
        " first, then the other, each with its own money."
    ),
    "exchanges.nobodys": (
        "{word} is a seat of neither {ref} nor {other}. `boxoffice booking view` shows their seats."
    ),
}
