"""A price that was wrong when seats were sold by it: put right, and the difference given back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from boxoffice.domain import corrections as rules
from boxoffice.domain.access import Permission
from boxoffice.domain.invariants.money import paid_minor
from boxoffice.domain.lifecycle import LineStatus, Subject
from boxoffice.domain.money import parse_amount
from boxoffice.domain.price_rules import steps_of
from boxoffice.domain.refunds import Cause, shared_out
from boxoffice.errors import Invalid, Refused
from boxoffice.services import (
    access,
    bookings,
    house_changes,
    price_rules,
    redemptions,
    shows,
    transfers,
)
from boxoffice.services.cancelling.plan import planned_sums, summed
from boxoffice.services.cancelling.results import BackSum
from boxoffice.services.nouns import PRICE
from boxoffice.services.requests import Request
from boxoffice.services.results import Result, ShowLabel, Value
from boxoffice.services.setup.typed import given
from boxoffice.storage.queries import bookings as booking_queries
from boxoffice.storage.queries import corrections as queries
from boxoffice.storage.queries import moving as moving_queries
from boxoffice.storage.queries import programme as programme_queries
from boxoffice.storage.queries import shows as show_queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

BATCH = 50
"""Bookings corrected in one write; nobody sells seats of that show meanwhile."""


class WrongPrice(Value):
    """A rule and what it should have said, as typed; `shows` where not all to come are meant.

    `was` leaves alone what was sold by the rule when it said something else.
    """

    rule: str
    to: str
    was: str = ""
    shows: tuple[str, ...] = ()
    reason: str = ""


class Correction(Value):
    """A booking that paid another sum than was right, for which seats; negative is too little."""

    ref: str
    show: ShowLabel
    seats: tuple[str, ...]
    paid_minor: int
    right_minor: int
    difference_minor: int


class PriceCorrected(Value):
    """A rule put right: who gets the difference back, and who paid too little and keeps the seat.

    `unpaid` bookings were promised the wrong price and have not paid it yet.
    """

    rule: price_rules.PriceView
    was_minor: int
    to_minor: int
    currency: str
    corrected: tuple[Correction, ...]
    honoured: tuple[Correction, ...]
    totals: tuple[BackSum, ...]
    unpaid: tuple[str, ...]
    applied: bool
    op_key: str = ""
    dry_run: bool = False


class CorrectRequest(Request):
    """The next bookings of a show to be put right, those with a greater id than `after`."""

    answer: ClassVar[type[Result]]

    rule: str
    amount_minor: int
    was_minor: int | None
    show_id: int
    reason: str
    after: str = ""


class Corrected(Result):
    """What one write put right, and where the next one goes on; "" where it is the last."""

    corrected: tuple[Correction, ...] = ()
    totals: tuple[BackSum, ...] = ()
    after: str = ""


CorrectRequest.answer = Corrected


@dataclass(frozen=True)
class _Found:
    """A booking of a show with the lines that a rule made, and what each should have cost."""

    booking_id: str
    ref: str
    lines: tuple[tuple[Row, int], ...]

    @property
    def owed(self) -> list[int]:
        """What is to go back for each line; what was too little is no debt."""
        return [max(0, _kept(line) - right) for line, right in self.lines]

    def view(self, show: Row, wanted: Callable[[int], bool]) -> Correction | None:
        """Those of its lines that differ in one direction, in one view."""
        chosen = [(line, right) for line, right in self.lines if wanted(_kept(line) - right)]
        if not chosen:
            return None
        paid = sum(_kept(line) for line, _ in chosen)
        right = sum(right for _, right in chosen)
        return Correction(
            ref=self.ref, show=shows.label(show), seats=tuple(line.seat for line, _ in chosen),
            paid_minor=paid, right_minor=right, difference_minor=paid - right,
        )  # fmt: skip


def plan_correction(app: App, ctx: Context, wrong: WrongPrice) -> PriceCorrected:
    """Who paid too much or too little, and what would go back; writes nothing."""
    with app.db.read(ctx) as session:
        house, rule, amount_minor, was_minor = _meant(session, wrong)
        corrected, honoured, sums, unpaid = [], [], [], set()
        for show in _shows(session, house, wrong):
            found, promised = _of_show(
                session, house, show, rule, amount_minor=amount_minor, was_minor=was_minor
            )
            unpaid |= promised
            for each in found:
                if view := each.view(show, lambda minor: minor > 0):
                    corrected.append(view)
                    sums += _planned(session, show, each)
                if view := each.view(show, lambda minor: minor < 0):
                    honoured.append(view)
    return PriceCorrected(
        rule=rule, was_minor=rule.amount_minor, to_minor=amount_minor, currency=rule.currency,
        corrected=tuple(corrected), honoured=tuple(honoured), totals=summed(sums),
        unpaid=tuple(sorted(unpaid)), applied=False, dry_run=ctx.dry_run,
    )  # fmt: skip


def correct(app: App, ctx: Context, wrong: WrongPrice) -> PriceCorrected:
    """Let the rule say what is right, then give everybody back what they paid too much.

    Show by show and some bookings in each write; whoever dies in the middle is followed by the
    same command. What was given back counts: a second run finds nothing.
    """
    planned = plan_correction(app, ctx, wrong)
    if ctx.dry_run:
        return planned
    with app.db.read(ctx) as session:
        house, rule, amount_minor, was_minor = _meant(session, wrong)
        access.require(session, Permission.REFUND_OVER_POLICY, theatre=house.key)
        numbers = [show.id for show in _shows(session, house, wrong)]
    full_key = f"{house.key}/{rule.key}"
    _put_right(app, ctx, full_key, wrong.to)
    done: list[Correction] = []
    sums: list[BackSum] = []
    for show_id in numbers:
        request = CorrectRequest(
            rule=full_key, amount_minor=amount_minor, was_minor=was_minor, show_id=show_id,
            reason=wrong.reason,
        )  # fmt: skip
        for number in range(1, 10_000):
            key = f"{ctx.op_key}-{show_id}-{number}" if ctx.op_key else ""
            written = app.db.write(replace(ctx, op_key=key), request, _correct)
            done += written.corrected
            sums += written.totals
            if not written.after:
                break
            request = request.model_copy(update={"after": written.after})
    return planned.model_copy(
        update={"corrected": tuple(done), "totals": summed(sums), "applied": True,
                "op_key": ctx.op_key}
    )  # fmt: skip


def _put_right(app: App, ctx: Context, key: str, amount: str) -> None:
    """Change the rule as `price edit` does; sales from then on go by it."""
    own = replace(ctx, op_key=f"{ctx.op_key}-rule" if ctx.op_key else "")
    house_changes.edit(app, own, PRICE, given({"key": key, "amount": amount}))


def _meant(
    session: ReadSession, wrong: WrongPrice
) -> tuple[Row, price_rules.PriceView, int, int | None]:
    """The theatre, the rule, what it is to say, and what it said when seats were sold wrongly."""
    house, rule = price_rules.get_price(session, wrong.rule)
    if rule.kind not in rules.FIXED:
        raise Refused("prices.correct_kind", key=rule.key, kind=rule.kind)
    amount_minor = parse_amount(wrong.to, currency=house.currency)
    was_minor = parse_amount(wrong.was, currency=house.currency) if wrong.was.strip() else None
    if was_minor == amount_minor:
        raise Invalid("prices.correct_same", key=rule.key)
    return house, rule, amount_minor, was_minor


def _shows(session: ReadSession, house: Row, wrong: WrongPrice) -> list[Row]:
    """The shows to come at the theatre, or those of them that are named."""
    if wrong.shows:
        from boxoffice.services.show_sales import numbers_of

        named = numbers_of(session, wrong.shows)
    rows = session.all(queries.shows_to_come_at, theatre_id=house.id, now_ms=session.now_ms)
    numbers = [row.id for row in rows if not wrong.shows or row.id in named]
    return [shows.get_show(session, str(number)) for number in numbers]


def _of_show(
    session: ReadSession,
    house: Row,
    show: Row,
    rule: price_rules.PriceView,
    *,
    amount_minor: int,
    was_minor: int | None,
) -> tuple[list[_Found], set[str]]:
    """The bookings of a show that the rule had a part in, and those of them not paid yet."""
    found, unpaid = [], set()
    rows = session.all(queries.priced_lines, show_id=show.id)
    for booking_id, own in groupby(rows, key=lambda row: row.booking_id):
        made = [
            (line, parts)
            for line in own
            for parts in [rules.parts_of(line.parts, rule=line.rule, price_minor=line.price_minor)]
            if _is_meant(parts, rule.key, was_minor)
        ]
        if not made:
            continue
        ref = made[0][0].ref
        if made[0][0].status == LineStatus.RESERVED:
            if made[0][0].expires_at_ms > session.now_ms:
                unpaid.add(ref)
            continue
        known = _known(session, house, rule, booking_id, [parts for _, parts in made])
        found.append(
            _Found(booking_id, ref, tuple(
                (line, rules.right_minor(parts, key=rule.key, amount_minor=amount_minor,
                                         known=known))
                for line, parts in made
            ))
        )  # fmt: skip
    return found, unpaid


def _is_meant(parts: Sequence[rules.Part], key: str, was_minor: int | None) -> bool:
    own = [part for part in parts if part.key == key and part.kind in rules.FIXED]
    return bool(own) and (was_minor is None or own[0].amount_minor == was_minor)


def _known(
    session: ReadSession,
    house: Row,
    rule: price_rules.PriceView,
    booking_id: str,
    parts: Iterable[Sequence[rules.Part]],
) -> rules.Known:
    """What the parts of a booking's lines do not say themselves."""
    prices = session.within(
        ("rules", house.id),
        lambda: session.all(programme_queries.prices_of_theatre, theatre_id=house.id),
    )
    percents = {
        row.key: [row.percent_bp] if row.percent_bp else [bp for _, bp in steps_of(row.steps)]
        for row in prices
    }
    has_offers = any(part.kind == "offer" for each in parts for part in each)
    taken = redemptions.of_booking(session, booking_id) if has_offers else []
    is_base = rule.kind == "base"
    return rules.Known(
        percents_bp=percents, offers={row.key: row.kind for row in taken},
        floor_minor=_or_none(rule.floor_minor) if is_base else -1,
        cap_minor=_or_none(rule.cap_minor) if is_base else -1,
    )  # fmt: skip


