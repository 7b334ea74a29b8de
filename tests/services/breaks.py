"""Every way in which an invariant is broken past the program, and what is to be named for it.

`{sold.id}` and the like stand for what the evening left.
"""

from __future__ import annotations

from typing import NamedTuple


class Break(NamedTuple):
    """SQL that breaks an invariant, and what is to be named for it."""

    name: str
    sql: tuple[str, ...]
    named: frozenset[tuple[str, str]]
    seals: bool = False
    others: frozenset[str] = frozenset()
    only: str = ""


def broken(name: str, *sql: str, named: str, **more: object) -> Break:
    """One violation, written as `invariant: subject`."""
    pairs = frozenset(tuple(each.split(": ", 1)) for each in named.split(" | "))
    return Break(name, sql, pairs, **more)  # type: ignore[arg-type]


def audit(kind: str, subject: str) -> str:
    return f"subject_kind = '{kind}' AND subject_id = '{subject}'"


SEAT = "(SELECT id FROM seat WHERE row = '{row}' AND number = '{number}')"
E9 = SEAT.format(row="E", number="9")
F7 = SEAT.format(row="F", number="7")
F7_CLAIM = f"show_id = 1 AND seat_id = {F7}"
LINE = "booking_id = '{sold.id}' AND seat = 'F7'"
PAGE = "booking_id = '{page.id}' AND method = 'gateway'"
ONLINE = "booking_id = '{online.id}' AND method = 'gateway'"

STRAY = (
    "INSERT INTO payment (id, booking_id, till, method, status, currency, amount_minor,"
    " tendered_minor, change_minor, rounding_minor, slip, created_at_ms, captured_at_ms)"
    " SELECT 'stray', "
)
"""How a payment begins that its booking never had."""

SOLD_AGAIN = frozenset({"booking_lines", "line_claims", "tickets", "audit_state"})
"""What a line of a booking that is over breaks besides, when it says it is sold."""

