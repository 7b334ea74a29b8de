"""A busy, lawful evening at two tills, and ways to write past the program."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from types import SimpleNamespace
from typing import Any

from boxoffice.context import Context
from boxoffice.domain.audit import START, digest
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.outbound.gateways.protocol import Event, EventKind
from boxoffice.services import (
    blocks,
    clock,
    exchanges,
    holds,
    online,
    refunds,
    reservations,
    sales,
    sweep,
    vouchers,
    webhooks,
)
from boxoffice.services.app import App
from boxoffice.services.cancelling import use
from boxoffice.services.cancelling.results import ShowsMeant
from tests.clocks import FakeClock
from tests.offers import add_offer
from tests.programme import open_cinema

CASH = Tender(PaymentMethod.CASH, "exact")
CARD = Tender(PaymentMethod.CARD, "10", slip="4711")

ENTRY = (
    "till, seq, at_ms, actor, op_key, event, subject_kind, subject_id, from_state, to_state, detail"
)


def live_evening(
    app: App, ctx: Context, other: Context, clock_hand: FakeClock, *, sweeps: bool = False
) -> SimpleNamespace:
    """Everything that can lawfully happen; answers with references and ids by what became of it."""
    open_cinema(app, ctx, shows=3)
    clock.accept_clock(app, ctx)
    found = SimpleNamespace()
    lapsed = hold(app, ctx, "E1-3")
    found.expired = book(app, ctx, "F1-2")
    late, found.cancelled, regretted = (book(app, ctx, seats) for seats in ("F4", "F5", "F6"))
    in_time = book(app, ctx, "H1-2", until="-30m")
    cancel(app, ctx, found.cancelled)
    cancel(app, other, regretted)
    found.lapsed = lapsed
    clock_hand.advance(minutes=20)
    found.taken = sell(app, other, "E1", tenders=(CASH,))
    if sweeps:
        sweep.sweep(app, ctx)
    pay(app, ctx, in_time)
    pay(app, other, late)
    pay(app, other, regretted)
    found.paid_late = late
    found.sold = sell(app, ctx, "F7-8", tenders=(CASH,))
    found.split = sell(app, ctx, "C1-2", tenders=(CARD, CASH))
    found.elsewhere = sell(app, other, "C1-2", show="2", tenders=(CASH,))
    found.voided = sell(app, ctx, "C5-6", tenders=(CARD, CASH))
    sales.void(app, ctx, sales.VoidRequest(ref=found.voided, reason="wrong film"))
    found.again = sell(app, ctx, "C5", tenders=(CASH,))
    found.refunded = sell(app, ctx, "D5", tenders=(CASH,))
    found.refunded_partly = sell(app, ctx, "D7-9", tenders=(CARD, CASH))
    refund(app, other, found.refunded)
    refund(app, other, found.refunded_partly, "D8", in_full=True, reason="ill")
    found.off = sell(app, ctx, "C1-2", show="3", tenders=(CASH,))
    use.cancel_shows(app, other, ShowsMeant(shows=("3",)), reason="flood")
    kept = hold(app, ctx, "B3-4")
    found.partly = sell(app, ctx, "B3", hold=kept, tenders=(CASH,))
    found.converted = kept
    found.released = hold(app, other, "B6")
    holds.release_holds(app, other, holds.ReleaseRequest(hold=found.released))
    found.extended = hold(app, other, "D1-2")
    clock_hand.advance(minutes=1)
    holds.extend_hold(app, other, holds.ExtendRequest(hold=found.extended))
    found.pending = book(app, ctx, "G1-2")
    _vouchers(app, ctx, other, found)
    _offers(app, ctx, other, found)
    _exchanges(app, ctx, other, found)
    found.online = online_payment(app, ctx, "H9", paid=True)
    found.page = online_payment(app, other, "H10", paid=False)
    found.block = block(app, ctx, "B9-10")
    found.lifted = block(app, ctx, "A9")
    for words in ("B10", "A9"):
        request = blocks.UnblockRequest(show="1", words=(words,), reason="mended")
        blocks.unblock_seats(app, other, request)
    return found


def online_payment(app: App, ctx: Context, seats: str, *, paid: bool) -> str:
    """Seats paid on a gateway's page with cash beside it, or about to be; and money of nobody."""
    ref = book(app, ctx, seats)
    cash = Tender(PaymentMethod.CASH, "5")
    begun = app.db.write(
        ctx, online.OnlineRequest(ref=ref, gateway="practice", tenders=(cash,)), online.begin
    ).payment
    page = online.OpenedRequest(
        payment_id=begun.id, session_id=f"session {ref}", url="https://simulated.invalid/pay",
        expires_at_ms=ctx.clock.wall_ms() + 600_000,
    )  # fmt: skip
    app.db.write(ctx, page, online.opened)
    if paid:
        for payment_id, amount_minor in ((begun.id, begun.amount_minor), ("nobody's", 900)):
            event = Event(
                event_id=f"event of {payment_id}", kind=EventKind.CAPTURED, name="paid",
                at_ms=ctx.clock.wall_ms(), sha256="0" * 64, payment_id=payment_id,
                transaction_id=f"transaction of {payment_id}", amount_minor=amount_minor,
                currency="EUR", brand="visa", last_four="4242",
            )  # fmt: skip
            webhooks.take(app, ctx, "practice", event)
    return ref


