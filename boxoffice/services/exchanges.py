"""Exchanging seats that are paid: others for them, more beside them, or another booking's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from boxoffice.domain.cards import looks_like_card_number
from boxoffice.domain.lifecycle import HoldStatus
from boxoffice.domain.tenders import Tender
from boxoffice.errors import BoxofficeError, Conflict, Invalid, Refused
from boxoffice.services import (
    bookings,
    claims,
    exchange_seats,
    exchange_sides,
    holds,
    sales,
    seating,
    shows,
    tendering,
    transfers,
)
from boxoffice.services.claims import Move
from boxoffice.services.exchange_results import ExchangeResult
from boxoffice.services.exchange_seats import Beside, Terms
from boxoffice.services.exchange_sides import Side
from boxoffice.services.requests import Request
from boxoffice.services.results import BookingResult, Result
from boxoffice.storage.backends import Retry
from boxoffice.storage.queries import bookings as queries
from boxoffice.storage.queries import transfers as transfer_queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.domain.layouts import Plan
    from boxoffice.services.app import App
    from boxoffice.services.seating import Choice
    from boxoffice.storage.session import WriteSession
    from boxoffice.storage.statements import Row


class ExchangeRequest(Request):
    """Seats of a booking and what is wanted for them: other seats, more seats, or a swap.

    Exactly one of `to` (or `hold`, or a `show` alone, whose best seats are taken), `add` and
    `other` is given; in a swap `words` name seats of both. `slips` are the card terminal's of
    what goes back, `agreed` the differences that somebody was told and said yes to.
    """

    answer: ClassVar[type[Result]] = ExchangeResult

    ref: str
    words: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    other: str = ""
    show: str = ""
    hold: str = ""
    types: tuple[tuple[str, int], ...] = ()
    offers: tuple[str, ...] = ()
    tenders: tuple[Tender, ...] = ()
    slips: tuple[str, ...] = ()
    late: bool = False
    reason: str = ""
    proof: str = ""
    strict: bool = False
    in_full: bool = False
    for_nothing: bool = False
    agreed: tuple[int, ...] | None = Field(default=None, exclude=True)

    @model_validator(mode="after")
    def _without_card_numbers(self) -> Self:
        if any(looks_like_card_number(slip) for slip in self.slips):
            raise Invalid("cards.refused", field="slip")
        return self

    @property
    def terms(self) -> Terms:
        """How the new seats are to be sold."""
        return Terms(
            types=self.types, offers=self.offers, proof=self.proof, reason=self.reason,
            strict=self.strict,
        )  # fmt: skip


def exchange(app: App, ctx: Context, request: ExchangeRequest) -> ExchangeResult:
    """Take the new seats, free the old ones, settle the difference: all of it or nothing."""
    return app.db.write(ctx, request, _exchange).without_names()


def _exchange(session: WriteSession, request: ExchangeRequest) -> ExchangeResult:
    only_show = bool(request.show) and not request.add and not request.other
    for_others = bool(request.to or request.hold) or only_show
    ways = [for_others, bool(request.add), bool(request.other)]
    if sum(ways) != 1 or (request.words and request.add):
        raise Invalid("exchanges.one_way")
    if request.in_full and not request.reason.strip():
        raise Invalid("refunds.full_reason")
    if request.late and not request.reason.strip():
        raise Invalid("shows.late_reason")
    if request.other:
        return _swap(session, request)
    if request.add:
        return _add(session, request)
    return _replace(session, request)


def _lock_shows(session: WriteSession, texts: Iterable[str]) -> dict[int, Row]:
    """Shows in the order of their numbers, locked against being moved or called off."""
    ids = sorted({shows.get_show(session, text).id for text in texts})
    return {id_: shows.lock_show(session, str(id_)) for id_ in ids}


def _require_same_house(booking: Row, show: Row, to_show: Row) -> None:
    if show.theatre_key != to_show.theatre_key or show.currency != to_show.currency:
        raise Refused(
            "exchanges.other_house", ref=booking.ref, theatre=show.theatre, other=to_show.theatre
        )


def _replace(session: WriteSession, request: ExchangeRequest) -> ExchangeResult:
    found = bookings.get_booking(session, request.ref)
    target = request.show or str(
        holds.get_hold(session, request.hold).show_id if request.hold else found.show_id
    )
    locked = _lock_shows(session, (str(found.show_id), target))
    to_id = shows.get_show(session, target).id
    show, to_show = locked[found.show_id], locked[to_id]
    _require_same_house(found, show, to_show)
    shows.require_on_sale(session, to_show, late=request.late)
    booking = transfers.lock(session, found)[found.id]
    side = exchange_sides.opened(session, show, booking, request.words, late=request.late)
    near = exchange_sides.beside(side, to_show)
    choice, hold, held = _chosen(session, to_show, request, near)
    if to_id == found.show_id and {seat.id for seat in choice.seats} == near.freed:
        raise Refused("exchanges.same_seats", ref=booking.ref)
    exchange_sides.price(session, side, to_show, choice, near, request.terms)
    exchange_sides.settle(
        session, side, request.tenders, in_full=request.in_full, for_nothing=request.for_nothing
    )
    _require_agreed(request, [side])
    side.booking_id = session.ctx.ids.uuid7(session.now_ms)
    moves = exchange_sides.moves_of(side, hold=hold.id if hold else "", held=held)
    try:
        _move(session, locked, [side], moves)
    except Conflict as error:
        if request.to or request.hold:
            raise
        raise Retry(error) from error
    if hold:
        holds.set_status(session, hold, HoldStatus.CONVERTED, until_ms=hold.expires_at_ms)
    return _written(session, [side], request)[0]


def _chosen(
    session: WriteSession, show: Row, request: ExchangeRequest, near: Beside
) -> tuple[Choice, Row | None, frozenset[int]]:
    """The new seats, and the hold that some of them are in with all that it has."""
    words = request.to
    if request.hold:
        hold = exchange_seats.lock_hold(session, request.hold)
        choice = exchange_seats.of_hold(session, show, hold, words, near)
        return choice, hold, frozenset(exchange_seats.held_by(session, show, hold.id))
    if not words:
        return exchange_seats.best(session, show, len(near.old)), None, frozenset()
    choice = exchange_seats.by_hand(session, show, words, near, strict=request.strict)
    if not choice.hold:
        return choice, None, frozenset()
    try:
        hold = exchange_seats.lock_hold(session, choice.hold)
    except Conflict as error:
        raise Retry(error) from error
    return choice, hold, frozenset(exchange_seats.held_by(session, show, hold.id))


def _move(
    session: WriteSession, locked: dict[int, Row], sides: Sequence[Side], moves: Iterable[Move]
) -> None:
    seats = {seat.id: seat for side in sides for seat in side.choice.seats}
    claims.move_all(session, locked, moves, seats)


def _written(
    session: WriteSession, sides: Sequence[Side], request: ExchangeRequest
) -> list[ExchangeResult]:
    """What stands on the other side of the claims: bookings, lines, money and tickets."""
    done = []
    for place, side in enumerate(sides):
        exchange_sides.end(session, side, reason=request.reason)
        begun = exchange_sides.begin(session, side, reason=request.reason, late=request.late)
        slips = request.slips if place == 0 or not sides[0].back_minor else ()
        tenders = exchange_sides.give_back(
            session, side, reason=request.reason, slips=slips if side.back_minor else ()
        )
        done.append(exchange_sides.answer(side, begun, tenders))
    return done


def _require_agreed(request: ExchangeRequest, sides: Sequence[Side]) -> None:
    now = tuple(side.due_minor or -side.back_minor for side in sides)
    if request.agreed is not None and request.agreed != now:
        booking = sides[0].booking
        raise Conflict("exchanges.changed", ref=booking.ref, currency=booking.currency)


def _add(session: WriteSession, request: ExchangeRequest) -> ExchangeResult:
    """More seats of the same show in the same booking, paid as sold now."""
    found = bookings.get_booking(session, request.ref)
    if request.show and shows.get_show(session, request.show).id != found.show_id:
        raise Refused("exchanges.add_elsewhere", ref=found.ref)
    locked = _lock_shows(session, (str(found.show_id),))
    show = locked[found.show_id]
    shows.require_on_sale(session, show, late=request.late)
    booking = bookings.lock_booking(session, found.ref)
    status = bookings.status_now(booking, session.now_ms)
    if status not in exchange_sides.EXCHANGEABLE:
        raise Conflict("exchanges.not_exchangeable", ref=booking.ref, status=status)
    lines = session.all(queries.lines_of, booking_id=booking.id)
    sold = [line for line in lines if line.status == "sold"]
    near = Beside(kept=tuple(sold), phone=booking.phone)
    choice = exchange_seats.by_hand(session, show, request.add, near, strict=request.strict)
    had = exchange_seats.kept_of(session, booking)
    terms = exchange_seats.beside_offers(booking, request.terms, had)
    choice = exchange_seats.priced(session, show, choice, near, terms, is_added=True)
    paid = exchange_sides.to_be_paid(session, choice.total_minor, show, request.tenders)
    if request.agreed not in (None, (choice.total_minor,)):
        raise Conflict("exchanges.changed", ref=booking.ref, currency=booking.currency)
    _take_more(session, show, booking, choice)
    total_minor = booking.total_minor + choice.total_minor
    why = {"granted": choice.granted, "late_reason": request.reason if request.late else ""}
    exchange_sides.set_status(
        session, booking, exchange_sides.status_by(sold + [
            line for line in lines if line.status != "sold"
        ]), total_minor=total_minor, added=[seat.label for seat in choice.seats],
        **{name: text for name, text in why.items() if text},
    )  # fmt: skip
    session.run(
        transfer_queries.set_totals, booking_id=booking.id, to_total=total_minor,
        to_tax=booking.tax_minor + sum(price.tax_minor for price in choice.prices),
        to_fee=booking.fee_minor + sum(price.fee_minor for price in choice.prices),
    )  # fmt: skip
    added = bookings.insert_lines(session, show, choice, booking.id, exchange_sides.SOLD)
    sales.take_offers(session, booking, choice)
    payments = tendering.take(session, booking, paid)
    bookings.insert_tickets(session, booking, added)
    after = bookings.result(session, bookings.get_booking(session, booking.ref))
    told = (*choice.warnings, *tendering.notes(payments))
    return ExchangeResult(
        **{name: getattr(after, name) for name in BookingResult.model_fields if name != "warnings"},
        warnings=told, difference_minor=choice.total_minor,
    )  # fmt: skip


def _take_more(session: WriteSession, show: Row, booking: Row, choice: Choice) -> None:
    """Claim seats for a booking that has some: out of this till's own hold, or from the house."""
    hold, held = None, frozenset[int]()
    if choice.hold:
        try:
            hold = exchange_seats.lock_hold(session, choice.hold)
        except Conflict as error:
            raise Retry(error) from error
        held = frozenset(exchange_seats.held_by(session, show, hold.id))
    new = {seat.id for seat in choice.seats}
    owner = hold.id if hold else ""
    moves = [
        Move(show.id, id_, owner if id_ in held else "", booking.id) for id_ in new
    ] + [Move(show.id, id_, owner) for id_ in held - new]  # fmt: skip
    claims.move_all(session, {show.id: show}, moves, {seat.id: seat for seat in choice.seats})
    if hold:
        holds.set_status(session, hold, HoldStatus.CONVERTED, until_ms=hold.expires_at_ms)


