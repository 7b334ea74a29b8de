"""Pipes that are closed and disks that are full where the answer should go."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.badinput.places import COMMAND, PATIENCE_SECONDS, Done, Place

pytestmark = pytest.mark.slow

SELL = ("sell", "1", "A5", "-c", "exact")
SOLD = "Your last sale went through: "


def shell(place: Place, redirections: str, *args: str) -> Done:
    """One command line with its streams as a shell would send them."""
    ended = subprocess.run(
        ["sh", "-c", f'exec "$0" "$@" {redirections}', COMMAND, *args],
        env=place.environment(), cwd=place.home, stdin=subprocess.DEVNULL,
        capture_output=True, check=False, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    return Done(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def into_a_closed_pipe(place: Place, *args: str) -> Done:
    """`| head -c 0`: nobody reads the answer."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [COMMAND, *args], env=place.environment(), cwd=place.home, stdout=writing,
            stderr=subprocess.PIPE, check=False, timeout=PATIENCE_SECONDS,
        )  # fmt: skip
    finally:
        os.close(writing)
    return Done(ended.returncode, "", ended.stderr.decode())


def is_sold(place: Place, seat: str) -> bool:
    found = place.run("--json", "--till", "till-x", "seats", "1").document["seats"]
    return [one["state"] for one in found if one["label"] == seat] == ["sold"]


@pytest.mark.parametrize("format_name", ["plain", "json", "csv"])
def test_a_closed_pipe_is_no_failure_and_the_sale_is_told(place: Place, format_name: str) -> None:
    done = into_a_closed_pipe(place, "--format", format_name, *SELL)
    assert (done.code, "Traceback" in done.err) == (0, False)
    assert is_sold(place, "A5")
    told = place.run("show", "list")
    assert told.err.startswith(SOLD)
    assert place.run("show", "list").err == ""


@pytest.mark.parametrize("redirection", [">&-", "2>&-", "<&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_a_stream_that_is_missing_is_no_failure(file_place: Place, redirection: str) -> None:
    done = shell(file_place, redirection, *SELL)
    assert (done.code, "Traceback" in done.err) == (0, False)
    assert is_sold(file_place, "A5")
    told = file_place.run("show", "list")
    assert told.err.startswith(SOLD) is (">&-" in redirection.replace("2>&-", ""))


@pytest.mark.slow
def test_an_answer_that_does_not_fit_on_the_disk_is_told_afterwards(place: Place) -> None:
    done = shell(place, ">/dev/full", "--json", *SELL)
    assert done.code == 75, done
    assert done.error["code"] == "usage.answer_lost"
    assert done.error["message"].startswith("It was done")
    assert is_sold(place, "A5")
    key = done.error["op_key"]
    again = place.run("--json", "--op-key", key, *SELL)
    assert (again.code, again.document["replayed"]) == (0, True)


def test_a_read_into_a_full_disk_or_a_closed_pipe(file_place: Place) -> None:
    full = shell(file_place, ">/dev/full", "show", "list")
    assert (full.code, full.err.count("\n")) == (1, 1)
    for args in (("show", "list"), ("seats", "1"), ("help", "config"), ("--help",), ("--version",)):
        done = into_a_closed_pipe(file_place, *args)
        assert (done.code, done.err) == (0, ""), args


def test_a_sale_is_not_forgotten_by_a_command_that_nobody_hears(file_place: Place) -> None:
    into_a_closed_pipe(file_place, *SELL)
    shell(file_place, "2>/dev/full", "show", "list")
    shell(file_place, "2>&-", "show", "list")
    assert file_place.run("show", "list").err.startswith(SOLD)
