"""Counting everything again: what must always be true, recomputed from the rows alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import Field

from boxoffice.domain.invariants import (
    Invariant,
    Violation,
    bookings,
    claims,
    gateways,
    history,
    money,
    place,
)
from boxoffice.domain.invariants.bookings import Case
from boxoffice.domain.invariants.chains import Walk
from boxoffice.domain.lifecycle import OwnerKind, Subject
from boxoffice.services import verify_offers, verify_transfers, verify_vouchers
from boxoffice.services.results import Value
from boxoffice.storage import soundness
from boxoffice.storage.queries import verify as queries
from boxoffice.storage.tables import every_table
from boxoffice.storage.tables.claims import SeatClaim

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

MOST_NAMED = 100
"""So many violations of one invariant are named; of more, only how many."""


class Finding(Value):
    """One thing that is not as it must be; `code` and `details` say what."""

    invariant: str
    subject: str
    code: str
    details: dict[str, Any] = Field(default_factory=dict)


class VerifyResult(Value):
    """What was looked at, how often, and everything that is wrong."""

    ok: bool
    checked: dict[str, int]
    violations: tuple[Finding, ...]


class _Tally:
    """Counts what was looked at and keeps what is wrong, a bounded number of each kind."""

    def __init__(self) -> None:
        self.checked: Counter[Invariant] = Counter(dict.fromkeys(Invariant, 0))
        self.wrong: Counter[Invariant] = Counter()
        self.named: list[Violation] = []

    def add(self, violations: Iterable[Violation]) -> None:
        for violation in violations:
            self.wrong[violation.invariant] += 1
            if self.wrong[violation.invariant] <= MOST_NAMED:
                self.named.append(violation)

    def looked(self, count: int, *invariants: Invariant) -> None:
        for invariant in invariants:
            self.checked[invariant] += count

    def result(self) -> VerifyResult:
        more = [
            Violation(kind, str(kind), "verify.more", {"count": count - MOST_NAMED})
            for kind, count in self.wrong.items()
            if count > MOST_NAMED
        ]
        order = list(Invariant)
        found = sorted(self.named + more, key=lambda each: order.index(each.invariant))
        return VerifyResult(
            ok=not found,
            checked={str(name): self.checked[name] for name in Invariant},
            violations=tuple(
                Finding(
                    invariant=str(each.invariant), subject=each.subject, code=each.code,
                    details=dict(each.details),
                )
                for each in found
            ),
        )  # fmt: skip


def verify(app: App, ctx: Context) -> VerifyResult:
    """Recompute every invariant on one state of the database; no sale waits for it."""
    tally = _Tally()
    with app.db.read_copy(ctx) as session:
        _machine(session, tally, is_postgres=app.settings.is_postgres)
        _seats(session, tally)
        _owners(session, tally)
        _bookings(session, tally)
        _transfers(session, tally)
        _offers(session, tally)
        _vouchers(session, tally)
        _events(session, tally)
        _histories(session, tally)
        _chains(session, tally)
    return tally.result()


def _machine(session: ReadSession, tally: _Tally, *, is_postgres: bool) -> None:
    """What the database product itself promises, and whether it was asked to."""
    if is_postgres:
        known = soundness.postgres_constraints(session)
        for (table, name), is_sound in known.items():
            if not is_sound:
                tally.add([_integrity(f"{table} {name}", "verify.not_validated", name=name)])
    else:
        schema = soundness.sqlite_schema(session)
        for message in soundness.sqlite_integrity(session):
            tally.add([_integrity("database file", "verify.integrity", message=message)])
    for table, name in soundness.constraints():
        if (table, name) not in known if is_postgres else name not in schema.get(table, ""):
            tally.add([_integrity(f"{table} {name}", "verify.no_constraint", name=name)])
        tally.looked(1, Invariant.INTEGRITY)
    for name, table, statement in soundness.unlinked():
        for row in session.all(statement):
            key = " ".join(str(value) for value in vars(row).values())
            tally.add(
                [Violation(Invariant.FOREIGN_KEYS, f"{table} {key}", "verify.unlinked",
                           {"name": name, "table": table})]
            )  # fmt: skip
    tally.looked(soundness.rows_in(session, *_all_tables()), Invariant.FOREIGN_KEYS)


def _integrity(subject: str, code: str, **details: Any) -> Violation:
    return Violation(Invariant.INTEGRITY, subject, code, details)


def _all_tables() -> Sequence[Any]:
    return list(every_table().sorted_tables)


def _seats(session: ReadSession, tally: _Tally) -> None:
    for row in session.all(soundness.seats_twice()):
        tally.add([_seat_twice(row, f"#{row.seat_id}", "verify.claimed_twice")])
    for row in session.all(soundness.seats_sold_twice()):
        tally.add([_seat_twice(row, row.seat, "verify.sold_twice")])
    for row in session.all(soundness.claims_elsewhere()):
        tally.add([Violation(Invariant.SEAT_IN_HOUSE, place(row), "verify.claim_elsewhere")])
    for row in session.all(soundness.lines_elsewhere()):
        subject = f"booking {row.ref} seat {row.seat}"
        tally.add(
            [Violation(Invariant.SEAT_IN_HOUSE, subject, "verify.line_elsewhere", {"ref": row.ref})]
        )
    count = soundness.rows_in(session, SeatClaim.__table__)  # type: ignore[attr-defined]
    tally.looked(count, Invariant.SEAT_ONCE, Invariant.SEAT_IN_HOUSE, Invariant.CLAIM_OWNER)


def _seat_twice(row: Row, seat: str, code: str) -> Violation:
    details = {"show": row.show_id, "seat": seat, "times": row.times}
    return Violation(Invariant.SEAT_ONCE, f"show {row.show_id} seat {seat}", code, details)


def _owners(session: ReadSession, tally: _Tally) -> None:
    """Holds and blocks with their claims, and the claims that belong to nothing."""
    checks: tuple[tuple[Subject, OwnerKind, Invariant, Callable[..., Iterator[Violation]]], ...] = (
        (Subject.HOLD, OwnerKind.HOLD, Invariant.HOLD_SEATS,
         lambda hold, own: claims.check_hold(hold, own, now_ms=session.now_ms)),
        (Subject.BLOCK, OwnerKind.BLOCK, Invariant.BLOCK_SEATS, claims.check_block),
    )  # fmt: skip
    for subject, kind, invariant, check in checks:
        for page in queries.pages(session, queries.THINGS[subject]):
            own, orphans = _by_owner(page, queries.claims_on(session, page, kind=kind))
            for owner in page.rows:
                tally.add(check(owner, own[owner.id]))
            tally.add(claims.orphaned(claim) for claim in orphans)
            tally.looked(len(page.rows), invariant)
    tally.add(claims.orphaned(claim) for claim in session.all(
        queries.nobodys_claims, most=queries.MOST
    ))  # fmt: skip


def _by_owner(page: queries.Page, found: Sequence[Row]) -> tuple[dict[str, list[Row]], list[Row]]:
    return _grouped(page.rows, found, key="owner_id")


def _grouped(
    owners: Sequence[Row], rows: Sequence[Row], *, key: str
) -> tuple[dict[str, list[Row]], list[Row]]:
    """Rows by their owner's id, and those whose owner is not there."""
    groups: dict[str, list[Row]] = {owner.id: [] for owner in owners}
    orphans: list[Row] = []
    for row in rows:
        groups.get(getattr(row, key), orphans).append(row)
    return groups, orphans


