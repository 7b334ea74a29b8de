"""What a sweep did, in one line."""

from __future__ import annotations

from boxoffice.services.sweep import SweepResult


def swept_text(result: SweepResult) -> str:
    """For people and for a cron mail."""
    if result.skipped:
        return "Another sweep is running; this one left everything to it.\n"
    if not result.batches:
        return "Nothing had run out.\n"
    if result.dry_run:
        return (
            f"Would tidy {_some(result.holds_expired, 'hold')} and"
            f" {_some(result.bookings_expired, 'unpaid booking')} or more:"
            f" {_some(result.seats_freed, 'seat')} freed.\n"
        )
    return (
        f"Tidied {_some(result.holds_expired, 'hold')} and"
        f" {_some(result.bookings_expired, 'unpaid booking')}: {_some(result.seats_freed, 'seat')}"
        f" freed in {result.duration_ms} ms.\n"
    )


def _some(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
