"""How long a gateway is waited for, and how often it is asked again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds for one connection, one whole answer and the pauses before each further try.

    A cashier waits with a customer: with the defaults no call takes longer than about 34 seconds,
    for no try begins later than `enough_seconds` after the first.
    """

    connect_seconds: float = 4.0
    answer_seconds: float = 10.0
    pauses_seconds: tuple[float, ...] = (0.5, 1.5)
    enough_seconds: float = 20.0
