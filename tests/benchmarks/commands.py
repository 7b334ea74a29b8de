"""The four commands typed all day, as whole processes, against importing what they stand on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.benchmarks.cinemas import make_database, pairs_of_seats
from tests.benchmarks.figures import Figure, Measure, Scale, at_most, in_turns
from tests.benchmarks.processes import program, python

VERBS = ("seats", "quote", "hold", "sell")


def measure(scale: Scale) -> Sequence[Figure]:
    """Each against `python -c "import sqlmodel, typer"`."""
    path = make_database(scale.folder, "commands")
    pairs = pairs_of_seats(range(1, 301))

    def run(*before: str, seats: bool = True, after: Sequence[str] = ()) -> Callable[[], None]:
        def once() -> None:
            show, words = next(pairs)
            typed = [*before, show, *([words] if seats else []), *after]
            program("--db", str(path), *typed, folder=scale.folder)()

        return once

    imports, *commands = in_turns(
        python("import sqlmodel, typer", folder=scale.folder),
        run("seats", seats=False),
        run("quote"),
        run("hold"),
        run("sell", after=["-c", "exact"]),
        rounds=scale.rounds(25),
    )
    note = f"the imports alone: {imports * 1000:.0f} ms"
    return [
        at_most(f"boxoffice {verb}, whole process", 1.6, seconds / imports, note=note)
        for verb, seconds in zip(VERBS, commands, strict=True)
    ]


MEASURE = Measure("commands", measure)
