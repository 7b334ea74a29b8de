"""The turnstile before a SQLite file: one at a time, everybody in turn, nobody for ever."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from boxoffice.errors import Busy
from boxoffice.storage.gate import Deadline, Gate

PATIENCE_SECONDS = 60
PROCESSES = 8
TURNS = 1200
WORK = 3000
"""Rounds of hashing that take about as long as a write with its journal."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "boxoffice.db"


def start_together(number: int, work: Callable[[int], None]) -> None:
    """Fork that many processes, let them go at once, and see each of them through."""
    ready, go = os.pipe()
    children = []
    for index in range(number):
        pid = os.fork()
        if pid == 0:
            os.close(go)
            os.read(ready, 1)
            work(index)
            os._exit(0)
        children.append(pid)
    os.close(ready)
    os.close(go)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * number


@contextmanager
def held_elsewhere(path: Path) -> Iterator[int]:
    """Another process that has the gate, by its number; it lets go at the end."""
    from_child, to_parent = os.pipe()
    from_parent, to_child = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(to_child)
        with Gate(path).held(Deadline(PATIENCE_SECONDS)):
            os.write(to_parent, b"!")
            os.read(from_parent, 1)
        os._exit(0)
    os.close(from_parent)
    os.read(from_child, 1)
    yield pid
    with suppress(BrokenPipeError):
        os.write(to_child, b"!")
    os.close(to_child)
    os.close(from_child)
    os.close(to_parent)
    os.waitpid(pid, 0)


@pytest.mark.slow
def test_busy_processes_get_nearly_equal_turns(path: Path, tmp_path: Path) -> None:
    log = tmp_path / "turns"
    log.touch()

    def take_turns(index: int) -> None:
        gate, file = Gate(path), os.open(log, os.O_WRONLY | os.O_APPEND)
        while True:
            with gate.held(Deadline(PATIENCE_SECONDS)):
                if os.fstat(file).st_size >= TURNS:
                    return
                os.write(file, bytes([index]))
                hashlib.pbkdf2_hmac("sha256", b"a", b"write", WORK)

    start_together(PROCESSES, take_turns)
    turns = log.read_bytes()
    all_there = max(turns.index(bytes([index])) for index in range(PROCESSES))
    counts = Counter(turns[all_there:])
    assert len(turns) == TURNS
    assert len(counts) == PROCESSES
    assert 2 * min(counts.values()) >= max(counts.values())


def queue_up(path: Path, numbers: range, log: Path) -> dict[int, int]:
    """Start processes one by one, each once the one before has drawn its number; their pids."""
    turn, children = path.with_name(path.name + ".turn"), {}
    for number in numbers:
        pid = os.fork()
        if pid == 0:
            with Gate(path).held(Deadline(PATIENCE_SECONDS)), log.open("a") as file:
                file.write(f"{number}\n")
            os._exit(0)
        children[number] = pid
        while int.from_bytes(turn.read_bytes()) < number:
            os.sched_yield()
    return children


def test_they_pass_in_the_order_they_came(path: Path, tmp_path: Path) -> None:
    log = tmp_path / "order"
    with held_elsewhere(path):
        children = queue_up(path, range(2, 12), log)
    for pid in children.values():
        os.waitpid(pid, 0)
    assert log.read_text().split() == [str(number) for number in range(2, 12)]


def test_who_dies_in_the_queue_lets_nobody_past(path: Path, tmp_path: Path) -> None:
    log = tmp_path / "order"
    with held_elsewhere(path):
        children = queue_up(path, range(2, 8), log)
        for dead in (3, 4):
            os.kill(children[dead], signal.SIGKILL)
            os.waitpid(children.pop(dead), 0)
    for pid in children.values():
        os.waitpid(pid, 0)
    assert log.read_text().split() == ["2", "5", "6", "7"]


@pytest.mark.parametrize("mode", [0o600, 0o660])
def test_lock_files_that_are_missing_are_shared_like_the_database(path: Path, mode: int) -> None:
    path.touch()
    path.chmod(mode)
    before = os.umask(0o077)
    with closing(Gate(path)) as gate, gate.held(Deadline(0)):
        os.umask(before)
    made = [path.with_name(path.name + end).stat().st_mode & 0o777 for end in (".turn", ".gate")]
    assert made == [mode, mode]


