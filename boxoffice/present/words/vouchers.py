"""Sentences about gift vouchers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _money(minor: Any, details: Mapping[str, Any]) -> str:
    from boxoffice.present.money import format_money

    locale = str(details.get("locale") or "en")
    return format_money(int(minor), currency=details["currency"], locale=locale)


def _too_little(details: Mapping[str, Any]) -> str:
    wanted, available = (_money(details[name], details) for name in ("wanted", "available"))
    return (
        f"Voucher …{details['ending']} has {available} to pay with, not {wanted}."
        " Leave the amount out to take what is there."
    )


def _left(details: Mapping[str, Any]) -> str:
    return f"{_money(details['left_minor'], details)} is left on voucher …{details['ending']}."


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "vouchers.too_little": _too_little,
    "vouchers.left": _left,
    "vouchers.empty": (
        "Nothing is left on voucher …{ending}, or bookings that wait for their money keep all of"
        " it. `boxoffice voucher view CODE` shows which."
    ),
    "vouchers.unknown": "No voucher has that code. Read it again: it has no 0 or O, no 1 or I.",
    "vouchers.expired": "Voucher …{ending} ran out on {day}; nothing was done.",
    "vouchers.void": "Voucher …{ending} is void; nothing was done.",
    "vouchers.back_on_void": (
        "Voucher …{ending} is void: nobody can spend what went back to it. Somebody who may issues"
        " another: `boxoffice voucher add AMOUNT --reason WHY`."
    ),
    "vouchers.back_on_expired": (
        "Voucher …{ending} has run out: nobody can spend what went back to it. Somebody who may"
        " issues another: `boxoffice voucher add AMOUNT --reason WHY`."
    ),
    "vouchers.currency": (
        "Voucher …{ending} is in {currency}, and here people pay in {wanted}; nothing was done."
    ),
    "vouchers.void_already": "Voucher …{ending} is void already.",
    "vouchers.reason": "Say why, for the record: add `--reason WHY`.",
    "vouchers.amount": "A voucher is worth something: type an amount, as in `voucher add 50`.",
    "vouchers.count": "That many vouchers at once are not made: from 1 to {most}.",
    "vouchers.which_theatre": ("Say in which theatre's money: add `--theatre NAME` ({theatres})."),
    "vouchers.no_theatre": "There is no theatre yet whose money a voucher could be in.",
    "vouchers.until": "'{text}' is not a day to come. Type one, as in `--until 2027-12-31`.",
}
