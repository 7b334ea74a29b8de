"""What a command line imports before it knows what is wanted; counted in modules, not in time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from boxoffice.cli.root import COMMANDS
from boxoffice.context import SystemClock
from boxoffice.services.app import open_app
from boxoffice.storage.tables import every_table
from boxoffice.storage.tables.base import Stored
from tests.cli.program import clean_environment
from tests.contexts import make_context
from tests.programme import open_cinema

HOT = (
    ["seats", "1"],
    ["quote", "1", "A1-2"],
    ["hold", "1", "A1-2"],
    ["sell", "1", "A1-2", "-c", "exact"],
)
FOR_OTHERS = (
    "alembic", "filelock", "rich.console", "ruamel", "segno", "tabulate", "tomli_w", "psycopg",
    "sqlalchemy.dialects.postgresql", "boxoffice.services.setup", "boxoffice.services.imports",
    "boxoffice.services.moving", "boxoffice.services.voucher_tender",
    "boxoffice.storage.queries.vouchers",
)  # fmt: skip
HEAVY = ("rich", "pydantic", "sqlalchemy", "sqlmodel", "babel", "filelock", "tabulate", "alembic")
PROBE = """
import json, sys
from boxoffice.__main__ import main
code = main(json.loads(sys.argv[1]))
sys.stderr.write(json.dumps([code, sorted(sys.modules)]))
"""


def modules_after(home: Path, *args: str, **env: str) -> tuple[int, set[str]]:
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROBE, json.dumps(args)],
        env=clean_environment(home, **env),
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    return code, set(modules)


def children() -> set[str]:
    return {row.module for row in COMMANDS.values()}


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_the_version_is_answered_without_typer(tmp_path: Path, flag: str) -> None:
    code, modules = modules_after(tmp_path, flag)
    assert code == 0
    assert {name for name in modules if name.startswith(("boxoffice", "typer"))} == {
        "boxoffice",
        "boxoffice.__main__",
    }


@pytest.mark.parametrize("args", [["--help"], ["config", "--help"], ["cron", "-h"]])
def test_help_of_a_group_imports_no_command(tmp_path: Path, args: list[str]) -> None:
    code, modules = modules_after(tmp_path, *args)
    assert code == 0
    assert modules & set(HEAVY) == set()
    assert modules & children() == set()


@pytest.mark.parametrize("line", ["boxoffice ", "boxoffice co", "boxoffice config "])
def test_completing_a_command_imports_no_command(tmp_path: Path, line: str) -> None:
    code, modules = modules_after(
        tmp_path, _BOXOFFICE_COMPLETE="complete_bash", _BOXOFFICE_LINE=line
    )
    assert code == 0
    assert modules & set(HEAVY) == set()
    assert modules & children() == set()


def test_help_of_a_command_imports_that_one_alone(tmp_path: Path) -> None:
    code, modules = modules_after(tmp_path, "config", "view", "--help")
    assert code == 0
    assert modules & set(HEAVY) == set()
    assert modules & children() == {"boxoffice.cli.config"}


@pytest.mark.slow
def test_what_is_typed_all_day_imports_nothing_that_it_does_not_use(
    tmp_path: Path, sqlite_path: Path
) -> None:
    ctx = make_context(str(sqlite_path), clock=SystemClock())
    with open_app(ctx.settings) as app:
        open_cinema(app, ctx)
    for words in HOT:
        code, modules = modules_after(tmp_path, "--db", str(sqlite_path), *words)
        assert code == 0
        assert modules & set(FOR_OTHERS) == set(), words


def test_no_table_is_mapped_for_an_orm_that_nobody_asks() -> None:
    known = set(every_table().tables.values())
    tables = Stored.__subclasses__()
    assert {table.__table__ for table in tables} == known
    assert [table for table in tables if hasattr(table, "__mapper__")] == []
    assert [table for table in tables if table.__pydantic_complete__] == []
