"""How money goes back by each tender, in words, and what of that hands still have to do."""

from __future__ import annotations

from boxoffice.present.text import clean

_WAYS = {
    "cash": "in cash",
    "card": "to the card",
    "upi": "by UPI",
    "wallet": "to the wallet",
    "voucher": "to the voucher",
    "transfer": "by transfer",
}
_TENDERS = {"upi": "UPI"}


def tender_name(method: str, gateway: str = "") -> str:
    """A tender in a list: cash, card, UPI, or the gateway by its name."""
    return clean(gateway) or _TENDERS.get(method, clean(method))


def way_back(method: str, gateway: str = "") -> str:
    """How it goes back: in cash, to the card, by UPI, by stripe."""
    return f"by {clean(gateway)}" if gateway else _WAYS.get(method, f"by {clean(method)}")


def by_hand(method: str, amount: str, *, slip: str, gateway: str = "") -> str:
    """What a cashier still has to do for it; "" where nobody has to do anything."""
    if gateway:
        return f"{amount} goes back by {clean(gateway)}: `boxoffice payment reconcile` asks for it."
    if method == "voucher":
        return ""
    if method == "cash":
        return f"Give back {amount} in cash."
    if method == "card":
        return f"Refund {amount} on the card terminal, to the card of slip {clean(slip)}."
    of = f", where reference {clean(slip)} came from" if slip else ""
    return f"Send {amount} back {way_back(method)}{of}."
