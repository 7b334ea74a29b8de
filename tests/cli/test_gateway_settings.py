"""`config view` names where the secrets of a gateway lie, and shows none of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import run

FILE = """
[gateways.stripe]
key_file = "stripe.key"
webhook_secret_env = "HOUSE_SECRET"
currencies = ["EUR 0.50-5000", "JPY"]
"""


@pytest.mark.parametrize("shape", ["plain", "json", "csv", "markdown"])
def test_no_format_shows_a_secret(tmp_path: Path, shape: str) -> None:
    (tmp_path / "boxoffice.toml").write_text(FILE)
    (tmp_path / "stripe.key").write_text("sk_live_nobody_may_see")
    env = {"HOUSE_SECRET": "whsec_nobody_may_see"}
    done = run("config", "view", "--format", shape, home=tmp_path, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert "stripe.key" in done.stdout
    assert "nobody_may_see" not in done.stdout


def test_what_is_set_and_where(tmp_path: Path) -> None:
    (tmp_path / "boxoffice.toml").write_text(FILE)
    done = run("config", "view", "--json", home=tmp_path)
    rows = [
        row for row in json.loads(done.stdout)["settings"] if row["name"].startswith("gateways.")
    ]
    source = f"{tmp_path / 'boxoffice.toml'} [gateways.stripe]"
    assert rows == [
        {"name": f"gateways.stripe.{name}", "value": value, "source": source, "variable": None}
        for name, value in (
            ("key_file", str(tmp_path / "stripe.key")),
            ("webhook_secret_env", "HOUSE_SECRET"),
            ("currencies", "EUR 0.50-5000, JPY"),
        )
    ]
