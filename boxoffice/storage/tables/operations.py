"""What every write leaves besides its effect: the operation's answer, and the time it was."""

from sqlalchemy import Index, PrimaryKeyConstraint

from boxoffice.storage.tables.base import CLUSTERED, STRICT, Stored, check, integer, text


class Operation(Stored, table=True):
    """One write by its key: who asked for what (as a hash), and the answer to give again."""

    __tablename__ = "operation"
    __table_args__ = (
        PrimaryKeyConstraint("scope", "op_key", "step"),
        Index("ix_operation_created_at_ms", "created_at_ms"),
        CLUSTERED,
    )

    scope: str = text()
    op_key: str = text()
    step: int = integer()
    actor: str = text()
    till: str = text()
    use_case: str = text()
    request_hash: str = text()
    result: str = text()
    created_at_ms: int = integer()


class ClockRow(Stored, table=True):
    """The time of the last write, by the wall and by the machine's time since boot (SQLite)."""

    __tablename__ = "clock"
    __table_args__ = (check("single", "id = 1"), STRICT)

    id: int = integer(primary_key=True)
    wall_ms: int = integer()
    boot_ms: int = integer()
    boot_id: str = text()
