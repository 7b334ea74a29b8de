"""The program in a process of its own that has its modules and libraries loaded already.

Loading them is most of what a command costs. They are loaded once, by a server that runs nothing
else, and each command is a fork of that, which runs the program from its entry. What is about the
start itself (what is loaded, arguments of Python, closed streams, other users) is started anew.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import runpy
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory

import boxoffice

LIBRARIES = [
    "typer", "typer.core", "typer.main", "sqlmodel", "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql", "pydantic", "rich.console", "rich.table", "tabulate",
    "babel.numbers", "babel.dates", "filelock", "platformdirs", "psycopg", "ruamel.yaml",
    "zoneinfo", "segno", "alembic.operations", "alembic.migration", "alembic.script",
]  # fmt: skip


def run(
    *args: str, env: Mapping[str, str], cwd: Path, stdin: bytes = b"", timeout: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """One command line, its output captured, as `subprocess.run` does it."""
    if any(name.startswith(("PYTHON", "LC_")) for name in env):
        return _started_anew(*args, env=env, cwd=cwd, stdin=stdin, timeout=timeout)
    started = Started(*args, env=env, cwd=cwd, stdin=stdin)
    return started.finish(timeout)


class Started:
    """One command line under way; what it prints goes to files until it ends."""

    def __init__(self, *args: str, env: Mapping[str, str], cwd: Path, stdin: bytes = b"") -> None:
        self._args, self._folder = args, TemporaryDirectory()
        self._streams = [Path(self._folder.name) / name for name in ("in", "out", "err")]
        self._streams[0].write_bytes(stdin)
        asked = (args, dict(env), cwd, self._streams)
        self._process = _server().Process(target=_program, args=asked)
        self._process.start()

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._process.exitcode

    def finish(self, timeout: float | None = None) -> subprocess.CompletedProcess[bytes]:
        """Wait for its end; who does not end in time is killed."""
        with self._folder:
            self._process.join(timeout)
            code = self.poll()
            if code is None:
                self._process.kill()
                raise subprocess.TimeoutExpired(self._args, timeout or 0)
            out, err = (path.read_bytes() if path.exists() else b"" for path in self._streams[1:])
            return subprocess.CompletedProcess(self._args, code, out, err)


def _started_anew(
    *args: str, env: Mapping[str, str], cwd: Path, stdin: bytes, timeout: float | None
) -> subprocess.CompletedProcess[bytes]:
    """Where what is said to Python itself matters."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "boxoffice", *args],
        env=dict(env), cwd=cwd, input=stdin, capture_output=True, check=False, timeout=timeout,
    )  # fmt: skip


@cache
def _server() -> ForkServerContext:
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([*LIBRARIES, *_modules()])
    return server


def _modules() -> Iterator[str]:
    """The program's own, without its entry and what only an extra brings."""
    for module in pkgutil.walk_packages(boxoffice.__path__, "boxoffice."):
        if not module.name.startswith(("boxoffice.__main__", "boxoffice.outbound.gateways.")):
            yield module.name


def _program(args: tuple[str, ...], env: Mapping[str, str], cwd: Path, streams: list[Path]) -> None:
    """What a shell would have arranged, and then the program from its entry."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    modes = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)
    for number, (path, mode) in enumerate(zip(streams, modes, strict=True)):
        opened = os.open(path, mode, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = ["boxoffice", *args]
    runpy.run_module("boxoffice", run_name="__main__", alter_sys=True)
