"""What every state machine is played with: a new database per evening, and Hypothesis's way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

NewDatabase = Callable[[], tuple[str, Callable[[], None]]]
"""Makes an empty house: where it is, and what takes it away again."""


def on(machine: type[RuleBasedStateMachine], new_database: NewDatabase) -> type[Any]:
    """The machine with somewhere to play."""
    return type("Played", (machine,), {"new_database": staticmethod(new_database)})


def play(
    machine: type[RuleBasedStateMachine], new_database: NewDatabase, *, examples: int, steps: int
) -> None:
    """So many evenings of so many steps at most.

    One that fails is told as it was played: to shorten it would take minutes.
    """
    run_state_machine_as_test(
        on(machine, new_database),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), print_blob=True,
            phases=(Phase.explicit, Phase.generate),
        ),
    )  # fmt: skip
