"""Offers, vouchers, every tender, gateways with their events, refunds in a queue, exchanges."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with _changed("booking", _booking()) as batch:
        batch.add_column(integer("extended", "0"))
        batch.create_check_constraint("ck_booking_extended", "extended IN (0, 1)")
    with _changed("booking_line", _booking_line()) as batch:
        batch.add_column(text("replaces", ""))
        batch.drop_constraint("uq_booking_line_booking_id_seat_id", type_="unique")
        batch.create_index("ix_booking_line_booking_id", ["booking_id"])
    _payments()
    _refunds()
    _transfers()
    _offers()
    _vouchers()
    _gateways()


def _payments() -> None:
    with _changed("payment", _payment()) as batch:
        for name in (
            "gateway", "session_id", "transaction_id", "brand", "last_four", "voucher_id",
        ):  # fmt: skip
            batch.add_column(text(name, ""))
        batch.add_column(integer("expires_at_ms", "0"))
        batch.add_column(text("failure", ""))
        batch.add_column(text("url", ""))
        batch.drop_constraint("ck_payment_method", type_="check")
        methods = "'cash', 'card', 'upi', 'wallet', 'voucher', 'transfer', 'gateway'"
        batch.create_check_constraint("ck_payment_method", f"method IN ({methods})")
    op.create_index("ix_payment_session_id", "payment", ["session_id"])
    op.create_index("ix_payment_transaction_id", "payment", ["transaction_id"])
    op.create_index(
        "uq_payment_reference", "payment", ["method", "slip"], unique=True,
        **where("method IN ('upi', 'wallet', 'transfer') AND status <> 'voided'"),
    )  # fmt: skip
    op.create_index(
        "ix_payment_open", "payment", ["created_at_ms"],
        **where("status IN ('initiated', 'authorized')"),
    )  # fmt: skip
    op.create_index(
        "ix_payment_unpaid", "payment", ["created_at_ms"],
        **where("status IN ('failed', 'expired', 'voided')"),
    )  # fmt: skip


def _refunds() -> None:
    with _changed("refund", _refund()) as batch:
        batch.add_column(text("cause", ""))
        batch.add_column(text("gateway_refund_id", ""))
        for name in ("attempts", "sent_at_ms", "done_at_ms"):
            batch.add_column(integer(name, "0"))
        batch.add_column(text("failure", ""))
    op.create_index("ix_refund_gateway_refund_id", "refund", ["gateway_refund_id"])
    op.create_index(
        "ix_refund_begun", "refund", ["created_at_ms"],
        **where("status IN ('queued', 'sent', 'failed')"),
    )  # fmt: skip
    op.execute("UPDATE refund SET done_at_ms = created_at_ms WHERE status = 'done'")


def _transfers() -> None:
    op.create_table(
        "transfer",
        text("id"), text("from_booking_id"), text("to_booking_id"), text("till"),
        text("currency"), integer("amount_minor"), text("reason"), integer("created_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_transfer"),
        check("ck_transfer_amount", "amount_minor > 0"),
        check("ck_transfer_bookings", "from_booking_id <> to_booking_id"),
        references("fk_transfer_from_booking_id", "from_booking_id", "booking.id"),
        references("fk_transfer_to_booking_id", "to_booking_id", "booking.id"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_transfer_from_booking_id", "transfer", ["from_booking_id"])
    op.create_index("ix_transfer_to_booking_id", "transfer", ["to_booking_id"])


def _offers() -> None:
    op.create_table(
        "offer",
        integer("id"), text("key"), text("name"), text("kind"), integer("automatic"),
        text("code"), integer("single_use"), integer("stackable"), integer("gives_back"),
        integer("priority"), text("currency"), integer("amount_minor"), integer("percent_bp"),
        integer("take"), integer("pay"), text("item"), integer("limit_total"),
        integer("limit_customer"), integer("min_seats"), integer("min_minor"),
        text("sold_from"), text("sold_to"), text("show_from"), text("show_to"), text("weekdays"),
        text("theatres"), text("shows"), text("movies"), text("categories"), text("ticket_types"),
        sa.PrimaryKeyConstraint("id", name="pk_offer"),
        sa.UniqueConstraint("key", name="uq_offer_key"),
        one_of(
            "ck_offer_kind", "kind", "percent", "amount", "n_for_m", "fixed_price", "free_item"
        ),
        check("ck_offer_amounts", "amount_minor >= 0 AND min_minor >= 0"),
        check("ck_offer_percent", "percent_bp BETWEEN 0 AND 10000"),
        check("ck_offer_seats", "take >= 0 AND pay >= 0 AND min_seats >= 0"),
        check("ck_offer_limits", "limit_total >= 0 AND limit_customer >= 0"),
        check(
            "ck_offer_switches",
            "automatic IN (0, 1) AND single_use IN (0, 1) AND stackable IN (0, 1) "
            "AND gives_back IN (0, 1)",
        ),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_offer_automatic", "offer", ["automatic"])
    op.create_index("ix_offer_code", "offer", ["code"])
    op.create_table(
        "offer_code",
        text("code"), integer("offer_id"), text("booking_id"), integer("expires_at_ms"),
        sa.PrimaryKeyConstraint("code", name="pk_offer_code"),
        references("fk_offer_code_offer_id", "offer_id", "offer.id"),
        **CLUSTERED,
    )  # fmt: skip
    op.create_index("ix_offer_code_offer_id", "offer_code", ["offer_id"])
    op.create_table(
        "redemption",
        text("id"), integer("offer_id"), text("booking_id"), text("code"), text("customer"),
        text("status"), text("item"), text("currency"), integer("amount_minor"),
        integer("created_at_ms"), integer("expires_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_redemption"),
        sa.UniqueConstraint(
            "booking_id", "offer_id", "code", name="uq_redemption_booking_id_offer_id_code"
        ),
        one_of(
            "ck_redemption_status", "status", "reserved", "redeemed", "released", "honoured"
        ),
        check("ck_redemption_amount", "amount_minor >= 0"),
        check("ck_redemption_expiry", "(expires_at_ms > 0) = (status = 'reserved')"),
        references("fk_redemption_offer_id", "offer_id", "offer.id"),
        references("fk_redemption_booking_id", "booking_id", "booking.id"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_redemption_offer_id_status", "redemption", ["offer_id", "status"])
    op.create_index("ix_redemption_offer_id_customer", "redemption", ["offer_id", "customer"])


def _vouchers() -> None:
    op.create_table(
        "voucher",
        text("id"), text("code"), text("status"), text("currency"), integer("balance_minor"),
        text("name"), text("till"), text("actor"), integer("created_at_ms"),
        integer("expires_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_voucher"),
        sa.UniqueConstraint("code", name="uq_voucher_code"),
        one_of("ck_voucher_status", "status", "active", "void"),
        check("ck_voucher_balance", "balance_minor >= 0"),
        **STRICT,
    )  # fmt: skip
    op.create_table(
        "voucher_entry",
        text("id"), text("voucher_id"), text("kind"), integer("amount_minor"),
        text("payment_id"), text("refund_id"), integer("created_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_voucher_entry"),
        one_of("ck_voucher_entry_kind", "kind", "issued", "spent", "back", "voided"),
        references("fk_voucher_entry_voucher_id", "voucher_id", "voucher.id"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_voucher_entry_voucher_id", "voucher_entry", ["voucher_id"])
    op.create_table(
        "voucher_reservation",
        text("voucher_id"), text("booking_id"), integer("amount_minor"),
        integer("expires_at_ms"),
        sa.PrimaryKeyConstraint("voucher_id", "booking_id", name="pk_voucher_reservation"),
        check("ck_voucher_reservation_amount", "amount_minor > 0"),
        references("fk_voucher_reservation_voucher_id", "voucher_id", "voucher.id"),
        references("fk_voucher_reservation_booking_id", "booking_id", "booking.id"),
        **CLUSTERED,
    )  # fmt: skip
    op.create_index("ix_voucher_reservation_booking_id", "voucher_reservation", ["booking_id"])


def _gateways() -> None:
    op.create_table(
        "webhook_inbox",
        text("gateway"), text("event_id"), text("kind"), text("payment_id"), text("sha256"),
        text("effect"), integer("event_at_ms"), integer("received_at_ms"),
        sa.PrimaryKeyConstraint("gateway", "event_id", name="pk_webhook_inbox"),
        **CLUSTERED,
    )  # fmt: skip
    op.create_index("ix_webhook_inbox_payment_id", "webhook_inbox", ["payment_id"])
    op.create_table(
        "unmatched",
        text("id"), text("gateway"), text("event_id"), text("kind"), text("status"),
        text("session_id"), text("transaction_id"), text("payment_id"), text("currency"),
        integer("amount_minor"), text("note"), integer("created_at_ms"),
        integer("resolved_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_unmatched"),
        one_of("ck_unmatched_status", "status", "open", "resolved"),
        check("ck_unmatched_amount", "amount_minor >= 0"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_unmatched_status", "unmatched", ["status"])
    op.create_index("ix_unmatched_payment_id", "unmatched", ["payment_id"])


def check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=name)


def one_of(name: str, column: str, *states: str) -> sa.CheckConstraint:
    words = ", ".join(f"'{state}'" for state in states)
    return sa.CheckConstraint(f"{column} IN ({words})", name=name)


def references(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=name)


def where(rule: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(rule), "postgresql_where": sa.text(rule)}


def integer(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(
        name, INTEGER, nullable=False, autoincrement=False, server_default=_sql(default)
    )


def text(name: str, default: str | None = None) -> sa.Column[str]:
    quoted = None if default is None else f"'{default}'"
    return sa.Column(name, sa.Text(), nullable=False, server_default=_sql(quoted))


def _sql(default: str | None) -> sa.TextClause | None:
    return None if default is None else sa.text(default)


def _changed(name: str, table: sa.Table) -> Any:
    """SQLite makes the whole table anew, so that its text is that of a new database."""
    recreate: Literal["always", "never"] = (
        "always" if op.get_bind().dialect.name == "sqlite" else "never"
    )
    return op.batch_alter_table(name, copy_from=table, recreate=recreate, table_kwargs=STRICT)


def _booking() -> sa.Table:
    table = sa.Table(
        "booking", sa.MetaData(),
        text("id"), text("ref"), integer("show_id"), text("status"), text("till"), text("actor"),
        text("name"), text("phone"), text("late_reason"), text("currency"),
        integer("total_minor"), integer("tax_minor"), integer("fee_minor"),
        integer("created_at_ms"), integer("confirmed_at_ms"), integer("expires_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_booking"),
        one_of(
            "ck_booking_status", "status",
            "pending", "confirmed", "cancelled", "expired", "paid_unseated", "voided",
            "part_refunded", "refunded", "exchanged",
        ),
        check("ck_booking_totals", "total_minor >= 0 AND tax_minor >= 0 AND fee_minor >= 0"),
        references("fk_booking_show_id", "show_id", "show.id"),
        sa.UniqueConstraint("ref", name="uq_booking_ref"),
    )  # fmt: skip
    sa.Index("ix_booking_pending", table.c.expires_at_ms, **where("status = 'pending'"))
    sa.Index("ix_booking_show_id", table.c.show_id)
    sa.Index("ix_booking_till_created_at_ms", table.c.till, table.c.created_at_ms)
    return table


def _booking_line() -> sa.Table:
    return sa.Table(
        "booking_line", sa.MetaData(),
        text("id"), text("booking_id"), integer("seat_id"), text("seat"), text("category"),
        text("ticket_type"), integer("price_minor"), text("rule"), text("status"),
        *(
            integer(name, "0")
            for name in (
                "base_minor", "adjusted_minor", "offer_minor", "fee_minor", "tax_minor",
                "tax_added_minor",
            )
        ),
        *(text(name, "") for name in ("parts", "proof", "refund_policy")),
        integer("refunded_minor", "0"),
        sa.PrimaryKeyConstraint("id", name="pk_booking_line"),
        check("ck_booking_line_price", "price_minor >= 0"),
        one_of(
            "ck_booking_line_status", "status",
            "reserved", "released", "sold", "refunded", "exchanged", "voided",
        ),
        check(
            "ck_booking_line_refunded",
            "refunded_minor BETWEEN 0 AND price_minor + fee_minor + tax_added_minor",
        ),
        check(
            "ck_booking_line_charges", "offer_minor >= 0 AND fee_minor >= 0 AND tax_minor >= 0"
        ),
        check("ck_booking_line_tax_added", "tax_added_minor BETWEEN 0 AND tax_minor"),
        references("fk_booking_line_booking_id", "booking_id", "booking.id"),
        references("fk_booking_line_seat_id", "seat_id", "seat.id"),
        sa.UniqueConstraint("booking_id", "seat_id", name="uq_booking_line_booking_id_seat_id"),
    )  # fmt: skip


def _payment() -> sa.Table:
    table = sa.Table(
        "payment", sa.MetaData(),
        text("id"), text("booking_id"), text("till"), text("method"), text("status"),
        text("currency"), integer("amount_minor"), integer("tendered_minor"),
        integer("change_minor"), integer("rounding_minor"), text("slip"),
        integer("created_at_ms"), integer("captured_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        check(
            "ck_payment_amounts",
            "amount_minor >= 0 AND change_minor >= 0 AND tendered_minor >= amount_minor",
        ),
        one_of("ck_payment_method", "method", "cash", "card"),
        one_of(
            "ck_payment_status", "status",
            "initiated", "authorized", "captured", "failed", "expired", "voided",
            "part_refunded", "refunded", "disputed",
        ),
        references("fk_payment_booking_id", "booking_id", "booking.id"),
    )  # fmt: skip
    sa.Index("ix_payment_booking_id", table.c.booking_id)
    sa.Index("ix_payment_slip", table.c.slip)
    sa.Index("ix_payment_till_captured_at_ms", table.c.till, table.c.captured_at_ms)
    return table


def _refund() -> sa.Table:
    table = sa.Table(
        "refund", sa.MetaData(),
        text("id"), text("booking_id"), text("payment_id"), text("till"), text("status"),
        text("currency"), integer("amount_minor"), text("reason"), integer("created_at_ms"),
        integer("rounding_minor", "0"), text("slip", ""),
        sa.PrimaryKeyConstraint("id", name="pk_refund"),
        check("ck_refund_amount", "amount_minor >= 0"),
        one_of("ck_refund_status", "status", "queued", "sent", "done", "failed"),
        references("fk_refund_booking_id", "booking_id", "booking.id"),
        references("fk_refund_payment_id", "payment_id", "payment.id"),
    )  # fmt: skip
    sa.Index("ix_refund_booking_id", table.c.booking_id)
    sa.Index("ix_refund_payment_id", table.c.payment_id)
    return table
