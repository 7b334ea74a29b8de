"""What a seat costs by the house's rules: one base, then adjustments, each on the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from boxoffice.domain.layouts import fold
from boxoffice.domain.money import half_up
from boxoffice.errors import Refused

WHOLE_BP = 10_000
"""A hundred percent in basis points."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class RuleKind(StrEnum):
    """What a rule does: set the price, add to it, take percents of it, or that by how full."""

    BASE = "base"
    SURCHARGE = "surcharge"
    PERCENT = "percent"
    OCCUPANCY = "occupancy"


class Verdict(StrEnum):
    """What became of a rule that was looked at."""

    TAKEN = "taken"
    ADDED = "added"
    LOST = "lost"
    ELSEWHERE = "elsewhere"


SELECTORS = (
    "show", "film", "screen", "ticket_type", "category", "format", "dates", "weekdays", "time",
    "day_type",
)  # fmt: skip
"""What a rule may select by; of two rules with equally many, the one that has the first wins."""


@dataclass(frozen=True, slots=True)
class PriceRule:
    """A rule and the seats it is for; an empty selector ("" or 0) stands for any.

    Days are ISO dates of the business day and both ends count; times are HH:MM of the start, the
    end does not count and may lie past midnight; a floor or cap of -1 is none.
    """

    key: str
    amount_minor: int = 0
    kind: str = RuleKind.BASE
    category: str = ""
    ticket_type: str = ""
    show_id: int = 0
    day_type: str = ""
    screen_id: int = 0
    movie_id: int = 0
    format: str = ""
    weekdays: str = ""
    time_from: str = ""
    time_to: str = ""
    date_from: str = ""
    date_to: str = ""
    priority: int = 0
    percent_bp: int = 0
    steps: str = ""
    floor_minor: int = -1
    cap_minor: int = -1
    label: str = ""

    @property
    def selectors(self) -> tuple[bool, ...]:
        """Which of SELECTORS it has."""
        return (
            self.show_id > 0, self.movie_id > 0, self.screen_id > 0, self.ticket_type != "",
            self.category != "", self.format != "", bool(self.date_from or self.date_to),
            self.weekdays != "", bool(self.time_from or self.time_to), self.day_type != "",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """The seat, the guest and the show that a price is wanted for.

    `full_percent` is how much of the house others have; day, weekday (mon) and time are local,
    and so is `day_ends`, the time at which the business day of the theatre ends.
    """

    category: str
    ticket_type: str
    show_id: int = 0
    day_type: str = ""
    movie_id: int = 0
    screen_id: int = 0
    format: str = ""
    day: str = ""
    weekday: str = ""
    time: str = ""
    full_percent: int = 0
    day_ends: str = "05:00"


@dataclass(frozen=True, slots=True)
class Looked:
    """A rule that was looked at: what became of it, why, its effect, and the price after it.

    `because` says what decided against a base (selectors, order, priority, key) or steps (full),
    which selector differs, or which bound came in: floor or cap of the base rule, or zero.
    """

    rule: PriceRule
    verdict: Verdict
    because: str = ""
    effect_minor: int = 0
    after_minor: int = 0


@dataclass(frozen=True, slots=True)
class Priced:
    """A price with the rule that set it and every rule looked at, in the order of the effects."""

    rule: PriceRule
    base_minor: int
    amount_minor: int
    looked: tuple[Looked, ...]

    @property
    def adjusted_minor(self) -> int:
        """What the adjustments and the bounds made of the base price together."""
        return self.amount_minor - self.base_minor

    @property
    def effects(self) -> tuple[Looked, ...]:
        """Those that made the price."""
        return tuple(each for each in self.looked if each.verdict in (Verdict.TAKEN, Verdict.ADDED))


def price(rules: Iterable[PriceRule], asked: Asked) -> Priced:
    """One base, the most specific rule that fits; then the adjustments; then its floor and cap.

    Adjustments run by priority, the highest first, then the most specific, then by key; a
    percentage is of the amount so far, rounded half up, and no step goes below zero.
    """
    fitting: list[PriceRule] = []
    elsewhere: list[Looked] = []
    for rule in rules:
        differs = differing(rule, asked)
        if differs:
            elsewhere.append(Looked(rule, Verdict.ELSEWHERE, because=differs))
        else:
            fitting.append(rule)
    bases = sorted((rule for rule in fitting if rule.kind == RuleKind.BASE), key=precedence)
    if not bases:
        raise Refused(
            "prices.none", category=asked.category, ticket_type=asked.ticket_type,
            show_id=asked.show_id, day_type=str(asked.day_type),
        )  # fmt: skip
    base, amount = bases[0], bases[0].amount_minor
    looked = [Looked(base, Verdict.TAKEN, effect_minor=amount, after_minor=amount)]
    others = (rule for rule in fitting if rule.kind != RuleKind.BASE)
    for rule in sorted(others, key=turn):
        looked.append(_adjust(rule, amount, asked.full_percent))
        amount = looked[-1].after_minor
    for bound in _bounds(base, amount):
        looked.append(bound)
        amount = bound.after_minor
    looked += [Looked(rule, Verdict.LOST, because=_lost_by(rule, base)) for rule in bases[1:]]
    elsewhere.sort(key=lambda each: precedence(each.rule))
    return Priced(base, base.amount_minor, amount, (*looked, *elsewhere))


def precedence(rule: PriceRule) -> tuple[int, tuple[bool, ...], int, str]:
    """Sorts rules from the most specific to the least, and never leaves two keys equal.

    The most selectors first, equal numbers by which they are (see SELECTORS), then the higher
    priority, then the smaller key.
    """
    missing = tuple(not has for has in rule.selectors)
    return sum(missing), missing, -rule.priority, rule.key


def turn(rule: PriceRule) -> tuple[int, int, tuple[bool, ...], str]:
    """Sorts adjustments in the order they run."""
    missing = tuple(not has for has in rule.selectors)
    return -rule.priority, sum(missing), missing, rule.key


def differing(rule: PriceRule, asked: Asked) -> str:
    """The first selector by which a rule is for other seats, or "" where it fits."""
    fits = (
        rule.show_id in (0, asked.show_id),
        rule.movie_id in (0, asked.movie_id),
        rule.screen_id in (0, asked.screen_id),
        rule.ticket_type in ("", asked.ticket_type),
        rule.category in ("", asked.category),
        not rule.format or fold(rule.format) == fold(asked.format),
        (rule.date_from or asked.day) <= asked.day <= (rule.date_to or asked.day),
        not rule.weekdays or asked.weekday in rule.weekdays.split(","),
        is_within(asked.time, rule.time_from, rule.time_to, day_ends=asked.day_ends),
        rule.day_type in ("", asked.day_type),
    )
    return next((name for name, fit in zip(SELECTORS, fits, strict=True) if not fit), "")


def is_within(time: str, begins: str, ends: str, *, day_ends: str = "05:00") -> bool:
    """Whether HH:MM lies in a window, from its first minute to before its last, past midnight too.

    An end left open is that of the business day, so that "to 17:00" is every show of the day before
    five and not the one at half past midnight.
    """
    if not begins and not ends:
        return True
    begins, ends = begins or day_ends, ends or day_ends
    if begins < ends:
        return begins <= time < ends
    return time >= begins or time < ends


def steps_of(text: str) -> tuple[tuple[int, int], ...]:
    """The steps of "50=1000,80=2000" as (percent full, basis points), the lowest first."""
    pairs = (part.partition("=") for part in text.split(",") if part)
    return tuple(sorted((int(full), int(change)) for full, _, change in pairs))


def _adjust(rule: PriceRule, amount: int, full_percent: int) -> Looked:
    if rule.kind == RuleKind.SURCHARGE:
        after = amount + rule.amount_minor
    elif rule.kind == RuleKind.PERCENT:
        after = _percent(amount, rule.percent_bp)
    else:
        reached = [change for full, change in steps_of(rule.steps) if full <= full_percent]
        if not reached:
            return Looked(rule, Verdict.LOST, because="full", after_minor=amount)
        after = _percent(amount, reached[-1])
    if after < 0:
        return Looked(rule, Verdict.ADDED, "zero", effect_minor=-amount)
    return Looked(rule, Verdict.ADDED, effect_minor=after - amount, after_minor=after)


def _percent(amount: int, change_bp: int) -> int:
    return half_up(amount * (WHOLE_BP + max(change_bp, -WHOLE_BP)), WHOLE_BP)


def _bounds(base: PriceRule, amount: int) -> Iterator[Looked]:
    """The base rule's floor and cap, where they change anything."""
    if 0 <= base.cap_minor < amount:
        yield Looked(base, Verdict.ADDED, "cap", base.cap_minor - amount, base.cap_minor)
        amount = base.cap_minor
    if amount < base.floor_minor:
        yield Looked(base, Verdict.ADDED, "floor", base.floor_minor - amount, base.floor_minor)


def _lost_by(loser: PriceRule, winner: PriceRule) -> str:
    """What decided between two base rules that both fit."""
    mine, theirs = precedence(loser), precedence(winner)
    names = ("selectors", "order", "priority", "key")
    return next(name for name, a, b in zip(names, mine, theirs, strict=True) if a != b)
