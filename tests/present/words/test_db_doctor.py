"""Every code of the database and of the doctor says what to do next."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import boxoffice
from boxoffice.errors import Denied, Refused, SchemaMismatch
from boxoffice.present.words import find_words, phrase, sentence
from boxoffice.present.words.db import WORDS as DB
from boxoffice.present.words.doctor import WORDS as DOCTOR

DETAILS = {
    "gateway": "stripe", "kind": "stripe", "number": 2,
    "db": "/srv/x.db", "found": "0001", "known": "0002", "file_system": "nfs4", "owner": "ann",
    "library": "3.40.1", "detail": "odd", "folder": "/srv", "group": "tills", "copy": "/srv/x.bak",
    "tables": ["city", "show"], "schema_version": "0001", "journal": "persist", "version": "3.40.1",
    "copy_path": "/srv/x.bak", "synchronous": "extra", "product": "SQLite 3.40.1", "mode": "0600",
    "tills": ["ann@vm:pts/1"],
    "path": "/srv/x.db", "free_mb": 12, "files": [".x.db.new"], "minutes": 60, "off_ms": 5000,
}  # fmt: skip
RAISED = re.compile(r'"((?:db|doctor|storage)\.[a-z_]+)"')


@pytest.mark.parametrize("code", [*DB, *DOCTOR])
def test_every_sentence_can_be_said(code: str) -> None:
    said = phrase(code, DETAILS)
    assert said
    assert "{" not in said


def test_every_code_in_the_program_has_words() -> None:
    package = Path(boxoffice.__file__).parent
    codes = {
        code
        for file in package.rglob("*.py")
        for code in RAISED.findall(file.read_text(encoding="utf-8"))
    }
    assert {code for code in codes if find_words(code) is None} == set()


def test_another_user_is_told_the_line_to_type() -> None:
    assert sentence(Denied("db.other_user", db="/srv/x.db", owner="ann")) == (
        "The database /srv/x.db belongs to ann. Run it as ann:"
        " `sudo -u ann boxoffice --db /srv/x.db …`"
    )


def test_a_network_disk_names_both_ways_out() -> None:
    said = sentence(Refused("db.network_disk", db="/mnt/x.db", file_system="nfs4"))
    assert "ssh" in said
    assert "--db postgresql://HOST/NAME" in said


def test_other_versions_name_both_and_what_to_run() -> None:
    older = sentence(SchemaMismatch("db.older", found="0001", known="0002"))
    newer = sentence(SchemaMismatch("db.newer", found="0003", known="0002"))
    assert ["0001" in older, "0002" in older, "boxoffice db migrate" in older] == [True] * 3
    assert ["0003" in newer, "0002" in newer, "pip install --upgrade" in newer] == [True] * 3
