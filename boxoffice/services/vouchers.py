"""Gift vouchers as things: issued by a supervisor, looked at, taken out of use."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from boxoffice.domain import times
from boxoffice.domain import vouchers as rules
from boxoffice.domain.access import Permission
from boxoffice.domain.lifecycle import NEW, Subject, VoucherStatus
from boxoffice.domain.money import parse_amount
from boxoffice.domain.typed import excerpt
from boxoffice.errors import Conflict, Invalid, NotFound
from boxoffice.services import access, places, prices, voucher_tender
from boxoffice.services.requests import Request
from boxoffice.services.results import Result, Value
from boxoffice.storage.queries import shows as show_queries
from boxoffice.storage.queries import vouchers as queries
from boxoffice.storage.statements import Row
from boxoffice.storage.tables.vouchers import Voucher, VoucherEntry

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession

MOST_AT_ONCE = 1000
MOST_LISTED = 500
_AFTER_EVERY_ID = "~"


class VoucherView(Value):
    """A voucher; its code is told once, when it is issued, and later only how it ends.

    `expired` is one that ran out, whatever is left on it; what bookings keep is in the balance.
    """

    id: str
    code: str = ""
    last_four: str
    status: str
    currency: str
    balance_minor: int
    reserved_minor: int
    name: str
    created_at: datetime
    expires_at: datetime | None
    till: str
    actor: str


class EntryView(Value):
    """A change of a balance, and the booking that it was for."""

    kind: str
    amount_minor: int
    ref: str
    payment_id: str
    refund_id: str
    at: datetime


class KeptView(Value):
    """What a booking that waits for its money keeps of a voucher."""

    ref: str
    amount_minor: int
    expires_at: datetime


class Vouchers(Value):
    """Vouchers, the newest first."""

    vouchers: tuple[VoucherView, ...]


class VoucherDetails(Value):
    """One voucher with every change of its balance, and who keeps some of it."""

    voucher: VoucherView
    entries: tuple[EntryView, ...]
    reservations: tuple[KeptView, ...]


class IssueRequest(Request):
    """Vouchers to issue, so many of one amount; `until` is the last day, "" for ever."""

    answer: ClassVar[type[Result]]

    amount: str
    count: int = 1
    name: str = ""
    until: str = ""
    reason: str = ""


class Issued(Result):
    """Vouchers with the codes that their owners get."""

    vouchers: tuple[VoucherView, ...]


class VoidVoucherRequest(Request):
    """A voucher to be taken out of use, by its code or its id."""

    answer: ClassVar[type[Result]]

    code: str
    reason: str = ""


class Voided(Result):
    """A voucher that pays no more, and what was on it."""

    voucher: VoucherView
    voided_minor: int


IssueRequest.answer = Issued
VoidVoucherRequest.answer = Voided


def issue(app: App, ctx: Context, request: IssueRequest) -> Issued:
    """Make vouchers whose codes nobody can guess; no money is taken for them."""
    issued = app.db.write(ctx, request, _issue)
    if not issued.is_plan:
        return issued
    unnamed = (each.model_copy(update={"id": "", "code": "", "last_four": ""})
               for each in issued.vouchers)  # fmt: skip
    return issued.model_copy(update={"vouchers": tuple(unnamed)})


def void(app: App, ctx: Context, request: VoidVoucherRequest) -> Voided:
    """Take a voucher out of use; bookings that keep some of it have to be paid otherwise."""
    return app.db.write(ctx, request, _void)


def list_vouchers(app: App, ctx: Context, *, every: bool = False) -> Vouchers:
    """Vouchers with something on them, or every one."""
    with app.db.read(ctx) as session:
        rows = session.all(
            queries.newest_vouchers, before=_AFTER_EVERY_ID, now_ms=session.now_ms,
            most=MOST_LISTED,
        )  # fmt: skip
        zone = _zone(session)
        return Vouchers(
            vouchers=tuple(
                _view(row, session.now_ms, zone=zone, reserved_minor=row.reserved_minor)
                for row in rows
                if every or row.balance_minor
            )
        )


def view_voucher(app: App, ctx: Context, typed: str) -> VoucherDetails:
    """One voucher by its code or its id."""
    with app.db.read(ctx) as session:
        row, zone, now_ms = _get(session, typed), _zone(session), session.now_ms
        kept = [
            KeptView(
                ref=each.ref, amount_minor=each.amount_minor,
                expires_at=times.local(each.expires_at_ms, zone=zone),
            )
            for each in session.all(queries.reservations_of_voucher, voucher_id=row.id)
            if each.expires_at_ms > now_ms
        ]  # fmt: skip
        entries = session.all(queries.entries_of_voucher, voucher_id=row.id)
        return VoucherDetails(
            voucher=_view(
                row, now_ms, zone=zone, reserved_minor=sum(each.amount_minor for each in kept)
            ),
            entries=tuple(_entry(each, zone) for each in entries),
            reservations=tuple(kept),
        )


def _issue(session: WriteSession, request: IssueRequest) -> Issued:
    _require_reason(request.reason)
    house = _house(session)
    access.require(session, Permission.ISSUE_VOUCHER, theatre=house.key)
    amount_minor = parse_amount(request.amount, currency=house.currency)
    if not amount_minor:
        raise Invalid("vouchers.amount")
    if not 1 <= request.count <= MOST_AT_ONCE:
        raise Invalid("vouchers.count", most=MOST_AT_ONCE)
    until_ms = _until_ms(session, house, request.until)
    rows = [
        _row(session, house, request, amount_minor, until_ms) for _ in range(request.count)
    ]  # fmt: skip
    session.insert(Voucher, rows)
    session.insert(
        VoucherEntry,
        [
            voucher_tender.new_entry(session, str(row["id"]), "issued", amount_minor)
            for row in rows
        ],
    )  # fmt: skip
    for row in rows:
        session.step(
            Subject.VOUCHER, str(row["id"]), NEW, VoucherStatus.ACTIVE,
            amount_minor=amount_minor, balance_minor=amount_minor, until_ms=until_ms,
            currency=house.currency,
            reason=request.reason, granted=str(Permission.ISSUE_VOUCHER),
        )  # fmt: skip
    views = (
        _view(Row(**row), session.now_ms, zone=house.zone).model_copy(
            update={"code": rules.spelled(row["code"])}
        )
        for row in rows
    )
    return Issued(vouchers=tuple(views))


def _row(
    session: WriteSession, house: Row, request: IssueRequest, amount_minor: int, until_ms: int
) -> dict[str, Any]:
    ids = session.ctx.ids
    return {
        "id": ids.uuid7(session.now_ms), "code": rules.fold_code(ids.ref(rules.CODE_LENGTH)),
        "status": str(VoucherStatus.ACTIVE), "currency": house.currency,
        "balance_minor": amount_minor, "name": request.name, "till": session.till,
        "actor": session.actor, "created_at_ms": session.now_ms, "expires_at_ms": until_ms,
    }  # fmt: skip


def _void(session: WriteSession, request: VoidVoucherRequest) -> Voided:
    _require_reason(request.reason)
    house = _house(session)
    access.require(session, Permission.VOID_VOUCHER, theatre=house.key)
    (row,) = session.lock(queries.lock_voucher, voucher_id=_get(session, request.code).id)
    if row.status == VoucherStatus.VOID:
        raise Conflict("vouchers.void_already", ending=rules.ending(row.code))
    voided_minor, row.balance_minor = row.balance_minor, 0
    row.status = str(VoucherStatus.VOID)
    if voided_minor:
        session.insert(
            VoucherEntry, [voucher_tender.new_entry(session, row.id, "voided", -voided_minor)]
        )
    session.run(queries.set_balance, voucher_id=row.id, left_minor=0)
    session.run(queries.set_voucher_status, voucher_id=row.id, to_status=row.status)
    session.run(queries.release_voucher, voucher_id=row.id)
    session.step(
        Subject.VOUCHER, row.id, VoucherStatus.ACTIVE, VoucherStatus.VOID,
        amount_minor=-voided_minor, balance_minor=0, reason=request.reason,
        granted=str(Permission.VOID_VOUCHER),
    )  # fmt: skip
    return Voided(
        voucher=_view(row, session.now_ms, zone=house.zone), voided_minor=voided_minor
    )  # fmt: skip


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("vouchers.reason")


def _until_ms(session: WriteSession, house: Row, typed: str) -> int:
    """The end of the last day on which it pays, 0 for ever."""
    if not typed.strip():
        return 0
    ends_at = prices.day_ends_at_minute(session.ctx, house.key)
    day = times.parse_day(
        typed, now_ms=session.now_ms, zone=house.zone, ends_at_minute=ends_at
    )  # fmt: skip
    until_ms = times.day_bounds_ms(day, zone=house.zone, ends_at_minute=ends_at)[1]
    if until_ms <= session.now_ms:
        raise Invalid("vouchers.until", text=excerpt(typed))
    return until_ms


def _house(session: ReadSession) -> Row:
    """The theatre whose money it is: the till's, or any where all have the same money."""
    if session.ctx.settings.theatre:
        return places.get_theatre(session, session.ctx.settings.theatre)
    every = session.all(show_queries.theatres)
    if not every:
        raise NotFound("vouchers.no_theatre")
    if len({(row.currency, row.zone) for row in every}) > 1:
        raise Invalid("vouchers.which_theatre", theatres=[row.key for row in every])
    return every[0]


