"""Razorpay as far as a box office uses it, as razorpay.com/docs/api describes it."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.clocks import FRIDAY_NOON_MS
from tests.outbound.gateways.providers import Answer, Asked, Provider

KEY_ID, KEY = "rzp_test_Local", "LocalAndSecretKey"
NOW_SECONDS = FRIDAY_NOON_MS // 1000


class RazorpayProvider(Provider):
    """Links, payments and refunds in memory; `reference_id` is unique."""

    def __init__(self) -> None:
        super().__init__()
        self.links: dict[str, dict[str, Any]] = {}
        self.payments: dict[str, dict[str, Any]] = {}
        self.refunds: list[dict[str, Any]] = []
        self.is_manual = False
        self.refund_status = "processed"
        self._keys: dict[str, tuple[bytes, Answer]] = {}

    def forget_keys(self) -> None:
        """A long time goes by."""
        self._keys.clear()

    def answer(self, asked: Asked) -> Answer:
        token = base64.b64encode(f"{KEY_ID}:{KEY}".encode()).decode()
        if asked.headers.get("Authorization") != f"Basic {token}":
            return _error("Authentication failed", status=401)
        match [asked.method, *asked.path.strip("/").split("/")]:
            case ["POST", "v1", "payment_links"]:
                return self._create(json.loads(asked.body))
            case ["GET", "v1", "payment_links"]:
                wanted = asked.query["reference_id"]
                found = [each for each in self.links.values() if each["reference_id"] == wanted]
                return Answer(200, {"payment_links": found})
            case ["GET", "v1", "payment_links", link_id]:
                link = self.links.get(link_id)
                return Answer(200, link) if link else _error("The id provided does not exist")
            case ["POST", "v1", "payment_links", link_id, "cancel"]:
                return self._cancel(self.links[link_id])
            case ["GET", "v1", "payments", payment_id]:
                return Answer(200, self.payments[payment_id])
            case ["POST", "v1", "payments", payment_id, "capture"]:
                return self._capture(self.payments[payment_id], json.loads(asked.body))
            case ["POST", "v1", "payments", payment_id, "refund"]:
                return self._refund(self.payments[payment_id], asked)
            case ["GET", "v1", "payments", payment_id, "refunds"]:
                return self._listed(payment_id, asked)
        return _error("The requested URL was not found on the server.", status=404)

    def pay(self, link_id: str, *, status: str = "") -> dict[str, Any]:
        """The payer pays by card."""
        link = self.links[link_id]
        status = status or ("authorized" if self.is_manual else "captured")
        payment = {
            "id": f"pay_{len(self.payments) + 1}",
            "entity": "payment",
            "amount": link["amount"],
            "amount_refunded": 0,
            "currency": link["currency"],
            "status": status,
            "captured": status in ("captured", "refunded"),
            "method": "card",
            "card": {"network": "Visa", "last4": "1111", "entity": "card"},
            "notes": link["notes"],
            "error_code": "BAD_REQUEST_ERROR" if status == "failed" else None,
        }
        self.payments[payment["id"]] = payment
        tries = [*(link["payments"] or []), {"payment_id": payment["id"], "status": status}]
        link["payments"] = tries
        if status == "captured":
            link |= {"status": "paid", "amount_paid": link["amount"]}
        return payment

    def _create(self, asked: dict[str, Any]) -> Answer:
        if any(each["reference_id"] == asked["reference_id"] for each in self.links.values()):
            return _error("payment link with given reference_id already exists")
        if asked["expire_by"] < NOW_SECONDS + 900:
            return _error("expire_by should be at least 15 minutes after current time")
        link_id = f"plink_{len(self.links) + 1}"
        link = {
            **asked,
            "id": link_id,
            "amount_paid": 0,
            "payments": None,
            "short_url": f"https://rzp.io/i/{link_id}",
            "status": "created",
        }
        self.links[link_id] = link
        return Answer(200, link)

    def _cancel(self, link: dict[str, Any]) -> Answer:
        if link["status"] != "created":
            return _error("Payment link can not be cancelled")
        link["status"] = "cancelled"
        return Answer(200, link)

    def _capture(self, payment: dict[str, Any], asked: dict[str, Any]) -> Answer:
        if payment["status"] != "authorized":
            return _error("This payment has already been captured")
        if (asked["amount"], asked["currency"]) != (payment["amount"], payment["currency"]):
            return _error("Capture amount must be equal to the amount authorized")
        payment |= {"status": "captured", "captured": True}
        for link in self.links.values():
            for each in link["payments"] or []:
                if each["payment_id"] == payment["id"]:
                    each["status"] = "captured"
                    link["status"] = "paid"
        return Answer(200, payment)

    def _refund(self, payment: dict[str, Any], asked: Asked) -> Answer:
        key = asked.headers.get("X-Refund-Idempotency") or ""
        if key in self._keys:
            body, answer = self._keys[key]
            return answer if body == asked.body else _error("Different payload for the same key")
        wanted = json.loads(asked.body)
        if wanted["amount"] > payment["amount"] - payment["amount_refunded"]:
            return _error("The total refund amount is greater than the refund payment amount")
        payment["amount_refunded"] += wanted["amount"]
        if payment["amount_refunded"] == payment["amount"]:
            payment["status"] = "refunded"
        refund = {
            "id": f"rfnd_{len(self.refunds) + 1}",
            "entity": "refund",
            "amount": wanted["amount"],
            "currency": payment["currency"],
            "payment_id": payment["id"],
            "notes": wanted["notes"],
            "receipt": wanted["receipt"],
            "status": self.refund_status,
        }
        self.refunds.append(refund)
        self._keys[key] = (asked.body, Answer(200, refund))
        return Answer(200, refund)

    def fail_refund(self) -> None:
        """The bank does not take the newest refund; Razorpay has its money again."""
        refund = self.refunds[-1]
        refund["status"] = "failed"
        payment = self.payments[refund["payment_id"]]
        payment["amount_refunded"] -= refund["amount"]
        payment |= {"status": "captured", "captured": True}

    def _listed(self, payment_id: str, asked: Asked) -> Answer:
        if payment_id not in self.payments:
            return _error("The id provided does not exist")
        found = [each for each in self.refunds if each["payment_id"] == payment_id]
        first = int(asked.query.get("skip", 0))
        page = found[first : first + int(asked.query.get("count", 10))]
        return Answer(200, {"entity": "collection", "count": len(page), "items": page})


def razorpay_event(
    name: str, *, seconds: int = NOW_SECONDS, **entities: dict[str, Any]
) -> dict[str, Any]:
    """An event as Razorpay delivers it."""
    return {
        "entity": "event",
        "account_id": "acc_Local",
        "event": name,
        "contains": sorted(entities),
        "payload": {key: {"entity": entity} for key, entity in entities.items()},
        "created_at": seconds,
    }


def _error(description: str, *, status: int = 400) -> Answer:
    error = {"code": "BAD_REQUEST_ERROR", "description": description, "reason": "NA"}
    return Answer(status, {"error": error})
