"""Several users of one machine share a house: root's cron sweeps while somebody else sells."""

from __future__ import annotations

import grp
import json
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from boxoffice.cli import boundary
from boxoffice.context import SystemClock
from boxoffice.services import holds
from boxoffice.services.app import open_app
from tests.concurrency.crowds import (
    Barrier,
    command,
    ended,
    environment,
    errors_of,
    finish,
    fork,
    start,
)
from tests.concurrency.houses import House, closed, open_house, until
from tests.concurrency.ledger import require_open, require_sound, sold
from tests.forks import Ended, run_in_child

SEATS = [f"{row}{number}" for row in "BC" for number in range(1, 11)]
OF_ROOT = ("D1", "D3", "D5")
FORGOTTEN = ("G1", "G3", "G5")
LATEST = "SELECT max(expires_at_ms) FROM hold"


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that other users can pass through."""
    folder = Path(tempfile.mkdtemp(prefix="bo-users-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def clerk() -> pwd.struct_passwd:
    """Root lends the till another user of this machine; anybody else has only themselves."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    return next(user for user in pwd.getpwall() if user.pw_uid != 0 and user.pw_gid != 0)


def forget_holds(house: House) -> None:
    """Holds that ran out a moment ago, for cron to tidy."""

    def place() -> None:
        with open_app(house.settings) as app:
            for label in FORGOTTEN:
                asked = holds.HoldRequest(show="1", words=(label,), lasts="1s")
                holds.place_hold(app, house.context("t0"), asked)

    assert run_in_child(place) == Ended()
    until(lambda: house.rows(LATEST) < [(SystemClock().wall_ms(),)], what="holds to run out")


def sell_as(house: House, user: pwd.struct_passwd, barrier: Barrier, practice: House) -> int:
    """Sell every seat as that user, with nothing of root's left; 0 if each sale went well.

    A sale elsewhere comes first, to load what the user may not be able to read from root's disk.
    """
    barrier.enter()
    os.environ.update(environment(house))
    os.chdir(house.home)
    assert boundary.run(("--db", practice.db, "sell", "1", "B1", "-c", "exact")) == 0
    if os.getuid() == 0:
        os.setgroups([user.pw_gid])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    barrier.meet()
    lines = [("sell", "1", seat, "-c", "exact", "--till", "clerk") for seat in SEATS]
    return max(boundary.run(line) for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("journal", ["persist", "wal"])
def test_cron_of_one_user_and_a_till_of_another_share_a_house(
    shared: Path, journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOXOFFICE_UNSAFE_WAL", "1")
    user = clerk()
    group = grp.getgrgid(user.pw_gid).gr_name
    house = open_house(str(shared / "house" / "boxoffice.db"), journal, shared, group=group)
    practice = open_house(str(shared / "practice" / "boxoffice.db"), journal, shared)
    forget_holds(house)
    barrier = Barrier()
    till = fork(lambda: sell_as(house, user, barrier, practice), errors=errors_of(house))
    with closed(house) as waiting:
        assert barrier.release() == 1
        cron = start(house, "sweep", "--json", installed=True)
        until(lambda: waiting() == 2, what="both users at the door")
    swept = [finish(cron)]
    for seat in OF_ROOT:
        swept.append(command(house, "sweep", "--json"))
        mine = command(house, "sell", "1", seat, "-c", "exact", "--till", "root")
        assert mine.code == 0, mine
    assert ended(till) == 0, errors_of(house).read_text(encoding="utf-8")
    assert [answer.code for answer in swept] == [0] * (1 + len(OF_ROOT))
    tidied = [json.loads(answer.out)["holds_expired"] for answer in swept]
    assert sum(tidied) == len(FORGOTTEN)
    assert {seat for _ref, seat in sold(house)} == {*SEATS, *OF_ROOT}
    for path in Path(house.db).parent.rglob("*"):
        found = path.stat()
        mode = 0o070 if path.is_dir() else 0o060
        assert (path.name, found.st_gid, found.st_mode & 0o077) == (path.name, user.pw_gid, mode)
    require_open(house)
    require_sound(house)
