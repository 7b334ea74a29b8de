"""What a write keeps of itself: the operation with its answer, and the till's audit chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Executable, and_, bindparam, cast, func, insert, select, update

from boxoffice.domain.audit import START, Alike, Entry, link, links
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
_entry_table = AuditEntry.__table__  # type: ignore[attr-defined]
_OWN = ("seq", "subject_id", "hash")
"""What differs between entries that are alike."""
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


@named
def append_alike(dialect: str) -> Executable:
    """Add entries that differ in number, subject and hash, which come as one list of lists."""
    own, part = _lists_of_json(dialect)
    values = {
        column.name: cast(part(_OWN.index(column.name)), column.type)
        if column.name in _OWN
        else cast(bindparam(column.name), column.type)
        for column in _entry_table.c
    }
    return insert(_entry_table).from_select(list(values), select(*values.values()).select_from(own))


def _lists_of_json(dialect: str) -> tuple[Any, Callable[[int], Any]]:
    """The rows of a parameter of lists in JSON, and what reads one part of a row."""
    if dialect == "sqlite":
        each: Any = func.json_each(bindparam("own")).table_valued("value")
        return each, lambda index: func.json_extract(each.c.value, f"$[{index}]")
    each = func.json_array_elements(cast(bindparam("own"), JSON)).table_valued("value")
    return each, lambda index: func.json_extract_path_text(each.c.value, str(index))


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


def append_audit(session: WriteSession, entries: Sequence[Entry | Alike]) -> None:
    """Write the buffered entries at the end of the till's chain."""
    if not entries:
        return
    till = session.till
    count = sum(len(each.subject_ids) if isinstance(each, Alike) else 1 for each in entries)
    head = session.all(extend_chain, till=till, count=count)[0]
    previous, seq = head.hash, head.length - count + 1
    rows = []
    for each in entries:
        if isinstance(each, Alike):
            hashes = links(
                previous, till=till, seq=seq, entry=each.entry, subject_ids=each.subject_ids
            )
            _append_alike(session, each, seq, hashes)
            previous, seq = hashes[-1], seq + len(hashes)
            continue
        previous = link(previous, till=till, seq=seq, entry=each)
        rows.append({**_same_of(session, each), "seq": seq, "subject_id": each.subject_id,
                     "hash": previous})  # fmt: skip
        seq += 1
    session.insert(AuditEntry, rows)
    session.run(seal_chain, of_till=till, sealed=previous)


def _append_alike(session: WriteSession, alike: Alike, seq: int, hashes: Sequence[str]) -> None:
    numbered = range(seq, seq + len(hashes))
    own = json.dumps(list(zip(numbered, alike.subject_ids, hashes, strict=True)))
    session.run(append_alike, own=own, **_same_of(session, alike.entry))


def _same_of(session: WriteSession, entry: Entry) -> dict[str, Any]:
    return {
        "till": session.till, "at_ms": entry.at_ms, "actor": entry.actor, "op_key": entry.op_key,
        "event": entry.event, "subject_kind": entry.subject_kind,
        "from_state": entry.from_state, "to_state": entry.to_state,
        "detail": entry.detail,
    }  # fmt: skip
