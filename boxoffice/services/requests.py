"""What every write is asked with: a frozen value as typed, before defaults, picks and prices."""

from __future__ import annotations

from typing import ClassVar

from boxoffice.services.results import Result, Value


class Request(Value):
    """A request; `answer` is what it is answered with, `step` its place in a flow of writes."""

    answer: ClassVar[type[Result]] = Result
    step: ClassVar[int] = 1
