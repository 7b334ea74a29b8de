"""Where the simulated gateway keeps its sessions: one JSON file each, outside the database.

Commands are processes of their own, so the gateway's memory is a folder: files 0600, written whole
by rename, one process at a time by a lock.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from boxoffice.domain.lifecycle import PaymentStatus, RefundStatus
from boxoffice.errors import Failed, NotFound

_SESSION_ID = re.compile(r"sim_[A-Z2-7]{10}")


@dataclass(kw_only=True)
class SimulatedRefund:
    """Money on its way back; `refund_id` is empty where somebody refunded by hand."""

    gateway_refund_id: str
    refund_id: str
    amount_minor: int
    status: RefundStatus


@dataclass(kw_only=True)
class SimulatedSession:
    """All that the simulated gateway knows of one payment; `events` are its webhooks so far."""

    session_id: str
    payment_id: str
    amount_minor: int
    currency: str
    reference: str
    created_at_ms: int
    expires_at_ms: int
    url: str
    status: PaymentStatus = PaymentStatus.INITIATED
    is_processing: bool = False
    captured_minor: int = 0
    transaction_id: str = ""
    failure: str = ""
    refunds: list[SimulatedRefund] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def refunded_minor(self) -> int:
        """What went back or is on its way."""
        return sum(r.amount_minor for r in self.refunds if r.status is not RefundStatus.FAILED)


class SimulatedFolder:
    """The folder and its lock."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else reads or writes meanwhile; the lock ends with the process at the latest."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _failed(self.path, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def find(self, session_id: str) -> SimulatedSession | None:
        """A session, None if there is none by that id."""
        if not _SESSION_ID.fullmatch(session_id):
            return None
        text = self.read(f"{session_id}.json")
        return _parsed(json.loads(text)) if text else None

    def get(self, session_id: str, *, gateway: str) -> SimulatedSession:
        """As above; NotFound if there is none."""
        session = self.find(session_id)
        if session is None:
            raise NotFound("gateways.unknown_session", gateway=gateway, session=session_id)
        return session

    def save(self, session: SimulatedSession) -> None:
        """Replace a session's file as a whole."""
        self.write(f"{session.session_id}.json", json.dumps(asdict(session), indent=1))

    def read(self, name: str) -> str:
        """A file's text, "" if it is not there."""
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise _failed(self.path / name, error) from error

    def write(self, name: str, text: str) -> None:
        """A private file, whole or not at all."""
        temporary = ""
        try:
            descriptor, temporary = tempfile.mkstemp(dir=self.path, prefix=".new-")
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path / name)
        except OSError as error:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            raise _failed(self.path / name, error) from error

    def remove(self, name: str) -> None:
        """Drop a file if it is there."""
        (self.path / name).unlink(missing_ok=True)


def _failed(path: Path, error: OSError) -> Failed:
    return Failed("gateways.folder", path=str(path), reason=error.strerror or "unknown")


def _parsed(raw: dict[str, Any]) -> SimulatedSession:
    known = {each.name for each in fields(SimulatedSession)}
    session = SimulatedSession(**{key: value for key, value in raw.items() if key in known})
    session.status = PaymentStatus(session.status)
    session.refunds = [
        SimulatedRefund(**{**refund, "status": RefundStatus(refund["status"])})
        for refund in raw["refunds"]
    ]
    return session
