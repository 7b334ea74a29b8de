"""Clocks and ids: rising, unmistakable, and nobody's word for who acts."""

from __future__ import annotations

import multiprocessing
import os
import pwd
import re
import uuid

import pytest

from boxoffice.context import ALPHABET, SystemClock, SystemIds, system_actor


def test_a_uuid_is_version_7_and_carries_the_time() -> None:
    made = uuid.UUID(SystemIds().uuid7(1_700_000_000_123))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == 1_700_000_000_123


@pytest.mark.parametrize("step", [0, 1, -1])
def test_uuids_rise_whatever_the_clock_does(step: int) -> None:
    ids = SystemIds()
    made = [ids.uuid7(1_700_000_000_000 + step * turn) for turn in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000


def test_the_counter_flows_over_into_the_next_millisecond() -> None:
    ids = SystemIds()
    first = ids.uuid7(1000)
    ids._counter = (1 << 74) - 1
    second = ids.uuid7(1000)
    assert second > first
    assert uuid.UUID(second).int >> 80 == 1001


def _uuids(ids: SystemIds, queue: multiprocessing.Queue[list[str]]) -> None:
    queue.put([ids.uuid7(1_700_000_000_000) for _ in range(100)])


def test_forked_processes_share_no_uuid() -> None:
    ids = SystemIds()
    ids.uuid7(1_700_000_000_000)
    fork = multiprocessing.get_context("fork")
    queue = fork.Queue()
    children = [fork.Process(target=_uuids, args=(ids, queue)) for _ in range(4)]
    for child in children:
        child.start()
    made = [text for _ in children for text in queue.get(timeout=30)]
    for child in children:
        child.join()
    assert len(set(made)) == 400


def test_a_reference_is_unmistakable() -> None:
    ids = SystemIds()
    made = [ids.ref(4) for _ in range(2000)]
    assert all(re.fullmatch(r"[B-Z][B-Z2-9]{3}", text) for text in made)
    assert set("".join(made)) == set(ALPHABET)
    assert set("AEIOU01") & set(ALPHABET) == set()


def test_codes_and_keys_are_plain_and_never_twice() -> None:
    ids = SystemIds()
    codes = {ids.code() for _ in range(500)}
    keys = {ids.op_key() for _ in range(500)}
    assert len(codes) == len(keys) == 500
    assert all(re.fullmatch(r"[A-Z2-7]{26}", code) for code in codes)
    assert all(re.fullmatch(r"[A-Z2-7]{16}", key) for key in keys)


def test_the_system_clock_tells_both_times() -> None:
    clock = SystemClock()
    assert clock.source == "system"
    assert clock.wall_ms() > 1_600_000_000_000
    first, second = clock.boot_ms(), clock.boot_ms()
    assert 0 < first <= second
    assert clock.boot_id() == clock.boot_id()


def test_the_actor_is_who_the_system_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "somebody")
    monkeypatch.setenv("LOGNAME", "somebody")
    assert system_actor() == pwd.getpwuid(os.getuid()).pw_name
