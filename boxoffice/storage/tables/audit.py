"""Who did what when: one hash chain per till."""

from sqlalchemy import Index, PrimaryKeyConstraint

from boxoffice.storage.tables.base import CLUSTERED, STRICT, Stored, integer, text


class AuditChain(Stored, table=True):
    """The head of a till's chain: how many entries it has."""

    __tablename__ = "audit_chain"
    __table_args__ = (CLUSTERED,)

    till: str = text(primary_key=True)
    length: int = integer()
    hash: str = text()


class AuditEntry(Stored, table=True):
    """One change: ids only, never personal data; `hash` covers it and the entry before it."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        PrimaryKeyConstraint("till", "seq"),
        Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
        STRICT,
    )

    till: str = text()
    seq: int = integer()
    at_ms: int = integer()
    actor: str = text()
    op_key: str = text()
    event: str = text()
    subject_kind: str = text()
    subject_id: str = text()
    from_state: str = text()
    to_state: str = text()
    detail: str = text()
    hash: str = text()
