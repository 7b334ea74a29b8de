"""In which order things happened that several tills wrote down, each in an order of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boxoffice.domain.lifecycle import NEW

Lanes = Sequence[Sequence[Any]]

TRIES = 50
"""For so many beginnings per entry an order without a gap is looked for."""


def in_order(entries: Sequence[Any], *, start: str = NEW) -> list[Any]:
    """Entries as they happened: each till's own order, and between tills what leads to what.

    Times alone do not tell: two tills can write in one millisecond, and a clock can be set back.
    """
    lanes = _lanes(entries)
    if len(lanes) < 2:
        return [entry for lane in lanes for entry in lane]
    path = _by_time(lanes, start)
    if _goes_on(path, start):
        return path
    return _without_gap(lanes, start) or path


def _lanes(entries: Sequence[Any]) -> Lanes:
    """The entries of each till in its own order."""
    tills: dict[str, list[Any]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.till, int(entry.seq))):
        tills.setdefault(entry.till, []).append(entry)
    return list(tills.values())


def _goes_on(path: Sequence[Any], start: str) -> bool:
    states = [start, *(entry.to_state for entry in path)]
    return all(entry.from_state == state for entry, state in zip(path, states, strict=False))


def _by_time(lanes: Lanes, start: str) -> list[Any]:
    """Always the earliest that goes on from where the last one ended, if any does."""
    taken = [0] * len(lanes)
    path: list[Any] = []
    state = start
    for _ in range(sum(map(len, lanes))):
        heads = _heads(lanes, taken)
        fitting = [n for n, head in heads.items() if head.from_state == state] or list(heads)
        number = min(fitting, key=lambda n: _rank(heads[n]))
        taken[number] += 1
        path.append(heads[number])
        state = path[-1].to_state
    return path


def _without_gap(lanes: Lanes, start: str) -> list[Any] | None:
    """Any order in which each goes on from the one before; None if there is none, or none soon.

    How much of each till is behind tells the state as well, so no beginning is tried twice.
    """
    taken = [0] * len(lanes)
    path: list[int] = []
    seen: set[tuple[int, ...]] = set()
    choices = [_fitting(lanes, taken, start)]
    length = sum(map(len, lanes))
    while choices and len(seen) <= TRIES * length:
        if not choices[-1]:
            choices.pop()
            if path:
                taken[path.pop()] -= 1
            continue
        number = choices[-1].pop()
        state = lanes[number][taken[number]].to_state
        taken[number] += 1
        path.append(number)
        is_new = tuple(taken) not in seen
        seen.add(tuple(taken))
        if len(path) == length:
            return _picked(lanes, path)
        choices.append(_fitting(lanes, taken, state) if is_new else [])
    return None


def _fitting(lanes: Lanes, taken: Sequence[int], state: str) -> list[int]:
    """Tills whose next entry goes on from a state, the one to try first at the end."""
    heads = _heads(lanes, taken)
    found = [number for number, head in heads.items() if head.from_state == state]
    return sorted(found, key=lambda number: _rank(heads[number]), reverse=True)


def _heads(lanes: Lanes, taken: Sequence[int]) -> Mapping[int, Any]:
    return {
        number: lane[taken[number]]
        for number, lane in enumerate(lanes)
        if taken[number] < len(lane)
    }


def _picked(lanes: Lanes, path: Sequence[int]) -> list[Any]:
    following = [iter(lane) for lane in lanes]
    return [next(following[number]) for number in path]


def _rank(entry: Any) -> tuple[bool, int, str]:
    """What leaves a thing in its state comes first, since nothing can once it has left it."""
    return (entry.from_state != entry.to_state, entry.at_ms, entry.till)
