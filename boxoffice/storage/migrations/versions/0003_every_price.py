"""Every price with all its parts: more kinds of rules, taxes, fees, cash rounded, refunds."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

STRICT: dict[str, Any] = {"sqlite_strict": True}
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _price_rules()
    with _changed("ticket_type", _ticket_type()) as batch:
        for column in (text("needs", ""), integer("proof", "0"), integer("reason", "0")):
            batch.add_column(column)
        batch.create_check_constraint("ck_ticket_type_proof", "proof IN (0, 1)")
        batch.create_check_constraint("ck_ticket_type_reason", "reason IN (0, 1)")
    with _changed("theatre", _theatre()) as batch:
        batch.add_column(integer("cash_rounding_minor", "0"))
        batch.add_column(text("refund_policy", ""))
        batch.create_check_constraint("ck_theatre_cash_rounding", "cash_rounding_minor >= 0")
    _booking_lines()
    with _changed("refund", _refund()) as batch:
        batch.add_column(integer("rounding_minor", "0"))
        batch.add_column(text("slip", ""))
        batch.drop_constraint("ck_refund_amount", type_="check")
        batch.create_check_constraint("ck_refund_amount", "amount_minor >= 0")
    _taxes_and_fees()


def _price_rules() -> None:
    with _changed("price_rule", _price_rule()) as batch:
        for column in (
            text("kind", "base"), integer("screen_id", "0"), integer("movie_id", "0"),
            text("format", ""), text("weekdays", ""), text("time_from", ""), text("time_to", ""),
            text("date_from", ""), text("date_to", ""), integer("priority", "0"),
            integer("percent_bp", "0"), text("steps", ""), integer("floor_minor", "-1"),
            integer("cap_minor", "-1"), text("label", ""),
        ):  # fmt: skip
            batch.add_column(column)
        batch.drop_constraint("uq_price_rule_selectors", type_="unique")
        batch.drop_constraint("ck_price_rule_amount", type_="check")
        kinds = "kind IN ('base', 'surcharge', 'percent', 'occupancy')"
        batch.create_check_constraint("ck_price_rule_kind", kinds)
        batch.create_check_constraint(
            "ck_price_rule_amount", "amount_minor >= 0 OR kind = 'surcharge'"
        )
        batch.create_check_constraint("ck_price_rule_percent", "percent_bp >= -10000")
        batch.create_check_constraint(
            "ck_price_rule_bounds", "floor_minor >= -1 AND cap_minor >= -1"
        )


def _booking_lines() -> None:
    with _changed("booking_line", _booking_line()) as batch:
        for name in (
            "base_minor", "adjusted_minor", "offer_minor", "fee_minor", "tax_minor",
            "tax_added_minor",
        ):  # fmt: skip
            batch.add_column(integer(name, "0"))
        for name in ("parts", "proof", "refund_policy"):
            batch.add_column(text(name, ""))
        batch.add_column(integer("refunded_minor", "0"))
        batch.create_check_constraint(
            "ck_booking_line_refunded",
            "refunded_minor BETWEEN 0 AND price_minor + fee_minor + tax_added_minor",
        )
        batch.create_check_constraint(
            "ck_booking_line_charges", "offer_minor >= 0 AND fee_minor >= 0 AND tax_minor >= 0"
        )
        batch.create_check_constraint(
            "ck_booking_line_tax_added", "tax_added_minor BETWEEN 0 AND tax_minor"
        )
    op.execute("UPDATE booking_line SET base_minor = price_minor")


def _taxes_and_fees() -> None:
    products = "product IN ('ticket', 'concession', 'fee')"
    op.create_table(
        "tax_rate",
        integer("id"), integer("theatre_id"), text("product"), text("name"), integer("rate_bp"),
        integer("included"),
        sa.PrimaryKeyConstraint("id", name="pk_tax_rate"),
        sa.CheckConstraint(products, name="ck_tax_rate_product"),
        sa.CheckConstraint("rate_bp > 0", name="ck_tax_rate_rate"),
        sa.CheckConstraint("included IN (0, 1)", name="ck_tax_rate_included"),
        sa.ForeignKeyConstraint(["theatre_id"], ["theatre.id"], name="fk_tax_rate_theatre_id"),
        sa.UniqueConstraint(
            "theatre_id", "product", "name", name="uq_tax_rate_theatre_id_product_name"
        ),
        **STRICT,
    )  # fmt: skip
    op.create_table(
        "fee",
        integer("id"), integer("theatre_id"), text("key"), text("name"), text("per"),
        integer("amount_minor"),
        sa.PrimaryKeyConstraint("id", name="pk_fee"),
        sa.CheckConstraint("per IN ('ticket', 'booking')", name="ck_fee_per"),
        sa.CheckConstraint("amount_minor >= 0", name="ck_fee_amount"),
        sa.ForeignKeyConstraint(["theatre_id"], ["theatre.id"], name="fk_fee_theatre_id"),
        sa.UniqueConstraint("theatre_id", "key", name="uq_fee_theatre_id_key"),
        **STRICT,
    )  # fmt: skip


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


def _price_rule() -> sa.Table:
    return sa.Table(
        "price_rule", sa.MetaData(),
        integer("id"), text("key"), integer("theatre_id"), text("category"), text("ticket_type"),
        integer("show_id"), text("day_type"), integer("amount_minor"),
        sa.PrimaryKeyConstraint("id", name="pk_price_rule"),
        sa.CheckConstraint("amount_minor >= 0", name="ck_price_rule_amount"),
        sa.ForeignKeyConstraint(["theatre_id"], ["theatre.id"], name="fk_price_rule_theatre_id"),
        sa.UniqueConstraint(
            "theatre_id", "category", "ticket_type", "show_id", "day_type",
            name="uq_price_rule_selectors",
        ),
        sa.UniqueConstraint("theatre_id", "key", name="uq_price_rule_theatre_id_key"),
    )  # fmt: skip


def _ticket_type() -> sa.Table:
    return sa.Table(
        "ticket_type", sa.MetaData(),
        integer("id"), text("key"), text("name"), integer("position"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_type"),
        sa.UniqueConstraint("key", name="uq_ticket_type_key"),
    )  # fmt: skip


def _theatre() -> sa.Table:
    table = sa.Table(
        "theatre", sa.MetaData(),
        integer("id"), text("key"), integer("city_id"), text("name"), text("zone"),
        text("currency"), text("address", ""),
        sa.PrimaryKeyConstraint("id", name="pk_theatre"),
        sa.CheckConstraint("length(currency) = 3", name="ck_theatre_currency"),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_theatre_city_id"),
        sa.UniqueConstraint("key", name="uq_theatre_key"),
    )  # fmt: skip
    sa.Index("ix_theatre_city_id", table.c.city_id)
    return table


def _booking_line() -> sa.Table:
    statuses = "status IN ('reserved', 'released', 'sold', 'refunded', 'exchanged', 'voided')"
    return sa.Table(
        "booking_line", sa.MetaData(),
        text("id"), text("booking_id"), integer("seat_id"), text("seat"), text("category"),
        text("ticket_type"), integer("price_minor"), text("rule"), text("status"),
        sa.PrimaryKeyConstraint("id", name="pk_booking_line"),
        sa.CheckConstraint("price_minor >= 0", name="ck_booking_line_price"),
        sa.CheckConstraint(statuses, name="ck_booking_line_status"),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name="fk_booking_line_booking_id"
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="fk_booking_line_seat_id"),
        sa.UniqueConstraint("booking_id", "seat_id", name="uq_booking_line_booking_id_seat_id"),
    )  # fmt: skip


def _refund() -> sa.Table:
    table = sa.Table(
        "refund", sa.MetaData(),
        text("id"), text("booking_id"), text("payment_id"), text("till"), text("status"),
        text("currency"), integer("amount_minor"), text("reason"), integer("created_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_refund"),
        sa.CheckConstraint("amount_minor > 0", name="ck_refund_amount"),
        sa.CheckConstraint(
            "status IN ('queued', 'sent', 'done', 'failed')", name="ck_refund_status"
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name="fk_refund_booking_id"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_refund_payment_id"),
    )  # fmt: skip
    sa.Index("ix_refund_booking_id", table.c.booking_id)
    sa.Index("ix_refund_payment_id", table.c.payment_id)
    return table
