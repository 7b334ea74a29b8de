"""Running a piece of a test in a process of its own: killed, limited, or as another user."""

from __future__ import annotations

import json
import os
import resource
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from boxoffice.errors import BoxofficeError


@dataclass(frozen=True)
class Ended:
    """How a child ended: the signal that killed it or 0, its error's code, or what it returned."""

    signal: int = 0
    code: str = ""
    value: Any = None


def run_in_child(work: Callable[[], Any]) -> Ended:
    """Fork, run, wait; what the child returns has to be JSON."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            answer = {"value": work()}
        except BoxofficeError as error:
            answer = {"code": error.code}
        except BaseException:  # noqa: BLE001
            answer = {"code": traceback.format_exc()}
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(pid, 0)
    return Ended(signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, **_read(text))


def memory_of(work: Callable[[], Any]) -> tuple[Ended, int]:
    """The same, and by how many bytes the child grew; it may take a minute of the processor."""

    def measured() -> tuple[Any, int]:
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = work()
        return answer, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used

    ended = run_in_child(measured)
    answer, kilobytes = ended.value or (None, 0)
    return replace(ended, value=answer), kilobytes * 1024


def _read(text: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text) if text else {}
    return found