def _vouchers(app: App, ctx: Context, other: Context, found: SimpleNamespace) -> None:
    """One that is spent, given back and kept for a booking, at two tills; another is void."""
    request = vouchers.IssueRequest(amount="60", count=2, reason="gift")
    gift, gone = vouchers.issue(app, ctx, request).vouchers
    found.voucher = gift.id
    by_gift = Tender(PaymentMethod.VOUCHER, slip=gift.code)
    found.by_voucher = sell(app, ctx, "G4", tenders=(by_gift,))
    found.voucher_back = sell(app, other, "G6", tenders=(by_gift,))
    refund(app, ctx, found.voucher_back)
    found.voucher_kept = book(app, other, "G8", tenders=(by_gift,))
    vouchers.void(app, ctx, vouchers.VoidVoucherRequest(code=gone.code, reason="lost"))


def _offers(app: App, ctx: Context, other: Context, found: SimpleNamespace) -> None:
    """One that a customer has once, one by codes that are good once: taken, kept, given back."""
    add_offer(app, ctx, 1, "gift", percent_bp=5000, single_use=1, codes=("AAA", "BBB", "CCC"))
    add_offer(app, ctx, 2, "summer", percent_bp=1000, code="SUMMER", limit_total=3,
              limit_customer=1)  # fmt: skip
    found.by_offer = sell(app, ctx, "E5-6", tenders=(CASH,), offers=("SUMMER",), phone="0301")
    found.by_code = sell(app, other, "E7", tenders=(CASH,), offers=("CCC",))
    found.code_kept = book(app, ctx, "E8", offers=("BBB",))
    found.code_back = sell(app, ctx, "D3", tenders=(CASH,), offers=("AAA",))
    refund(app, ctx, found.code_back)


def _exchanges(app: App, ctx: Context, other: Context, found: SimpleNamespace) -> None:
    """Two seats became dearer ones at another till, one of them given back, one more added."""
    found.exchanged = sell(app, ctx, "A3-4", tenders=(CASH,))
    request = exchanges.ExchangeRequest(
        ref=found.exchanged, to=("G3-4",), show="2", tenders=(CASH,), reason="later"
    )
    found.exchanged_into = exchanges.exchange(app, other, request).booking.ref
    refund(app, ctx, found.exchanged_into, "G4")
    more = exchanges.ExchangeRequest(ref=found.exchanged_into, add=("G5",), tenders=(CASH,))
    exchanges.exchange(app, ctx, more)


def hold(app: App, ctx: Context, seats: str) -> str:
    return holds.place_hold(app, ctx, holds.HoldRequest(show="1", words=(seats,))).hold.id


def block(app: App, ctx: Context, seats: str) -> str:
    request = blocks.BlockRequest(show="1", words=(seats,), reason="broken")
    return blocks.block_seats(app, ctx, request).block.id


def sell(app: App, ctx: Context, seats: str, *, show: str = "1", **more: Any) -> str:
    request = sales.SellRequest(show=show, words=(seats,), **more)
    return sales.sell(app, ctx, request).booking.ref


def book(app: App, ctx: Context, seats: str, **more: Any) -> str:
    request = reservations.BookRequest(show="1", words=(seats,), name="Ann", **more)
    return reservations.book(app, ctx, request).booking.ref


