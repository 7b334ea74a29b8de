"""What seats give back: steps before the show, half-up by line, to the tenders it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.money import half_up, to_nearest
from boxoffice.domain.typed import excerpt
from boxoffice.errors import Invalid

MINUTE_MS = 60_000
NOTHING = "none"
"""The policy of a house that gives nothing back."""

MOST_STEPS = 10
_STEP = re.compile(r"(\d{1,5})([dhm])=(\d{1,3})", re.ASCII)
_MINUTES = {"d": 1440, "h": 60, "m": 1}
_FEES = {"fees=kept": True, "fees=back": False}


class Cause(StrEnum):
    """What money goes back for, where it is not simply a seat given back at a till."""

    LATE_MONEY = "late_money"
    DUPLICATE = "duplicate"
    SHOW_CANCELLED = "show_cancelled"
    PRICE_CORRECTED = "price_corrected"
    SEATS_BACK = "seats_back"
    VOIDED = "voided"
    EXCHANGED = "exchanged"


@dataclass(frozen=True, slots=True)
class Step:
    """So much per cent as long as the show is at least so many minutes away."""

    before_minutes: int
    percent: int


@dataclass(frozen=True, slots=True)
class Policy:
    """Steps, the earliest first, after the last of which nothing is given back."""

    steps: tuple[Step, ...] = ()
    keeps_fees: bool = False

    def percent_at(self, now_ms: int, *, starts_at_ms: int) -> int:
        """How much of its price a seat gives back at a moment; a step's own minute counts."""
        left_ms = starts_at_ms - now_ms
        return next(
            (s.percent for s in self.steps if left_ms >= s.before_minutes * MINUTE_MS), 0
        )  # fmt: skip


UNTIL_THE_START = Policy((Step(0, 100),))
"""What holds where a house says nothing: all of it until the show starts."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid for one seat: for the ticket and for fees, each with its tax on top."""

    ticket_minor: int
    fee_minor: int = 0

    @property
    def whole_minor(self) -> int:
        return self.ticket_minor + self.fee_minor

    def without(self, gone_minor: int) -> Paid:
        """The same once something of it went back, which is of the ticket before it is of fees."""
        of_ticket = min(gone_minor, self.ticket_minor)
        return Paid(self.ticket_minor - of_ticket, self.fee_minor - (gone_minor - of_ticket))


@dataclass(frozen=True, slots=True)
class Taken:
    """A payment: the money of it that is still here, and the price that this stands for.

    The two differ by what was rounded in cash.
    """

    id: str
    method: str
    left_minor: int
    stands_for_minor: int


@dataclass(frozen=True, slots=True)
class Back:
    """What goes back on one payment: amount = its part of the sum + rounding."""

    payment_id: str
    amount_minor: int
    rounding_minor: int = 0


def parse_policy(text: str) -> Policy:
    """The policy in `24h=100,2h=50;fees=kept`, `none`, or nothing said; Invalid `refunds.policy_*`.

    Percentages must fall towards the show; fees go back like the price unless they are kept.
    """
    typed = "".join(text.lower().split())
    if not typed:
        return UNTIL_THE_START
    if typed == NOTHING:
        return Policy()
    written, _, rest = typed.partition(";")
    if rest and rest not in _FEES:
        raise Invalid("refunds.policy_fees", text=excerpt(rest))
    steps = sorted(
        (_step(each) for each in written.split(",")), key=lambda step: -step.before_minutes
    )
    if len(steps) > MOST_STEPS:
        raise Invalid("refunds.policy_steps", most=MOST_STEPS)
    for earlier, later in pairwise(steps):
        if earlier.before_minutes == later.before_minutes:
            raise Invalid("refunds.policy_twice", text=_spelled_time(later.before_minutes))
        if earlier.percent <= later.percent:
            raise Invalid(
                "refunds.policy_rises",
                earlier=_spelled_step(earlier), later=_spelled_step(later),
            )  # fmt: skip
    return Policy(tuple(steps), keeps_fees=_FEES.get(rest, False))


def spelled(policy: Policy) -> str:
    """The one way to write a policy; read again it is the same."""
    if not policy.steps:
        return NOTHING
    steps = ",".join(_spelled_step(step) for step in policy.steps)
    return f"{steps};fees={'kept' if policy.keeps_fees else 'back'}"


def carried_on(
    policy: Policy, moved: Iterable[tuple[int, int]], *, added_minor: int, price_minor: int
) -> Policy:
    """The policy of seats that others were exchanged for: an exchange makes no money refundable.

    `moved` are sums that the old seats would give back at 100 %, each with the per cent that they
    give now; `added_minor` was paid on top, `price_minor` is what the policy is a percentage of.
    """
    moved = tuple(moved)
    if not price_minor:
        return policy
    steps: list[Step] = []
    for step in reversed(policy.steps):
        there = sum(minor * min(percent, step.percent) for minor, percent in moved)
        percent = min((there + added_minor * step.percent) // price_minor, step.percent)
        if percent > (steps[-1].percent if steps else 0):
            steps.append(Step(step.before_minutes, percent))
    found = Policy(tuple(reversed(steps)), keeps_fees=policy.keeps_fees)
    return policy if found.steps == policy.steps else found


def given_back(paid: Paid, policy: Policy, *, percent: int) -> int:
    """What one seat gives back at so much per cent, half-up: the same alone as among others."""
    of_minor = paid.ticket_minor if policy.keeps_fees else paid.whole_minor
    return half_up(of_minor * percent, 100)


def paid_for(*, price_minor: int, fee_minor: int, fee_tax_minor: int, tax_minor: int) -> Paid:
    """The two sums of a line; `tax_minor` is all tax on top, `fee_tax_minor` that on the fees."""
    return Paid(price_minor + tax_minor - fee_tax_minor, fee_minor + fee_tax_minor)


def to_tenders(
    back_minor: int, payments: Iterable[Taken], *, cash_step_minor: int = 0
) -> tuple[Back, ...]:
    """Divide a sum over payments, the last one first; what they do not cover is not there.

    Cash is rounded to the step, never above what the payment took; whoever gets back all that a
    payment stands for gets exactly what it took.
    """
    backs: list[Back] = []
    for taken in reversed(tuple(payments)):
        part_minor = min(back_minor, taken.stands_for_minor)
        if part_minor <= 0:
            continue
        back_minor -= part_minor
        amount_minor = part_minor
        if part_minor == taken.stands_for_minor:
            amount_minor = taken.left_minor
        elif taken.method == PaymentMethod.CASH:
            rounded = to_nearest(part_minor, step_minor=cash_step_minor)
            amount_minor = min(rounded, taken.left_minor)
        backs.append(Back(taken.id, amount_minor, amount_minor - part_minor))
    return tuple(backs)


def shared_out(owed: Sequence[int], there_minor: int) -> tuple[int, ...]:
    """What each seat gets of a sum that may not cover all of them, the first one first."""
    shares = []
    for owed_minor in owed:
        shares.append(min(owed_minor, there_minor))
        there_minor -= shares[-1]
    return tuple(shares)


def _step(text: str) -> Step:
    found = _STEP.fullmatch(text)
    if not found or int(found[3]) > 100:
        raise Invalid("refunds.policy_step", text=excerpt(text))
    return Step(int(found[1]) * _MINUTES[found[2]], int(found[3]))


def _spelled_step(step: Step) -> str:
    return f"{_spelled_time(step.before_minutes)}={step.percent}"


def _spelled_time(minutes: int) -> str:
    """Hours where it is whole hours: people say 48h and not 2d."""
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"
