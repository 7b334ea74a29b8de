"""The sections `[gateways.NAME]`: which gateways a house has and where their secrets lie.

A secret itself is no setting: only the file or the variable that holds it is named here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from boxoffice.config_keys import Key, Kind, nearest
from boxoffice.errors import Invalid

GATEWAYS = "gateways"
KINDS = ("simulated", "stripe", "razorpay")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")

GATEWAY_KEYS: tuple[Key, ...] = (
    Key("kind", Kind.CHOICE, "", "which gateway this is", choices=KINDS,
        shown_default="the section's name"),
    Key("key_id", Kind.TEXT, "", "the public half of the key (razorpay)", shown_default="none"),
    Key("key_file", Kind.FILE, "", "a 0600 file that holds the secret key", shown_default="none"),
    Key("key_env", Kind.VARIABLE, "", "or a variable that holds it", shown_default="none"),
    Key("webhook_secret_file", Kind.FILE, "", "a 0600 file with the secret that signs webhooks",
        shown_default="none"),
    Key("webhook_secret_env", Kind.VARIABLE, "", "or a variable that holds it",
        shown_default="none"),
    Key("old_webhook_secret_file", Kind.FILE, "", "the secret before it, while both are live",
        shown_default="none"),
    Key("old_webhook_secret_env", Kind.VARIABLE, "", "or a variable that holds it",
        shown_default="none"),
    Key("return_url", Kind.ADDRESS, "", "where the payer's browser goes after paying",
        shown_default="none"),
    Key("base_url", Kind.ADDRESS, "", "another address of the gateway itself",
        shown_default="the gateway's own"),
    Key("currencies", Kind.CURRENCIES, (), 'what it takes, such as ["EUR 0.50-5000", "JPY"]',
        shown_default="every one"),
    Key("capture", Kind.CHOICE, "automatic", "whether money is taken at once or only reserved",
        choices=("automatic", "manual")),
    Key("timeout_seconds", Kind.WHOLE, 10, "how long one answer may take", least=1, most=60),
    Key("folder", Kind.FILE, "", "where the simulated gateway keeps its sessions",
        shown_default="none"),
    Key("refunds", Kind.CHOICE, "at_once", "when the simulated gateway pays back",
        choices=("at_once", "later")),
)  # fmt: skip
GATEWAY_BY_NAME = {key.name: key for key in GATEWAY_KEYS}

Section = Mapping[str, tuple[Any, str]]
"""The settings of one gateway: each value and where it came from."""


def read_sections(value: object, *, where: str, folder: Path) -> dict[str, dict[str, Any]]:
    """What a file says of gateways, typed; paths count from the file's folder."""
    if not isinstance(value, dict) or not all(isinstance(own, dict) for own in value.values()):
        raise Invalid("config.gateways_shape", where=where)
    return {
        _name(name, where=where): _read(name, own, where=where, folder=folder)
        for name, own in value.items()
    }


def _name(name: str, *, where: str) -> str:
    if not _NAME.fullmatch(name):
        raise Invalid("config.gateway_name", where=where, name=name)
    return name


def _read(name: str, own: Mapping[str, Any], *, where: str, folder: Path) -> dict[str, Any]:
    found = {}
    for key_name, raw in own.items():
        key = GATEWAY_BY_NAME.get(key_name)
        if key is None:
            raise Invalid(
                "config.unknown_gateway_key",
                key=key_name, where=where, gateway=name, offered=list(GATEWAY_BY_NAME),
                nearest=nearest(key_name, GATEWAY_BY_NAME),
            )  # fmt: skip
        typed = key.read(raw, where=f"{where} [{GATEWAYS}.{name}]")
        found[key_name] = _from(folder, typed) if key.kind is Kind.FILE else typed
    return found


def _from(folder: Path, path: str) -> str:
    return os.path.abspath(folder / os.path.expanduser(path))
