"""A gateway without money, for practice and tests: it does as it is told and signs like any other.

Nothing happens by the clock: a session runs out only when `simulate` says so.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from boxoffice.outbound.gateways.amounts import SIMULATED_UNITS
from boxoffice.outbound.gateways.answers import parsed, text_at, whole_at
from boxoffice.outbound.gateways.profile import Profile
from boxoffice.outbound.gateways.protocol import Event, EventKind, Found, FoundRefund, Session
from boxoffice.outbound.gateways.refund_tries import standing, tries_of
from boxoffice.outbound.gateways.secret import Secret
from boxoffice.outbound.gateways.signatures import (
    find_header,
    fingerprint,
    require_stamped,
    sign,
)
from boxoffice.outbound.gateways.simulated_events import (
    BRAND,
    LAST_FOUR,
    SIGNATURE_HEADER,
    Delivery,
    Outcome,
    Turn,
    body_of,
    next_refund_id,
    play,
    take,
)
from boxoffice.outbound.gateways.simulated_state import (
    SimulatedFolder,
    SimulatedRefund,
    SimulatedSession,
)

_OWN_SECRET = "webhook.secret"  # noqa: S105
_OUTAGE = "outage"
_TEXTS = (
    "session_id", "payment_id", "transaction_id", "reference", "currency", "brand", "last_four",
    "gateway_refund_id", "refund_id", "failure",
)  # fmt: skip


class Outage(StrEnum):
    """How the gateway fails to answer: before it acted, or after."""

    UNREACHABLE = "unreachable"
    ANSWER_LOST = "answer_lost"


class SimulatedGateway:
    """Sessions in a folder of files; see `Outcome` for what can be made to happen."""

    kind = "simulated"

    def __init__(self, profile: Profile) -> None:
        self.name = profile.name
        self._profile = profile
        self._folder = SimulatedFolder(Path(profile.required("folder")))
        self._is_manual = profile.value("capture") == "manual"

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
        """As the protocol says; the session's id follows from the payment's."""
        self._profile.require_amount(amount_minor, currency=currency)
        SIMULATED_UNITS.of(amount_minor, currency=currency)
        session_id = _session_id(payment_id)
        base_url = str(self._profile.value("base_url")) or "https://simulated.invalid"
        asked = SimulatedSession(
            session_id=session_id,
            payment_id=payment_id,
            amount_minor=amount_minor,
            currency=currency,
            reference=reference,
            created_at_ms=created_at_ms,
            expires_at_ms=expires_at_ms,
            url=f"{base_url.rstrip('/')}/pay/{session_id}",
        )
        with self._answering():
            found = self._folder.find(session_id)
            if found is not None and not _is_same(found, asked):
                raise Refused("gateways.key_reused", gateway=self.name)
            if found is None:
                self._folder.save(asked)
        return Session(
            session_id=session_id, url=asked.url, qr_text=asked.url, expires_at_ms=expires_at_ms
        )

    def look_up(self, session_id: str) -> Found:
        """As the protocol says."""
        with self._answering():
            return _found(self._get(session_id))

    def capture(self, session_id: str, *, payment_id: str) -> Found:
        """As the protocol says."""
        with self._answering():
            session = self._get(session_id)
            if not session.captured_minor:
                if session.status is not PaymentStatus.AUTHORIZED:
                    raise Conflict(
                        "gateways.not_authorized",
                        gateway=self.name, session=session_id, status=str(session.status),
                    )  # fmt: skip
                take(session)
                self._folder.save(session)
            return _found(session)

    def cancel(self, session_id: str, *, payment_id: str) -> Found:
        """As the protocol says."""
        with self._answering():
            session = self._get(session_id)
            if session.status in (PaymentStatus.INITIATED, PaymentStatus.AUTHORIZED):
                session.status, session.is_processing = PaymentStatus.VOIDED, False
                self._folder.save(session)
            return _found(session)

    def refund(
        self, transaction_id: str, *, refund_id: str, amount_minor: int, currency: str
    ) -> FoundRefund:
        """As the protocol says; done at once, or only sent where `refunds = "later"`."""
        with self._answering():
            session = self._get_paid(transaction_id)
            earlier = _standing(session, refund_id)
            if earlier is not None:
                if (earlier.amount_minor, earlier.currency) != (amount_minor, currency):
                    raise Refused("gateways.key_reused", gateway=self.name)
                if earlier.status is not RefundStatus.FAILED:
                    return earlier
            left_minor = session.captured_minor - session.refunded_minor
            if not 0 < amount_minor <= left_minor or session.currency != currency:
                raise Refused(
                    "gateways.refund_too_much",
                    gateway=self.name, amount_minor=amount_minor, left_minor=left_minor,
                    currency=session.currency,
                )  # fmt: skip
            is_later = self._profile.value("refunds") == "later"
            made = SimulatedRefund(
                gateway_refund_id=next_refund_id(session),
                refund_id=refund_id,
                amount_minor=amount_minor,
                status=RefundStatus.SENT if is_later else RefundStatus.DONE,
            )
            session.refunds.append(made)
            self._folder.save(session)
            return _found_refund(session, made)

    def find_refund(self, transaction_id: str, *, refund_id: str) -> FoundRefund | None:
        """As the protocol says."""
        with self._answering():
            return _standing(self._get_paid(transaction_id), refund_id)

    def verify_webhook(self, body: bytes, headers: Mapping[str, str], *, now_ms: int) -> Event:
        """As the protocol says."""
        header = find_header(headers, SIGNATURE_HEADER)
        require_stamped(self.name, body, header, secrets=self._secrets(), now_ms=now_ms)
        return _event(self.name, body)

    def simulate(
        self,
        session_id: str,
        outcome: Outcome,
        *,
        now_ms: int,
        amount_minor: int | None = None,
        is_kept: bool = True,
    ) -> tuple[Delivery, ...]:
        """Let a session go on; the webhooks it sends, none, one or several, in their order.

        `amount_minor` counts for `Outcome.REFUND` alone: a part, else all that is left. Unless it
        `is_kept`, the session stays as it was.
        """
        with self._folder.locked():
            session = self._get(session_id)
            turn = Turn(session, now_ms, self._is_manual, amount_minor)
            events = play(turn, outcome)
            if is_kept:
                self._folder.save(session)
        return tuple(self.delivery(body_of(event), now_ms=now_ms) for event in events)

    def delivery(self, body: bytes, *, now_ms: int) -> Delivery:
        """A body signed with the newest secret."""
        signature = sign(body, secret=self._secrets()[0], at_ms=now_ms)
        return Delivery(body, {"Content-Type": "application/json", SIGNATURE_HEADER: signature})

    def set_outage(self, outage: Outage | None) -> None:
        """From now on no call is answered, until it is set to None."""
        with self._folder.locked():
            if outage is None:
                self._folder.remove(_OUTAGE)
            else:
                self._folder.write(_OUTAGE, outage)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """One call: alone in the folder, and silent during an outage."""
        with self._folder.locked():
            outage = self._folder.read(_OUTAGE)
            if outage == Outage.UNREACHABLE:
                raise Unavailable("gateways.no_answer", gateway=self.name, reason="connection")
            yield
            if outage == Outage.ANSWER_LOST:
                raise Unavailable("gateways.no_answer", gateway=self.name, reason="timeout")

    def _get(self, session_id: str) -> SimulatedSession:
        return self._folder.get(session_id, gateway=self.name)

    def _get_paid(self, transaction_id: str) -> SimulatedSession:
        session = self._folder.find(transaction_id.replace("simtxn_", "sim_", 1))
        if session is None or session.transaction_id != transaction_id:
            raise NotFound(
                "gateways.unknown_transaction", gateway=self.name, transaction=transaction_id
            )
        return session

    def _secrets(self) -> tuple[Secret, ...]:
        """The configured secrets, or one that the gateway makes for itself."""
        configured = self._profile.webhook_secrets()
        if configured:
            return configured
        own = self._folder.read(_OWN_SECRET)
        if not own:
            with self._folder.locked():
                own = self._folder.read(_OWN_SECRET)
                if not own:
                    own = f"simsec_{secrets.token_hex(24)}"
                    self._folder.write(_OWN_SECRET, own)
        return (Secret(own),)


def _session_id(payment_id: str) -> str:
    digest = hashlib.sha256(payment_id.encode("utf-8")).digest()
    return "sim_" + base64.b32encode(digest).decode("ascii")[:10]


def _is_same(found: SimulatedSession, asked: SimulatedSession) -> bool:
    names = ("payment_id", "amount_minor", "currency", "reference", "expires_at_ms")
    return all(getattr(found, name) == getattr(asked, name) for name in names)


def _found(session: SimulatedSession) -> Found:
    is_paid = bool(session.transaction_id)
    return Found(
        session_id=session.session_id,
        payment_id=session.payment_id,
        reference=session.reference,
        status=session.status,
        is_processing=session.is_processing,
        amount_minor=session.amount_minor,
        currency=session.currency,
        captured_minor=session.captured_minor,
        transaction_id=session.transaction_id,
        brand=BRAND if is_paid else "",
        last_four=LAST_FOUR if is_paid else "",
        failure=session.failure,
        refunds=tuple(_found_refund(session, refund) for refund in session.refunds),
    )


def _found_refund(session: SimulatedSession, refund: SimulatedRefund) -> FoundRefund:
    return FoundRefund(
        gateway_refund_id=refund.gateway_refund_id,
        refund_id=refund.refund_id,
        transaction_id=session.transaction_id,
        amount_minor=refund.amount_minor,
        currency=session.currency,
        status=refund.status,
    )


def _standing(session: SimulatedSession, refund_id: str) -> FoundRefund | None:
    """The try of one of our refunds that counts."""
    found = (_found_refund(session, each) for each in session.refunds)
    return standing(tries_of(found, refund_id=refund_id))


def _event(gateway: str, body: bytes) -> Event:
    """The event of a verified body."""
    raw = parsed(gateway, body)
    event_id, name = text_at(raw, "id"), text_at(raw, "type")
    created_ms, amount_minor = whole_at(raw, "created_ms"), whole_at(raw, "amount_minor")
    if not event_id or name not in set(EventKind) or created_ms is None or amount_minor is None:
        raise Invalid("gateways.bad_event", gateway=gateway)
    return Event(
        event_id=event_id,
        kind=EventKind(name),
        name=name,
        at_ms=created_ms,
        sha256=fingerprint(body),
        amount_minor=amount_minor,
        **{each: text_at(raw, each) for each in _TEXTS},
    )
