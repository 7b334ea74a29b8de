"""Which thing of the house somebody means: its key, or its name in any case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from boxoffice.domain.layouts import fold, printable
from boxoffice.domain.typed import alike
from boxoffice.errors import Invalid, NotFound

if TYPE_CHECKING:
    from boxoffice.storage.statements import Row

MOST_NAMED = 5

T = TypeVar("T")


def choose(kind: str, typed: str, things: Iterable[tuple[T, str, str]]) -> T:
    """The one thing (thing, key, name) that goes by what was typed; a key comes before a name."""
    wanted = fold(typed.strip())
    known = [(thing, key, name, {fold(key), fold(name)}) for thing, key, name in things]
    for thing, key, _, _ in known:
        if fold(key) == wanted:
            return thing
    fitting = [each for each in known if wanted in each[3]]
    if len(fitting) == 1:
        return fitting[0][0]
    if fitting:
        raise Invalid(
            "programme.ambiguous", kind=kind, text=printable(typed),
            candidates=[each[1] for each in fitting[:MOST_NAMED]], count=len(fitting),
        )  # fmt: skip
    keys = {fold(name): key for _, key, name, _ in reversed(known)}
    keys |= {fold(key): key for _, key, _, _ in known}
    nearest = list(dict.fromkeys(keys[word] for word in alike(wanted, keys)))
    raise NotFound(
        "programme.unknown", kind=kind, text=printable(typed), nearest=nearest,
        known=[each[1] for each in known[:MOST_NAMED]] if len(known) <= MOST_NAMED else [],
    )  # fmt: skip


def choose_row(kind: str, typed: str, rows: Iterable[Row]) -> Row:
    """The same among rows that have a key and a name."""
    return choose(kind, typed, ((row, row.key, row.name) for row in rows))


def fits(text: str, *fields: str) -> bool:
    """Whether each word of a free text stands in one of the fields."""
    if not text.strip():
        return True
    told = fold(" ".join(fields))
    return all(word in told for word in fold(text).split())


def lists(wanted: str, listed: str) -> bool:
    """Whether a word is one of those that a text lists with commas between."""
    return not wanted or fold(wanted.strip()) in (fold(each.strip()) for each in listed.split(","))
