"""Online payments at the till: the page, following it, deliveries, and nothing told of secrets."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.payment_jobs import headers_of
from boxoffice.errors import Invalid
from tests.cli.tills import Till, open_till

pytestmark = pytest.mark.slow

CONFIG = """
[gateways.practice]
kind = "simulated"
folder = "practice"
webhook_secret_file = "webhook.secret"
key_env = "PRACTICE_KEY"
"""
FILE_SECRET = "file-secret-nobody-sees"  # noqa: S105
KEY_SECRET = "key-secret-nobody-sees"  # noqa: S105
SECRETS = (FILE_SECRET, KEY_SECRET)


@pytest.fixture
def till(database: str, tmp_path: Path) -> Till:
    home = tmp_path / "home"
    home.mkdir()
    (home / "boxoffice.toml").write_text(CONFIG)
    secret = home / "webhook.secret"
    secret.write_text(FILE_SECRET)
    secret.chmod(0o600)
    return open_till(database, home)


def begin(till: Till, seats: str = "F7-8", *more: str) -> tuple[str, str]:
    """A booking's reference and the session of its page."""
    ref = till.run("book", "1", seats, "--id-only").stdout.strip()
    done = till.run("pay", ref, "--gateway", "practice", "--id-only", *more)
    assert done.returncode == 0, done.stderr
    return ref, done.stdout.strip()


def test_a_page_is_shown_and_shown_again(till: Till) -> None:
    ref, session_id = begin(till)
    shown = till.run("pay", ref, "--gateway", "practice").stdout
    assert f"/pay/{session_id}\n" in shown
    assert f"Session {session_id}, open until " in shown
    found = till.document("pay", ref, "--gateway", "practice")
    assert (found["payment"]["session_id"], found["payment"]["status"]) == (session_id, "initiated")
    assert [each["session_id"] for each in till.document("payment", "list")["payments"]] == [
        session_id
    ]


def test_practice_goes_through_the_same_code(till: Till) -> None:
    ref, session_id = begin(till)
    done = till.document("payment", "simulate", session_id, "duplicate")
    told = [each["webhook"] for each in done["received"]]
    assert [(each["is_duplicate"], each["posted"]["effect"]) for each in told] == [
        (False, "captured"), (True, "captured"),
    ]  # fmt: skip
    assert till.document("booking", "view", ref)["booking"]["status"] == "confirmed"
    assert till.document("payment", "status", ref)["payments"][0]["status"] == "captured"
    history = till.document("payment", "view", session_id)
    assert [each["effect"] for each in history["events"]] == ["captured"]
    assert till.run("db", "verify").returncode == 0


def test_practice_is_refused_where_there_is_none(till: Till) -> None:
    (till.home / "boxoffice.toml").write_text("")
    code, error = till.error("payment", "simulate", "sim_ABCDEFGHIJ", "success")
    assert (code, error["code"]) == (ExitCode.CONFLICT, "gateways.none_simulated")
    code, error = till.error("payment", "simulate", "sim_ABCDEFGHIJ", "riches")
    assert (code, error["code"]) == (ExitCode.USAGE, "payments.unknown_outcome")


def test_what_a_person_has_to_look_at_is_exit_13_until_it_is_resolved(till: Till) -> None:
    _, session_id = begin(till)
    till.run("payment", "simulate", session_id, "success")
    assert till.run("payment", "reconcile").returncode == 0
    done = till.run("payment", "simulate", session_id, "refund")
    assert done.returncode == ExitCode.NEEDS_PERSON
    told = till.run("payment", "reconcile", "--quiet")
    assert (told.returncode, "Somebody has to look" in told.stdout) == (13, True)
    (line,) = till.document("payment", "list", "--attention")["attention"]
    assert till.run("payment", "resolve", line["id"][-6:], "--note", "by hand").returncode == 0
    calm = till.run("payment", "reconcile", "--quiet")
    assert (calm.returncode, calm.stdout) == (0, "")


def test_a_gateway_that_is_away_is_exit_8_and_nothing_is_lost(till: Till) -> None:
    ref = till.run("book", "1", "F7-8", "--id-only").stdout.strip()
    (till.home / "practice").mkdir(mode=0o700)
    (till.home / "practice" / "outage").write_text("unreachable")
    code, error = till.error("pay", ref, "--gateway", "practice")
    assert (code, error["code"], error["retryable"]) == (8, "gateways.no_answer", True)
    assert till.document("payment", "list", "--open")["payments"][0]["status"] == "initiated"
    (till.home / "practice" / "outage").unlink()
    assert till.run("pay", ref, "--gateway", "practice").returncode == 0


