"""A PostgreSQL server that asks for a password: a wrong one is named and never shown."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests import servers
from tests.badinput.places import Place, require_one_sentence

pytestmark = pytest.mark.slow

RIGHT = "s3cr:et/@word"
COMMANDS = (
    ("sell", "1", "A5", "-c", "exact"), ("now",), ("db", "init"), ("db", "info"), ("db", "migrate"),
    ("db", "verify"),
)  # fmt: skip
TELLING = (*COMMANDS, ("doctor",), ("config", "view"), ("cron", "print"))
ODD = ("s3cret", "a/s3cret", "a@s3cret", "a%s3cret", "a?s3cret", "a#s3cret", "a s3cret", "[s3cret")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server of its own whose users, but its owner, need their password; its socket's folder."""
    server = servers.start(tmp_path_factory.mktemp("guarded"))
    folder = re.search(r"host=([^&]+)", server.url)
    assert folder is not None
    server.run(f"CREATE ROLE box LOGIN PASSWORD '{RIGHT}'")
    server.run("CREATE DATABASE box OWNER box")
    rules = Path(str(server.run("SHOW hba_file")[0][0]))
    rules.write_text("local all postgres trust\nlocal all all scram-sha-256\n", encoding="utf-8")
    server.run("SELECT pg_reload_conf()")
    return folder[1]


def place_with(folder: str, password: str, home: Path) -> Place:
    return Place(f"postgresql://box:{password}@/box?host={folder}", home)


def test_the_right_password_opens_it(guarded: str, tmp_path: Path) -> None:
    place = place_with(guarded, quote(RIGHT, safe=""), tmp_path)
    assert place.run("db", "init").code == 0
    assert RIGHT not in place.run("config", "view").out
    with psycopg.connect(place.db) as server:
        assert server.execute("SELECT count(*) FROM show").fetchall() == [(0,)]


@pytest.mark.parametrize("password", ["wrong", ""])
@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_a_wrong_one_or_none_is_said_in_one_sentence(
    guarded: str, tmp_path: Path, password: str, args: tuple[str, ...]
) -> None:
    place = place_with(guarded, password, tmp_path)
    done = place.run(*args)
    told = require_one_sentence(done.err)
    assert (done.code, done.out) == (1, "")
    assert "did not accept the user or the password" in told
    assert place.run("--json", *args).error["code"] == "storage.login"


@pytest.mark.parametrize(("turn", "password"), list(enumerate(ODD)))
@pytest.mark.parametrize("way", ["user", "parameter"])
def test_no_command_shows_a_password_whatever_was_typed(
    guarded: str, tmp_path: Path, turn: int, password: str, way: str
) -> None:
    place = place_with(guarded, password, tmp_path)
    if way == "parameter":
        place = Place(f"postgresql://box@/box?host={guarded}&password={password}", tmp_path)
    for args in TELLING[turn % 4 :: 4]:
        done = place.run(*args)
        assert "s3cret" not in done.out + done.err, args
        assert "Traceback" not in done.err, args
        if args in COMMANDS:
            assert done.code in (1, 2), (args, done)
            require_one_sentence(done.err, about=args)
