"""What time it is: by the wall, unless the wall clock was set while the machine was running.

SQLite keeps the wall and the boot-time clock of the last write in one row. As long as both went on
by about the same, the wall is right. A wall that jumped is not believed, forwards or backwards:
time goes on by the boot clock until somebody accepts the new one, so no hold is lost to a clock.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, and_, bindparam, case, func, literal_column, select, update

from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.operations import ClockRow

TOLERANCE_MS = 60_000
"""How far the wall may step against the boot clock before it is not believed any more."""

SERVER_TIME: Any = func.floor(func.extract("epoch", func.clock_timestamp()) * 1000)
"""A server's clock as its statement runs, not as the transaction started."""

_clock_table = ClockRow.__table__  # type: ignore[attr-defined]
_clock = _clock_table.c
_VERSION: Any = literal_column("(SELECT version_num FROM alembic_version)").label("version")
_wall = bindparam("wall_ms", type_=INTEGER)
_boot = bindparam("boot_ms", type_=INTEGER)
_boot_id: Any = bindparam("this_boot")


def _now() -> Any:
    steady = _clock.wall_ms + (_boot - _clock.boot_ms)
    known = and_(_clock.boot_id == _boot_id, _clock.boot_id != "")
    jumped = and_(known, func.abs(_wall - steady) > TOLERANCE_MS)
    return case((jumped, steady), else_=func.max(_clock.wall_ms, _wall))


@named
def read_clock() -> Executable:
    """The schema's version and the time, nothing written."""
    return select(_VERSION, _now().label("now_ms")).where(_clock.id == 1)


@named
def advance_clock() -> Executable:
    """The schema's version and the time, kept so that no later write is earlier."""
    moved = update(_clock_table).where(_clock.id == 1)
    values = {"wall_ms": _now(), "boot_ms": _boot, "boot_id": _boot_id}
    return moved.values(values).returning(_VERSION, _clock.wall_ms.label("now_ms"))


@named
def accept_clock() -> Executable:
    """Believe the wall from now on, whatever it says."""
    values = {"wall_ms": _wall, "boot_ms": _boot, "boot_id": _boot_id}
    return update(_clock_table).where(_clock.id == 1).values(values)