BREAKS = [
    broken(
        "a sold claim is gone", f"DELETE FROM seat_claim WHERE {F7_CLAIM}",
        named="line_claims: booking {sold} seat F7",
    ),
    broken(
        "a sold claim nobody bought",
        f"INSERT INTO seat_claim VALUES (1, {E9}, 'sold', 'booking', '{{sold.id}}', NULL)",
        named="line_claims: show 1 seat E9",
    ),
    broken(
        "a pending booking lost a seat",
        "DELETE FROM seat_claim WHERE owner_id = '{pending.id}' AND seat_id ="
        + SEAT.format(row="G", number="1"),
        named="line_claims: booking {pending} seat G1",
    ),
    broken(
        "a pending claim of a sold line",
        f"UPDATE seat_claim SET state = 'pending', expires_at_ms = 1 WHERE {F7_CLAIM}",
        named="line_claims: show 1 seat F7",
    ),
    broken(
        "a claim of a hold that is not there",
        f"INSERT INTO seat_claim VALUES (1, {E9}, 'held', 'hold', 'nobody', 9000000000000)",
        named="claim_owner: show 1 seat E9",
    ),
    broken(
        "a claim of nobody at all",
        f"INSERT INTO seat_claim VALUES (1, {E9}, 'held', 'hold', '', 9000000000000)",
        named="claim_owner: show 1 seat E9",
    ),
    broken(
        "a claim outlives its hold",
        f"INSERT INTO seat_claim VALUES (1, {E9}, 'held', 'hold', '{{released}}', 9000000000000)",
        named="claim_owner: show 1 seat E9",
    ),
    broken(
        "a claim outlives its booking",
        "INSERT INTO seat_claim SELECT 1, seat_id, 'sold', 'booking', booking_id, NULL"
        " FROM booking_line WHERE booking_id = '{voided.id}' AND seat = 'C6'",
        named="claim_owner: show 1 seat C6",
    ),
    broken(
        "a claim outlives its block",
        f"INSERT INTO seat_claim VALUES (1, {E9}, 'blocked', 'block', '{{lifted}}', NULL)",
        named="claim_owner: show 1 seat E9",
    ),
    broken(
        "a claim expires at another time",
        "UPDATE seat_claim SET expires_at_ms = expires_at_ms + 1 WHERE owner_id = '{pending.id}'"
        " AND seat_id =" + SEAT.format(row="G", number="1"),
        named="claim_owner: show 1 seat G1",
    ),
    broken(
        "a hold lost a seat",
        "DELETE FROM seat_claim WHERE owner_id = '{extended}' AND seat_id ="
        + SEAT.format(row="D", number="1"),
        named="hold_seats: hold {extended}",
    ),
    broken(
        "a block lost its seat", "DELETE FROM seat_claim WHERE owner_id = '{block}'",
        named="block_seats: block {block}",
    ),
    broken(
        "a seat sold twice",
        "UPDATE booking_line SET status = 'sold' WHERE booking_id = '{voided.id}' AND seat = 'C5'",
        named="seat_once: show 1 seat C5",
        others=SOLD_AGAIN,
    ),
    broken(
        "a seat claimed twice",
        "ALTER TABLE seat_claim DROP CONSTRAINT pk_seat_claim",
        f"INSERT INTO seat_claim SELECT * FROM seat_claim WHERE {F7_CLAIM}",
        named="seat_once: show 1 seat #{seven} | integrity: seat_claim pk_seat_claim",
        only="postgres",
    ),
    broken(
        "a seat of another hall",
        "INSERT INTO layout VALUES (2, 'other', 'Other', 1, 0)",
        "INSERT INTO seat VALUES (900, 2, 'z1', '', 'Z', '1', 'standard', 'standard', 0, 0, '')",
        "UPDATE seat_claim SET seat_id = 900 WHERE owner_id = '{block}'",
        named="seat_in_house: show 1 seat Z1",
    ),
    broken(
        "a line of another booking's state",
        "UPDATE booking_line SET status = 'voided' WHERE booking_id = '{cancelled.id}'",
        named="booking_lines: booking {cancelled} seat F5", others=frozenset({"audit_state"}),
    ),
    broken(
        "a total that does not add up",
        f"UPDATE booking_line SET price_minor = price_minor - 1 WHERE {LINE}",
        named="booking_total: booking {sold}",
    ),
    broken(
        "a fee that does not add up",
        f"UPDATE booking_line SET fee_minor = fee_minor + 1 WHERE {LINE}",
        named="booking_total: booking {sold} | booking_total: booking {sold} seat F7",
    ),
    broken(
        "parts that nobody can read",
        f"UPDATE booking_line SET parts = 'twelve' WHERE {LINE}",
        named="booking_total: booking {sold} seat F7",
    ),
    broken(
        "a tax from nowhere",
        "UPDATE booking SET tax_minor = 1 WHERE ref = '{sold}'",
        named="booking_total: booking {sold}",
    ),
    broken(
        "a payment is gone",
        "DELETE FROM payment WHERE booking_id = '{sold.id}'",
        named="money_owed: booking {sold} | audit_state: payment {sold.payment}",
    ),
    broken(
        "a payment in another currency",
        "UPDATE payment SET currency = 'USD' WHERE booking_id = '{sold.id}'",
        named="money_currency: payment {sold.payment} | money_owed: booking {sold}",
    ),
    broken(
        "money for a cancelled booking",
        STRAY + "'{cancelled.id}', till, method, status, currency, amount_minor,"
        " tendered_minor, change_minor, 0, '', created_at_ms, captured_at_ms"
        " FROM payment WHERE id = '{sold.payment}'",
        named="money_belongs: payment stray | audit_state: payment stray",
    ),
    broken(
        "a page under way beside a sale",
        STRAY + "'{sold.id}', till, 'gateway', 'initiated', currency, amount_minor,"
        " amount_minor, 0, 0, '', created_at_ms, 0 FROM payment WHERE id = '{sold.payment}'",
        named="gateways: payment stray | audit_state: payment stray",
    ),
    broken(
        "a counter's part whose page is over",
        f"UPDATE payment SET status = 'expired' WHERE {PAGE}",
        named="gateways: payment {part} | audit_state: payment {page_payment}",
    ),
    broken(
        "gateway's money without a transaction",
        f"UPDATE payment SET transaction_id = '' WHERE {ONLINE}",
        named="gateways: payment {online_payment}",
    ),
    broken(
        "a gateway of cash",
        "UPDATE payment SET gateway = 'practice' WHERE id = '{sold.payment}'",
        named="gateways: payment {sold.payment}",
    ),
    broken(
        "an event that did nothing",
        "UPDATE webhook_inbox SET effect = '' WHERE payment_id = '{online_payment}'",
        named="gateways: event practice event of {online_payment}",
    ),
    broken(
        "an event that says it was paid what is under way",
        "INSERT INTO webhook_inbox VALUES"
        " ('practice', 'forged', 'payment.captured', '{page_payment}', '', 'captured', 0, 0)",
        named="gateways: event practice forged",
    ),
    broken(
        "a line for a person put away past the program",
        "UPDATE unmatched SET status = 'resolved', amount_minor = 1",
        named="audit_state: unmatched {unmatched}",
        others=frozenset({"audit_record"}),
    ),
    broken(
        "change that does not add up",
        "UPDATE payment SET tendered_minor = tendered_minor + 5 WHERE id = '{sold.payment}'",
        named="money_counted: payment {sold.payment}",
    ),
    broken(
        "a refund that never came",
        "UPDATE refund SET status = 'queued' WHERE id = '{voided.refund}'",
        named="refunds: payment {voided_payment} | audit_state: refund {voided.refund}",
    ),
    broken(
        "a refund for nothing",
        "UPDATE refund SET cause = '' WHERE id = '{off.refund}'",
        named="refunds: refund {off.refund}",
    ),
    broken(
        "more to be given back than came in",
        "UPDATE refund SET amount_minor = amount_minor + 1 WHERE id = '{off.refund}'",
        named="refunds: payment {off.payment} | money_owed: booking {off}",
        others=frozenset({"audit_record"}),
    ),
    broken(
        "a refund of money that never came",
        "UPDATE payment SET status = 'failed' WHERE id = '{off.payment}'",
        named="refunds: payment {off.payment} | audit_state: payment {off.payment}",
        others=frozenset({"money_owed", "gateways"}),
    ),
    broken(
        "a refund for a show that is on",
        "UPDATE show SET status = 'on_sale' WHERE id = 3",
        named="refunds: refund {off.refund} | audit_state: show 3",
    ),
    broken(
        "a seat of a show that is called off",
        "UPDATE booking_line SET status = 'sold' WHERE booking_id = '{off.id}'",
        named="show_cancelled: booking {off}",
        others=SOLD_AGAIN,
    ),
    broken(
        "a hold at a show that is called off",
        f"INSERT INTO seat_claim VALUES (3, {E9}, 'held', 'hold', '{{extended}}', 9000000000000)",
        named="show_cancelled: show 3 seat E9", others=frozenset({"claim_owner", "hold_seats"}),
    ),
    broken(
        "a ticket is gone", "DELETE FROM ticket WHERE id = '{elsewhere.ticket}'",
        named="tickets: booking {elsewhere} seat {elsewhere_seat}"
        " | audit_state: ticket {elsewhere.ticket}",
    ),
    broken(
        "a ticket of a void sale lets in",
        "UPDATE ticket SET status = 'issued' WHERE id = '{voided.ticket}'",
        named="tickets: booking {voided} seat {voided_seat} | audit_state: ticket {voided.ticket}",
    ),
    broken(
        "a voucher worth more than its entries",
        "UPDATE voucher SET balance_minor = balance_minor + 1 WHERE id = '{voucher}'",
        named="vouchers: voucher {voucher} | audit_record: voucher {voucher}",
    ),
    broken(
        "an entry was changed",
        "UPDATE audit_entry SET actor = 'bob' WHERE till = 'till-1' AND seq = 5",
        named="audit_chain: till till-1 entry 5", others=frozenset({"audit_record"}),
    ),
    broken(
        "an entry was taken out", "DELETE FROM audit_entry WHERE till = 'till-1' AND seq = 3",
        named="audit_chain: till till-1 entry 4",
        others=frozenset({"audit_state", "audit_steps"}),
    ),
    broken(
        "the end of a chain was cut off",
        "DELETE FROM audit_entry WHERE till = 'till-2' AND seq ="
        " (SELECT length FROM audit_chain WHERE till = 'till-2')",
        named="audit_chain: till till-2 | audit_state: block {lifted}",
        others=frozenset({"audit_record"}),
    ),
    broken(
        "a chain has no head", "DELETE FROM audit_chain WHERE till = 'till-2'",
        named="audit_chain: till till-2",
    ),
    broken(
        "an illegal step",
        "UPDATE audit_entry SET to_state = 'exchanged' WHERE from_state = 'active' AND "
        + audit("hold", "{released}"),
        "UPDATE hold SET status = 'active' WHERE id = '{released}'",
        named="audit_steps: hold {released} | audit_state: hold {released}", seals=True,
        others=frozenset({"hold_seats"}),
    ),
    broken(
        "a step is missing",
        "UPDATE audit_entry SET from_state = 'initiated' WHERE " + audit(
            "payment", "{sold.payment}"
        ),
        named="audit_steps: payment {sold.payment}", seals=True,
    ),
    broken(
        "a state without its step",
        "UPDATE show SET status = 'closed' WHERE id = 2", named="audit_state: show 2",
    ),
    broken(
        "an offer took off something else than it says",
        "UPDATE redemption SET amount_minor = amount_minor + 1"
        " WHERE booking_id = '{by_offer.id}'",
        named="offers: booking {by_offer} offer summer",
    ),
    broken(
        "a seat that nobody exchanged",
        "UPDATE booking_line SET replaces = '' WHERE seat = 'G4'"
        " AND booking_id = '{exchanged_into.id}'",
        named="transfers: booking {exchanged} seat A4",
    ),
    broken(
        "a show is gone", "DELETE FROM show WHERE id = 2", named="audit_house: show 2",
        others=frozenset({"foreign_keys", "money_currency"}),
    ),
    broken(
        "a row that is not what was recorded",
        "UPDATE booking SET actor = 'bob' WHERE id = '{sold.id}'",
        named="audit_record: booking {sold.id}",
    ),
    broken(
        "a ticket of no booking",
        "UPDATE ticket SET booking_id = 'nothing' WHERE id = '{sold.ticket}'",
        named="foreign_keys: ticket {sold.ticket} | tickets: booking {sold} seat {sold_seat}",
    ),
    broken(
        "an unvalidated constraint",
        "ALTER TABLE refund DROP CONSTRAINT ck_refund_amount",
        "ALTER TABLE refund ADD CONSTRAINT ck_refund_amount CHECK (amount_minor > 0) NOT VALID",
        named="integrity: refund ck_refund_amount", only="postgres",
    ),
    broken(
        "a CHECK that does not hold", "UPDATE movie SET runtime_minutes = -1",
        named="integrity: database file", only="sqlite",
    ),
]  # fmt: skip
