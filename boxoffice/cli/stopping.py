"""Being asked to end: by the system, by a terminal that closes, by Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

AGAIN_SECONDS = 0.01


class Terminated(KeyboardInterrupt):
    """The system asked the program to end.

    A driver that waits for a server calls its statement off for Ctrl-C, and so for this.
    """


class Interrupted(KeyboardInterrupt):
    """Somebody pressed Ctrl-C; what goes on after it, as after a watch, says so."""

    is_over = False


class Ending:
    """SIGTERM, Ctrl-C and a closed terminal unwind like an error: what is open is rolled back.

    `asked` is the last request to end. A library that is not written in Python may hand it on as
    an error of its own; and where Python can raise nothing, as in what tidies up behind an
    object, the request comes again a moment later.
    """

    def __init__(self) -> None:
        self.asked: Interrupted | Terminated | None = None
        self._number = 0
        self._hook = sys.unraisablehook

    def meant_by(self, error: BaseException) -> BaseException:
        """The request to end, where an error that nobody knows came of one that still counts."""
        if self.asked is None or (isinstance(self.asked, Interrupted) and self.asked.is_over):
            return error
        return self.asked

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Until the end of the block, if this is the main thread."""
        ends = [signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            ends.append(signal.SIGHUP)
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            ends.append(signal.SIGINT)
        try:
            before = {number: signal.signal(number, self._end) for number in ends}
        except ValueError:
            yield
            return
        self._hook, sys.unraisablehook = sys.unraisablehook, self._unraisable
        try:
            yield
        finally:
            sys.unraisablehook = self._hook
            self._number = 0
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self, number: int, _frame: FrameType | None) -> NoReturn:
        """A closed terminal says so more than once, which does not disturb the unwinding."""
        if number == signal.SIGHUP:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self._number = signal.SIGINT if number == signal.SIGINT else signal.SIGTERM
        self.asked = Interrupted() if number == signal.SIGINT else Terminated()
        raise self.asked

    def _unraisable(self, unraisable: sys.UnraisableHookArgs) -> None:
        if unraisable.exc_value is None or unraisable.exc_value is not self.asked:
            self._hook(unraisable)
            return
        again = threading.Timer(AGAIN_SECONDS, self._again)
        again.daemon = True
        again.start()

    def _again(self) -> None:
        if self._number:
            os.kill(os.getpid(), self._number)


@contextmanager
def until_ctrl_c() -> Iterator[None]:
    """Take Ctrl-C for the end of what is shown, not of the program."""
    try:
        yield
    except Terminated:
        raise
    except KeyboardInterrupt as asked:
        if isinstance(asked, Interrupted):
            asked.is_over = True