@pytest.mark.parametrize("in_thread", [False, True])
def test_who_is_stopped_in_the_queue_shuts_nobody_out(
    path: Path, tmp_path: Path, in_thread: bool
) -> None:
    log, gate = tmp_path / "order", Gate(path)

    def enter() -> None:
        with gate.held(Deadline(0.5)), log.open("a") as file:
            file.write("me\n")

    with held_elsewhere(path):
        (waiting,) = queue_up(path, range(2, 3), log).values()
        os.kill(waiting, signal.SIGSTOP)
        os.waitpid(waiting, os.WUNTRACED)
    for _ in range(2):
        run_threads([enter]) if in_thread else enter()
    os.kill(waiting, signal.SIGCONT)
    os.waitpid(waiting, 0)
    enter()
    assert log.read_text().split() == ["me", "me", "2", "me"]


def test_on_a_full_disk_the_gate_still_lets_one_in(path: Path) -> None:
    path.with_name(path.name + ".turn").symlink_to("/dev/full")
    gate, other = Gate(path), Gate(path)
    with gate.held(Deadline(0)), pytest.raises(Busy), other.held(Deadline(0)):
        pytest.fail("two inside")


@pytest.mark.parametrize("content", [b"", b"x", b"\xff" * 8, b"\0" * 100])
def test_whatever_the_turn_file_says_is_a_number(path: Path, content: bytes) -> None:
    path.with_name(path.name + ".turn").write_bytes(content)
    for _ in range(2):
        with held_elsewhere(path), pytest.raises(Busy), Gate(path).held(Deadline(0)):
            pytest.fail("two inside")


def test_only_one_at_a_time_is_inside(path: Path, tmp_path: Path) -> None:
    total = tmp_path / "total"
    total.write_text("0")

    def count_up(_index: int) -> None:
        gate = Gate(path)
        for _ in range(50):
            with gate.held(Deadline(PATIENCE_SECONDS)):
                total.write_text(str(int(total.read_text()) + 1))

    start_together(4, count_up)
    assert int(total.read_text()) == 200


def test_a_wait_ends_at_its_deadline_and_leaves_nothing_behind(path: Path) -> None:
    gate = Gate(path)
    before = signal.getsignal(signal.SIGALRM)
    with held_elsewhere(path):
        for seconds in (0, 0.05, 0.05):
            with pytest.raises(Busy) as caught, gate.held(Deadline(seconds)):
                pytest.fail("two inside")
            assert caught.value.details == {"seconds": seconds}
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    with gate.held(Deadline(0)):
        pass
    with held_elsewhere(path):
        pass


def test_who_waits_with_the_turn_does_not_shut_others_out_for_good(path: Path) -> None:
    with held_elsewhere(path):
        first = Gate(path)
        with pytest.raises(Busy), first.held(Deadline(0.05)):
            pytest.fail("two inside")
    with held_elsewhere(path):
        pass


def test_a_killed_holder_frees_it_and_the_files_stay(path: Path) -> None:
    with held_elsewhere(path) as pid:
        files = sorted(path.parent.iterdir())
        inodes = [file.stat().st_ino for file in files]
        os.kill(pid, signal.SIGKILL)
        with Gate(path).held(Deadline(PATIENCE_SECONDS)):
            pass
    assert [file.name for file in files] == ["boxoffice.db.gate", "boxoffice.db.turn"]
    assert [file.stat().st_ino for file in files] == inodes


def test_threads_of_one_process_take_turns_too(path: Path) -> None:
    gate, inside, most = Gate(path), [], []

    def pass_through() -> None:
        for _ in range(20):
            with gate.held(Deadline(PATIENCE_SECONDS)):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    run_threads([pass_through] * 4)
    assert (len(most), set(most)) == (80, {1})


def test_a_thread_waits_for_another_process(path: Path) -> None:
    gate, entered = Gate(path), threading.Event()

    def enter() -> None:
        with gate.held(Deadline(PATIENCE_SECONDS)):
            entered.set()

    thread = threading.Thread(target=enter)
    with held_elsewhere(path):
        thread.start()
        assert not entered.is_set()
    thread.join()
    assert entered.is_set()


def test_a_thread_that_came_too_late_takes_nothing_from_the_next(path: Path) -> None:
    gate, caught = Gate(path), []

    def give_up() -> None:
        try:
            with gate.held(Deadline(0.05)):
                pytest.fail("two inside")
        except Busy as error:
            caught.append(error)

    with held_elsewhere(path):
        run_threads([give_up])
    with gate.held(Deadline(PATIENCE_SECONDS)):
        other = Gate(path)
        with pytest.raises(Busy), other.held(Deadline(0.05)):
            pytest.fail("two inside")
    assert [error.code for error in caught] == ["storage.busy"]


def run_threads(work: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
