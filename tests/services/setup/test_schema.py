"""The schema of set-up files: it says what the models say, and what we ship is valid by it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from boxoffice.context import Context
from boxoffice.services.app import App
from boxoffice.services.setup.export import Wanted, export_house
from boxoffice.services.setup.files import read
from boxoffice.services.setup.new import Answers, new_file
from boxoffice.services.setup.schema import schema
from boxoffice.services.setup.use import apply_document
from tests.services.setup.texts import SMALL

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    found = schema()
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def as_an_editor_reads(text: str) -> Any:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        if isinstance(value, list):
            return [plain(each) for each in value]
        return value.isoformat() if isinstance(value, date) else value

    return plain(YAML(typ="safe", pure=True).load(text))


def faults(validator: jsonschema.Draft202012Validator, document: Any) -> list[str]:
    return [f"{each.json_path}: {each.message}" for each in validator.iter_errors(document)]


@pytest.mark.parametrize("name", ["data/example.yaml", "data/demo/cinema.yaml"])
def test_what_travels_with_the_program_is_valid(
    validator: jsonschema.Draft202012Validator, name: str
) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert faults(validator, as_an_editor_reads(text)) == []


def test_a_new_file_and_the_small_one_are_valid(
    validator: jsonschema.Draft202012Validator,
) -> None:
    new = new_file(Answers(), zone="Europe/Paris", file="x.yaml")
    assert faults(validator, as_an_editor_reads(new)) == []
    assert faults(validator, as_an_editor_reads(SMALL)) == []


def test_an_export_is_valid(
    validator: jsonschema.Draft202012Validator, app: App, ctx: Context
) -> None:
    text = (ROOT / "data/demo/cinema.yaml").read_bytes()
    apply_document(app, ctx, read(text, name="demo.yaml"))
    house = export_house(app, ctx, Wanted()).house
    assert faults(validator, json.loads(json.dumps(house))) == []


@pytest.mark.parametrize(
    "document",
    [
        {"movis": []},
        {"movies": [{"title": "x"}]},
        {"movies": [{"key": "Not A Key"}]},
        {"movies": "dune"},
        {"cities": [{"key": "c", "theatres": [{"key": "t", "currency": "euro"}]}]},
        {"cities": [{"key": "c", "theatres": [{"key": "t", "prices": [{"day": "monday"}]}]}]},
        {"layouts": [{"key": "h", "numbers": "up"}]},
        [],
    ],
)
def test_what_cannot_be_is_underlined(
    validator: jsonschema.Draft202012Validator, document: Any
) -> None:
    assert faults(validator, document)


def test_every_value_is_explained() -> None:
    found = schema()
    for name, definition in {**found["$defs"], "": found}.items():
        assert definition["description"], name
        for key, value in definition["properties"].items():
            assert value["description"], (name, key)