def _swap(session: WriteSession, request: ExchangeRequest) -> ExchangeResult:
    """Two customers' seats for each other's: each gets a new booking and settles the difference."""
    if request.types or request.offers or request.show:
        raise Invalid("exchanges.swap_plain")
    found = [bookings.get_booking(session, ref) for ref in (request.ref, request.other)]
    if found[0].id == found[1].id:
        raise Refused("exchanges.with_itself", ref=found[0].ref)
    locked = _lock_shows(session, (str(each.show_id) for each in found))
    here, there = (locked[each.show_id] for each in found)
    _require_same_house(found[0], here, there)
    rows = transfers.lock(session, *found)
    words = _whose(session, request.words, [(here, found[0]), (there, found[1])])
    one, two = (
        exchange_sides.opened(session, locked[each.show_id], rows[each.id], own, late=request.late)
        for each, own in zip(found, words, strict=True)
    )
    if len(one.old) != len(two.old):
        raise Refused(
            "exchanges.other_count", ref=one.booking.ref, count=len(one.old),
            other=two.booking.ref, other_count=len(two.old),
        )  # fmt: skip
    for side, others in ((one, two), (two, one)):
        shows.require_on_sale(session, others.show, late=request.late)
        plan = seating.plan_of(session, others.show.layout_id)
        choice = seating.Choice(tuple(plan.by_id[line.seat_id] for line in others.old))
        freed = frozenset(line.seat_id for line in others.old)
        near = exchange_sides.beside(side, others.show, freed=freed)
        exchange_sides.price(session, side, others.show, choice, near, request.terms)
    _settle_both(session, request, [one, two])
    _require_agreed(request, [one, two])
    for side in (one, two):
        side.booking_id = session.ctx.ids.uuid7(session.now_ms)
    _move(session, locked, [one, two], [
        Move(own.show.id, line.seat_id, own.booking.id, to.booking_id)
        for own, to in ((one, two), (two, one))
        for line in own.old
    ])  # fmt: skip
    mine, theirs = _written(session, [one, two], request)
    return mine.model_copy(update={"other": theirs})


