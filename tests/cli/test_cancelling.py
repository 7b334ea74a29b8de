"""Shows called off and prices put right: planned, asked about, done, and told of."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from boxoffice.cli.help import topic_text
from boxoffice.outbound.gateways.simulated import Outage
from boxoffice.services.app import open_app
from boxoffice.services.flows.refunding import send_queued
from tests.cli.inside import Evening, Program
from tests.cli.test_golden import ENDINGS, GOLDEN, names_in
from tests.cli.tills import Till
from tests.clocks import FakeClock
from tests.contexts import CountedIds, make_context, make_settings
from tests.online import NAME, gateway_of, paid_online, with_gateway

COMMANDS = {
    "price_correct_planned": "price correct rule-1 --to 10.50 --plan",
    "price_correct_honoured": "price correct rule-1 --to 13 --plan",
    "show_cancel_planned": "show cancel 1 --plan",
    "show_cancel": "show cancel 1 --reason projector --apply --op-key KEY0123456789ABCDEF",
}
REFUNDS = "payment refunds"


@pytest.mark.parametrize("format_name", ENDINGS)
def test_output(
    call: Program, evening: Evening, format_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = CountedIds(5000)
    monkeypatch.setattr("boxoffice.cli.session.SystemIds", lambda: ids)
    for name, command in {**COMMANDS, "payment_refunds": REFUNDS}.items():
        code, out, _ = call(*command.split(), "--format", format_name)
        assert code == 0
        path = GOLDEN / f"{name}.{ENDINGS[format_name]}"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_bytes(out.encode())
        assert out.encode() == path.read_bytes()


@pytest.mark.parametrize("name", [*COMMANDS, "payment_refunds"])
def test_every_name_in_a_document_stands_in_the_manual(name: str) -> None:
    document = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    manual = topic_text("json")
    assert [key for key in sorted(set(names_in(document))) if f'"{key}"' not in manual] == []


def test_a_cancelled_show_is_shown_as_that_everywhere(call: Program, evening: Evening) -> None:
    call(*COMMANDS["show_cancel"].split())
    for command in ("now", "show list", "show view 1", "seats 1"):
        _, out, _ = call(*command.split())
        assert "cancelled" in out
    assert "80/80" not in call("now")[1].splitlines()[2]
    assert "This ticket is void." in call("ticket", "view", evening.code)[1]
    code, _, err = call("sell", "1", "E1", "-c", "exact")
    assert (code, "was cancelled; nothing can be sold for it" in err) == (6, True)


def test_off_a_terminal_it_names_the_flags(call: Program, evening: Evening) -> None:
    code, out, err = call("show", "cancel", "1", "--reason", "projector")
    assert (code, out) == (2, "")
    assert "--plan or --apply" in err
    assert call("show", "cancel", "1", "--plan", "--apply")[0] == 2
    assert call("show", "cancel", "1", "--apply")[0] == 2
    assert "on_sale" in call("show", "view", "1", "--json")[1]


@pytest.mark.slow
def test_on_a_terminal_its_name_has_to_be_typed(till: Till) -> None:
    till.run("sell", "1", "F7-8", "-c", "10", "-k", "4711")

    def cancel(*answers: str) -> tuple[int, str]:
        questions = ("Why is it called off?", "off:")
        typed = [f"{answer}\r" for answer in answers]
        asked = list(zip(questions, typed, strict=True))
        return till.on_terminal("show", "cancel", "1", asked=asked, columns=80)

    code, seen = cancel("projector", "y")
    assert code == 2
    assert "It ends: 1 paid booking" in seen
    assert "'y' is not Dune: nothing was called off." in seen
    assert till.states() == {"available": 78, "sold": 2}
    code, seen = cancel("projector", "dune")
    assert code == 0
    assert "Show 1 is cancelled: Dune" in seen
    assert till.states() == {"available": 80}
    assert till.run("db", "verify").returncode == 0


def test_a_gateway_that_does_not_answer_is_told_of_and_asked_again(
    call: Program, evening: Evening, tmp_path: Path
) -> None:
    folder = tmp_path / "gateway"
    ctx = make_context(evening.db, clock=FakeClock(), ids=CountedIds(9000))
    with open_app(make_settings(evening.db)) as app:
        house = with_gateway(app, folder)
        paid_online(house, ctx, "E5-6")
        gateway_of(house).set_outage(Outage.UNREACHABLE)
    config = tmp_path / "own.toml"
    config.write_text(f'[gateways.{NAME}]\nkind = "simulated"\nfolder = "{folder}"\n')
    code, out, err = call(*COMMANDS["show_cancel"].split(), "--config", str(config))
    assert code == 8
    assert "sim       on the way" in out
    assert "1 refund is still on the way: `boxoffice payment reconcile`" in err
    with open_app(make_settings(evening.db)) as app:
        gateway_of(with_gateway(app, folder)).set_outage(None)
        ctx.clock.advance(minutes=2)  # type: ignore[attr-defined]
        assert send_queued(with_gateway(app, folder), ctx).done == 1
    code, out, _ = call("show", "cancel", "1", "--plan", "--config", str(config))
    assert (code, "sim       done" in out) == (0, True)
