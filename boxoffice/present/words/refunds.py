"""Sentences about refunds: what cannot be given back, and policies that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boxoffice.present.labels import spoken

_STATES = {
    "pending": "was never paid; `boxoffice cancel {ref}` gives its seats up",
    "expired": "ran out before it was paid, so there is no money to give back",
    "cancelled": "was cancelled before it was paid, so there is no money to give back",
    "voided": "was voided: its money went back already",
    "refunded": "was refunded already; `boxoffice booking view {ref}` shows what went back",
}
_POLICY = "As in `24h=100,2h=50;fees=kept`, or `none`."


def _not_refundable(details: Mapping[str, Any]) -> str:
    told = _STATES.get(details["status"], "is {status}; `boxoffice booking view {ref}` shows it")
    return f"Booking {details['ref']} {told.format_map(details)}."


def _other_seats(details: Mapping[str, Any]) -> str:
    has = spoken(details["has"])
    return (
        f"Booking {details['ref']} has no {spoken(details['labels'])}; nothing was given back."
        f" Its seats: {has}."
    )


def _seats_gone(details: Mapping[str, Any]) -> str:
    return (
        f"{spoken(details['labels'])} of booking {details['ref']} was {details['status']} already;"
        f" nothing was given back. `boxoffice booking view {details['ref']}` shows it."
    )


def _admitted(details: Mapping[str, Any]) -> str:
    return (
        f"Somebody has already gone in to {spoken(details['labels'])} with a ticket of booking"
        f" {details['ref']}; nothing was given back. Name the other seats to give those back."
    )


def _nothing_back(details: Mapping[str, Any]) -> str:
    ref = details["ref"]
    return (
        f"{spoken(details['labels'])} of booking {ref} gives nothing back any more by the policy it"
        f" was sold with. `--for-nothing` takes the seats back without money,"
        f" `--full --reason WHY` pays all of it."
    )


def _paid_today(details: Mapping[str, Any]) -> str:
    ref, labels = details["ref"], details["labels"]
    return (
        f"Money that waited for booking {ref} was handed out today, and {spoken(labels)} stays"
        f" sold. To give seats back too, name them: `boxoffice refund {ref} {' '.join(labels)}`."
    )


def _waits_elsewhere(details: Mapping[str, Any]) -> str:
    others = spoken(details["others"])
    return (
        f"Booking {details['ref']} was paid with money of booking {others}, and that is where it"
        f" waits: `boxoffice refund {details['others'][0]}`."
    )


def _changed(details: Mapping[str, Any]) -> str:
    from boxoffice.present.money import format_money

    locale = str(details.get("locale") or "en")
    agreed, back = (
        format_money(int(details[name]), currency=details["currency"], locale=locale)
        for name in ("agreed_minor", "back_minor")
    )
    return (
        f"Booking {details['ref']} gives back {back} by now and no longer {agreed}; nothing was"
        " given back. Ask again."
    )


def _too_much(details: Mapping[str, Any]) -> str:
    from boxoffice.present.money import format_money

    locale = str(details.get("locale") or "en")
    asked, left = (
        format_money(int(details[name]), currency=details["currency"], locale=locale)
        for name in ("amount_minor", "left_minor")
    )
    return (
        f"{asked} cannot go back on a payment of booking {details['ref']}: {left} of it is left."
        f" `boxoffice booking view {details['ref']}` shows what went back."
    )


def _slips(details: Mapping[str, Any]) -> str:
    cards = int(details["cards"])
    if not cards:
        return "No money goes back to a card: leave `-k` out."
    to = "one card" if cards == 1 else f"{cards} cards"
    return f"Money goes back to {to}: type one `-k SLIP` for each, or none."


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "refunds.full_reason": "Paying back more than the policy needs a reason: add `--reason WHY`.",
    "refunds.not_refundable": _not_refundable,
    "refunds.other_seats": _other_seats,
    "refunds.seats_gone": _seats_gone,
    "refunds.admitted": _admitted,
    "refunds.nothing_back": _nothing_back,
    "refunds.changed": _changed,
    "refunds.paid_today": _paid_today,
    "refunds.by_hand_alone": (
        "`--by-hand` hands out what failed at the gateway and nothing else: leave the seats, `-k`,"
        " `--full` and `--for-nothing` out."
    ),
    "refunds.by_hand_reason": (
        "Paying out in cash what the gateway could not give back needs a reason: add"
        " `--reason WHY`."
    ),
    "refunds.disputed": (
        "The payer of booking {ref} disputes the payment, so the bank may give the money back;"
        " nothing was paid out. Look in the gateway's own pages first."
    ),
    "refunds.waits_elsewhere": _waits_elsewhere,
    "refunds.too_much": _too_much,
    "refunds.slips": _slips,
    "refunds.left_alone": (
        "A {ticket_type} ticket stays in the booking without {needs}, which it goes with."
    ),
    "refunds.unknown": "No refund goes by '{id}'. `boxoffice payment refunds` lists those waiting.",
    "refunds.none_failed": (
        "No refund of booking {ref} has failed. `boxoffice payment refunds` lists those that did."
    ),
    "refunds.not_taken": (
        "Booking {ref} took less money than its seats give back, so nothing was changed."
        " Run `boxoffice db verify` and show somebody what it says."
    ),
    "refunds.policy_step": (
        "'{text}' is no step of a refund policy: a time before the show and a percentage."
        f" {_POLICY}"
    ),
    "refunds.policy_fees": f"'{{text}}' is neither fees=kept nor fees=back. {_POLICY}",
    "refunds.policy_steps": "A refund policy has at most {most} steps.",
    "refunds.policy_twice": "Two steps of the refund policy are for {text} before the show.",
    "refunds.policy_rises": (
        "A refund policy gives less towards the show, and {later} is no less than {earlier}."
    ),
}
