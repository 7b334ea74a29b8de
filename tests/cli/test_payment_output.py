"""What is printed of online payments in every format; UPDATE_GOLDEN=1 writes it anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from boxoffice.cli.help import topic_text
from tests.cli.inside import Evening, Program
from tests.cli.test_golden import ENDINGS, GOLDEN, names_in
from tests.contexts import CountedIds

CONFIG = """
[gateways.practice]
kind = "simulated"
folder = "practice"
"""
STEPS = {
    "pay_gateway": ("pay {ref} -c 10 --gateway practice --op-key golden-key-1", 0),
    "payment_list_open": ("payment list --open", 0),
    "payment_simulate": ("payment simulate {session} duplicate --op-key golden-key-2", 0),
    "payment_status": ("payment status {ref}", 0),
    "payment_view": ("payment view {session}", 0),
    "payment_simulate_refund": ("payment simulate {session} refund --op-key golden-key-3", 13),
    "payment_list_attention": ("payment list --attention", 0),
    "payment_reconcile": ("payment reconcile", 13),
}
TABLES = ("csv", "markdown")
NOT_SHOWN = {
    "pay_gateway": ("json",),
    **dict.fromkeys(("payment_simulate", "payment_simulate_refund", "payment_reconcile"), TABLES),
}
"""Where there is no table; the document of a booking is shown elsewhere."""


@pytest.mark.parametrize("format_name", ENDINGS)
def test_output(
    call: Program,
    evening: Evening,
    tmp_path: Path,
    format_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "boxoffice.toml").write_text(CONFIG)
    ids = CountedIds(5000)
    monkeypatch.setattr("boxoffice.cli.session.SystemIds", lambda: ids)
    names = {"ref": evening.pending_ref, "session": ""}
    for name, (command, wanted) in STEPS.items():
        shown = "plain" if format_name in NOT_SHOWN.get(name, ()) else ""
        words = command.format(**names).split()
        code, out, err = call(*words, "--format", shown or format_name)
        assert code == wanted, (name, err)
        if not names["session"]:
            folder = tmp_path / "practice"
            (names["session"],) = (path.stem for path in folder.glob("sim_*.json"))
        if shown:
            continue
        path = GOLDEN / f"{name}.{ENDINGS[format_name]}"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_bytes(out.encode())
        assert out.encode() == path.read_bytes(), name


@pytest.mark.parametrize("name", [name for name in STEPS if name != "pay_gateway"])
def test_every_name_in_a_document_stands_in_the_manual(name: str) -> None:
    document = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    manual = topic_text("json")
    assert [key for key in sorted(set(names_in(document))) if f'"{key}"' not in manual] == []
