"""Gateways by name: only the configured ones, and nothing loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from boxoffice.errors import Invalid, NotFound, Refused
from boxoffice.outbound.gateways.registry import gateway_names, open_gateway, open_simulated
from boxoffice.present.words import sentence
from tests.outbound.gateways.conftest import section, settings_of
from tests.outbound.gateways.orders import start

SIMULATED = section("practice", kind="simulated", folder="practice")
STRIPE = section("stripe", key_env="K", return_url="https://a.example.org")


def test_names_are_those_configured(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, STRIPE + SIMULATED)
    assert gateway_names(settings) == ("practice", "stripe")
    opened = [open_gateway(settings, name) for name in gateway_names(settings)]
    assert [(gateway.name, gateway.kind) for gateway in opened] == [
        ("practice", "simulated"),
        ("stripe", "stripe"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "None is configured: see `boxoffice help config`."),
        (STRIPE + SIMULATED, "Configured: practice, stripe."),
    ],
)
def test_an_unknown_one_names_those_there_are(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(NotFound) as caught:
        open_gateway(settings_of(tmp_path, text), "simulated")
    assert sentence(caught.value) == f"There is no gateway 'simulated' here. {said}"


def test_only_a_simulated_gateway_is_played(tmp_path: Path) -> None:
    other = section("drill", kind="simulated", folder="drill")
    cases = [
        (STRIPE, "", "gateways.none_simulated"),
        (STRIPE + SIMULATED, "stripe", "gateways.not_simulated"),
        (SIMULATED + other, "", "gateways.several_simulated"),
    ]
    for text, name, code in cases:
        with pytest.raises(Refused) as caught:
            open_simulated(settings_of(tmp_path, text), name)
        assert caught.value.code == code
        assert sentence(caught.value) != Refused.__doc__
    assert open_simulated(settings_of(tmp_path, SIMULATED + STRIPE)).name == "practice"
    assert open_simulated(settings_of(tmp_path, SIMULATED + other), "drill").name == "drill"


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        (section("mine", key_env="K"), "kind"),
        (section("mine", kind="simulated"), "gateways.mine.folder"),
        (
            section("mine", kind="stripe", return_url="https://a.example.org"),
            "gateways.mine.key_file",
        ),
        (section("mine", kind="razorpay", key_env="K"), "gateways.mine.key_id"),
        (
            section(
                "mine", kind="razorpay", key_id="rzp", key_env="K", base_url="http://pay.local"
            ),
            "gateways.mine.base_url",
        ),
        (
            section("mine", kind="razorpay", currencies=["EUR 1.999-5"]),
            "gateways.mine.currencies",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_named(tmp_path: Path, text: str, setting: str) -> None:
    with pytest.raises(Invalid) as caught:
        start(open_gateway(settings_of(tmp_path, text), "mine", environ={"K": "a-proper-key"}))
    assert setting in sentence(caught.value)


def test_opening_loads_no_library_and_reads_no_secret(tmp_path: Path) -> None:
    settings_of(tmp_path, STRIPE + section("razorpay", key_file="nowhere") + SIMULATED)
    code = (
        "import sys; from pathlib import Path; from boxoffice.config import load;"
        "from boxoffice.outbound.gateways.registry import *;"
        "settings = load(environ={}, folder=Path(sys.argv[1]), system_file=Path('/x'),"
        " user_file=Path('/x'));"
        "[open_gateway(settings, name) for name in gateway_names(settings)];"
        "print(sorted({'stripe', 'razorpay', 'requests', 'urllib3', 'sqlalchemy', 'babel',"
        " 'pydantic'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("[]\n", "")
