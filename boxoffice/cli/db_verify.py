"""`boxoffice db verify`: is everything in the database as it must be?"""

from __future__ import annotations

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.session import session


def verify() -> ExitCode:
    """Count everything again: seats, money, tickets, the audit, the file itself.

    Changes nothing and lets the tills go on selling. Exit code 0 if all is well, 1 if anything
    is wrong; each finding says what to do.

    Example: boxoffice db verify
    Example: boxoffice db verify --json
    """
    from boxoffice.present.rows.verify import document, text, violations_table
    from boxoffice.services.verify import verify as verify_all

    with session() as (app, ctx, out):
        result = verify_all(app, ctx)
        out.emit(
            document(result),
            table=lambda: violations_table(result),
            text=lambda: text(result, width=out.width),
        )
    return ExitCode.DONE if result.ok else ExitCode.FAILURE
