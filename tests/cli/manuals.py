"""The worked examples of a topic of `boxoffice help`: set up and typed as they stand there."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from boxoffice.cli.help import topic_text
from boxoffice.context import Context, SystemClock
from boxoffice.services.app import open_app
from boxoffice.services.setup.files import read
from boxoffice.services.setup.use import apply_document
from boxoffice.services.verify import verify
from tests.cli.inside import Program, time_stands_still
from tests.clocks import FakeClock
from tests.contexts import make_context

REF = "K7M2P"
"""How every example calls the booking that was made last."""

CODE = "K7M2-P9QX-TR4H-B6WD"
"""And how it calls the voucher that was issued last."""

_NAMED = re.compile(r"([A-Z0-9]{5}) (?:confirmed|pending)\b")
"""Where an example's answer begins with another name, that is what it calls its booking."""

_ISSUED = re.compile(r"\b[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}\b")


@dataclass(frozen=True)
class Shown:
    """One example: what is typed, the lines that stand below it, and what was printed."""

    command: str
    expected: str
    out: str
    err: str


def house_of(topic: str) -> str:
    """The set-up file that a topic begins with."""
    return str(re.findall(r"```yaml\n(.*?)```", topic_text(topic), re.DOTALL)[0])


def set_up(house: str, db: str) -> Context:
    """Apply a set-up file to an empty database; who did it."""
    ctx = make_context(db, clock=FakeClock() if time_stands_still(db) else SystemClock())
    with open_app(ctx.settings) as app:
        apply_document(app, ctx, read(house.encode(), name="rex.yaml"))
    return ctx


def tried(topic: str, db: str, call: Program) -> list[Shown]:
    """Every example of a topic, typed in turn: each works and prints the lines below it."""
    ctx = set_up(house_of(topic), db)
    refs, voucher, shown = {REF: REF}, CODE, []
    examples = re.findall(r"```\n\$ boxoffice (.*?)\n(.*?)```", topic_text(topic), re.DOTALL)
    for command, expected in examples:
        typed = command.replace(CODE, voucher)
        for name, ref in refs.items():
            typed = typed.replace(name, ref)
        code, out, err = call(*shlex.split(typed))
        assert code == 0, (command, err)
        if command.startswith(("sell", "book ", "exchange ")):
            named = _NAMED.match(expected)
            refs[named[1] if named else REF] = out.split()[0]
        if issued := _ISSUED.search(out):
            voucher = issued[0]
        told = out.replace(voucher, CODE)
        for name, ref in refs.items():
            told = told.replace(ref, name)
        told = told.replace(f"…{voucher[-4:]}", f"…{CODE[-4:]}")
        lines = told.splitlines()
        assert [line for line in expected.splitlines() if line not in lines] == [], (command, lines)
        shown.append(Shown(command, expected, told, err))
    with open_app(ctx.settings) as app:
        assert verify(app, ctx).violations == ()
    return shown
