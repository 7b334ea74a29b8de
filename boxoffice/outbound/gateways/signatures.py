"""Signatures of webhooks: HMAC-SHA256 over the bytes as delivered, compared in constant time.

Two schemes: `t=SECONDS,v1=HEX` over `SECONDS.BODY` (docs.stripe.com/webhooks, which the simulated
gateway shares) and one hexadecimal signature over the body alone
(razorpay.com/docs/webhooks/validate-test).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

from boxoffice.errors import Refused
from boxoffice.outbound.gateways.secret import Secret

TOLERANCE_MS = 300_000
"""How far a signed timestamp may lie from now, on either side."""

MOST_BODY_BYTES = 1_000_000
_MOST_HEADER_SIGNS = 4_000
_TIMESTAMP = re.compile(r"[1-9][0-9]{0,11}", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


def find_header(headers: Mapping[str, str], name: str) -> str:
    """A header by its name in any case, "" if it is not there."""
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), "")


def sign(body: bytes, *, secret: Secret, at_ms: int) -> str:
    """The header of the timestamped scheme."""
    seconds = at_ms // 1000
    return f"t={seconds},v1={_digest(_stamped(seconds, body), secret)}"


def require_stamped(
    gateway: str, body: bytes, header: str, *, secrets: Sequence[Secret], now_ms: int
) -> None:
    """Refused unless one secret signed these bytes with a time close to now."""
    _require_usable(gateway, body, header)
    stamps, offered = [], []
    for item in header.split(","):
        key, _, value = item.strip().partition("=")
        if key == "t":
            stamps.append(value)
        elif key == "v1":
            offered.append(value)
    if len(stamps) != 1 or not _TIMESTAMP.fullmatch(stamps[0]) or not offered:
        raise Refused("gateways.bad_signature", gateway=gateway)
    seconds = int(stamps[0])
    _require_one_match(gateway, _stamped(seconds, body), offered, secrets)
    require_close(gateway, seconds * 1000, now_ms=now_ms, oldest_ms=TOLERANCE_MS)


def require_plain(gateway: str, body: bytes, header: str, *, secrets: Sequence[Secret]) -> None:
    """Refused unless one secret signed these bytes."""
    _require_usable(gateway, body, header)
    _require_one_match(gateway, body, [header.strip()], secrets)


def require_close(gateway: str, at_ms: int, *, now_ms: int, oldest_ms: int) -> None:
    """Refused if a signed time is older than allowed, or later than now by the tolerance."""
    if at_ms < now_ms - oldest_ms:
        raise Refused("gateways.stale", gateway=gateway, seconds=(now_ms - at_ms) // 1000)
    if at_ms > now_ms + TOLERANCE_MS:
        raise Refused("gateways.from_the_future", gateway=gateway, seconds=(at_ms - now_ms) // 1000)


def fingerprint(body: bytes) -> str:
    """SHA-256 of a delivery, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def _require_usable(gateway: str, body: bytes, header: str) -> None:
    if not header:
        raise Refused("gateways.not_signed", gateway=gateway)
    if len(body) > MOST_BODY_BYTES or len(header) > _MOST_HEADER_SIGNS:
        raise Refused("gateways.too_long", gateway=gateway)


def _require_one_match(
    gateway: str, message: bytes, offered: Sequence[str], secrets: Sequence[Secret]
) -> None:
    """Every secret is tried on every signature, so the time taken tells nothing."""
    matches = 0
    for secret in secrets:
        expected = _digest(message, secret)
        for signature in offered:
            shaped = signature if _HEX.fullmatch(signature) else ""
            matches += hmac.compare_digest(expected, shaped)
    if not matches:
        raise Refused("gateways.bad_signature", gateway=gateway)


def _stamped(seconds: int, body: bytes) -> bytes:
    return str(seconds).encode("ascii") + b"." + body


def _digest(message: bytes, secret: Secret) -> str:
    return hmac.new(secret.reveal().encode("utf-8"), message, hashlib.sha256).hexdigest()
