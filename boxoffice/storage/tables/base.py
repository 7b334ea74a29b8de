"""How every table is made: STRICT on SQLite, constraints by name, nothing nullable by accident."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
}

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
"""For tables whose primary key is how they are read: the rows live in the key's own tree."""

INTEGER = BigInteger().with_variant(Integer, "sqlite")

BY_CODE = Text().with_variant(Text(collation="C"), "postgresql")

metadata = SQLModel.metadata
metadata.naming_convention = NAMES


class Stored(SQLModel):
    """What every table is made from; statements are written on its `__table__`.

    No ORM mapper and no validator is built, which would be half of what a command imports: nobody
    asks either of them. The files of the tables name types as they are, not as text, likewise.
    """

    model_config = {"defer_build": True}
    _sa_decl_prepare: ClassVar[bool] = True

    @classmethod
    def __clause_element__(cls) -> Table:
        """The table, wherever a statement is given its class."""
        return cls.__table__  # type: ignore[attr-defined, no-any-return]


def integer(*, references: str = "", before: int | None = None, **options: Any) -> Any:
    """A 64-bit integer column on both databases, never NULL unless asked for.

    `before` is what the rows have that are older than the column.
    """
    return _field(INTEGER, references, options, None if before is None else str(before))


def text(*, references: str = "", before: str | None = None, **options: Any) -> Any:
    """A text column, never NULL unless asked for; `before` as for integers, without quotes."""
    return _field(Text(), references, options, None if before is None else f"'{before}'")


def sortable(**options: Any) -> Any:
    """A text column whose order is that of its letters' codes, whatever language a server speaks.

    Only so is everything that starts alike found between two texts.
    """
    return _field(BY_CODE, "", options)


def _field(kind: Any, references: str, options: dict[str, Any], before: str | None = None) -> Any:
    options.setdefault("nullable", False)
    if before is not None:
        options["server_default"] = sql(before)
    if options.get("primary_key"):
        options.setdefault("autoincrement", False)
    keys = (ForeignKey(references),) if references else ()
    return Field(sa_column=Column(kind, *keys, **options))


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over some of the rows, on both databases.

    PostgreSQL is told by `every_table`: naming it here would load all of its dialect each time.
    """
    rule = sql(where)
    return Index(name, *columns, unique=unique, sqlite_where=rule, info={"where": rule})


def one_of(column: str, states: Iterable[str] | type[StrEnum]) -> CheckConstraint:
    """A named CHECK that a column holds one of these words."""
    words = ", ".join(f"'{state}'" for state in states)
    return CheckConstraint(f"{column} IN ({words})", name=column)


def check(name: str, rule: str) -> CheckConstraint:
    """A named CHECK."""
    return CheckConstraint(rule, name=name)
