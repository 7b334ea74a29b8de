"""The first schema: the house, the programme, prices, claims, bookings, operations, audit."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for concept in (
        _layouts, _places, _programme, _prices, _claims, _bookings, _payments, _operations, _audit,
    ):  # fmt: skip
        concept()
    _first_rows()


def integer(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, INTEGER, nullable=nullable, autoincrement=False)


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def sortable(name: str) -> sa.Column[str]:
    by_code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, by_code, nullable=False)


def one_of(name: str, column: str, *words: str) -> sa.CheckConstraint:
    return check(name, f"{column} IN ({', '.join(map(repr, words))})")


def check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=name)


def references(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=name)


def where(rule: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(rule), "postgresql_where": sa.text(rule)}


def _first_rows() -> None:
    op.create_table(
        "alembic_version",
        text("version_num"),
        sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
        **STRICT,
    )  # fmt: skip
    op.execute("INSERT INTO clock (id, wall_ms, boot_ms, boot_id) VALUES (1, 0, 0, '')")


def _layouts() -> None:
    op.create_table(
        "layout",
        integer("id"), text("key"), text("name"), integer("capacity"),
        sa.PrimaryKeyConstraint("id", name="pk_layout"),
        check("ck_layout_capacity", "capacity > 0"),
        sa.UniqueConstraint("key", name="uq_layout_key"),
        **STRICT,
    )  # fmt: skip
    op.create_table(
        "seat_category",
        integer("id"), text("key"), text("name"),
        sa.PrimaryKeyConstraint("id", name="pk_seat_category"),
        sa.UniqueConstraint("key", name="uq_seat_category_key"),
        **STRICT,
    )  # fmt: skip
    op.create_table(
        "seat",
        integer("id"), integer("layout_id"), text("seat_key"), text("zone"), text("row"),
        text("number"), text("category"), text("kind"), integer("x"), integer("y"),
        sa.PrimaryKeyConstraint("id", name="pk_seat"),
        one_of("ck_seat_kind", "kind", "standard", "wheelchair", "companion", "couple"),
        references("fk_seat_category", "category", "seat_category.key"),
        references("fk_seat_layout_id", "layout_id", "layout.id"),
        sa.UniqueConstraint("layout_id", "seat_key", name="uq_seat_layout_id_seat_key"),
        **STRICT,
    )  # fmt: skip


def _places() -> None:
    op.create_table(
        "city",
        integer("id"), text("key"), text("name"),
        sa.PrimaryKeyConstraint("id", name="pk_city"),
        sa.UniqueConstraint("key", name="uq_city_key"),
        **STRICT,
    )  # fmt: skip
    op.create_table(
        "theatre",
        integer("id"), text("key"), integer("city_id"), text("name"), text("zone"),
        text("currency"),
        sa.PrimaryKeyConstraint("id", name="pk_theatre"),
        check("ck_theatre_currency", "length(currency) = 3"),
        references("fk_theatre_city_id", "city_id", "city.id"),
        sa.UniqueConstraint("key", name="uq_theatre_key"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_theatre_city_id", "theatre", ["city_id"])
    op.create_table(
        "screen",
        integer("id"), text("key"), integer("theatre_id"), integer("layout_id"), text("name"),
        integer("turnaround_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_screen"),
        check("ck_screen_turnaround", "turnaround_ms >= 0"),
        references("fk_screen_layout_id", "layout_id", "layout.id"),
        references("fk_screen_theatre_id", "theatre_id", "theatre.id"),
        sa.UniqueConstraint("theatre_id", "key", name="uq_screen_theatre_id_key"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_screen_layout_id", "screen", ["layout_id"])


def _programme() -> None:
    op.create_table(
        "movie",
        integer("id"), text("key"), text("title"), text("languages"), text("genres"),
        text("certificate"), integer("rating_tenths"), integer("runtime_minutes"),
        text("distributor"), text("release_date"),
        sa.PrimaryKeyConstraint("id", name="pk_movie"),
        check("ck_movie_rating", "rating_tenths BETWEEN 0 AND 100"),
        check("ck_movie_runtime", "runtime_minutes > 0"),
        sa.UniqueConstraint("key", name="uq_movie_key"),
        **STRICT,
    )  # fmt: skip
    op.create_table(
        "show",
        integer("id"), text("key"), integer("movie_id"), integer("screen_id"), integer("layout_id"),
        integer("starts_at_ms"), integer("ends_at_ms"), text("language"), text("subtitles"),
        text("format"), text("status"),
        sa.PrimaryKeyConstraint("id", name="pk_show"),
        check("ck_show_ends", "ends_at_ms > starts_at_ms"),
        one_of("ck_show_status", "status", "draft", "on_sale", "closed", "cancelled"),
        references("fk_show_layout_id", "layout_id", "layout.id"),
        references("fk_show_movie_id", "movie_id", "movie.id"),
        references("fk_show_screen_id", "screen_id", "screen.id"),
        sa.UniqueConstraint("key", name="uq_show_key"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_show_movie_id_starts_at_ms", "show", ["movie_id", "starts_at_ms"])
    op.create_index("ix_show_screen_id_starts_at_ms", "show", ["screen_id", "starts_at_ms"])
    op.create_index("ix_show_starts_at_ms", "show", ["starts_at_ms"])


def _prices() -> None:
    op.create_table(
        "ticket_type",
        integer("id"), text("key"), text("name"), integer("position"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_type"),
        sa.UniqueConstraint("key", name="uq_ticket_type_key"),
        **STRICT,
    )  # fmt: skip
    op.create_table(
        "holiday",
        integer("theatre_id"), text("day"), text("name"),
        sa.PrimaryKeyConstraint("theatre_id", "day", name="pk_holiday"),
        references("fk_holiday_theatre_id", "theatre_id", "theatre.id"),
        **CLUSTERED,
    )  # fmt: skip
    op.create_table(
        "price_rule",
        integer("id"), text("key"), integer("theatre_id"), text("category"), text("ticket_type"),
        integer("show_id"), text("day_type"), integer("amount_minor"),
        sa.PrimaryKeyConstraint("id", name="pk_price_rule"),
        check("ck_price_rule_amount", "amount_minor >= 0"),
        references("fk_price_rule_theatre_id", "theatre_id", "theatre.id"),
        sa.UniqueConstraint(
            "theatre_id", "category", "ticket_type", "show_id", "day_type",
            name="uq_price_rule_selectors",
        ),
        sa.UniqueConstraint("theatre_id", "key", name="uq_price_rule_theatre_id_key"),
        **STRICT,
    )  # fmt: skip


def _claims() -> None:
    op.create_table(
        "block",
        text("id"), integer("show_id"), text("actor"), text("reason"), text("status"),
        integer("seat_count"), integer("created_at_ms"), integer("released_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_block"),
        references("fk_block_show_id", "show_id", "show.id"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_block_show_id", "block", ["show_id"])
    op.create_table(
        "hold",
        text("id"), integer("show_id"), text("till"), text("actor"), text("status"),
        integer("seat_count"), integer("created_at_ms"), integer("expires_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
        check("ck_hold_seats", "seat_count > 0"),
        one_of("ck_hold_status", "status", "active", "converted", "released", "expired"),
        references("fk_hold_show_id", "show_id", "show.id"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_hold_active", "hold", ["expires_at_ms"], **where("status = 'active'"))
    op.create_index("ix_hold_active_till", "hold", ["till"], **where("status = 'active'"))
    op.create_table(
        "seat_claim",
        integer("show_id"), integer("seat_id"), text("state"), text("owner_kind"), text("owner_id"),
        integer("expires_at_ms", nullable=True),
        sa.PrimaryKeyConstraint("show_id", "seat_id", name="pk_seat_claim"),
        check("ck_seat_claim_expiry", "(expires_at_ms IS NULL) = (state IN ('sold', 'blocked'))"),
        one_of("ck_seat_claim_owner_kind", "owner_kind", "hold", "booking", "block"),
        one_of("ck_seat_claim_state", "state", "held", "pending", "sold", "blocked"),
        references("fk_seat_claim_seat_id", "seat_id", "seat.id"),
        references("fk_seat_claim_show_id", "show_id", "show.id"),
        **CLUSTERED,
    )  # fmt: skip
    op.create_index("ix_seat_claim_owner_id", "seat_claim", ["owner_id"])


def _bookings() -> None:
    op.create_table(
        "booking",
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
        **STRICT,
    )  # fmt: skip
    op.create_index(
        "ix_booking_pending", "booking", ["expires_at_ms"], **where("status = 'pending'")
    )
    op.create_index("ix_booking_show_id", "booking", ["show_id"])
    op.create_index("ix_booking_till_created_at_ms", "booking", ["till", "created_at_ms"])
    op.create_table(
        "booking_key",
        sortable("key"), text("booking_id"),
        sa.PrimaryKeyConstraint("key", "booking_id", name="pk_booking_key"),
        references("fk_booking_key_booking_id", "booking_id", "booking.id"),
        **CLUSTERED,
    )  # fmt: skip
    op.create_table(
        "booking_line",
        text("id"), text("booking_id"), integer("seat_id"), text("seat"), text("category"),
        text("ticket_type"), integer("price_minor"), text("rule"), text("status"),
        sa.PrimaryKeyConstraint("id", name="pk_booking_line"),
        check("ck_booking_line_price", "price_minor >= 0"),
        one_of(
            "ck_booking_line_status", "status",
            "reserved", "released", "sold", "refunded", "exchanged", "voided",
        ),
        references("fk_booking_line_booking_id", "booking_id", "booking.id"),
        references("fk_booking_line_seat_id", "seat_id", "seat.id"),
        sa.UniqueConstraint("booking_id", "seat_id", name="uq_booking_line_booking_id_seat_id"),
        **STRICT,
    )  # fmt: skip


def _payments() -> None:
    op.create_table(
        "payment",
        text("id"), text("booking_id"), text("till"), text("method"), text("status"),
        text("currency"), integer("amount_minor"), integer("tendered_minor"),
        integer("change_minor"), integer("rounding_minor"), text("slip"), integer("created_at_ms"),
        integer("captured_at_ms"),
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
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_payment_booking_id", "payment", ["booking_id"])
    op.create_index("ix_payment_slip", "payment", ["slip"])
    op.create_index("ix_payment_till_captured_at_ms", "payment", ["till", "captured_at_ms"])
    op.create_table(
        "refund",
        text("id"), text("booking_id"), text("payment_id"), text("till"), text("status"),
        text("currency"), integer("amount_minor"), text("reason"), integer("created_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_refund"),
        check("ck_refund_amount", "amount_minor > 0"),
        one_of("ck_refund_status", "status", "queued", "sent", "done", "failed"),
        references("fk_refund_booking_id", "booking_id", "booking.id"),
        references("fk_refund_payment_id", "payment_id", "payment.id"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_refund_booking_id", "refund", ["booking_id"])
    op.create_index("ix_refund_payment_id", "refund", ["payment_id"])
    op.create_table(
        "ticket",
        text("id"), text("booking_id"), text("line_id"), text("code"), integer("issue_number"),
        text("status"), integer("created_at_ms"), integer("admitted_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        one_of("ck_ticket_status", "status", "issued", "admitted", "void"),
        references("fk_ticket_booking_id", "booking_id", "booking.id"),
        references("fk_ticket_line_id", "line_id", "booking_line.id"),
        sa.UniqueConstraint("code", name="uq_ticket_code"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_ticket_booking_id", "ticket", ["booking_id"])
    op.create_index("ix_ticket_line_id", "ticket", ["line_id"])


def _operations() -> None:
    op.create_table(
        "clock",
        integer("id"), integer("wall_ms"), integer("boot_ms"), text("boot_id"),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
        check("ck_clock_single", "id = 1"),
        **STRICT,
    )  # fmt: skip
    op.create_table(
        "operation",
        text("scope"), text("op_key"), integer("step"), text("actor"), text("till"),
        text("use_case"), text("request_hash"), text("result"), integer("created_at_ms"),
        sa.PrimaryKeyConstraint("scope", "op_key", "step", name="pk_operation"),
        **CLUSTERED,
    )  # fmt: skip
    op.create_index("ix_operation_created_at_ms", "operation", ["created_at_ms"])


def _audit() -> None:
    op.create_table(
        "audit_chain",
        text("till"), integer("length"), text("hash"),
        sa.PrimaryKeyConstraint("till", name="pk_audit_chain"),
        **CLUSTERED,
    )  # fmt: skip
    op.create_table(
        "audit_entry",
        text("till"), integer("seq"), integer("at_ms"), text("actor"), text("op_key"),
        text("event"), text("subject_kind"), text("subject_id"), text("from_state"),
        text("to_state"), text("detail"), text("hash"),
        sa.PrimaryKeyConstraint("till", "seq", name="pk_audit_entry"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject_kind", "subject_id"])
