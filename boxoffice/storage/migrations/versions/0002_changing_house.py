"""A house that changes: set-ups counted, free seating, closed screens, broken seats."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _add("layout", _layout(), integer("unreserved", default="0"))
    _add("seat", _seat(), text("guid", default=""))
    _add("theatre", _theatre(), text("address", default=""))
    _add("movie", _movie(), text("formats", default=""))
    op.create_index("ix_hold_show_id", "hold", ["show_id"])
    op.create_table(
        "setup_revision",
        integer("id"), integer("number"),
        sa.PrimaryKeyConstraint("id", name="pk_setup_revision"),
        sa.CheckConstraint("id = 1", name="ck_setup_revision_only_one"),
        **STRICT,
    )  # fmt: skip
    op.execute("INSERT INTO setup_revision (id, number) VALUES (1, 0)")
    op.create_table(
        "screen_closure",
        integer("id"), integer("screen_id"), integer("from_ms"), integer("to_ms"), text("reason"),
        text("actor"), integer("created_at_ms"),
        sa.PrimaryKeyConstraint("id", name="pk_screen_closure"),
        sa.CheckConstraint("to_ms > from_ms", name="ck_screen_closure_ends"),
        sa.ForeignKeyConstraint(["screen_id"], ["screen.id"], name="fk_screen_closure_screen_id"),
        **STRICT,
    )  # fmt: skip
    op.create_index("ix_screen_closure_screen_id", "screen_closure", ["screen_id"])
    op.create_table(
        "broken_seat",
        integer("screen_id"), text("seat_key"), text("reason"), text("actor"),
        integer("created_at_ms"),
        sa.PrimaryKeyConstraint("screen_id", "seat_key", name="pk_broken_seat"),
        sa.ForeignKeyConstraint(["screen_id"], ["screen.id"], name="fk_broken_seat_screen_id"),
        **CLUSTERED,
    )  # fmt: skip


def integer(name: str, *, default: str | None = None) -> sa.Column[int]:
    return sa.Column(
        name, INTEGER, nullable=False, autoincrement=False, server_default=_sql(default)
    )


def text(name: str, *, default: str | None = None) -> sa.Column[str]:
    quoted = None if default is None else f"'{default}'"
    return sa.Column(name, sa.Text(), nullable=False, server_default=_sql(quoted))


def _sql(default: str | None) -> sa.TextClause | None:
    return None if default is None else sa.text(default)


def _add(name: str, table: sa.Table, column: sa.Column[Any]) -> None:
    """SQLite makes the whole table anew, so that its text is that of a new database."""
    recreate: Literal["always", "never"] = (
        "always" if op.get_bind().dialect.name == "sqlite" else "never"
    )
    with op.batch_alter_table(
        name, copy_from=table, recreate=recreate, table_kwargs=STRICT
    ) as batch:
        batch.add_column(column)
        if name == "layout":
            batch.create_check_constraint("ck_layout_unreserved", "unreserved IN (0, 1)")


def _layout() -> sa.Table:
    return sa.Table(
        "layout", sa.MetaData(),
        integer("id"), text("key"), text("name"), integer("capacity"),
        sa.PrimaryKeyConstraint("id", name="pk_layout"),
        sa.CheckConstraint("capacity > 0", name="ck_layout_capacity"),
        sa.UniqueConstraint("key", name="uq_layout_key"),
    )  # fmt: skip


def _seat() -> sa.Table:
    kinds = "kind IN ('standard', 'wheelchair', 'companion', 'couple')"
    return sa.Table(
        "seat", sa.MetaData(),
        integer("id"), integer("layout_id"), text("seat_key"), text("zone"), text("row"),
        text("number"), text("category"), text("kind"), integer("x"), integer("y"),
        sa.PrimaryKeyConstraint("id", name="pk_seat"),
        sa.CheckConstraint(kinds, name="ck_seat_kind"),
        sa.ForeignKeyConstraint(["category"], ["seat_category.key"], name="fk_seat_category"),
        sa.ForeignKeyConstraint(["layout_id"], ["layout.id"], name="fk_seat_layout_id"),
        sa.UniqueConstraint("layout_id", "seat_key", name="uq_seat_layout_id_seat_key"),
    )  # fmt: skip


def _theatre() -> sa.Table:
    table = sa.Table(
        "theatre", sa.MetaData(),
        integer("id"), text("key"), integer("city_id"), text("name"), text("zone"),
        text("currency"),
        sa.PrimaryKeyConstraint("id", name="pk_theatre"),
        sa.CheckConstraint("length(currency) = 3", name="ck_theatre_currency"),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_theatre_city_id"),
        sa.UniqueConstraint("key", name="uq_theatre_key"),
    )  # fmt: skip
    sa.Index("ix_theatre_city_id", table.c.city_id)
    return table


def _movie() -> sa.Table:
    return sa.Table(
        "movie", sa.MetaData(),
        integer("id"), text("key"), text("title"), text("languages"), text("genres"),
        text("certificate"), integer("rating_tenths"), integer("runtime_minutes"),
        text("distributor"), text("release_date"),
        sa.PrimaryKeyConstraint("id", name="pk_movie"),
        sa.CheckConstraint("rating_tenths BETWEEN 0 AND 100", name="ck_movie_rating"),
        sa.CheckConstraint("runtime_minutes > 0", name="ck_movie_runtime"),
        sa.UniqueConstraint("key", name="uq_movie_key"),
    )  # fmt: skip
