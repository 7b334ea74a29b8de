"""`boxoffice sweep`: what cron runs."""

from __future__ import annotations

from boxoffice.cli.session import session


def sweep() -> None:
    """Tidy holds and unpaid bookings that ran out.

    Example: boxoffice sweep --quiet
    Example: boxoffice sweep --json

    Nothing depends on it: a seat is free the moment its hold runs out. One sweep runs at a time;
    a second one says so and ends well.
    """
    from boxoffice.present.sweeps import swept_text
    from boxoffice.services import sweep as sweeps

    with session() as (app, ctx, out):
        result = sweeps.sweep(app, ctx)
        if out.quiet and out.for_people:
            return
        out.emit(result.document(), text=lambda: swept_text(result))