def _or_none(minor: int | None) -> int:
    return -1 if minor is None else minor


def _kept(line: Row) -> int:
    """What the customer has paid for a line by now."""
    return int(paid_minor(line) - line.refunded_minor)


def _planned(session: ReadSession, show: Row, found: _Found) -> list[BackSum]:
    booking = bookings.get_booking(session, found.ref)
    return planned_sums(session, show, booking, sum(found.owed))


def _sum(payment: Row, amount_minor: int, status: str) -> BackSum:
    return BackSum(
        method=payment.method, gateway=payment.gateway, status=status, count=1,
        amount_minor=amount_minor, currency=payment.currency,
    )  # fmt: skip


def _correct(session: WriteSession, request: CorrectRequest) -> Corrected:
    """Put the next bookings of a show right, with every sale by the old price done or undone."""
    session.lock(show_queries.lock_show, first=moving_queries.lock_to_move, show_id=request.show_id)
    show = shows.get_show(session, str(request.show_id))
    house, rule = price_rules.get_price(session, request.rule)
    access.require(session, Permission.REFUND_OVER_POLICY, theatre=house.key)

    def wrong() -> list[_Found]:
        found, _ = _of_show(
            session, house, show, rule, amount_minor=request.amount_minor,
            was_minor=request.was_minor,
        )  # fmt: skip
        return [each for each in found if each.booking_id > request.after and any(each.owed)]

    seen = wrong()
    batch = seen[:BATCH]
    locked = {each.booking_id: bookings.lock_booking(session, each.ref) for each in batch}
    done, sums = [], []
    for each in wrong():
        view = each.view(show, lambda minor: minor > 0)
        if view and each.booking_id in locked:
            done.append(view)
            booking = locked[each.booking_id]
            sums += _give_back(session, show, booking, each, reason=request.reason)
    return Corrected(
        corrected=tuple(done), totals=summed(sums),
        after=batch[-1].booking_id if len(seen) > len(batch) else "",
    )  # fmt: skip


def _give_back(
    session: WriteSession, show: Row, booking: Row, found: _Found, *, reason: str
) -> list[BackSum]:
    transfers.lock(session, booking)
    accounts = transfers.accounts(session, booking)
    way = transfers.what_there_is(
        accounts, booking, back_minor=sum(found.owed), cash_step_minor=show.cash_rounding_minor
    )
    shares = shared_out(found.owed, way.covered_minor)
    for (line, _), share_minor in zip(found.lines, shares, strict=True):
        if not share_minor:
            continue
        back_minor = line.refunded_minor + share_minor
        sold = LineStatus.SOLD
        session.step(Subject.LINE, line.id, line.status, sold, refunded_minor=back_minor)
        session.run(
            booking_queries.refund_line, line_id=line.id, status=str(sold), back_minor=back_minor
        )
    queued = transfers.promise(session, accounts, way, cause=Cause.PRICE_CORRECTED, reason=reason)
    return [_sum(payment, row.amount_minor, row.status) for payment, row in queued]
