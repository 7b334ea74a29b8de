"""Sentences about bookings: unknown, in another state, lapsed, paid short."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from shlex import quote
from typing import Any

from boxoffice.present.labels import spoken

_NOT_VOIDABLE = {
    "other_till": "it was paid at {till}, whose drawer has the money; void it there{or_here}",
    "other_day": "its business day is over; ask whoever runs the house",
    "admitted": "somebody has already gone in with one of its tickets",
    "part_refunded": "some of it was refunded; `boxoffice refund {ref}` gives back the rest",
    "pending": "nothing was paid yet; `boxoffice cancel {ref}` gives its seats up",
    "exchanged": "seats of it were exchanged{into}; `boxoffice refund {ref}` gives back the rest",
    "came_by_exchange": (
        "its seats came by an exchange; `boxoffice exchange {ref} --to SEATS` changes them back,"
        " `boxoffice refund {ref}` gives them back"
    ),
    "status": "only a confirmed sale can be voided; `boxoffice booking view {ref}` shows its state",
}

_LAPSED = {"expired": "had run out", "cancelled": "had been cancelled"}
_STATES = {"held_by_me": "held by you", "pending": "booked and not yet paid"}


def _not_voidable(details: Mapping[str, Any]) -> str:
    why = str(details["why"])
    named = {
        "ref": details["ref"],
        "into": f" for booking {details['into']}" if details.get("into") else "",
        "till": f"till {details['till']}" if details.get("till") else "another till",
        "or_here": f" or with `--till {quote(details['till'])}`" if details.get("till") else "",
    }
    if why == "status" and details.get("status") in ("part_refunded", "pending", "exchanged"):
        why = str(details["status"])
    because = _NOT_VOIDABLE.get(why, "its state forbids it").format_map(named)
    return f"Booking {details['ref']} cannot be voided: {because}."


def _expired_taken(details: Mapping[str, Any]) -> str:
    seats = "; ".join(f"{seat['label']} is {_state(seat)}" for seat in details["seats"])
    others = spoken(details.get("alternative") or ())
    then = f"Free and as good: {others}." if others else "No seats as good are free."
    return (
        f"Booking {details['ref']} ran out before it was paid, and {seats}."
        f" {then} Nothing was paid; book again."
    )


def _state(seat: Mapping[str, Any]) -> str:
    state = str(seat["state"])
    return _STATES.get(state, state.replace("_", " "))


def _short(details: Mapping[str, Any]) -> str:
    due, tendered = int(details["due"]), int(details["tendered"])
    missing, total, given = (_money(minor, details) for minor in (due - tendered, due, tendered))
    return f"{missing} short: {total} is due and {given} was given. Nothing was sold."


def _no_tender(details: Mapping[str, Any]) -> str:
    due = _money(int(details["due"]), details)
    return f"{due} is due: say how it is paid, as in `-c exact`, `-c 50` or `-k SLIP`."


def _card_over(details: Mapping[str, Any]) -> str:
    due, tendered = _money(int(details["due"]), details), _money(int(details["tendered"]), details)
    return f"A card gives no change: {tendered} is more than the {due} due. Type what it paid."


def _tender_over(details: Mapping[str, Any]) -> str:
    due, tendered = _money(int(details["due"]), details), _money(int(details["tendered"]), details)
    return (
        f"Only cash gives change: {tendered} by {details['method']} is more than the {due} due."
        " Type what it paid."
    )


def _tender_unused(details: Mapping[str, Any]) -> str:
    nothing = f"Nothing is left for {details['method']} to pay."
    if details.get("beside_voucher") and details["method"] != "voucher":
        return (
            f"{nothing} A voucher pays first: leave the other out, or say how much the voucher is"
            " to pay, as in `--voucher CODE=4`."
        )
    return f"{nothing} Leave it out, or lower the other amounts."


def _money(minor: int, details: Mapping[str, Any]) -> str:
    from boxoffice.present.money import format_money

    locale = str(details.get("locale") or "en")
    return format_money(minor, currency=details["currency"], locale=locale)


def _price_changed(details: Mapping[str, Any]) -> str:
    agreed, total = (_money(details[name], details) for name in ("agreed_minor", "total_minor"))
    return f"It costs {total} by now, not {agreed} as it was shown: nothing was sold, ask again."


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "bookings.price_changed": _price_changed,
    "bookings.unknown": "No booking goes by '{ref}'. `boxoffice find NAME` looks for one.",
    "bookings.find_what": "Find what? Type a name, phone, reference or slip, or `--unpaid`.",
    "bookings.none_found": (
        "No booking fits '{text}'. Names are found by their start, phones and slips as a whole."
    ),
    "bookings.no_tickets": (
        "Booking {ref} is {status} and has no tickets; `boxoffice booking view {ref}` shows it."
    ),
    "bookings.not_pending": (
        "Booking {ref} is {status}, so there is nothing to pay or cancel."
        " `boxoffice booking view {ref}` shows it."
    ),
    "bookings.not_voidable": _not_voidable,
    "bookings.void_reason": "A void needs a reason: add `--reason WHY`.",
    "bookings.ref_and_last": "Name the booking or type `--last`, not both.",
    "bookings.none_named": (
        "Say which booking to void: its reference, or `--last` for this till's last sale."
    ),
    "bookings.none_at_till": (
        "There is no sale at till {till} to void. Name the booking; `boxoffice find NAME` looks"
        " for one."
    ),
    "bookings.seats_differ": (
        "Booking {ref} has {lines} lines but {seats} seats, so nothing was changed."
        " Run `boxoffice db verify` and show somebody what it says."
    ),
    "bookings.book_with_tender": (
        "`book` takes no money. Leave the tender out, or use `boxoffice sell`."
    ),
    "bookings.expired_taken": _expired_taken,
    "bookings.expired_moved": (
        "Booking {ref} ran out before it was paid, and show {show_id} has moved to {screen} since."
        " Nothing was paid; book again: `boxoffice seats {show_id}` draws what is free."
    ),
    "bookings.paid_late": lambda details: (
        f"The booking {_LAPSED.get(details['status'], 'had lapsed')}; its seats were still free."
    ),
    "bookings.short": _short,
    "bookings.no_tender": _no_tender,
    "bookings.card_over": _card_over,
    "bookings.two_rests": (
        "Only one tender can take the rest. Give every other one an amount, as in `-c 20 -k 4711`."
    ),
    "bookings.tender_over": _tender_over,
    "bookings.tender_unused": _tender_unused,
    "bookings.no_slip": "A card payment needs the number of its slip: `-k 4711`.",
    "bookings.slip_used": (
        "That slip number already stands for another payment. Check the slip and type its number."
    ),
    "bookings.nothing_to_pay": "There is nothing to pay. Leave the tender out.",
}
