"""What a write keeps of itself: the operation with its answer, and the till's audit chain."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Executable, and_, bindparam, select, update

from boxoffice.domain.audit import START, Entry, link
from boxoffice.errors import Conflict, Failed
from boxoffice.storage.session import ReadSession, WriteSession
from boxoffice.storage.statements import Row, named
from boxoffice.storage.tables.audit import AuditChain, AuditEntry
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.operations import Operation

_operation_table = Operation.__table__  # type: ignore[attr-defined]
_operation = _operation_table.c
_chain_table = AuditChain.__table__  # type: ignore[attr-defined]
_chain = _chain_table.c
_this_operation = and_(
    _operation.scope == bindparam("scope"),
    _operation.op_key == bindparam("op_key"),
    _operation.step == bindparam("step", type_=INTEGER),
)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as the operation table knows it."""

    scope: str
    op_key: str
    step: int
    use_case: str
    request_hash: str


def ask_of(*, scope: str, op_key: str, step: int, use_case: str, request_json: str) -> Ask:
    """Name a request by its use case and the hash of what was typed."""
    digest = hashlib.sha256(f"{use_case}\x1f{request_json}".encode()).hexdigest()
    return Ask(scope=scope, op_key=op_key, step=step, use_case=use_case, request_hash=digest)


@named
def start_operation(insert) -> Executable:  # type: ignore[no-untyped-def]
    """Take the operation key, unless it is taken."""
    names = [column.name for column in _operation]
    statement = insert(_operation_table).values({name: bindparam(name) for name in names})
    return statement.on_conflict_do_nothing().returning(_operation.step)  # type: ignore[no-any-return]


@named
def find_operation() -> Executable:
    """The operation of a key, with its answer."""
    return select(*_operation).where(_this_operation)


@named
def finish_operation() -> Executable:
    """Keep the answer."""
    return update(_operation_table).where(_this_operation).values(result=bindparam("answer"))


@named
def extend_chain(insert) -> Executable:  # type: ignore[no-untyped-def]
    """Count new entries at the head of a till's chain and read the hash they stand on."""
    count = bindparam("count", type_=INTEGER)
    statement = insert(_chain_table).values(till=bindparam("till"), length=count, hash=START)
    statement = statement.on_conflict_do_update(
        index_elements=[_chain.till], set_={"length": _chain.length + count}
    )
    return statement.returning(_chain.length, _chain.hash)  # type: ignore[no-any-return]


@named
def seal_chain() -> Executable:
    """Keep the hash of the newest entry at the head."""
    return update(_chain_table).where(_chain.till == bindparam("of_till")).values(
        hash=bindparam("sealed")
    )  # fmt: skip


EVERY_WRITE = (start_operation, extend_chain, seal_chain, finish_operation)
"""What every write runs besides its own statements."""


def start(session: WriteSession, ask: Ask) -> str | None:
    """Take the key for this request; the stored answer if this request already had one."""
    taken = session.all(
        start_operation, scope=ask.scope, op_key=ask.op_key, step=ask.step,
        actor=session.actor, till=session.till, use_case=ask.use_case,
        request_hash=ask.request_hash, result="", created_at_ms=session.now_ms,
    )  # fmt: skip
    if taken:
        return None
    found = find(session, scope=ask.scope, op_key=ask.op_key, step=ask.step)
    same = found is not None and (found.request_hash, found.actor) == (
        ask.request_hash,
        session.actor,
    )
    if found is None or not same:
        raise Conflict("operations.other_request", op_key=ask.op_key)
    return str(found.result)


def finish(session: WriteSession, ask: Ask, answer: str) -> None:
    """Keep the answer for every time the same is asked again."""
    kept = session.run(
        finish_operation, answer=answer, scope=ask.scope, op_key=ask.op_key, step=ask.step
    )
    if kept != 1:
        raise Failed("storage.lost_transaction")


def find(session: ReadSession, *, scope: str, op_key: str, step: int = 1) -> Row | None:
    """The operation of a key, or None if nothing was committed under it."""
    return session.first(find_operation, scope=scope, op_key=op_key, step=step)


def wait_for(session: WriteSession, *, scope: str, op_key: str, step: int) -> Row | None:
    """The same, after whoever has the key right now is done; to be rolled back."""
    session.run(
        start_operation, scope=scope, op_key=op_key, step=step, actor=session.actor,
        till=session.till, use_case="", request_hash="", result="", created_at_ms=session.now_ms,
    )  # fmt: skip
    found = find(session, scope=scope, op_key=op_key, step=step)
    return found if found is not None and found.use_case else None


def append_audit(session: WriteSession, entries: Sequence[Entry]) -> None:
    """Write the buffered entries at the end of the till's chain."""
    if not entries:
        return
    head = session.all(extend_chain, till=session.till, count=len(entries))[0]
    previous = head.hash
    rows = []
    for seq, entry in enumerate(entries, start=head.length - len(entries) + 1):
        previous = link(previous, till=session.till, seq=seq, entry=entry)
        rows.append(
            {
                "till": session.till, "seq": seq, "at_ms": entry.at_ms, "actor": entry.actor,
                "op_key": entry.op_key, "event": entry.event,
                "subject_kind": entry.subject_kind, "subject_id": entry.subject_id,
                "from_state": entry.from_state, "to_state": entry.to_state,
                "detail": entry.detail_text(), "hash": previous,
            }
        )  # fmt: skip
    session.insert(AuditEntry, rows)
    session.run(seal_chain, of_till=session.till, sealed=previous)
