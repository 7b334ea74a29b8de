"""One writer at a time, in the order they came, with a deadline.

Two kernel locks make a turnstile: whoever waits at the gate already holds the turn, so the one
that just left cannot slip in again before them. Those behind queue for the turn; who finds it free
at a taken gate may only be quicker than the next of them is awake, and looks once more.
"""

from __future__ import annotations

import fcntl
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from boxoffice.errors import Busy

PAUSE_SECONDS = 0.001
"""How long the next in the queue is given to wake up."""


class Deadline:
    """A moment after which waiting is given up; counted on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    def left_seconds(self) -> float:
        """Seconds still to wait, never negative."""
        return max(0.0, self._ends - time.monotonic())

    def busy(self) -> Busy:
        """The error for having waited in vain."""
        return Busy("storage.busy", seconds=self.seconds)


_STOPS = frozenset({signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU})


@contextmanager
def not_stopped() -> Iterator[None]:
    """Let Ctrl-Z wait until the end, for whoever is stopped with a lock stops everybody."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Gate:
    """A blocking lock on files beside the database; the files stay, a killed holder frees them."""

    def __init__(self, path: Path, *, mode: int = 0o600) -> None:
        self._paths = (path.with_name(path.name + ".turn"), path.with_name(path.name + ".gate"))
        self._mode = mode
        self._files: tuple[int, int] | None = None
        self._thread = threading.Lock()

    @contextmanager
    def held(self, deadline: Deadline) -> Iterator[None]:
        """Pass the gate, or raise Busy when the deadline is over."""
        with not_stopped(), self._passed(deadline):
            yield

    @contextmanager
    def _passed(self, deadline: Deadline) -> Iterator[None]:
        if not self._thread.acquire(timeout=deadline.left_seconds()):
            raise deadline.busy()
        try:
            turn, gate = self._open()
            try:
                try:
                    _queue(turn, gate, deadline)
                    _lock(gate, deadline)
                finally:
                    fcntl.flock(turn, fcntl.LOCK_UN)
                yield
            finally:
                fcntl.flock(gate, fcntl.LOCK_UN)
        except _StillWaitingError:
            self.close()
            raise deadline.busy() from None
        finally:
            self._thread.release()

    def close(self) -> None:
        """Let go of the lock files."""
        if self._files is not None:
            for file in self._files:
                os.close(file)
            self._files = None

    def _open(self) -> tuple[int, int]:
        if self._files is None:
            turn, gate = (_open_lock_file(path, self._mode) for path in self._paths)
            self._files = (turn, gate)
        return self._files


def _open_lock_file(path: Path, mode: int) -> int:
    """Open to lock, never unlinked; read-only is enough where another user owns the file."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)
    except PermissionError:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


class _TimeIsUpError(Exception):
    """The timer went off while a lock was waited for."""


class _StillWaitingError(Exception):
    """Time is up, and a thread waits on; closing its file gives back what it may still get."""


def _queue(turn: int, gate: int, deadline: Deadline) -> None:
    """Take the turn, not before anybody who queues for it."""
    if _try(turn) and not _try(gate):
        fcntl.flock(turn, fcntl.LOCK_UN)
        time.sleep(PAUSE_SECONDS)
    _lock(turn, deadline)


def _try(file: int) -> bool:
    """Take one lock if it is free, or if it is ours already."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock(file: int, deadline: Deadline) -> None:
    """Take one lock: at once if free, else wait in the kernel's queue until the deadline."""
    if _try(file):
        return
    if deadline.left_seconds() <= 0:
        raise deadline.busy()
    if threading.current_thread() is threading.main_thread():
        _block_with_timer(file, deadline)
    else:
        _block_in_thread(file, deadline)


def _block_with_timer(file: int, deadline: Deadline) -> None:
    """The timer rings on until it is heard, in case it rang just before the wait began."""
    waiting = True

    def ring(_number: int, _frame: FrameType | None) -> None:
        nonlocal waiting
        if waiting:
            waiting = False
            raise _TimeIsUpError

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, max(0.001, deadline.left_seconds()), 0.05)
        fcntl.flock(file, fcntl.LOCK_EX)
        waiting = False
    except _TimeIsUpError:
        raise deadline.busy() from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)


def _block_in_thread(file: int, deadline: Deadline) -> None:
    """Off the main thread no timer can interrupt: a helper thread waits in its place."""
    taken = threading.Event()

    def wait() -> None:
        fcntl.flock(file, fcntl.LOCK_EX)
        taken.set()

    threading.Thread(target=wait, daemon=True).start()
    if not taken.wait(deadline.left_seconds()):
        raise _StillWaitingError
