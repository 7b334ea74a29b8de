"""A payment provider on this machine: a real HTTP server that can also answer badly."""

from __future__ import annotations

import json
import socket
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What the provider says: a status and a JSON object, or other bytes."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Fault(StrEnum):
    """How the next answer goes wrong."""

    CLOSED = "closed before anything is done"
    CLOSED_AFTER = "done, then closed before the answer"
    CUT = "done, then closed in the middle of the answer"
    SILENT = "done, then no answer at all"
    DRIPPING = "done, then an answer that never ends"


class Provider(ABC):
    """Counts every request, plays faults in their order, and answers by `answer`."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: deque[Fault | Answer] = deque()
        self.released = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Provider:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        return type("Handler", (_Handler,), {"provider": self})

    @abstractmethod
    def answer(self, asked: Asked) -> Answer:
        """What the provider documents for this request."""

    def count(self, method: str, path: str) -> int:
        return sum(each.method == method and each.path == path for each in self.asked)

    def take(self, asked: Asked) -> tuple[Answer | None, Fault | None]:
        """Answer one request; the next fault, if one is planned."""
        with self._lock:
            self.asked.append(asked)
            fault = self.faults.popleft() if self.faults else None
            if isinstance(fault, Answer):
                return fault, None
            if fault is Fault.CLOSED:
                return None, fault
            return self.answer(asked), fault


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: Provider

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def _handle(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), self.headers, body)
        answer, fault = self.provider.take(asked)
        if answer is None or fault is Fault.CLOSED_AFTER:
            self._hang_up()
            return
        if fault is Fault.SILENT:
            self.provider.released.wait(20)
            self._hang_up()
            return
        self._send(answer, fault)

    do_GET = do_POST = do_PATCH = _handle  # noqa: N815

    def _send(self, answer: Answer, fault: Fault | None) -> None:
        raw = answer.raw
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        if fault is Fault.CUT:
            self.wfile.write(raw[: len(raw) // 2])
            self._hang_up()
        elif fault is Fault.DRIPPING:
            self._drip(raw)
        else:
            self.wfile.write(raw)

    def _drip(self, raw: bytes) -> None:
        with suppress(OSError):
            for start in range(len(raw) - 1):
                self.wfile.write(raw[start : start + 1])
                if self.provider.released.wait(0.05):
                    break
        self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
