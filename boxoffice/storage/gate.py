"""One writer at a time, in the order they came, with a deadline.

The kernel's lock on the gate lets one in, and frees it when its holder dies, but keeps no order.
So everybody first draws a number: they lock that byte of the turn file and wait for the bytes
before it, each woken by the one it stands behind. Who dies leaves the queue with its lock; who is
stopped in it is passed by after a while.
"""

from __future__ import annotations

import fcntl
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import FrameType

from boxoffice.errors import Busy

DESK = 0
"""The byte of the turn file that is locked while a number is drawn; the numbers begin after it."""

NUMBER_BYTES = 8
"""The turn file holds the last number drawn."""

NUMBERS = 2**62
"""They begin again after so many, as no file is longer; whatever the turn file says is a number."""

Lock = Callable[[int], None]
"""Takes one lock; given LOCK_NB it raises BlockingIOError instead of waiting."""


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
        self._path, self._mode = path, mode
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
                _queue(turn, deadline)
                _take(partial(_lock_file, gate), deadline)
                yield
            finally:
                fcntl.flock(gate, fcntl.LOCK_UN)
                fcntl.lockf(turn, fcntl.LOCK_UN)
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
            mode = self._mode | _shared_bits(self._path)
            turn, gate = (_open_lock_file(path, mode) for path in self._paths)
            self._files = (turn, gate)
        return self._files


def _shared_bits(database: Path) -> int:
    """What a database allows its group; its lock files may be missing where it was copied."""
    try:
        return os.stat(database).st_mode & 0o060
    except FileNotFoundError:
        return 0


def _open_lock_file(path: Path, mode: int) -> int:
    """Open to lock, never unlinked; read-only is enough where another user owns the file."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    except FileExistsError:
        try:
            return os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except PermissionError:
            return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    os.fchmod(file, mode)
    return file


class _TimeIsUpError(Exception):
    """The timer went off while a lock was waited for."""


class _StillWaitingError(Exception):
    """Time is up, and a thread waits on; closing its file gives back what it may still get."""


def _queue(turn: int, deadline: Deadline) -> None:
    """Wait for everybody who came before; where no number can be drawn, the gate alone decides.

    Half of the time at most: one of them may be stopped, and would keep everybody out until it
    goes on. What a thread then gets too late is a share of numbers that are over.
    """
    desk = partial(_lock_bytes, turn, fcntl.LOCK_EX, DESK, 1)
    try:
        _take(desk, deadline)
        number = 1 + int.from_bytes(os.pread(turn, NUMBER_BYTES, 0)) % NUMBERS
        _lock_bytes(turn, fcntl.LOCK_EX, number, 1, fcntl.LOCK_NB)
        os.pwrite(turn, number.to_bytes(NUMBER_BYTES), 0)
        fcntl.lockf(turn, fcntl.LOCK_UN, 1, DESK)
        patience = Deadline(deadline.left_seconds() / 2)
        if number > 1:
            with suppress(Busy, _StillWaitingError):
                _take(partial(_lock_bytes, turn, fcntl.LOCK_SH, number - 1, 1), patience)
                _take(partial(_lock_bytes, turn, fcntl.LOCK_SH, 1, number - 1), patience)
    except OSError:
        fcntl.lockf(turn, fcntl.LOCK_UN)


def _lock_bytes(file: int, kind: int, first: int, length: int, now: int) -> None:
    fcntl.lockf(file, kind | now, length, first)


def _lock_file(file: int, now: int) -> None:
    fcntl.flock(file, fcntl.LOCK_EX | now)


def _take(lock: Lock, deadline: Deadline) -> None:
    """Take one lock: at once if free, else wait in the kernel's queue until the deadline."""
    with suppress(BlockingIOError):
        lock(fcntl.LOCK_NB)
        return
    if deadline.left_seconds() <= 0:
        raise deadline.busy()
    if threading.current_thread() is threading.main_thread():
        _block_with_timer(lock, deadline)
    else:
        _block_in_thread(lock, deadline)


def _block_with_timer(lock: Lock, deadline: Deadline) -> None:
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
        lock(0)
        waiting = False
    except _TimeIsUpError:
        raise deadline.busy() from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)


def _block_in_thread(lock: Lock, deadline: Deadline) -> None:
    """Off the main thread no timer can interrupt: a helper thread waits in its place."""
    done, failed = threading.Event(), []

    def wait() -> None:
        try:
            lock(0)
        except OSError as error:
            failed.append(error)
        finally:
            done.set()

    threading.Thread(target=wait, daemon=True).start()
    if not done.wait(deadline.left_seconds()):
        raise _StillWaitingError
    if failed:
        raise failed[0]
