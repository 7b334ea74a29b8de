"""JSON with the line of every value, and of every mistake."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.json_lines import DEEPEST, MOST_VALUES, Json, parse
from boxoffice.errors import Invalid

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=20)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)  # fmt: skip


def plain(node: Json) -> object:
    if isinstance(node.value, dict):
        return {key: plain(each) for key, each in node.value.items()}
    if isinstance(node.value, list):
        return [plain(each) for each in node.value]
    return node.value


@given(VALUES, st.sampled_from([None, 1]))
def test_it_reads_what_json_writes(value: object, indent: int | None) -> None:
    assert plain(parse(json.dumps(value, indent=indent))) == value


def test_every_value_knows_its_line() -> None:
    root = parse('{"a": 1,\n "b": [\n  true,\n  {"c": "x"}]}')
    assert root.line_of("b") == 2
    assert [each.line for each in root.value["b"].items()] == [3, 4]
    assert root.line_of("absent") == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{", 1),
        ('{"a": 1,\n "b" 2}', 2),
        ('[1,\n2,\n]', 3),
        ('{"a": 1,\n\n"a": 2}', 3),
        ('["a\nb"]', 1),
        ("[1]\n[2]", 2),
        ("[truth]", 1),
        ("[01]", 1),
        ("[" + "9" * 60 + "]", 1),
        ("[" * (DEEPEST + 2), 1),
        ("[" + "0," * MOST_VALUES + "0]", 1),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(Invalid) as caught:
        parse(text)
    assert (caught.value.code, caught.value.details["line"]) == ("layouts.not_json", line)


def test_a_half_character_becomes_a_question_mark() -> None:
    assert parse('"\\ud800"').value == "?"
