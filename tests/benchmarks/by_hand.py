"""A hold and a sale as a careful person writes them on `sqlite3`: the same statements and rows.

The SQL is the program's own, so that only what stands around it differs: the same reads, the same
claim, operation with the request's hash and answer, audit entries chained by SHA-256, the same
pragmas, and one commit. No gate, no checks of what was typed, no values beyond the rows.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from boxoffice.context import SystemClock
from boxoffice.storage.journal import prepare_journal
from boxoffice.storage.statements import NAMED, dialect_of, insert_rows
from boxoffice.storage.tables.audit import AuditEntry
from boxoffice.storage.tables.bookings import Booking, BookingLine, Payment, Ticket
from boxoffice.storage.tables.claims import Hold
from tests.benchmarks.cinemas import make_hall, pairs_of_seats

MINUTE_MS = 60_000
SEATS = 2


class TakenError(Exception):
    """Another has the seats; nothing was written."""


class ByHand:
    """One connection and the next two seats, again and again."""

    def __init__(self, path: Path, *, till: str = "till-1") -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        prepare_journal(self.connection)
        self.connection.execute("PRAGMA foreign_keys=ON")
        self.cursor = self.connection.cursor()
        self.till = till
        self.pairs: Iterator[tuple[str, str]] = pairs_of_seats(range(1, 301))
        self.boot_id = SystemClock().boot_id()
        hall = make_hall()
        self.seats = {seat.label: seat for seat in hall.seats}
        self.rows = {row: sorted(s.id for s in seats) for (_, row), seats in hall.rows.items()}

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def hold(self) -> str:
        """Hold the next two seats."""
        show_id, chosen = self._begin("HoldRequest")
        hold_id, until_ms = self._uuid(), self.now_ms + 5 * MINUTE_MS
        self._claim(show_id, chosen, "held", "hold", hold_id, until_ms)
        self._insert(Hold, [{
            "id": hold_id, "show_id": show_id, "till": self.till, "actor": "ann",
            "status": "active", "seat_count": SEATS, "created_at_ms": self.now_ms,
            "expires_at_ms": until_ms,
        }])  # fmt: skip
        ids = [seat.id for seat, _, _ in chosen]
        detail = {"show": show_id, "seats": ids, "until_ms": until_ms}
        answer = {
            "op_key": "", "replayed": False, "warnings": [],
            "hold": {
                "id": hold_id, "show_id": show_id, "seats": [s.label for s, _, _ in chosen],
                "status": "active", "till": self.till, "expires_at": until_ms,
            },
        }  # fmt: skip
        self._end([("hold", hold_id, "active", detail)], answer)
        return hold_id

    def sell(self) -> str:
        """Sell the next two seats for cash."""
        show_id, chosen = self._begin("SellRequest")
        booking_id, ref, now_ms = self._uuid(), os.urandom(5).hex().upper(), self.now_ms
        total = sum(amount for _, amount, _ in chosen)
        self._claim(show_id, chosen, "sold", "booking", booking_id, None)
        self._insert(Booking, [{
            "id": booking_id, "ref": ref, "show_id": show_id, "status": "confirmed",
            "till": self.till, "actor": "ann", "name": "", "phone": "",
            "late_reason": "", "currency": "EUR", "total_minor": total, "tax_minor": 0,
            "fee_minor": 0, "created_at_ms": now_ms, "confirmed_at_ms": now_ms,
            "expires_at_ms": 0,
        }])  # fmt: skip
        lines = [
            {
                "id": self._uuid(), "booking_id": booking_id, "seat_id": seat.id,
                "seat": seat.label, "category": seat.category, "ticket_type": "adult",
                "price_minor": amount, "rule": rule, "status": "sold", "base_minor": amount,
                "adjusted_minor": 0, "offer_minor": 0, "fee_minor": 0, "tax_minor": 0,
                "tax_added_minor": 0, "proof": "", "refund_policy": "",
                "parts": json.dumps([{"kind": "base", "key": rule, "amount_minor": amount}]),
            }
            for seat, amount, rule in chosen
        ]  # fmt: skip
        self._insert(BookingLine, lines)
        payment = {
            "id": self._uuid(), "booking_id": booking_id, "till": self.till, "method": "cash",
            "status": "captured", "currency": "EUR", "amount_minor": total,
            "tendered_minor": total, "change_minor": 0, "rounding_minor": 0, "slip": "",
            "created_at_ms": now_ms, "captured_at_ms": now_ms,
        }  # fmt: skip
        self._insert(Payment, [payment])
        tickets = [
            {
                "id": self._uuid(), "booking_id": booking_id, "line_id": line["id"],
                "code": os.urandom(13).hex().upper(), "issue_number": 1, "status": "issued",
                "created_at_ms": now_ms, "admitted_at_ms": 0,
            }
            for line in lines
        ]  # fmt: skip
        self._insert(Ticket, tickets)
        self._end(
            [
                ("booking", booking_id, "confirmed",
                 {"show": show_id, "total_minor": total, "until_ms": 0}),
                *(("line", line["id"], "sold", {"seat": line["seat_id"]}) for line in lines),
                ("payment", payment["id"], "captured",
                 {"booking": booking_id, "amount_minor": total, "method": "cash"}),
                *(("ticket", t["id"], "issued", {"line": t["line_id"]}) for t in tickets),
            ],
            {
                "op_key": "", "replayed": False, "booking": {"ref": ref, "lines": lines},
                "payments": [payment], "refunds": [], "tickets": tickets, "warnings": [],
                "show": self.show,
            },
        )  # fmt: skip
        return ref

    def _begin(self, use_case: str) -> tuple[int, list[tuple[Any, int, str]]]:
        """Up to the seats with their prices, none of them taken by the look of it."""
        show, words = next(self.pairs)
        show_id = int(show)
        request = json.dumps({"show": show, "words": [words]})
        self.op_key = os.urandom(8).hex()
        self.cursor.execute("BEGIN IMMEDIATE")
        clock = {
            "wall_ms": time.time_ns() // 1_000_000,
            "boot_ms": time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000,
            "this_boot": self.boot_id,
        }
        _version, self.now_ms = self._run("clock.advance_clock", **clock)[0]
        self._run(
            "records.start_operation", scope="counter", op_key=self.op_key, step=1, actor="ann",
            till=self.till, use_case=use_case, created_at_ms=self.now_ms, result="",
            request_hash=sha256(f"{use_case}\x1f{request}".encode()).hexdigest(),
        )  # fmt: skip
        self.show = self._run("shows.lock_show", show_id=show_id)[0]
        rules = self._run(
            "prices.price_list", theatre_id=1, show_id=show_id, day="2026-11-21",
            now_ms=self.now_ms,
        )  # fmt: skip
        row, (first, last) = words[0], words[1:].split("-")
        labels = (f"{row}{number}" for number in range(int(first), int(last) + 1))
        seats = [self.seats[label] for label in labels]
        beside = self.rows[row]
        self._run("claims.claims_of_seats", show_id=show_id, low_id=beside[0], high_id=beside[-1])
        prices = {rule[2]: (rule[6], rule[1]) for rule in rules if rule[0] == "rule"}
        return show_id, [(seat, *prices[seat.category]) for seat in seats]

    def _claim(
        self, show_id: int, chosen: Sequence[Any], state: str, kind: str, owner: str,
        until_ms: int | None,
    ) -> None:  # fmt: skip
        got = self._run(
            "claims.place_claims", show_id=show_id, state=state, owner_kind=kind, owner_id=owner,
            expires_at_ms=until_ms, now_ms=self.now_ms, seat_id_0=chosen[0][0].id,
            seat_id_1=chosen[1][0].id,
        )  # fmt: skip
        if len(got) < SEATS:
            self.connection.rollback()
            raise TakenError

    def _end(
        self, entries: Sequence[tuple[str, str, str, Mapping[str, Any]]], answer: object
    ) -> None:
        """The audit entries on the till's chain, the operation's answer, the commit."""
        length, previous = self._run("records.extend_chain", till=self.till, count=len(entries))[0]
        rows = []
        for seq, (kind, subject, state, detail) in enumerate(entries, length - len(entries) + 1):
            text = json.dumps(detail, sort_keys=True, separators=(",", ":"))
            parts = (
                previous, self.till, str(seq), str(self.now_ms), "ann", self.op_key,
                f"{kind}.{state}", kind, subject, "", state, text,
            )  # fmt: skip
            previous = sha256("\x1f".join(parts).encode()).hexdigest()
            rows.append({
                "till": self.till, "seq": seq, "at_ms": self.now_ms, "actor": "ann",
                "op_key": self.op_key, "event": f"{kind}.{state}", "subject_kind": kind,
                "subject_id": subject, "from_state": "", "to_state": state, "detail": text,
                "hash": previous,
            })  # fmt: skip
        self._insert(AuditEntry, rows)
        self._run("records.seal_chain", of_till=self.till, sealed=previous)
        self._run(
            "records.finish_operation", answer=json.dumps(answer), scope="counter",
            op_key=self.op_key, step=1,
        )  # fmt: skip
        self.connection.commit()

    def _insert(self, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        compiled = insert_rows(table.__table__, len(rows), "sqlite", tuple(rows[0]))
        flat = {f"{name}_{n}": value for n, row in enumerate(rows) for name, value in row.items()}
        self.cursor.execute(compiled.sql, flat)

    def _run(self, name: str, **values: Any) -> list[Any]:
        compiled = NAMED[name].compiled(dialect_of("sqlite"), SEATS)
        if compiled.fixed:
            values = {**compiled.fixed, **values}
        return self.cursor.execute(compiled.sql, values).fetchall()

    def _uuid(self) -> str:
        text = f"{self.now_ms << 80 | 7 << 76 | int.from_bytes(os.urandom(9), 'big'):032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
