"""Razorpay by its own library: a Payment Link is an address to pay at, shown as a QR code.

A link has no idempotency key, but `reference_id` is unique: it is the payment's id, and a link of
that id which is already there is the answer. A refund carries the refund's id in
`X-Refund-Idempotency`, with a number behind it once that failed.
Sources: razorpay.com/docs/api/payments/payment-links/create-standard and
razorpay.com/docs/api/refunds/normal-refunds-idempotent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.errors import BoxofficeError, Conflict, Invalid, NotFound, Refused, Unavailable
from boxoffice.outbound.gateways.amounts import RAZORPAY_UNITS
from boxoffice.outbound.gateways.answers import at, parsed, required_text, text_at, whole_at
from boxoffice.outbound.gateways.connection import NoAnswer, open_session
from boxoffice.outbound.gateways.patience import Patience
from boxoffice.outbound.gateways.profile import Profile
from boxoffice.outbound.gateways.protocol import Event, Found, FoundRefund, Session
from boxoffice.outbound.gateways.razorpay_reading import (
    created_at_ms as event_created_at_ms,
)
from boxoffice.outbound.gateways.razorpay_reading import (
    found_link,
    found_refund,
    paying,
    read_event,
)
from boxoffice.outbound.gateways.refund_tries import key_of_next, standing, tries_of
from boxoffice.outbound.gateways.secret import Secret
from boxoffice.outbound.gateways.signatures import (
    find_header,
    fingerprint,
    require_close,
    require_plain,
)

SIGNATURE_HEADER = "X-Razorpay-Signature"
EVENT_HEADER = "X-Razorpay-Event-Id"
SHORTEST_MS = 20 * 60_000
"""Razorpay wants at least 15 minutes; five more leave room for a try that comes later."""
OLDEST_EVENT_MS = 25 * 3_600_000
"""An event keeps its time through the 24 hours of tries that Razorpay documents."""

_MOST_EVENT_ID_SIGNS = 100
_PAGE = 100


class RazorpayGateway:
    """Payment Links, their payments and refunds."""

    kind = "razorpay"

    def __init__(self, profile: Profile, *, patience: Patience) -> None:
        self.name = profile.name
        self._profile = profile
        self._patience = patience
        self._session: Any = None
        self._client: Any = None
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
        ends_at_ms = max(expires_at_ms, created_at_ms + SHORTEST_MS)
        asked: dict[str, Any] = {
            "amount": RAZORPAY_UNITS.of(amount_minor, currency=currency),
            "currency": currency,
            "accept_partial": False,
            "reference_id": payment_id,
            "description": reference,
            "expire_by": ends_at_ms // 1000,
            "notify": {"sms": False, "email": False},
            "reminder_enable": False,
            "notes": {"payment_id": payment_id, "reference": reference},
        }
        address = return_url or str(self._profile.value("return_url"))
        if address:
            asked |= {"callback_url": address, "callback_method": "get"}
        try:
            link = self._ask(lambda client: client.payment_link.create(asked))
        except Refused:
            earlier = self._started(payment_id)
            if earlier is None:
                raise
            if any(at(earlier, name) != asked[name] for name in ("amount", "currency")):
                raise Refused("gateways.key_reused", gateway=self.name) from None
            link = earlier
        seconds = whole_at(link, "expire_by") or ends_at_ms // 1000
        url = required_text(self.name, link, "short_url")
        return Session(
            session_id=required_text(self.name, link, "id"),
            url=url,
            qr_text=url,
            expires_at_ms=seconds * 1000,
        )

    def look_up(self, session_id: str) -> Found:
        """As the protocol says."""
        link = self._get_link(session_id)
        required_text(self.name, link, "reference_id")
        payment_id = paying(link)
        if not payment_id:
            return found_link(link, None)
        payment = self._ask(lambda client: client.payment.fetch(payment_id, {"expand[]": "card"}))
        refunds = self._refunds(payment_id) if whole_at(payment, "amount_refunded") else ()
        return found_link(link, payment, refunds=refunds)

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
        units = RAZORPAY_UNITS.of(found.amount_minor, currency=found.currency)
        try:
            self._ask(
                lambda client: client.payment.capture(
                    found.transaction_id, units, {"currency": found.currency}
                )
            )
        except Refused:
            after = self.look_up(session_id)
            if not after.captured_minor:
                raise
            return after
        return self.look_up(session_id)

    def cancel(self, session_id: str, *, payment_id: str) -> Found:
        """As the protocol says; Razorpay gives back by itself what is never captured."""
        with suppress(Refused):
            self._ask(lambda client: client.payment_link.cancel(session_id))
        return self.look_up(session_id)

    def refund(
        self, transaction_id: str, *, refund_id: str, amount_minor: int, currency: str
    ) -> FoundRefund:
        """As the protocol says."""
        units = RAZORPAY_UNITS.of(amount_minor, currency=currency)
        tries = tries_of(self._refunds(transaction_id), refund_id=refund_id)
        earlier = standing(tries)
        if earlier is not None and earlier.amount_minor != amount_minor:
            raise Refused("gateways.key_reused", gateway=self.name)
        if earlier is not None and earlier.status is not RefundStatus.FAILED:
            return earlier
        key = key_of_next(tries, refund_id=refund_id)
        asked = {"amount": units, "receipt": key, "notes": {"refund_id": refund_id}}
        raw = self._ask(
            lambda client: client.payment.refund(
                transaction_id, asked, headers={"X-Refund-Idempotency": key}
            )
        )
        required_text(self.name, raw, "id")
        required_text(self.name, raw, "currency")
        return found_refund(raw)

    def find_refund(self, transaction_id: str, *, refund_id: str) -> FoundRefund | None:
        """As the protocol says."""
        return standing(tries_of(self._refunds(transaction_id), refund_id=refund_id))

    def verify_webhook(self, body: bytes, headers: Mapping[str, str], *, now_ms: int) -> Event:
        """As the protocol says.

        The header with the event's id is not signed: whoever changes it can have an event taken
        twice, so an inbox should hold `sha256` against a second delivery of the same bytes.
        """
        header = find_header(headers, SIGNATURE_HEADER)
        require_plain(self.name, body, header, secrets=self._profile.required_webhook_secrets())
        raw = parsed(self.name, body)
        at_ms = event_created_at_ms(raw, gateway=self.name)
        require_close(self.name, at_ms, now_ms=now_ms, oldest_ms=OLDEST_EVENT_MS)
        event_id = find_header(headers, EVENT_HEADER).strip()
        fits = event_id.isascii() and event_id.isprintable()
        if len(event_id) > _MOST_EVENT_ID_SIGNS or not fits:
            raise Invalid("gateways.bad_event", gateway=self.name)
        return read_event(raw, gateway=self.name, event_id=event_id, sha256=fingerprint(body))

    def _get_link(self, session_id: str) -> dict[str, Any]:
        try:
            return self._ask(lambda client: client.payment_link.fetch(session_id))
        except Refused:
            raise NotFound(
                "gateways.unknown_session", gateway=self.name, session=session_id
            ) from None

    def _started(self, payment_id: str) -> dict[str, Any] | None:
        """The link that an earlier try of the same payment made."""
        answer = self._ask(lambda client: client.payment_link.all({"reference_id": payment_id}))
        links = at(answer, "payment_links") or []
        return next((link for link in links if text_at(link, "reference_id") == payment_id), None)

    def _refunds(self, transaction_id: str) -> tuple[FoundRefund, ...]:
        """Every refund of a payment, page by page."""
        found: list[FoundRefund] = []
        while True:
            page = {"count": _PAGE, "skip": len(found)}
            try:
                answer = self._ask(
                    lambda client, page=page: client.payment.fetch_multiple_refund(
                        transaction_id, page
                    )
                )
            except Refused:
                raise NotFound(
                    "gateways.unknown_transaction", gateway=self.name, transaction=transaction_id
                ) from None
            items = at(answer, "items") or []
            found += [found_refund(item) for item in items]
            if len(items) < _PAGE:
                return tuple(found)

    def _ask(self, request: Callable[..., Any]) -> dict[str, Any]:
        """The answer to one request, or an error of ours.

        The library prints failed connections on stdout; `NoAnswer` is none that it knows.
        """
        client = self._opened()
        from razorpay import errors

        try:
            answer = request(client)
        except NoAnswer as error:
            raise Unavailable(
                "gateways.no_answer", gateway=self.name, reason=error.reason
            ) from None
        except (errors.BadRequestError, errors.GatewayError, errors.ServerError) as error:
            raise self._error(str(error)) from None
        except (AttributeError, KeyError, TypeError, ValueError):
            answer = None
        if not isinstance(answer, dict):
            raise Unavailable("gateways.no_answer", gateway=self.name, reason="not JSON")
        return answer

    def _opened(self) -> Any:
        if self._client is None:
            try:
                import razorpay
            except ImportError:
                raise Invalid("gateways.missing_library", kind=self.kind) from None
            key_id = self._profile.required("key_id")
            self._key = self._profile.key()
            self._session = open_session(self._patience)
            self._client = razorpay.Client(
                session=self._session,
                auth=(key_id, self._key.reveal()),
                base_url=self._profile.base_url("https://api.razorpay.com"),
            )
        return self._client

    def _error(self, said: str) -> BoxofficeError:
        """Ours for Razorpay's, by the status of the answer: its library drops it."""
        if self._session.status_code in (401, 403):
            setting = f"gateways.{self.name}.key_file (or key_env) and key_id"
            return Invalid("gateways.key_refused", gateway=self.name, setting=setting)
        reason = said.strip().rstrip(".") or "no reason given"
        reason = self._key.hidden_in(reason)[:300] if self._key else reason[:300]
        return Refused("gateways.refused", gateway=self.name, reason=reason)
