"""Stripe by its own library: a Checkout Session is an address to pay at, shown as a QR code.

Keys: the payment's id is the idempotency key of the session, the refund's id that of the refund,
with a number behind it once that failed.
Stripe forgets a key after a day, so a refund is looked for before it is sent.
Source: docs.stripe.com/api/checkout/sessions/create and docs.stripe.com/api/idempotent_requests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.errors import (
    BoxofficeError,
    Conflict,
    Declined,
    Invalid,
    NotFound,
    Refused,
    Unavailable,
)
from boxoffice.outbound.gateways.amounts import STRIPE_UNITS
from boxoffice.outbound.gateways.answers import parsed, required_text, whole_at
from boxoffice.outbound.gateways.connection import NoAnswer, open_session
from boxoffice.outbound.gateways.patience import Patience
from boxoffice.outbound.gateways.profile import Profile
from boxoffice.outbound.gateways.protocol import Event, Found, FoundRefund, Session
from boxoffice.outbound.gateways.refund_tries import key_of_next, standing, tries_of
from boxoffice.outbound.gateways.secret import Secret
from boxoffice.outbound.gateways.signatures import find_header, fingerprint, require_stamped
from boxoffice.outbound.gateways.stripe_reading import found_refund, found_session, read_event

if TYPE_CHECKING:
    import stripe

SIGNATURE_HEADER = "Stripe-Signature"
SHORTEST_MS = 35 * 60_000
"""Stripe wants at least 30 minutes; five more leave room for a try that comes later."""
LONGEST_MS = 23 * 3_600_000
"""And at most 24 hours."""

_Answer = TypeVar("_Answer")


class StripeGateway:
    """Checkout Sessions, their PaymentIntents and Refunds."""

    kind = "stripe"

    def __init__(self, profile: Profile, *, patience: Patience) -> None:
        self.name = profile.name
        self._profile = profile
        self._patience = patience
        self._client: stripe.StripeClient | None = None
        self._key: Secret | None = None

    def start(
        self,
        payment_id: str,
        *,
        amount_minor: int,
        currency: str,
        reference: str,
        created_at_ms: int,
        expires_at_ms: int,
        return_url: str = "",
    ) -> Session:
        """As the protocol says."""
        self._profile.require_amount(amount_minor, currency=currency)
        ends_at_ms = min(
            max(expires_at_ms, created_at_ms + SHORTEST_MS), created_at_ms + LONGEST_MS
        )
        labels = {"payment_id": payment_id, "reference": reference}
        price = {
            "currency": currency.lower(),
            "unit_amount": STRIPE_UNITS.of(amount_minor, currency=currency),
            "product_data": {"name": reference},
        }
        asked: dict[str, Any] = {
            "mode": "payment",
            "client_reference_id": payment_id,
            "line_items": [{"quantity": 1, "price_data": price}],
            "metadata": labels,
            "payment_intent_data": {"metadata": labels, "capture_method": self._capture_method},
            "success_url": return_url or self._profile.required("return_url"),
            "expires_at": ends_at_ms // 1000,
        }
        raw = self._ask(
            lambda client: client.v1.checkout.sessions.create(
                asked,  # type: ignore[arg-type]
                {"idempotency_key": payment_id},
            )
        )
        seconds = whole_at(raw, "expires_at") or ends_at_ms // 1000
        url = required_text(self.name, raw, "url")
        return Session(
            session_id=required_text(self.name, raw, "id"),
            url=url,
            qr_text=url,
            expires_at_ms=seconds * 1000,
        )

    def look_up(self, session_id: str) -> Found:
        """As the protocol says."""
        raw = self._ask(
            lambda client: client.v1.checkout.sessions.retrieve(
                session_id, {"expand": ["payment_intent.latest_charge"]}
            ),
            session=session_id,
        )
        required_text(self.name, raw, "client_reference_id")
        found = found_session(raw)
        if found.captured_minor:
            return replace(found, refunds=self._refunds(found.transaction_id))
        return found

    def capture(self, session_id: str, *, payment_id: str) -> Found:
        """As the protocol says."""
        found = self.look_up(session_id)
        if found.captured_minor:
            return found
        if found.status is not PaymentStatus.AUTHORIZED:
            raise Conflict(
                "gateways.not_authorized",
                gateway=self.name, session=session_id, status=str(found.status),
            )  # fmt: skip
        self._ask(
            lambda client: client.v1.payment_intents.capture(
                found.transaction_id, {}, {"idempotency_key": f"{payment_id}-capture"}
            )
        )
        return self.look_up(session_id)

    def cancel(self, session_id: str, *, payment_id: str) -> Found:
        """As the protocol says; a session cancelled before anybody paid is found as EXPIRED."""
        found = self.look_up(session_id)
        key = f"{payment_id}-cancel"
        if found.status is PaymentStatus.AUTHORIZED:
            with suppress(Refused):
                self._ask(
                    lambda client: client.v1.payment_intents.cancel(
                        found.transaction_id, {}, {"idempotency_key": key}
                    )
                )
        elif found.status is PaymentStatus.INITIATED and not found.is_processing:
            with suppress(Refused):
                self._ask(
                    lambda client: client.v1.checkout.sessions.expire(
                        session_id, {}, {"idempotency_key": key}
                    )
                )
        else:
            return found
        return self.look_up(session_id)

    def refund(
        self, transaction_id: str, *, refund_id: str, amount_minor: int, currency: str
    ) -> FoundRefund:
        """As the protocol says."""
        units = STRIPE_UNITS.of(amount_minor, currency=currency)
        tries = tries_of(self._refunds(transaction_id), refund_id=refund_id)
        earlier = standing(tries)
        if earlier is not None and earlier.amount_minor != amount_minor:
            raise Refused("gateways.key_reused", gateway=self.name)
        if earlier is not None and earlier.status is not RefundStatus.FAILED:
            return earlier
        key = key_of_next(tries, refund_id=refund_id)
        raw = self._ask(
            lambda client: client.v1.refunds.create(
                {
                    "payment_intent": transaction_id,
                    "amount": units,
                    "metadata": {"refund_id": refund_id},
                },
                {"idempotency_key": key},
            ),
            transaction=transaction_id,
        )
        required_text(self.name, raw, "id")
        required_text(self.name, raw, "currency")
        return found_refund(raw)

    def find_refund(self, transaction_id: str, *, refund_id: str) -> FoundRefund | None:
        """As the protocol says."""
        return standing(tries_of(self._refunds(transaction_id), refund_id=refund_id))

    def verify_webhook(self, body: bytes, headers: Mapping[str, str], *, now_ms: int) -> Event:
        """As the protocol says."""
        header = find_header(headers, SIGNATURE_HEADER)
        secrets = self._profile.required_webhook_secrets()
        require_stamped(self.name, body, header, secrets=secrets, now_ms=now_ms)
        return read_event(parsed(self.name, body), gateway=self.name, sha256=fingerprint(body))

    @property
    def _capture_method(self) -> str:
        is_manual = self._profile.value("capture") == "manual"
        return "manual" if is_manual else "automatic_async"

    def _refunds(self, transaction_id: str) -> tuple[FoundRefund, ...]:
        """Every refund of a PaymentIntent, page by page."""

        def all_pages(client: stripe.StripeClient) -> list[FoundRefund]:
            first = client.v1.refunds.list({"payment_intent": transaction_id, "limit": 100})
            return [found_refund(refund.to_dict()) for refund in first.auto_paging_iter()]

        return tuple(self._call(all_pages, transaction=transaction_id))

    def _ask(
        self,
        request: Callable[[stripe.StripeClient], stripe.StripeObject],
        **unknown: str,
    ) -> dict[str, Any]:
        """The answer to one request as plain values."""
        return self._call(lambda client: dict(request(client).to_dict()), **unknown)

    def _call(self, request: Callable[[stripe.StripeClient], _Answer], **unknown: str) -> _Answer:
        """What a request answers, or an error of ours; `unknown` names what may not exist."""
        client = self._opened()
        import stripe

        try:
            return request(client)
        except stripe.StripeError as error:
            raise self._error(error, unknown) from None
        except (AttributeError, KeyError, TypeError, ValueError):
            raise Unavailable("gateways.no_answer", gateway=self.name, reason="not JSON") from None

    def _opened(self) -> stripe.StripeClient:
        if self._client is None:
            try:
                import stripe
            except ImportError:
                raise Invalid("gateways.missing_library", kind=self.kind) from None
            self._key = self._profile.key()
            self._client = stripe.StripeClient(
                self._key.reveal(),
                base_addresses={"api": self._profile.base_url("https://api.stripe.com")},
                http_client=stripe.RequestsClient(session=open_session(self._patience)),
                max_network_retries=0,
            )
        return self._client

    def _error(self, error: stripe.StripeError, unknown: Mapping[str, str]) -> BoxofficeError:
        """Ours for Stripe's; its words are passed on only where they cannot quote a key."""
        import stripe

        if isinstance(error, stripe.CardError):
            reason = self._said(error)
            return Declined("gateways.declined", gateway=self.name, reason=reason)
        if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
            setting = f"gateways.{self.name}.key_file (or key_env)"
            return Invalid("gateways.key_refused", gateway=self.name, setting=setting)
        if isinstance(error, stripe.IdempotencyError):
            return Refused("gateways.key_reused", gateway=self.name)
        if isinstance(error, stripe.InvalidRequestError):
            if error.code == "resource_missing" and "session" in unknown:
                return NotFound("gateways.unknown_session", gateway=self.name, **unknown)
            if error.code == "resource_missing" and "transaction" in unknown:
                return NotFound("gateways.unknown_transaction", gateway=self.name, **unknown)
            if error.param == "expires_at":
                return Refused("gateways.lapsed", gateway=self.name)
            return Refused("gateways.refused", gateway=self.name, reason=self._said(error))
        cause = error.__cause__
        reason = cause.reason if isinstance(cause, NoAnswer) else f"status {error.http_status}"
        return Unavailable("gateways.no_answer", gateway=self.name, reason=reason)

    def _said(self, error: stripe.StripeError) -> str:
        said = (error.user_message or error.code or "no reason given").strip().rstrip(".")
        return self._key.hidden_in(said)[:300] if self._key else said[:300]
