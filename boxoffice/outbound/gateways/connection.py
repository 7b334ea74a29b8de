"""The one way out: a `requests` session with deadlines that both providers' libraries are given.

The libraries' own retries are off. A request that failed is sent again by this session byte for
byte, so that its idempotency key, wherever it stands, is the same by construction.
"""

from __future__ import annotations

import io
import json
import time
from typing import TYPE_CHECKING, Any

from boxoffice.outbound.gateways.patience import Patience

if TYPE_CHECKING:
    import requests

MOST_ANSWER_BYTES = 4_000_000
_AGAIN = frozenset({409, 425, 429, 500, 502, 503, 504})
"""409 is an equal request still under way; 429 and 5xx are said before or instead of acting."""


class NoAnswer(Exception):
    """No usable answer after every try; the gateway may have acted. No library catches it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_session(patience: Patience) -> requests.Session:
    """A session whose requests end in time: in an answer of JSON below 500, or in NoAnswer.

    No redirect is followed, and no ~/.netrc is read in place of the key.
    """
    import requests
    import urllib3

    class Session(requests.Session):
        """Ours."""

        status_code = 0

        def request(  # type: ignore[override]
            self, method: str, url: str, **options: Any
        ) -> requests.Response:
            began = time.monotonic()
            options["timeout"] = (patience.connect_seconds, patience.answer_seconds)
            options |= {"allow_redirects": False, "stream": True}
            reason = ""
            for pause_seconds in (0.0, *patience.pauses_seconds):
                if time.monotonic() - began > patience.enough_seconds:
                    break
                time.sleep(pause_seconds)
                deadline = time.monotonic() + patience.connect_seconds + patience.answer_seconds
                try:
                    response = super().request(method, url, **options)
                    _read(response, deadline=deadline)
                except requests.exceptions.SSLError:
                    raise NoAnswer("certificate") from None
                except (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError):
                    reason = "timeout"
                except (requests.RequestException, urllib3.exceptions.HTTPError, OSError):
                    reason = "connection"
                else:
                    self.status_code = response.status_code
                    reason = _complaint(response)
                    if not reason:
                        return response
                    if response.headers.get("stripe-should-retry") == "false":
                        break
            raise NoAnswer(reason)

    session = Session()
    session.auth = _unchanged
    return session


def _read(response: requests.Response, *, deadline: float) -> None:
    """Take the whole answer, however slowly it drips, but not after the deadline."""
    taken = bytearray()
    try:
        while piece := response.raw.read1(65_536, decode_content=True):
            taken += piece
            if time.monotonic() > deadline or len(taken) > MOST_ANSWER_BYTES:
                raise TimeoutError
    finally:
        response.close()
    response.raw = io.BytesIO(bytes(taken))


def _complaint(response: requests.Response) -> str:
    """Why this answer is none, or ""."""
    if response.status_code in _AGAIN or response.status_code >= 500:
        return f"status {response.status_code}"
    if 300 <= response.status_code < 400:
        return "redirect"
    try:
        return "" if isinstance(json.loads(response.content), dict) else "not JSON"
    except (ValueError, RecursionError):
        return "not JSON"


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