def _settle_both(session: WriteSession, request: ExchangeRequest, sides: Sequence[Side]) -> None:
    """The tenders are of whoever has to pay; where both have, nobody could tell whose they are."""
    owing = [
        side for side in sides if side.choice.total_minor > sum(side.worth)
    ]  # fmt: skip
    if len(owing) > 1:
        raise Refused("exchanges.both_pay", ref=sides[0].booking.ref, other=sides[1].booking.ref)
    if request.tenders and not owing:
        raise Invalid("bookings.nothing_to_pay")
    for side in sides:
        exchange_sides.settle(
            session, side, request.tenders if side in owing else (),
            in_full=request.in_full, for_nothing=request.for_nothing,
        )  # fmt: skip


def _whose(
    session: WriteSession, words: Sequence[str], of: Sequence[tuple[Row, Row]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which of two bookings each word is for; what both have is for the first that lacks it."""
    plans = [seating.plan_of(session, show.layout_id) for show, _ in of]
    own = [
        {
            line.seat_id
            for line in session.all(queries.lines_of, booking_id=booking.id)
            if line.status == exchange_sides.SOLD
        }
        for _, booking in of
    ]
    named: tuple[list[str], list[str]] = ([], [])
    for word in words:
        fitting = [
            place for place in (0, 1)
            if word not in named[place] and _seats(word, plans[place]) <= own[place]
        ]  # fmt: skip
        if not fitting:
            raise Refused("exchanges.nobodys", word=word, ref=of[0][1].ref, other=of[1][1].ref)
        named[fitting[0]].append(word)
    return tuple(named[0]), tuple(named[1])


def _seats(word: str, plan: Plan) -> set[int]:
    from boxoffice.domain.seats import parse_seats

    try:
        return {seat.id for seat in parse_seats((word,), plan)}
    except BoxofficeError:
        return {-1}