PER_BOOKING = (
    (Invariant.BOOKING_LINES, bookings.check_lines),
    (Invariant.TICKETS, bookings.check_tickets),
    (Invariant.BOOKING_TOTAL, money.check_total),
    (Invariant.MONEY_CURRENCY, money.check_currency),
    (Invariant.MONEY_OWED, money.check_owed),
    (Invariant.MONEY_BELONGS, money.check_belongs),
    (Invariant.MONEY_COUNTED, money.check_counted),
    (Invariant.REFUNDS, money.check_refunds),
    (Invariant.GATEWAYS, gateways.check_under_way),
    (Invariant.GATEWAYS, gateways.check_transactions),
)


def _bookings(session: ReadSession, tally: _Tally) -> None:
    cleared = _called_off(session, tally)
    for page in queries.pages(session, queries.page_of_bookings):
        found = queries.claims_on(session, page, kind=OwnerKind.BOOKING)
        own, orphans = _by_owner(page, found)
        tally.add(claims.orphaned(claim) for claim in orphans)
        if page.high is None:
            return
        parts = [
            _grouped(
                page.rows,
                session.all(statement, after=page.after, high=page.high),
                key="booking_id",
            )[0]
            for statement in (
                queries.lines_between, queries.payments_between,
                queries.refunds_between, queries.tickets_between,
            )
        ]  # fmt: skip
        lines, payments, refunds, tickets = parts
        moved = verify_transfers.between(session, page)
        taken = verify_offers.between(session, page)
        for row in page.rows:
            case = Case(
                row, lines[row.id], own[row.id], payments[row.id], refunds[row.id],
                tickets[row.id], moved.get(row.id, ()),
            )  # fmt: skip
            tally.add(bookings.check_claims(case, now_ms=session.now_ms))
            tally.add(taken.check(row, lines[row.id]))
            tally.add(bookings.check_called_off(case, cleared=cleared))
            for _, check in PER_BOOKING:
                tally.add(check(case))
        tally.looked(
            len(page.rows), Invariant.LINE_CLAIMS, *{invariant for invariant, _ in PER_BOOKING}
        )


