"""Tills that sell and hold until they are tired or killed, and the ledger outside the database."""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError, Conflict
from boxoffice.services import holds, sales
from boxoffice.services.app import App, open_app
from tests.concurrency.crowds import Barrier, ended, errors_of, fork
from tests.concurrency.houses import House, at_the_gate, closed, until
from tests.concurrency.unguarded import unguarded_app
from tests.programme import make_plan

TILLS = 24
KILLS = 12
ROWS, PER_ROW = "ABCDEFGHIJ", 20
PLAN = make_plan(rows=ROWS, per_row=PER_ROW, wheelchair=False)
LABELS = [seat.label for seat in PLAN.seats]
ATTEMPTS = 25
ATTEMPTS_UNGUARDED = 10
EVERYBODY_WANTS = "E10"
REFUSALS = {"seats.taken", "holds.expired", "holds.not_active"}
EXACT = (Tender(PaymentMethod.CASH, "exact"),)


@dataclass(frozen=True)
class Shift:
    """What every till of one run is given: the house, the ledger, the way to tell the parent."""

    house: House
    guarded: bool
    barrier: Barrier
    answers: int

    @property
    def ledger(self) -> Path:
        return self.house.home / "sales.txt"

    def work(self, till: int) -> None:
        """One till's whole life; it queues for its first seat together with all others."""
        self.barrier.enter()
        try:
            self._sell(till)
        finally:
            self._say("done")

    def _sell(self, till: int) -> None:
        if self.guarded:
            self.barrier.meet()
        app = (
            open_app(self.house.settings)
            if self.guarded
            else unguarded_app(self.house, self.barrier)
        )
        rng = Random(till)
        ctx = self.house.context(f"till-{till}")
        attempts = ATTEMPTS if self.guarded else ATTEMPTS_UNGUARDED
        for label in (EVERYBODY_WANTS, *rng.sample(LABELS, attempts)):
            self._say(self._try(app, ctx, label, rng))

    def _try(self, app: App, ctx: Context, label: str, rng: Random) -> str:
        try:
            if label == EVERYBODY_WANTS or rng.random() < 0.6:
                request = sales.SellRequest(show="1", words=(label,), tenders=EXACT)
            else:
                hold = holds.place_hold(app, ctx, holds.HoldRequest(show="1", words=(label,))).hold
                self._say("held")
                if rng.random() < 0.3:
                    return "kept"
                request = sales.SellRequest(show="1", hold=hold.id, tenders=EXACT)
            sold = sales.sell(app, ctx, request)
        except Conflict as error:
            if self.guarded and error.code not in REFUSALS:
                raise
            return "taken"
        except BoxofficeError:
            if self.guarded:
                raise
            return "failed"
        self._note(sold.booking.ref, label)
        return "sold"

    def _note(self, ref: str, label: str) -> None:
        """Put an answered sale where no database can lose it."""
        file = os.open(self.ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, f"{ref} {label}\n".encode())
        os.fsync(file)
        os.close(file)

    def _say(self, word: str) -> None:
        os.write(self.answers, f"{os.getpid()} {word}\n".encode())


@dataclass
class Run:
    """How a run went: answers by kind, how many were killed, what was acknowledged."""

    words: Counter[str] = field(default_factory=Counter)
    killed: int = 0
    replaced: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    ledger: frozenset[tuple[object, ...]] = frozenset()


def run(house: House, *, guarded: bool, seed: int = 7) -> Run:
    """24 tills at 200 seats; after every so many answers one dies by SIGKILL and is replaced."""
    reading, writing = os.pipe()
    shift = Shift(house, guarded, Barrier(), writing)
    living = {_hire(shift, till): till for till in range(TILLS)}
    if guarded:
        with closed(house) as waiting:
            assert shift.barrier.release() == TILLS
            until(lambda: waiting() == TILLS, what="all tills at the door")
    else:
        assert shift.barrier.release() == TILLS
    done = _manage(shift, living, Random(seed), reading)
    os.close(reading)
    os.close(writing)
    lines = shift.ledger.read_text(encoding="utf-8").splitlines()
    done.ledger = frozenset(tuple(line.split()) for line in lines)
    return done


def _hire(shift: Shift, till: int) -> int:
    return fork(lambda: shift.work(till), errors=errors_of(shift.house))


def _manage(shift: Shift, living: dict[int, int], rng: Random, reading: int) -> Run:
    done = Run()
    next_kill = rng.randint(5, 25)
    rest = b""
    while living:
        *lines, rest = (rest + os.read(reading, 4096)).split(b"\n")
        for line in lines:
            pid, word = line.decode().split()
            done.words[word] += 1
            if word == "done" and int(pid) in living:
                del living[int(pid)]
                done.codes[ended(int(pid))] += 1
            if living and done.killed < KILLS and done.words.total() >= next_kill:
                next_kill += rng.randint(5, 25)
                _kill_one(shift, living, rng, done)
    return done


def _kill_one(shift: Shift, living: dict[int, int], rng: Random, done: Run) -> None:
    """Kill any till, every other time the one that is writing just now, and hire another."""
    victims = sorted(living)
    if done.killed % 2 and not shift.house.is_postgres:
        victims = [pid for pid in at_the_gate(Path(shift.house.db)) if pid in living] or victims
    victim = rng.choice(victims)
    os.kill(victim, signal.SIGKILL)
    del living[victim]
    code = ended(victim)
    done.codes[code] += 1
    if code == -signal.SIGKILL:
        done.killed += 1
        done.replaced += 1
        till = TILLS + done.replaced
        living[_hire(shift, till)] = till
