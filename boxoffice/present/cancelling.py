"""Shows that are called off, in words: who is ended, what goes back, what is still to be done."""

from __future__ import annotations

from collections.abc import Iterator

from boxoffice.present.receipts import show_line
from boxoffice.services.cancelling.results import CancelledShow, ShowsCancelled


def show_lines(show: CancelledShow, *, applied: bool) -> Iterator[str]:
    """Which show, how far it is, and what somebody should know before."""
    state = "is cancelled" if show.status == "cancelled" else "would be cancelled"
    yield f"Show {show.show.id} {state}: {show_line(show.show)}"
    if show.status == "cancelled":
        rest = "" if not show.left else f", {show.left} left"
        yield f"  {_some(show.done, 'booking')} ended{rest}"
    if ends := _ends(show):
        yield f"  {'Left' if applied or show.done else 'It ends'}: {ends}"
    if show.has_begun and show.status != "cancelled":
        yield "  It has begun."
    if show.admitted:
        people = "1 person has" if show.admitted == 1 else f"{show.admitted} people have"
        yield f"  {people} gone in already; they get their money back too."


def _ends(show: CancelledShow) -> str:
    counts = (
        (show.paid, "paid booking"), (show.free, "free booking"),
        (show.pending, "unpaid booking"), (show.holds, "hold"),
    )  # fmt: skip
    parts = [_some(count, what) for count, what in counts if count]
    return ", ".join(parts)


def closing(result: ShowsCancelled) -> Iterator[str]:
    """What to do next."""
    at_till = online = 0
    for each in result.totals:
        if each.status in ("queued", "failed") and not each.gateway:
            at_till += each.count
        elif each.gateway and each.status in ("queued", "sent"):
            online += each.count
    if not result.applied and any(_is_open(show) for show in result.shows):
        yield "Nothing was changed: `--apply` with `--reason WHY` calls it off."
        return
    if at_till:
        yield (
            f"{_some(at_till, 'refund')} {'waits' if at_till == 1 else 'wait'} for the customers at"
            " any till: `boxoffice refund REF` hands out, `boxoffice payment refunds` lists them."
        )
    if online:
        yield (
            f"{_some(online, 'refund')} {'is' if online == 1 else 'are'} still on the way:"
            " `boxoffice payment reconcile` asks the gateways once more."
        )


def _is_open(show: CancelledShow) -> bool:
    return bool(show.status != "cancelled" or show.left)


def _some(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