def _called_off(session: ReadSession, tally: _Tally) -> frozenset[int]:
    """Shows that are called off to the end; none that is called off keeps seats for anybody."""
    held = session.all(queries.held_of_cancelled, now_ms=session.now_ms, most=queries.MOST)
    tally.add(
        Violation(Invariant.SHOW_CANCELLED, place(claim), "verify.held_of_cancelled",
                  {"show": claim.show_id})
        for claim in held
    )  # fmt: skip
    told = {row.subject_id for row in session.all(queries.cleared_shows)}
    cleared = frozenset(int(number) for number in told if number.isdecimal())
    tally.looked(len(cleared), Invariant.SHOW_CANCELLED)
    return cleared


def _events(session: ReadSession, tally: _Tally) -> None:
    """What gateways told against the payments it was about."""
    for rows in queries.events(session):
        tally.add(found for row in rows for found in gateways.check_event(row))
        tally.looked(len(rows), Invariant.GATEWAYS)


def _transfers(session: ReadSession, tally: _Tally) -> None:
    """Seats that became others, and the money that moved along."""
    tally.add(verify_transfers.violations(session))
    tally.looked(verify_transfers.count(session), Invariant.TRANSFERS)


def _offers(session: ReadSession, tally: _Tally) -> None:
    """Offers, their codes, and who has taken them."""
    tally.add(verify_offers.violations(session))
    tally.looked(verify_offers.count(session), Invariant.OFFERS)


def _vouchers(session: ReadSession, tally: _Tally) -> None:
    """Gift vouchers, what changed their balances, and what bookings keep of them."""
    tally.add(verify_vouchers.violations(session))
    tally.looked(verify_vouchers.count(session), Invariant.VOUCHERS)


def _histories(session: ReadSession, tally: _Tally) -> None:
    things = {
        **queries.THINGS, Subject.BOOKING: queries.page_of_bookings,
        Subject.TRANSFER: verify_transfers.PAGES,
    }  # fmt: skip
    for subject, statement in things.items():
        for page in queries.pages(session, statement):
            entries = queries.entries_on(session, page, kind=subject)
            _history(tally, subject, {row.id: row for row in page.rows}, entries)
    for shows, entries in queries.shows_with_entries(session):
        _history(tally, Subject.SHOW, {str(row.id): row for row in shows}, entries)
    for entries in queries.entries_of_lost_shows(session):
        _history(tally, Subject.SHOW, {}, entries)
    for subject in queries.KEYS:
        _parts(session, tally, subject)


def _history(
    tally: _Tally, subject: Subject, things: dict[str, Row], entries: Sequence[Row]
) -> None:
    of: dict[str, list[Row]] = {subject_id: [] for subject_id in things}
    for entry in entries:
        of.setdefault(entry.subject_id, []).append(entry)
    for subject_id, own in of.items():
        tally.add(history.check(subject, things.get(subject_id), own, subject_id=subject_id))
    tally.looked(len(things), Invariant.AUDIT_STATE, Invariant.AUDIT_RECORD)
    tally.looked(len(entries), Invariant.AUDIT_STEPS)


def _parts(session: ReadSession, tally: _Tally, subject: Subject) -> None:
    """Parts of the house of one kind: those that the audit tells of, against those that are."""
    keys = {row.id for row in session.all(queries.KEYS[subject])}
    for page in queries.subjects(session, subject):
        of: dict[str, list[Row]] = {}
        entries = queries.entries_on(session, page, kind=subject)
        for entry in entries:
            of.setdefault(entry.subject_id, []).append(entry)
        for key, own in of.items():
            tally.add(history.check_part(subject, own, subject_id=key, is_there=key in keys))
        tally.looked(len(entries), Invariant.AUDIT_STEPS)
    tally.looked(len(keys), Invariant.AUDIT_HOUSE)


def _chains(session: ReadSession, tally: _Tally) -> None:
    for till in queries.tills(session):
        walk = Walk(till)
        for entries in queries.chain_of(session, till):
            tally.add(walk.follow(entries))
            tally.add(found for entry in entries for found in history.check_alone(entry))
            tally.looked(len(entries), Invariant.AUDIT_CHAIN)
        tally.add(walk.finish(session.first(queries.head_of_chain, till=till)))
