"""Many processes at once: through the installed command, or forked before any connection."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import warm
from tests.cli.program import clean_environment
from tests.concurrency.houses import PATIENCE_SECONDS, House, closed, until

COMMAND = Path(sys.executable).parent / "boxoffice"
BROKEN = 99
"""A forked process ended by an error that nobody expected."""


@dataclass(frozen=True)
class Answer:
    """How one command ended."""

    code: int
    out: str
    err: str


class Barrier:
    """Where each process of a crowd waits, once, for all the others that live."""

    def __init__(self) -> None:
        self._arrivals = os.pipe()
        self._way_on = os.pipe()
        self._met = False

    def enter(self) -> None:
        """What a forked process does first, so that nobody waits for ends it only inherited."""
        if not self._met:
            os.close(self._arrivals[0])
            os.close(self._way_on[1])

    def meet(self) -> None:
        """Wait for the others; the second time it is open."""
        if not self._met:
            self._met = True
            os.write(self._arrivals[1], b".")
            os.close(self._arrivals[1])
            os.read(self._way_on[0], 1)

    def release(self) -> int:
        """Wait until everybody alive has come, let them go, and say how many there were."""
        os.close(self._arrivals[1])
        arrived = 0
        while found := os.read(self._arrivals[0], 64):
            arrived += len(found)
        self.open()
        return arrived

    def open(self) -> None:
        """Let everybody through."""
        self._met = True
        os.close(self._way_on[1])
        os.close(self._way_on[0])
        os.close(self._arrivals[0])


def environment(house: House) -> dict[str, str]:
    """What a command of this house runs in."""
    more = {"BOXOFFICE_UNSAFE_WAL": "1"} if house.journal == "wal" else {}
    patience = str(PATIENCE_SECONDS)
    return clean_environment(
        house.home, BOXOFFICE_DB=house.db, BOXOFFICE_BUSY_SECONDS=patience, **more
    )


Command = subprocess.Popen[bytes] | warm.Started


def start(house: House, *args: str, installed: bool = False) -> Command:
    """Begin one command line in a process of its own: as installed, or with its modules loaded."""
    if not installed:
        return warm.Started(*args, env=environment(house), cwd=house.home)
    return subprocess.Popen(
        [COMMAND, *args],
        env=environment(house),
        cwd=house.home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(process: Command) -> Answer:
    """Wait for a command's end."""
    if isinstance(process, warm.Started):
        done = process.finish(PATIENCE_SECONDS)
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return Answer(process.returncode, out.decode(), err.decode())


def command(house: House, *args: str) -> Answer:
    """One command line."""
    return finish(start(house, *args))


def all_at_once(
    house: House, lines: Sequence[Sequence[str]], *, installed: bool = False
) -> list[Answer]:
    """Start every command, see each of them stand before the closed door, then open it."""
    return one_behind_the_other(house, [lines], installed=installed)


def one_behind_the_other(
    house: House, waves: Sequence[Sequence[Sequence[str]]], *, installed: bool = False
) -> list[Answer]:
    """The same, each wave of commands only once the one before stands at the door."""
    processes: list[Command] = []

    def gave_up() -> list[Command]:
        return [each for each in processes if each.poll() is not None]

    with closed(house) as waiting:
        for lines in waves:
            processes.extend(start(house, *line, installed=installed) for line in lines)
            until(
                lambda: waiting() == len(processes) or bool(gave_up()),
                what="every command at the door",
            )
        assert [finish(process) for process in gave_up()] == []
    return [finish(process) for process in processes]


def fork(work: Callable[[], int | None], *, errors: Path) -> int:
    """A process of its own whose end is the number that `work` returns; it prints into a file."""
    pid = os.fork()
    if pid:
        return pid
    code = BROKEN
    try:
        with errors.open("a", encoding="utf-8") as file:
            os.dup2(os.open(os.devnull, os.O_RDWR), 0)
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        code = work() or 0
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def forked_at_once(house: House, works: Sequence[Callable[[], int | None]]) -> list[int]:
    """The same with forked processes: all of them queue before the first one gets in."""
    barrier = Barrier()

    def behind(work: Callable[[], int | None]) -> int | None:
        barrier.enter()
        barrier.meet()
        return work()

    pids = [fork(lambda work=work: behind(work), errors=errors_of(house)) for work in works]
    with closed(house) as waiting:
        assert barrier.release() == len(works)
        until(lambda: waiting() == len(works), what="every process at the door")
    return [ended(pid) for pid in pids]


def ended(pid: int) -> int:
    """Wait for a process: its code, or minus the signal that killed it."""
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def errors_of(house: House) -> Path:
    """Where the forked processes of a house say what went wrong."""
    return house.home / "forked.txt"
