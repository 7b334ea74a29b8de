"""Gateways as a house configures them, the real libraries talking to providers on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boxoffice.config import Settings, load
from boxoffice.outbound.gateways.patience import Patience
from boxoffice.outbound.gateways.protocol import Gateway
from boxoffice.outbound.gateways.registry import open_gateway
from tests.contexts import NOWHERE
from tests.outbound.gateways import razorpay_provider, stripe_provider
from tests.outbound.gateways.razorpay_provider import RazorpayProvider
from tests.outbound.gateways.stripe_provider import StripeProvider

WEBHOOK_SECRET = "whsec_the_new_one"  # noqa: S105
OLD_WEBHOOK_SECRET = "whsec_the_old_one"  # noqa: S105
HURRIED = Patience(connect_seconds=0.2, answer_seconds=0.3, pauses_seconds=(0.0, 0.0))

Opener = Callable[..., Gateway]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever proxy this machine goes through, it is not asked for 127.0.0.1."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def settings_of(folder: Path, text: str) -> Settings:
    """Settings of one file alone."""
    (folder / "boxoffice.toml").write_text(text)
    return load(environ={}, folder=folder, system_file=NOWHERE / "s", user_file=NOWHERE / "u")


def section(name: str, **values: object) -> str:
    """A section of a configuration file; a setting that is None is left out."""
    given = {key: value for key, value in values.items() if value is not None}
    lines = [f"{key} = {_toml(value)}" for key, value in given.items()]
    return "\n".join([f"[gateways.{name}]", *lines, ""])


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


@pytest.fixture
def stripe_house() -> Iterator[StripeProvider]:
    with StripeProvider() as provider:
        yield provider


@pytest.fixture
def razorpay_house() -> Iterator[RazorpayProvider]:
    with RazorpayProvider() as provider:
        yield provider


@pytest.fixture
def open_stripe(tmp_path: Path, stripe_house: StripeProvider) -> Opener:
    """Opens the gateway `stripe` with the section's settings overridden."""

    def opened(*, patience: Patience = HURRIED, key: str = stripe_provider.KEY, **more: object):
        values = {
            "key_env": "STRIPE_KEY",
            "webhook_secret_env": "STRIPE_SECRET",
            "old_webhook_secret_env": "STRIPE_OLD_SECRET",
            "base_url": stripe_house.address,
            "return_url": "https://kino.example.org/thanks",
            **more,
        }
        environ = {
            "STRIPE_KEY": key,
            "STRIPE_SECRET": WEBHOOK_SECRET,
            "STRIPE_OLD_SECRET": OLD_WEBHOOK_SECRET,
        }
        settings = settings_of(tmp_path, section("stripe", **values))
        return open_gateway(settings, "stripe", environ=environ, patience=patience)

    return opened


@pytest.fixture
def open_razorpay(tmp_path: Path, razorpay_house: RazorpayProvider) -> Opener:
    """Opens the gateway `razorpay` with the section's settings overridden."""

    def opened(*, patience: Patience = HURRIED, key: str = razorpay_provider.KEY, **more: object):
        values = {
            "key_id": razorpay_provider.KEY_ID,
            "key_env": "RAZORPAY_KEY",
            "webhook_secret_env": "RAZORPAY_SECRET",
            "old_webhook_secret_env": "RAZORPAY_OLD_SECRET",
            "base_url": razorpay_house.address,
            **more,
        }
        environ = {
            "RAZORPAY_KEY": key,
            "RAZORPAY_SECRET": WEBHOOK_SECRET,
            "RAZORPAY_OLD_SECRET": OLD_WEBHOOK_SECRET,
        }
        settings = settings_of(tmp_path, section("razorpay", **values))
        return open_gateway(settings, "razorpay", environ=environ, patience=patience)

    return opened


@pytest.fixture
def open_simulated_house(tmp_path: Path) -> Opener:
    """Opens the gateway `practice`, its sessions in a folder of this test."""

    def opened(**more: object):
        values = {"kind": "simulated", "folder": "practice", **more}
        return open_gateway(settings_of(tmp_path, section("practice", **values)), "practice")

    return opened