def follow(till: Till, ref: str, *more: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-P", "-m", "boxoffice", "pay", ref, "--gateway", "practice", "--wait"]
    return subprocess.Popen(
        [*line, *more], env=till.environment, cwd=till.home, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def when_open(till: Till, process: subprocess.Popen[str]) -> str:
    """The session, once somebody waits for it."""
    ends = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < ends:
        found = till.document("payment", "list", "--open")["payments"]
        if found and found[0]["session_id"]:
            return str(found[0]["session_id"])
    raise AssertionError(process.communicate())


@pytest.mark.parametrize(
    ("outcome", "code", "said"), [("success", 0, "confirmed"), ("fail", 7, ""), ("expire", 6, "")]
)
def test_whoever_waits_is_told_how_it_ends(till: Till, outcome: str, code: int, said: str) -> None:
    ref = till.run("book", "1", "F7-8", "--id-only").stdout.strip()
    process = follow(till, ref, "--json")
    session_id = when_open(till, process)
    till.run("payment", "simulate", session_id, outcome)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    if said:
        assert json.loads(out)["booking"]["status"] == said
    else:
        assert out == ""
        assert json.loads(err.splitlines()[-1])["error"]["code"].startswith("payments.")


def test_ctrl_c_leaves_the_payment_in_peace(till: Till) -> None:
    ref = till.run("book", "1", "F7-8", "--id-only").stdout.strip()
    process = follow(till, ref)
    session_id = when_open(till, process)
    line = process.stderr.readline() if process.stderr else ""
    assert line.startswith("Waiting for the payment.")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, f"`boxoffice payment status {ref}`" in err) == (130, True)
    assert till.document("payment", "list", "--open")["payments"][0]["session_id"] == session_id
    assert till.run("last").stderr == ""


def test_cancelling_closes_the_page_and_says_what_to_hand_back(till: Till) -> None:
    ref, session_id = begin(till, "F7-8", "-c", "20")
    done = till.run("cancel", ref)
    assert "Hand €20.00 back" in done.stderr
    page = json.loads((till.home / "practice" / f"{session_id}.json").read_text())
    assert page["status"] == "voided"


def test_who_cancels_what_was_paid_meanwhile_is_told(till: Till) -> None:
    ref, session_id = begin(till)
    till.run("payment", "simulate", session_id, "lost")
    done = till.run("cancel", ref)
    assert done.returncode == 0
    assert "came in meanwhile" in done.stderr
    assert till.document("booking", "view", ref)["booking"]["status"] == "confirmed"


def test_headers_are_taken_as_they_were_delivered() -> None:
    assert headers_of(("Stripe-Signature: t=1,v1=a", "X-A:b:c")) == {
        "stripe-signature": "t=1,v1=a", "x-a": "b:c",
    }  # fmt: skip
    assert headers_of(("A: 1", "a: 2")) == {"a": "1, 2"}
    for wrong in ("no colon", ": nothing", "a: b\nc: d"):
        with pytest.raises(Invalid):
            headers_of((wrong,))


def test_a_delivery_is_read_from_a_pipe_and_a_forged_one_is_exit_6(till: Till) -> None:
    begin(till)
    line = [sys.executable, "-P", "-m", "boxoffice", "payment", "webhook", "--gateway", "practice"]
    done = subprocess.run(
        [*line, "-", "--header", "Boxoffice-Signature: t=1,v1=00"], env=till.environment,
        cwd=till.home, input=b'{"id": "evt"}', capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == ExitCode.CONFLICT
    assert till.error("payment", "webhook", "--gateway", "practice", "nowhere")[0] == 2


def every_row(db: str) -> str:
    """All that the database holds, as text."""
    if db.startswith("postgres"):
        import psycopg

        with psycopg.connect(db) as server:
            names = server.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            return str(
                [server.execute(f"SELECT t::text FROM {name} t").fetchall()  # type: ignore[arg-type]
                 for (name,) in names]
            )  # fmt: skip
    with closing(sqlite3.connect(db)) as file:
        return "\n".join(file.iterdump())


def test_secrets_are_nowhere_to_be_found(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {**till.environment, "PRACTICE_KEY": KEY_SECRET, "BOXOFFICE_DEBUG": "1"}
    monkeypatch.setattr(Till, "environment", property(lambda _: environment))
    ref, session_id = begin(till, "F7-8", "-c", "20")
    other, over = begin(till, "C1-2")
    told = []
    for line in (
        ("pay", ref, "--gateway", "practice", "--json"), ("config", "view"), ("doctor",),
        ("payment", "simulate", session_id, "duplicate"), ("payment", "simulate", over, "expire"),
        ("payment", "simulate", over, "expire", "--json"), ("payment", "reconcile", "--json"),
        ("payment", "view", session_id), ("payment", "status", ref, "--ask"), ("cancel", other),
        ("payment", "webhook", "--gateway", "practice", "boxoffice.toml", "--header",
         "Boxoffice-Signature: t=1,v1=00"),
        ("payment", "webhook", "--gateway", "nobody", "boxoffice.toml"),
        ("pay", ref, "--gateway", "practice"), ("refund", ref, "--yes"), ("db", "verify"),
        ("payment", "reconcile"), ("cron", "print"), ("db", "info"),
    ):  # fmt: skip
        done = till.run(*line)
        told += [done.stdout, done.stderr]
    files = [path for path in till.home.parent.rglob("*") if path.is_file()]
    kept = [path.read_bytes().decode("utf-8", "replace") for path in files
            if path.name != "webhook.secret"]  # fmt: skip
    everything = "\n".join([*told, *kept, every_row(till.db)])
    assert session_id in everything
    assert [secret for secret in SECRETS if secret in everything] == []
    assert os.environ.get("PRACTICE_KEY") is None
