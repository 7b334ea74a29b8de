"""Stripe as far as a box office uses it, as docs.stripe.com/api describes it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from tests.clocks import FRIDAY_NOON_MS
from tests.outbound.gateways.providers import Answer, Asked, Provider

KEY = "sk_test_51LocalAndSecret"
NOW_SECONDS = FRIDAY_NOON_MS // 1000
_PART = re.compile(r"[^\[\]]+")


class StripeProvider(Provider):
    """Sessions, intents and refunds in memory; idempotency keys are honoured until forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, dict[str, Any]] = {}
        self.intents: dict[str, dict[str, Any]] = {}
        self.refunds: list[dict[str, Any]] = []
        self.refund_status = "succeeded"
        self.declines_capture = False
        self._keys: dict[str, tuple[str, bytes, Answer]] = {}

    def forget_keys(self) -> None:
        """A day goes by."""
        self._keys.clear()

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("Authorization") != f"Bearer {KEY}":
            said = f"Invalid API Key provided: {asked.headers.get('Authorization', '')[7:]}"
            return _error(401, said, type="invalid_request_error")
        key = asked.headers.get("Idempotency-Key") if asked.method == "POST" else None
        if key in self._keys:
            path, body, answer = self._keys[key]
            if (path, body) == (asked.path, asked.body):
                return answer
            said = "Keys for idempotent requests can only be used with the same parameters"
            return _error(400, said, type="idempotency_error")
        answer = self._route(asked)
        if key is not None:
            self._keys[key] = (asked.path, asked.body, answer)
        return answer

    def pay(self, session_id: str, *, amount: int | None = None) -> None:
        """The payer pays by card."""
        session = self.sessions[session_id]
        intent = self._intent(session, amount)
        if intent["capture_method"] == "manual":
            intent["status"] = "requires_capture"
            session["status"] = "complete"
            return
        self._capture(intent)
        session |= {"status": "complete", "payment_status": "paid"}

    def begin(self, session_id: str) -> dict[str, Any]:
        """The payer chose a way of paying that takes its time."""
        session = self.sessions[session_id]
        intent = self._intent(session, None)
        intent["status"] = "processing"
        session["status"] = "complete"
        return intent

    def _intent(self, session: dict[str, Any], amount: int | None) -> dict[str, Any]:
        intent = {
            "id": f"pi_{len(self.intents) + 1}",
            "object": "payment_intent",
            "amount": session["amount_total"] if amount is None else amount,
            "amount_received": 0,
            "currency": session["currency"],
            "capture_method": session["_capture_method"],
            "latest_charge": None,
            "last_payment_error": None,
            "metadata": session["metadata"],
            "status": "requires_payment_method",
        }
        self.intents[intent["id"]] = intent
        session["payment_intent"] = intent["id"]
        return intent

    def _capture(self, intent: dict[str, Any]) -> None:
        card = {"brand": "visa", "last4": "4242", "exp_month": 1, "exp_year": 2030}
        intent |= {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "latest_charge": {
                "id": f"ch_{intent['id']}",
                "object": "charge",
                "disputed": False,
                "payment_method_details": {"type": "card", "card": card},
            },
        }

    def _route(self, asked: Asked) -> Answer:
        match [asked.method, *asked.path.strip("/").split("/")]:
            case ["POST", "v1", "checkout", "sessions"]:
                return self._create(_nested(asked.body))
            case ["GET", "v1", "checkout", "sessions", session_id]:
                return self._shown(session_id, asked)
            case ["POST", "v1", "checkout", "sessions", session_id, "expire"]:
                session = self.sessions[session_id]
                if session["status"] != "open":
                    return _error(400, "Only Checkout Sessions with a status in ['open'] can be"
                                       " expired.")  # fmt: skip
                session["status"] = "expired"
                return Answer(200, session)
            case ["POST", "v1", "payment_intents", intent_id, "capture"]:
                return self._captured(self.intents[intent_id])
            case ["POST", "v1", "payment_intents", intent_id, "cancel"]:
                self.intents[intent_id]["status"] = "canceled"
                return Answer(200, self.intents[intent_id])
            case ["GET", "v1", "refunds"]:
                return self._listed(asked)
            case ["POST", "v1", "refunds"]:
                return self._refunded(_nested(asked.body))
        return _error(404, f"Unrecognized request URL ({asked.method}: {asked.path}).")

    def _create(self, asked: dict[str, Any]) -> Answer:
        price = asked["line_items"]["0"]["price_data"]
        ends = int(asked["expires_at"])
        if not NOW_SECONDS + 1800 <= ends <= NOW_SECONDS + 86_400:
            return _error(400, "The `expires_at` timestamp must be at least 30 minutes and less"
                               " than 24 hours from now.", param="expires_at")  # fmt: skip
        if int(price["unit_amount"]) < 50 and price["currency"] == "eur":
            return _error(400, "The Checkout Session's total amount must convert to at least 50"
                               " cents.", code="amount_too_small")  # fmt: skip
        session_id = f"cs_test_{len(self.sessions) + 1}"
        session = {
            "id": session_id,
            "object": "checkout.session",
            "amount_total": int(price["unit_amount"]) * int(asked["line_items"]["0"]["quantity"]),
            "client_reference_id": asked["client_reference_id"],
            "currency": price["currency"],
            "expires_at": ends,
            "metadata": asked["metadata"],
            "mode": asked["mode"],
            "payment_intent": None,
            "payment_status": "unpaid",
            "status": "open",
            "success_url": asked["success_url"],
            "url": f"https://checkout.stripe.com/c/pay/{session_id}",
            "_capture_method": asked["payment_intent_data"]["capture_method"],
        }
        self.sessions[session_id] = session
        return Answer(200, dict(session))

    def _shown(self, session_id: str, asked: Asked) -> Answer:
        if session_id not in self.sessions:
            return _error(404, f"No such checkout.session: {session_id}", code="resource_missing")
        session = dict(self.sessions[session_id])
        if asked.query.get("expand[0]") == "payment_intent.latest_charge":
            session["payment_intent"] = self.intents.get(session["payment_intent"] or "")
        return Answer(200, session)

    def _captured(self, intent: dict[str, Any]) -> Answer:
        if self.declines_capture:
            return _error(402, "Your card was declined.", type="card_error", code="card_declined")
        self._capture(intent)
        return Answer(200, intent)

    def _listed(self, asked: Asked) -> Answer:
        if asked.query["payment_intent"] not in self.intents:
            return _error(404, "No such payment_intent", code="resource_missing")
        found = [r for r in self.refunds if r["payment_intent"] == asked.query["payment_intent"]]
        after = asked.query.get("starting_after")
        first = next((n + 1 for n, r in enumerate(found) if r["id"] == after), 0)
        page = found[first : first + int(asked.query.get("limit", "10"))]
        more = first + len(page) < len(found)
        return Answer(200, {"object": "list", "url": "/v1/refunds", "has_more": more, "data": page})

    def fail_refund(self) -> None:
        """The bank does not take the newest refund."""
        self.refunds[-1]["status"] = "failed"

    def _refunded(self, asked: dict[str, Any]) -> Answer:
        intent_id, amount = asked["payment_intent"], int(asked["amount"])
        gone = sum(
            r["amount"]
            for r in self.refunds
            if r["payment_intent"] == intent_id and r["status"] not in ("failed", "canceled")
        )
        if amount > self.intents[intent_id]["amount_received"] - gone:
            return _error(400, "Refund amount is greater than unrefunded amount on charge.",
                          param="amount")  # fmt: skip
        refund = {
            "id": f"re_{len(self.refunds) + 1}",
            "object": "refund",
            "amount": amount,
            "currency": self.intents[intent_id]["currency"],
            "metadata": asked.get("metadata", {}),
            "payment_intent": intent_id,
            "status": self.refund_status,
        }
        self.refunds.append(refund)
        return Answer(200, refund)


def stripe_event(name: str, subject: dict[str, Any], *, number: int = 1) -> dict[str, Any]:
    """An event as Stripe delivers it."""
    return {
        "id": f"evt_{number}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": NOW_SECONDS,
        "type": name,
        "livemode": False,
        "data": {"object": subject},
    }


def _nested(body: bytes) -> dict[str, Any]:
    """`a[b][0]=c` as Stripe's form encoding means it."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(body.decode(), keep_blank_values=True):
        *path, last = _PART.findall(name)
        place = found
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return found


def _error(status: int, message: str, **details: str) -> Answer:
    error = {"type": "invalid_request_error", "message": message, **details}
    return Answer(status, {"error": error}, {"Request-Id": "req_1"})
