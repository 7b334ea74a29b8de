"""`boxoffice doctor`: is this machine fit to sell on?"""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.session import session


def doctor(
    accept_clock: Annotated[
        bool, typer.Option("--accept-clock", help="This machine's clock is right: go by it.")
    ] = False,
) -> ExitCode:
    """Look over this machine and its database, and say what to do.

    Exit code 0 if all is well, 1 if something is wrong, 13 if a person has to decide.

    Example: boxoffice doctor
    Example: boxoffice doctor --accept-clock
    """
    from boxoffice.present.rows.databases import diagnosis_table
    from boxoffice.present.words import reason
    from boxoffice.services import clock
    from boxoffice.services import doctor as checks

    with session(writes=accept_clock) as (app, ctx, out):
        if accept_clock:
            accepted = clock.accept_clock(app, ctx).accepted
            out.talk(reason("doctor.clock_accepted" if accepted else "doctor.clock_not_needed", {}))
        diagnosis = checks.examine(app, ctx)
        out.emit(diagnosis.document(), table=lambda: diagnosis_table(diagnosis))
    return {
        checks.Verdict.PERSON: ExitCode.NEEDS_PERSON,
        checks.Verdict.WRONG: ExitCode.FAILURE,
    }.get(diagnosis.worst, ExitCode.DONE)
