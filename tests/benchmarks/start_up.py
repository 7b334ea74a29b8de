"""How long a command line takes that opens no database: version, help, completion."""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmarks.figures import Figure, Measure, Scale, at_most, in_turns
from tests.benchmarks.processes import program, python


def measure(scale: Scale) -> Sequence[Figure]:
    """Each against `python -c pass`."""
    folder = scale.folder
    completion = {"_BOXOFFICE_COMPLETE": "complete_bash", "_BOXOFFICE_LINE": "boxoffice se"}
    nothing, version, help_, complete = in_turns(
        python("pass", folder=folder),
        program("--version", folder=folder),
        program("--help", folder=folder),
        program(folder=folder, **completion),
        rounds=scale.rounds(40),
    )
    note = f"python -c pass: {nothing * 1000:.0f} ms"
    return (
        at_most("boxoffice --version, whole process", 2, version / nothing, note=note),
        at_most("boxoffice --help, whole process", 8, help_ / nothing, note=note),
        at_most("completion, whole process", 8, complete / nothing, note=note),
    )


MEASURE = Measure("start-up", measure)
