"""Being asked to end: by the system, by a terminal that closes, by Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


class Terminated(KeyboardInterrupt):
    """The system asked the program to end.

    A driver that waits for a server calls its statement off for Ctrl-C, and so for this.
    """


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """SIGTERM and a closed terminal unwind like an error: what is open is rolled back and let go.

    A closed terminal says so more than once, which does not disturb the unwinding.
    """

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        if number == signal.SIGHUP:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        raise Terminated

    ends = [signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        ends.append(signal.SIGHUP)
    try:
        before = {number: signal.signal(number, end) for number in ends}
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def until_ctrl_c() -> Iterator[None]:
    """Take Ctrl-C for the end of what is shown, not of the program."""
    try:
        yield
    except Terminated:
        raise
    except KeyboardInterrupt:
        return
