"""Seats as people say them: words typed at a counter into seats of a plan, and back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from boxoffice.domain.layouts import (
    Plan,
    Seat,
    bare_key,
    fold,
    printable,
    seat_key,
    split_at_aisles,
)
from boxoffice.domain.nearest import nearest_labels
from boxoffice.errors import Invalid, NotFound

__all__ = ["LONGEST_WORD", "MOST_SEATS", "compact_labels", "parse_seats", "seat_key"]

MOST_SEATS = 500
"""More seats than this in one request are a slip of the hand."""

LONGEST_WORD = 200

_JOINTS = re.compile(r"\s*([,:-])\s*")


def parse_seats(words: Sequence[str], plan: Plan) -> tuple[Seat, ...]:
    """Read `F7`, `F7-10`, `F7,9`, `12:7` and `BALCONY:F7` into seats, in the order typed.

    Unknown labels are NotFound("seats.unknown"); what cannot be read, says one seat twice or
    fits several zones is Invalid.
    """
    names = _Names(plan)
    seats: list[Seat] = []
    for token in _tokens(words, plan):
        before: Seat | None = None
        for item in token.split(","):
            seats.extend(_read(item, names, before))
            before = seats[-1]
            if len(seats) > MOST_SEATS:
                raise Invalid("seats.too_many", most=MOST_SEATS)
    twice = [label for label, times in Counter(seat.label for seat in seats).items() if times > 1]
    if twice:
        raise Invalid("seats.twice", labels=twice)
    return tuple(seats)


def compact_labels(seats: Iterable[Seat], plan: Plan) -> str:
    """The same seats as people read them: `F7-10, G3`.

    A range stands only for neighbours whose numbers follow each other, so that nobody reads
    more seats into it than there are; `parse_seats` reads the text back.
    """
    wanted: dict[tuple[str, str], set[int]] = {}
    for seat in seats:
        wanted.setdefault((seat.zone, seat.row), set()).add(seat.id)
    return ", ".join(
        part
        for row, ids in wanted.items()
        for run in split_at_aisles(plan.rows[row])
        for part in _spans(run, ids)
    )


def _spans(run: Sequence[Seat], ids: set[int]) -> Iterator[str]:
    """Each span of following numbers among the wanted seats of one run."""
    span: list[Seat] = []
    step = 0
    for before, seat in pairwise((None, *run)):
        if seat is None or seat.id not in ids:
            continue
        stride = _stride(before, seat)
        if span and before is span[-1] and stride and step in (0, stride):
            step = stride
        else:
            if span:
                yield _span_text(span)
            span, step = [], 0
        span.append(seat)
    if span:
        yield _span_text(span)


def _stride(before: Seat | None, seat: Seat) -> int:
    """+1 or -1 where two numbers follow each other, else 0."""
    if before is None or not (before.number.isdecimal() and seat.number.isdecimal()):
        return 0
    stride = int(seat.number) - int(before.number)
    return stride if stride in (1, -1) else 0


def _span_text(span: Sequence[Seat]) -> str:
    if len(span) == 1:
        return span[0].label
    low, high = sorted((span[0], span[-1]), key=lambda seat: int(seat.number))
    return f"{low.label}-{high.number}"


def _tokens(words: Sequence[str], plan: Plan) -> list[str]:
    """The words folded and cut at white space, lists typed as `F7, 9` whole again."""
    if not words:
        raise Invalid("seats.unreadable", text="", reason="empty")
    if len(words) > MOST_SEATS:
        raise Invalid("seats.too_many", most=MOST_SEATS)
    for word in words:
        if not word.strip():
            raise Invalid("seats.unreadable", text=printable(word), reason="empty")
        if len(word) > LONGEST_WORD:
            raise Invalid("seats.unreadable", text=printable(word), reason="long")
    text = _JOINTS.sub(r"\1", " ".join(fold(" ".join(words)).split()))
    for name in plan.spaced_names:
        text = text.replace(name, name.replace(" ", ""))
    return text.split()


def _read(item: str, names: _Names, before: Seat | None) -> tuple[Seat, ...]:
    """One seat or one range; `before` is the seat said just before in the same list."""
    if not item:
        raise Invalid("seats.unreadable", text="", reason="empty")
    key = seat_key(item)
    if seat := names.find(key, before):
        return (seat,)
    cuts = [place for place, sign in enumerate(key) if sign == "-"]
    if not cuts:
        raise names.unknown(key, before)
    if not all(key.split("-")):
        raise Invalid("seats.unreadable", text=printable(item), reason="range")
    for cut in reversed(cuts):
        first = names.find(key[:cut], before)
        if first is None:
            continue
        last = names.find_in_row(key[cut + 1 :], first) or names.find(key[cut + 1 :], first)
        if last is None:
            raise names.unknown(key[cut + 1 :], first)
        return _between(first, last, names.plan)
    raise names.unknown(key[: cuts[-1]], before)


def _between(first: Seat, last: Seat, plan: Plan) -> tuple[Seat, ...]:
    """The seats from one end to the other as the row is drawn, both ends included."""
    if (first.zone, first.row) != (last.zone, last.row):
        text = f"{first.label}-{last.label}"
        raise Invalid("seats.unreadable", text=text, reason="across_rows")
    row = plan.rows[first.zone, first.row]
    ids = [seat.id for seat in row]
    start, end = ids.index(first.id), ids.index(last.id)
    if start <= end:
        return row[start : end + 1]
    return row[end : start + 1][::-1]


class _Names:
    """Every way to name a seat of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def find(self, key: str, before: Seat | None) -> Seat | None:
        """The seat of that name; a bare number belongs to the row said just before."""
        if exact := self.plan.by_key.get(key):
            return exact
        if before and (carried := self.find_in_row(key, before)):
            return carried
        seats = self.plan.by_loose_key.get(key, ())
        if len(seats) > 1:
            zone = before.zone if before else ""
            seats = [seat for seat in seats if seat.zone == zone] or seats
        if len(seats) > 1:
            labels = [seat.label for seat in seats]
            raise Invalid("seats.ambiguous", label=key.upper(), candidates=labels)
        return seats[0] if seats else None

    def find_in_row(self, key: str, mate: Seat) -> Seat | None:
        """The seat with that number in the row of `mate`."""
        row = self.plan.rows[mate.zone, mate.row]
        return next((seat for seat in row if bare_key(seat.number) == key), None)

    def unknown(self, key: str, before: Seat | None) -> NotFound:
        """The error for a name that is nobody's, with the nearest seats that exist."""
        if before and key[0].isdigit() and ":" not in key:
            key = seat_key(replace(before, number=key).label)
        return NotFound(
            "seats.unknown", label=key.upper(), nearest=nearest_labels(key, plan=self.plan)
        )
