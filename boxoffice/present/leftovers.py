"""What a cashier is told about an operation whose answer never came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boxoffice.present.labels import short_id, spoken
from boxoffice.present.money import format_money
from boxoffice.present.text import clean
from boxoffice.services.leftovers import Outcome

_SPELLED_OUT = 4

_KINDS = {
    "SellRequest": ("sale", "nothing was sold"),
    "HoldRequest": ("hold", "nothing was held"),
    "ExtendRequest": ("extension of a hold", "it runs out as before"),
    "ReleaseRequest": ("release", "nothing was given up"),
    "BookRequest": ("booking", "nothing was booked"),
    "PayRequest": ("payment", "nothing was paid"),
    "OnlineRequest": ("online payment", "nothing was begun"),
    "ResolveRequest": ("note", "the line is still there"),
    "CancelRequest": ("cancellation", "nothing was cancelled"),
    "VoidRequest": ("void", "nothing was given back"),
    "RefundRequest": ("refund", "nothing was given back"),
    "ExchangeRequest": ("exchange", "nothing was exchanged"),
    "IssueRequest": ("issue of vouchers", "none was made"),
    "VoidVoucherRequest": ("void of a voucher", "it still pays"),
}


def told(outcome: Outcome, *, locale: str) -> str:
    """Your last sale went through: K7M2, F7 F8, change €13.50."""
    name, nothing = _KINDS.get(outcome.use_case, ("operation", "nothing was changed"))
    if outcome.till:
        name += f" at till {clean(outcome.till)}"
    if not outcome.is_known:
        return (
            f"Nobody knows any more whether your last {name} went through: it is too long ago."
            " Look for it with `boxoffice last` or `boxoffice find NAME`."
        )
    if not outcome.answer:
        return f"Your last {name} did not go through; {nothing}."
    parts = ", ".join(_parts(outcome.answer, locale) or _codes(outcome))
    if outcome.use_case == "OnlineRequest":
        ref = clean(outcome.answer["booking"]["ref"])
        how = f"`boxoffice payment status {ref}` says how it stands."
        return f"Your last {name} was begun: {parts}. {how}"
    return f"Your last {name} went through{': ' * bool(parts)}{parts}."


def _parts(answer: Mapping[str, Any], locale: str) -> list[str]:
    """Reference, seats and the money that changed hands, as far as the answer has them."""
    parts = []
    for hold in (answer.get("hold"), *answer.get("holds", ())):
        if hold:
            parts += [f"hold {short_id(hold['id'])}", _seats(hold["seats"])]
    booking = answer.get("booking")
    if not booking:
        return parts
    given = answer.get("given_back")
    refunded = given if isinstance(given, Mapping) else None
    seats = refunded["seats"] if refunded else booking["lines"]
    parts += [clean(booking["ref"]), _seats([line["seat"] for line in seats])]
    back = sum(refund["amount_minor"] for refund in answer.get("refunds", ()))
    back = refunded["amount_minor"] if refunded else back
    if isinstance(given, list):
        back = sum(tender["amount_minor"] for tender in given)
    change = sum(payment["change_minor"] for payment in answer.get("payments", ()))
    for word, minor in (("given back", back), ("change", 0 if back else change)):
        if minor:
            amount = format_money(minor, currency=booking["currency"], locale=locale)
            parts.append(f"{word} {amount}")
    return parts


def _codes(outcome: Outcome) -> list[str]:
    """The codes of vouchers that were issued, which nothing else tells any more."""
    codes = [each["code"] for each in outcome.answer.get("vouchers", ()) if each.get("code")]
    if len(codes) <= _SPELLED_OUT:
        return codes
    again = f"the same command with `--op-key {outcome.op_key}` prints their codes"
    return [f"{len(codes)} vouchers; {again}"]


def _seats(labels: list[str]) -> str:
    if len(labels) <= _SPELLED_OUT:
        return " ".join(clean(label) for label in labels)
    return spoken(labels)