def _zone(session: ReadSession) -> str:
    """The clock that times are told by, where no theatre has to be named for it."""
    every = session.all(show_queries.theatres)
    own = [row for row in every if row.key == session.ctx.settings.theatre]
    return str((own or every)[0].zone) if every else "UTC"


def _get(session: ReadSession, typed: str) -> Row:
    row = session.first(queries.voucher_by_id, voucher_id=typed.strip())
    return row or voucher_tender.get_voucher(session, typed)


def _view(row: Row, now_ms: int, *, zone: str, reserved_minor: int = 0) -> VoucherView:
    is_over = row.status == VoucherStatus.ACTIVE and 0 < row.expires_at_ms <= now_ms
    return VoucherView(
        id=row.id, last_four=rules.ending(row.code), status="expired" if is_over else row.status,
        currency=row.currency, balance_minor=row.balance_minor, reserved_minor=reserved_minor,
        name=row.name, created_at=times.local(row.created_at_ms, zone=zone),
        expires_at=times.local(row.expires_at_ms, zone=zone) if row.expires_at_ms else None,
        till=row.till, actor=row.actor,
    )  # fmt: skip


def _entry(row: Row, zone: str) -> EntryView:
    return EntryView(
        kind=row.kind, amount_minor=row.amount_minor, ref=row.ref or "",
        payment_id=row.payment_id, refund_id=row.refund_id,
        at=times.local(row.created_at_ms, zone=zone),
    )  # fmt: skip