def pay(app: App, ctx: Context, ref: str) -> None:
    reservations.pay(app, ctx, reservations.PayRequest(ref=ref, tenders=(CASH,)))


def refund(app: App, ctx: Context, ref: str, *seats: str, **more: Any) -> None:
    refunds.refund(app, ctx, refunds.RefundRequest(ref=ref, words=seats, **more))


def cancel(app: App, ctx: Context, ref: str) -> None:
    reservations.cancel(app, ctx, reservations.CancelRequest(ref=ref, reason="ill"))


def past_the_program(database: str, statements: Sequence[str]) -> None:
    """Run SQL with foreign keys unchecked and, on SQLite, CHECKs ignored."""
    if database.startswith("postgres"):
        import psycopg

        with psycopg.connect(database, autocommit=True) as server:
            server.execute("SET session_replication_role = replica")
            for statement in statements:
                server.execute(statement)  # type: ignore[arg-type]
        return
    with closing(sqlite3.connect(database, isolation_level=None)) as file:
        file.execute("PRAGMA foreign_keys=OFF")
        file.execute("PRAGMA ignore_check_constraints=ON")
        for statement in statements:
            file.execute(statement)


def rows(database: str, sql: str) -> list[tuple[Any, ...]]:
    """What a query answers, past the program."""
    if database.startswith("postgres"):
        import psycopg

        with psycopg.connect(database, autocommit=True) as server:
            return server.execute(sql).fetchall()  # type: ignore[arg-type]
    with closing(sqlite3.connect(database, isolation_level=None)) as file:
        return file.execute(sql).fetchall()


def reseal(database: str) -> None:
    """Forge every chain anew, so that only what the entries say is left to notice."""
    heads: dict[str, tuple[int, str]] = {}
    updates = []
    for row in rows(database, f"SELECT {ENTRY} FROM audit_entry ORDER BY till, seq"):
        till, seq = row[0], row[1]
        previous = heads.get(till, (0, START))[1]
        heads[till] = (seq, digest(previous, *map(str, row)))
        updates.append(
            f"UPDATE audit_entry SET hash = '{heads[till][1]}'"
            f" WHERE till = '{till}' AND seq = {seq}"
        )
    for till, (seq, sealed) in heads.items():
        updates.append(
            f"UPDATE audit_chain SET length = {seq}, hash = '{sealed}' WHERE till = '{till}'"
        )
    past_the_program(database, updates)


def filled(text: str, found: SimpleNamespace, lookup: Callable[[str], Any]) -> str:
    """A text with `{sold}` as a reference and `{sold.id}`, `{sold.payment}` … as ids."""

    def put(match: re.Match[str]) -> str:
        name, _, part = match[1].partition(".")
        value = vars(found)[name]
        if not part:
            return str(value)
        if part == "id":
            return str(lookup(f"SELECT id FROM booking WHERE ref = '{value}'"))
        return str(
            lookup(
                f"SELECT min({'x.code' if part == 'code' else 'x.id'}) FROM"
                f" {'ticket' if part == 'code' else part} x JOIN booking b ON b.id = x.booking_id"
                f" WHERE b.ref = '{value}'"
            )
        )

    return re.sub(r"\{([a-z_.]+)\}", put, text)


def name_parts(found: SimpleNamespace, lookup: Callable[[str], object]) -> None:
    """Say by name which seats, payments and tickets of an evening something is broken in."""
    for name in ("sold", "voided", "elsewhere"):
        ticket = filled(f"{{{name}.ticket}}", found, lookup)
        joined = "booking_line l JOIN ticket t ON t.line_id = l.id"
        seat = lookup(f"SELECT l.seat FROM {joined} WHERE t.id = '{ticket}'")
        setattr(found, f"{name}_seat", seat)
    refund = filled("{voided.refund}", found, lookup)
    found.voided_payment = lookup(f"SELECT payment_id FROM refund WHERE id = '{refund}'")
    for name, which in (("online", "="), ("page", "="), ("part", "<>")):
        of = filled(f"{{{'page' if name == 'part' else name}.id}}", found, lookup)
        sql = f"SELECT id FROM payment WHERE booking_id = '{of}' AND method {which} 'gateway'"
        setattr(found, name if name == "part" else f"{name}_payment", lookup(sql))
    found.unmatched = lookup("SELECT id FROM unmatched")
    found.seven = lookup("SELECT id FROM seat WHERE row = 'F' AND number = '7'")
