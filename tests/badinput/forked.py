"""A command line in a forked child, for what no shell can arrange: another clock, another user."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence

from tests.badinput.places import Done, Place

NOBODY = 65534


def run_forked(
    place: Place,
    *args: str,
    prepare: Callable[[], None] | None = None,
    rehearsed: Sequence[str] = (),
) -> Done:
    """One command line as the installed program answers it, after `prepare` in its process.

    What is rehearsed first loads modules that another user might not reach.
    """
    from boxoffice.cli import boundary

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            code = 99
            try:
                os.chdir(place.home)
                os.environ.clear()
                os.environ.update(place.environment())
                if rehearsed:
                    _rehearse(rehearsed)
                _redirect(out.fileno(), err.fileno())
                if prepare:
                    prepare()
                code = boundary.run(list(args))
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(code)
        _, status = os.waitpid(pid, 0)
        out.seek(0)
        err.seek(0)
        return Done(os.waitstatus_to_exitcode(status), out.read().decode(), err.read().decode())


def become_nobody() -> None:
    """Give up root's rights for good; who has none keeps what there is."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _rehearse(args: Sequence[str]) -> None:
    from boxoffice.cli import boundary

    nothing = os.open(os.devnull, os.O_RDWR)
    _redirect(nothing, nothing)
    boundary.run(list(args))


def _redirect(out: int, err: int) -> None:
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
