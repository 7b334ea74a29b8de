"""Lines for cron and systemd: absolute, quoted, for the right user, without a password."""

from __future__ import annotations

import json
import os
import pwd
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from boxoffice.config import load
from boxoffice.errors import Invalid
from boxoffice.present.schedules import Job, crontab, jobs_of, units
from tests.cli.program import run

ODD = '/srv/my box/50%/it\'s $HOME "x".db'
ME = pwd.getpwuid(os.getuid()).pw_name


def job(db: str) -> Job:
    nowhere = Path("/nonexistent.toml")
    settings = load(flags={"db": db}, environ={}, system_file=nowhere, user_file=nowhere)
    return Job.of_installation(settings)


def words_run_by_cron(line: str) -> list[str]:
    """Cron takes the five times and the user, turns `\\%` into `%`, and hands the rest to sh."""
    return shlex.split(line.split(" ", 6)[6].replace(r"\%", "%"))


@pytest.mark.parametrize("db", ["/srv/a.db", ODD])
def test_cron_runs_exactly_these_words(db: str) -> None:
    line = crontab(job(db))
    assert line.startswith(f"* * * * * {ME} ")
    assert line.count("\n") == 1
    assert line.replace(r"\%", "").count("%") == 0
    assert words_run_by_cron(line) == [
        os.path.abspath(sys.executable),
        *("-P", "-m", "boxoffice", "--db", db, "sweep", "--quiet", "--no-input"),
    ]


def test_systemd_gets_its_own_quotes() -> None:
    (service_name, service), (timer_name, timer) = units(job(ODD))
    assert (service_name, timer_name) == ("boxoffice-sweep.service", "boxoffice-sweep.timer")
    assert f"User={ME}\n" in service
    assert r'--db "/srv/my box/50%%/it' + "'" + r's $$HOME \"x\".db" sweep' in service
    assert "OnCalendar=minutely\n" in timer


def test_the_owner_of_the_database_runs_it(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    db.touch()
    if os.getuid() == 0:
        os.chown(db, pwd.getpwnam("nobody").pw_uid, -1)
    assert job(str(db)).user == ("nobody" if os.getuid() == 0 else ME)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://rao:s3cret@db/box", "postgresql://rao@db/box"),
        ("postgresql://rao@db/box?password=s3cret&a=b", "postgresql://rao@db/box?a=b"),
    ],
)
def test_a_password_is_never_printed(tmp_path: Path, address: str, shown: str) -> None:
    for extra in ([], ["--systemd"], ["--json"]):
        done = run("cron", "print", "--db", address, *extra, home=tmp_path)
        assert done.returncode == 0
        assert shown in done.stdout
        assert "s3cret" not in done.stdout + done.stderr
        assert ".pgpass" in done.stderr
    assert "s3cret" not in run("config", "view", "--db", address, home=tmp_path).stdout


def test_a_line_break_cannot_be_smuggled_in(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        job("/srv/a\n* * * * * root rm -rf x")


def test_as_json(tmp_path: Path) -> None:
    done = run("cron", "print", "--systemd", "--json", "--db", "/srv/a.db", home=tmp_path)
    names = [unit["name"] for unit in json.loads(done.stdout)["units"]]
    assert names == ["boxoffice-sweep.service", "boxoffice-sweep.timer"]


GATEWAY = """
[gateways.stripe]
key_env = "STRIPE_KEY"
"""


def test_gateways_are_asked_where_there_are_any(tmp_path: Path) -> None:
    (tmp_path / "boxoffice.toml").write_text(GATEWAY)
    config = str(tmp_path / "boxoffice.toml")
    done = run("cron", "print", "--db", "/srv/a.db", home=tmp_path)
    sweep, reconcile = done.stdout.splitlines()
    assert words_run_by_cron(sweep)[6:] == ["sweep", "--quiet", "--no-input"]
    assert reconcile.startswith("*/5 * * * * ")
    assert words_run_by_cron(reconcile)[6:] == [
        "--config", config, "payment", "reconcile", "--quiet", "--no-input",
    ]  # fmt: skip
    assert "STRIPE_KEY" in done.stderr
    shown = run("cron", "print", "--systemd", "--json", "--db", "/srv/a.db", home=tmp_path)
    names = [unit["name"] for unit in json.loads(shown.stdout)["units"]]
    assert names[2:] == ["boxoffice-reconcile.service", "boxoffice-reconcile.timer"]


def test_what_every_user_reads_need_not_be_named() -> None:
    nowhere = Path("/nonexistent.toml")
    settings = load(
        flags={"db": "/srv/a.db"}, environ={}, folder=Path("/nonexistent"),
        system_file=nowhere, user_file=nowhere,
    )  # fmt: skip
    section = {"kind": ("simulated", "/etc/boxoffice/config.toml [gateways.practice]")}
    own = replace(settings, gateways={"practice": section})
    assert "--config" not in jobs_of(own)[1].words
