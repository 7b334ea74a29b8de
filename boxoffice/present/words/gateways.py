"""Sentences about payment gateways: how one is configured, what it said, what was delivered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_REASONS = {
    "timeout": "it took too long",
    "connection": "the connection failed",
    "certificate": "its certificate is not to be trusted",
    "redirect": "another address answered",
    "not JSON": "the answer was not readable",
}


def _no_answer(details: Mapping[str, Any]) -> str:
    why = _REASONS.get(str(details.get("reason", "")), f"{details.get('reason', '')}")
    said = f"The gateway {details['gateway']} did not answer{f' ({why})' if why else ''}."
    return f"{said} Nothing is lost: try again, or ask later with `boxoffice payment reconcile`."


def _unknown(details: Mapping[str, Any]) -> str:
    said = f"There is no gateway {details['gateway']!r} here."
    if details["configured"]:
        return f"{said} Configured: {', '.join(details['configured'])}."
    return f"{said} None is configured: see `boxoffice help config`."


def _outside(details: Mapping[str, Any]) -> str:
    span = f"from {_money(details, 'least_minor')}"
    if details["most_minor"] is not None:
        span += f" to {_money(details, 'most_minor')}"
    amount = _money(details, "amount_minor")
    return f"{amount} is outside what {details['gateway']} takes: {span}. Take another tender."


def _last_digit(details: Mapping[str, Any]) -> str:
    amount = _money(details, "amount_minor")
    return (
        f"{details['gateway']} takes {details['currency']} only in tens of its smallest unit:"
        f" {amount} must end in 0. Change the price, or take another tender."
    )


def _too_much(details: Mapping[str, Any]) -> str:
    return (
        f"{details['gateway']} has {_money(details, 'left_minor')} left to give back,"
        f" not {_money(details, 'amount_minor')}."
    )


def _money(details: Mapping[str, Any], name: str) -> str:
    from boxoffice.present.money import format_money

    locale = str(details.get("locale") or "en")
    return format_money(int(details[name]), currency=details["currency"], locale=locale)


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "gateways.no_answer": _no_answer,
    "gateways.declined": "{gateway} says the payment was declined: {reason}. Take another tender.",
    "gateways.refused": "{gateway} refused: {reason}.",
    "gateways.key_reused": (
        "{gateway} has seen this payment with another amount or reference. Begin a new payment."
    ),
    "gateways.lapsed": ("This payment was begun too long ago for {gateway}. Begin a new one."),
    "gateways.key_refused": (
        "{gateway} does not accept the key. Check the file or variable named by {setting}."
    ),
    "gateways.unknown": _unknown,
    "gateways.not_simulated": "{gateway!r} is no simulated gateway: real ones cannot be played.",
    "gateways.none_simulated": (
        "No simulated gateway is configured. For practice add a section [gateways.practice] with"
        ' kind = "simulated" and a folder: see `boxoffice help config`.'
    ),
    "gateways.several_simulated": (
        "Several simulated gateways are configured: name one of {simulated}."
    ),
    "gateways.no_kind": (
        "Gateway {gateway} does not say which one it is: set kind to one of {kinds}."
    ),
    "gateways.not_set": "{setting} is not set, and this needs it: see `boxoffice help config`.",
    "gateways.two_places": "{setting}_file and {setting}_env are both set: keep one.",
    "gateways.variable_unset": (
        "{setting} names the variable {variable}, which is empty or not set."
    ),
    "gateways.file_unreadable": "The secret file {path} cannot be read: {reason}.",
    "gateways.file_open": (
        "The secret file {path} is open to others (mode {mode}). Run `chmod 600 {path}`."
    ),
    "gateways.bad_secret": (
        "What {setting} leads to is no key: it must be one word of at least eight signs."
    ),
    "gateways.bad_limit": "{setting}: {limit!r} is not understood. Write it like EUR 0.50-5000.",
    "gateways.not_encrypted": (
        "{setting} must begin with https://, or the key could be read on its way."
    ),
    "gateways.missing_library": (
        "The {kind} gateway needs a library: run `pip install 'boxoffice[{kind}]'`."
    ),
    "gateways.currency_not_taken": (
        "{gateway} is not configured for {currency}, only for {currencies}."
    ),
    "gateways.currency_unknown": "{gateway} cannot be relied on for amounts in {currency}.",
    "gateways.outside_limits": _outside,
    "gateways.last_digit": _last_digit,
    "gateways.not_exact": (
        "{gateway} gave {amount} for {currency}, which is no amount of that currency. Look at it"
        " in the gateway's own pages."
    ),
    "gateways.unknown_session": "{gateway} knows no session {session}.",
    "gateways.unknown_transaction": "{gateway} knows no transaction {transaction}.",
    "gateways.not_authorized": (
        "Session {session} at {gateway} is {status}: nothing is reserved there to be taken."
    ),
    "gateways.refund_too_much": _too_much,
    "gateways.already_over": "Session {session} is already {status}.",
    "gateways.nothing_taken": "Session {session} has taken no money.",
    "gateways.folder": "The simulated gateway cannot use {path}: {reason}.",
    "gateways.not_signed": (
        "This delivery carries no signature of {gateway}. Give its headers with --header."
    ),
    "gateways.bad_signature": (
        "The signature does not match: this did not come from {gateway}, it was changed on its way,"
        " or the webhook secret is another one. Nothing was taken from it."
    ),
    "gateways.stale": (
        "This delivery of {gateway} is {seconds} seconds old, too old to be taken. What it reports"
        " can be asked for with `boxoffice payment reconcile`."
    ),
    "gateways.from_the_future": (
        "This delivery of {gateway} is dated {seconds} seconds from now."
        " Check this machine's clock."
    ),
    "gateways.too_long": "This delivery is too long to be one of {gateway}.",
    "gateways.bad_event": "{gateway} signed this delivery, but it is no event that can be read.",
}
