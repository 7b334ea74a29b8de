"""An evening at a counter: tills that ask, time that passes, a sweep that runs or never does."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from boxoffice.context import Context
from boxoffice.errors import BoxofficeError
from boxoffice.services import bookings, holds, reservations, sales, shows, sweep
from boxoffice.services.app import App, open_app
from boxoffice.services.results import BookingResult, HoldResult
from tests.clocks import FakeClock
from tests.contexts import make_context, make_settings
from tests.counter import book_request, hold_request, pay_request, sell_request


@dataclass
class Evening:
    """One database and its tills; with `sweeps`, the sweep runs before and after each step."""

    db: str
    sweeps: bool
    clock: FakeClock = field(default_factory=FakeClock)
    _app: App | None = None

    @property
    def app(self) -> App:
        if self._app is None:
            self._app = open_app(make_settings(self.db))
        return self._app

    def close(self) -> None:
        """Let go of every connection, so that a fork carries none."""
        if self._app is not None:
            self._app.close()
            self._app = None

    def ctx(self, till: str, key: str = "") -> Context:
        return make_context(self.db, clock=self.clock, till=till, op_key=key)

    def wait(self, *, minutes: int = 0, ms: int = 0) -> None:
        self.clock.advance(minutes=minutes, ms=ms)

    def ask(self, act: Any, request: Any, *, till: str, key: str = "") -> Any:
        """One step of a till, between two sweeps."""
        self.sweep()
        try:
            return act(self.app, self.ctx(till, key), request)
        finally:
            self.sweep()

    def sweep(self) -> None:
        if self.sweeps:
            sweep.sweep(self.app, self.ctx("sweep"))

    def hold(self, *seats: str, till: str, **more: Any) -> HoldResult:
        return self.ask(holds.place_hold, hold_request(*seats), till=till, **more)

    def extend(self, hold: HoldResult, *, till: str) -> HoldResult:
        return self.ask(holds.extend_hold, holds.ExtendRequest(hold=hold.hold.id), till=till)

    def release(self, hold: HoldResult, *, till: str) -> holds.Released:
        return self.ask(holds.release_holds, holds.ReleaseRequest(hold=hold.hold.id), till=till)

    def sell(self, *seats: str, till: str, hold: str = "", key: str = "") -> BookingResult:
        return self.ask(sales.sell, sell_request(*seats, hold=hold), till=till, key=key)

    def book(self, *seats: str, till: str) -> BookingResult:
        return self.ask(reservations.book, book_request(*seats), till=till)

    def pay(self, ref: str, *, till: str, key: str = "") -> BookingResult:
        return self.ask(reservations.pay, pay_request(ref), till=till, key=key)

    def cancel(self, ref: str, *, till: str) -> BookingResult:
        return self.ask(reservations.cancel, reservations.CancelRequest(ref=ref), till=till)

    def void(self, ref: str, *, till: str) -> BookingResult:
        return self.ask(sales.void, sales.VoidRequest(ref=ref, reason="mistake"), till=till)

    def view(self, ref: str) -> BookingResult:
        return bookings.view_booking(self.app, self.ctx("till-9"), ref)

    def sold_at(self, till: str) -> list[BookingResult]:
        return list(bookings.last_bookings(self.app, self.ctx(till), most=50).bookings)

    def seats_left(self) -> int:
        return shows.view_show(self.app, self.ctx("till-9"), "1").available

    def at_once(self, *work: Callable[[Evening], Any]) -> list[Ended]:
        """Each in a process of its own, let go together, forked before any connection."""
        self.close()
        ready, go = os.pipe()
        children = [self._fork(each, ready, go) for each in work]
        os.close(ready)
        os.close(go)
        return [_end_of(pid, answer) for pid, answer in children]

    def _fork(self, work: Callable[[Evening], Any], ready: int, go: int) -> tuple[int, int]:
        answer, to_parent = os.pipe()
        pid = os.fork()
        if pid:
            os.close(to_parent)
            return pid, answer
        os.close(go)
        os.read(ready, 1)
        try:
            told = {"value": work(self)}
        except BoxofficeError as error:
            told = {"code": error.code, "details": error.details}
        except BaseException as error:  # noqa: BLE001
            told = {"code": repr(error)}
        os.write(to_parent, json.dumps(told).encode())
        os._exit(0)


@dataclass(frozen=True)
class Ended:
    """How a process ended: the signal that killed it, its error, or what it answered."""

    signal: int = 0
    code: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    value: Any = None


def _end_of(pid: int, answer: int) -> Ended:
    with os.fdopen(answer, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(pid, 0)
    killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return Ended(signal=killed, **(json.loads(told) if told else {}))


def die() -> None:
    """kill -9, at once and without a word."""
    os.kill(os.getpid(), signal.SIGKILL)
