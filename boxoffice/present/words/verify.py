"""Sentences of `boxoffice db verify`: what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _money(*names: str) -> Callable[[Mapping[str, Any]], dict[str, str]]:
    def spelled(details: Mapping[str, Any]) -> dict[str, str]:
        from boxoffice.present.money import format_money

        return {
            name: format_money(details[name], currency=details["currency"], locale="en")
            for name in names
        }

    return spelled


def _with_money(template: str, *names: str) -> Callable[[Mapping[str, Any]], str]:
    spell = _money(*names)
    return lambda details: template.format_map({**details, **spell(details)})


def _gap(details: Mapping[str, Any]) -> str:
    first, last = details["first"], details["last"]
    if last < first:
        return f"This entry has a number that was used before ({first} should come here)."
    which = f"Entry {first} is" if first == last else f"Entries {first} to {last} are"
    return f"{which} missing before this one."


def _state(state: str) -> str:
    return f"'{state}'" if state else "not there"


def _step_gap(details: Mapping[str, Any]) -> str:
    source, state = _state(details["source"]), _state(details["state"])
    return (
        f"Entry {details['seq']} of {details['till']} goes on from where it was {source},"
        f" but it was {state}."
    )


def _step_illegal(details: Mapping[str, Any]) -> str:
    source, target = _state(details["source"]), _state(details["target"])
    return (
        f"Entry {details['seq']} of {details['till']} goes from {source} to {target}: not allowed."
    )


def _differing(details: Mapping[str, Any]) -> str:
    parts = [
        f"{column} is {each['found']!r}, recorded was {each['recorded']!r}"
        for column, each in sorted(details["differing"].items())
    ]
    return "The row is not as it was recorded: " + "; ".join(parts) + "."


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "verify.all_well": "All is well: {count} checks, nothing wrong.",
    "verify.some_wrong": "{count} things are wrong. Nothing was changed.",
    "verify.one_wrong": "One thing is wrong. Nothing was changed.",
    "verify.more": "{count} more like these are not listed.",
    "verify.integrity": "The file is damaged: {message}.",
    "verify.no_constraint": "The rule {name} is missing from the database.",
    "verify.not_validated": "The rule {name} is there, but the server does not vouch for it.",
    "verify.unlinked": "This row of {table} points at something that is not there ({name}).",
    "verify.claimed_twice": "The seat is taken {times} times at once.",
    "verify.sold_twice": "The seat is sold {times} times.",
    "verify.claim_elsewhere": "The seat is in another hall than the show.",
    "verify.line_elsewhere": "The seat sold is in another hall than the show.",
    "verify.claim_orphan": "The seat is {state} for {owner}, which is not there.",
    "verify.claim_outlived": "The seat is still {state} for {owner}, which is {status}.",
    "verify.claim_show": "The seat is {state} for {owner}, which is for show {show}.",
    "verify.claim_state": "The seat is {state} for {owner}, which can never do that.",
    "verify.claim_expiry": "The seat is {state} until another moment than its {owner}.",
    "verify.hold_seats": "The hold should have {wanted} seats and has {found}.",
    "verify.block_seats": "The block should have {wanted} seats and has {found}.",
    "verify.block_released": "The block is {status}, but the time it was lifted says otherwise.",
    "verify.line_unclaimed": "The seat is {line}, but the house shows it as free or as another's.",
    "verify.claim_without_line": "The seat is {state} for {owner}, which has no such seat.",
    "verify.claim_line": "The seat is {state} in the house, but {line} in {owner}.",
    "verify.no_lines": "The booking is {status} and has no seats.",
    "verify.line_status": "The booking is {status}, but this seat of it is {line}.",
    "verify.total": _with_money(
        "The total is {total_minor}, but the prices add up to {counted_minor}.",
        "total_minor",
        "counted_minor",
    ),
    "verify.fee": _with_money(
        "The fee is {total_minor}, but that of the seats adds up to {counted_minor}.",
        "total_minor",
        "counted_minor",
    ),
    "verify.tax": _with_money(
        "The tax is {total_minor}, but that of the seats adds up to {counted_minor}.",
        "total_minor",
        "counted_minor",
    ),
    "verify.line_parts": _with_money(
        "The parts of this seat's price do not add up to its {price_minor}, fee and tax.",
        "price_minor",
    ),
    "verify.currency": "The currency is {found}, the theatre's is {wanted}.",
    "verify.owed": _with_money(
        "The booking is {status}: {owed_minor} should have been kept, {kept_minor} was.",
        "owed_minor",
        "kept_minor",
    ),
    "verify.stray_money": _with_money(
        "{amount_minor} came in for a booking that is {status}.", "amount_minor"
    ),
    "verify.change": _with_money(
        "{tendered_minor} was handed over, but {amount_minor} and {change_minor} change do not"
        " add up to it.",
        "tendered_minor",
        "amount_minor",
        "change_minor",
    ),
    "verify.refund_payment": "The refund is on a payment of another booking.",
    "verify.refund_cause": "It is {status} and goes back for nothing known.",
    "verify.refund_show": "It goes back since show {show} was called off, which it is not.",
    "verify.refund_untaken": "It is {status}, and still it was to be given back.",
    "verify.show_cancelled": "It is {status} and has seats of show {show}, which is called off.",
    "verify.held_of_cancelled": "A hold keeps it, but show {show} is called off.",
    "verify.payment_refunds": _with_money(
        "The payment of {amount_minor} is {status}, but {done_minor} of it was given back.",
        "amount_minor",
        "done_minor",
    ),
    "verify.voucher_balance": _with_money(
        "The voucher says {balance_minor}, but its entries add up to {counted_minor}.",
        "balance_minor",
        "counted_minor",
    ),
    "verify.voucher_sign": "The entry adds what it should take off, or the other way round.",
    "verify.voucher_issued": "The voucher was issued not once, but never or several times.",
    "verify.voucher_entry": "The entry goes with no payment or refund of its amount.",
    "verify.voucher_no_entry": _with_money(
        "{amount_minor} by voucher, but the voucher knows nothing of it.", "amount_minor"
    ),
    "verify.voucher_kept": _with_money(
        "Bookings keep {kept_minor} of a voucher that has {balance_minor}.",
        "kept_minor",
        "balance_minor",
    ),
    "verify.voucher_outlived": (
        "Booking {ref}, which is {status}, keeps some of it, or until another moment than its own."
    ),
    "verify.voucher_stray": "The payment names a voucher and is by none, or the other way round.",
    "verify.ticket_line": "The ticket is for a seat of another booking.",
    "verify.ticket_admitted": "The ticket is {status}, but the time at the door says otherwise.",
    "verify.ticket_count": "The seat is {line} and has {found} tickets that let in.",
    "verify.ticket_numbers": "Its tickets are numbered {numbers}; only the last may let in.",
    "verify.audit_orphan": "The audit tells of it, but it is not there.",
    "verify.audit_missing": "It is {status}, but the audit knows nothing of it.",
    "verify.audit_state": "It is {status}, but the audit says {recorded}.",
    "verify.audit_record": _differing,
    "verify.audit_gone": "It is not there, and nobody removed it with boxoffice.",
    "verify.audit_removed": "It is there, but it was removed and nobody added it again.",
    "verify.step_gap": _step_gap,
    "verify.step_illegal": _step_illegal,
    "verify.chain_gap": _gap,
    "verify.chain_hash": "This entry was changed after it was written, or one before it.",
    "verify.chain_head": "The chain should have {length} entries and ends at {entries}.",
    "verify.mend_integrity": (
        "Stop selling, copy the database file somewhere safe, and put the last backup in its place."
    ),
    "verify.mend_foreign_keys": (
        "Something else than boxoffice wrote to this database. Stop that, then put the last"
        " backup in its place or ask whoever looks after the database."
    ),
    "verify.mend_seat_once": (
        "Find both bookings with `boxoffice find`, and give one of them other seats:"
        " `boxoffice void REF --reason ...` and sell again."
    ),
    "verify.mend_seat_in_house": (
        "Look at the booking with `boxoffice booking view REF` and sell the guests a seat of"
        " the right hall."
    ),
    "verify.mend_claim_owner": (
        "The seat cannot be sold while this is so. Sell the others, and have whoever looks after"
        " the database compare it with the last backup."
    ),
    "verify.mend_hold_seats": "Give it up with `boxoffice release HOLD` and hold the seats again.",
    "verify.mend_block_seats": (
        "Look at the house with `boxoffice seats SHOW` and block what should be blocked again:"
        " `boxoffice show block SHOW SEATS --reason ...`."
    ),
    "verify.mend_line_claims": (
        "The booking counts. So that nobody else is sold the seat, block it now:"
        " `boxoffice show block SHOW SEATS --reason ...`; if it was sold to somebody else"
        " already, give one party other seats."
    ),
    "verify.mend_booking_lines": (
        "Look at it with `boxoffice booking view REF` and honour what the guest's ticket says."
    ),
    "verify.mend_booking_total": (
        "Compare it with the receipt: `boxoffice booking view REF` shows the price of each seat."
    ),
    "verify.mend_money_owed": (
        "Compare `boxoffice booking view REF` with the drawer and the card slips, and settle the"
        " difference with the guest."
    ),
    "verify.mend_money_currency": (
        "Compare `boxoffice booking view REF` with the receipt; the amounts cannot be trusted."
    ),
    "verify.mend_money_belongs": (
        "Seat the guest or give the money back: `boxoffice pay REF` takes a late booking up again"
        " while its seats are free."
    ),
    "verify.mend_money_counted": "Count the drawer; the change may be wrong by the difference.",
    "verify.mend_show_cancelled": (
        "`boxoffice show cancel SHOW --reason WHY --apply` once more ends what is left."
    ),
    "verify.mend_refunds": (
        "Compare the refunds in `boxoffice booking view REF` with the drawer and the card slips."
    ),
    "verify.under_way": "It is {payment}, but waits for nothing: booking {ref} is {status}.",
    "verify.transaction": (
        "Money by a gateway names no transaction, or other money names a gateway (booking {ref})."
    ),
    "verify.event": "It is said to have done '{effect}', but its payment is '{status}'.",
    "verify.mend_gateways": (
        "Ask the gateways with `boxoffice payment reconcile`, and compare `boxoffice payment view"
        " ID` with the gateway's own pages."
    ),
    "verify.mend_vouchers": (
        "Compare `boxoffice voucher view ID` with the bookings that it names; what a guest has a"
        " right to is issued anew: `boxoffice voucher add AMOUNT --reason ...`. What a booking"
        " keeps is given up by `boxoffice cancel REF`, or by `boxoffice sweep` once it ran out."
    ),
    "verify.line_needed": "Booking {ref} is {status}, but no seat of it is {line}.",
    "verify.line_replaced": (
        "It was exchanged, and {times} lines of other bookings say that they replace it; it must"
        " be one."
    ),
    "verify.line_replaces": "It replaces a line that is not there or was never exchanged.",
    "verify.moved_for_nothing": (
        "Money moved into booking {ref} that no exchange explains, or more went back than came."
    ),
    "verify.mend_transfers": (
        "Somebody wrote past boxoffice. Compare `boxoffice booking view` of both bookings with the"
        " last backup."
    ),
    "verify.mend_tickets": (
        "Let the guest in by the booking (`boxoffice booking view REF`), once for each seat sold."
    ),
    "verify.redemption_state": (
        "It is {status}, which does not go with booking {ref}, which is {booking}."
    ),
    "verify.redemption_amount": _with_money(
        "It is said to have taken {amount_minor} off booking {ref}, whose seats say"
        " {counted_minor}.",
        "amount_minor",
        "counted_minor",
    ),
    "verify.offer_line": "What offers took off it is not the sum of their parts (booking {ref}).",
    "verify.offer_limit": "It may be taken up to {limit} in all, and is taken more often: {taken}.",
    "verify.code_unused": "It belongs to a booking that did not take the offer by it.",
    "verify.code_elsewhere": "Booking {ref} took it by a code that is not the booking's.",
    "verify.mend_offers": (
        "Somebody wrote past boxoffice. What customers paid stands: compare"
        " `boxoffice booking view REF` and `boxoffice offer view OFFER` with the last backup."
    ),
    "verify.mend_audit_steps": "Somebody wrote past boxoffice. Compare with the last backup.",
    "verify.mend_audit_state": "Somebody wrote past boxoffice. Compare with the last backup.",
    "verify.mend_audit_house": (
        "Somebody changed the house past boxoffice. Put back the last backup, or compare"
        " `boxoffice setup export` with your set-up file and put right what is wrong with"
        " `boxoffice setup apply FILE`; that it was wrong stays on the record."
    ),
    "verify.mend_audit_record": (
        "Somebody changed it past boxoffice; the recorded value is what was sold or taken."
    ),
    "verify.mend_audit_chain": (
        "Somebody changed or removed entries. Keep this database as evidence and compare it with"
        " the last backup."
    ),
}
