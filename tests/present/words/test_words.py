"""Every code that anything can raise or answer with has words, and words never fail."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import boxoffice
from boxoffice import errors
from boxoffice.errors import BoxofficeError, Conflict, NotFound
from boxoffice.present.words import find_words, phrase, reason, sentence

PACKAGE = Path(boxoffice.__file__).parent
CODE = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z0-9]+(_[a-z0-9]+)*")
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
SPEAKERS = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, BoxofficeError)
} | {"Reason", "Fault"}


def codes_in(tree: ast.Module) -> set[tuple[int, str]]:
    """Line and code of every error, reason and fault; "?" where a code cannot be read."""
    functions = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
    scope_of: dict[ast.AST, ast.AST] = dict.fromkeys(ast.walk(tree), tree)
    for function in functions:
        scope_of |= dict.fromkeys(ast.walk(function), function)
    return {
        (call.lineno, code)
        for call, scope in scope_of.items()
        if isinstance(call, ast.Call) and called(call) in SPEAKERS
        for first in [*call.args[:1], *(word.value for word in call.keywords if word.arg == "code")]
        for code in codes_of(first, scope, tree)
    }


def codes_of(first: ast.expr, scope: ast.AST, tree: ast.Module) -> list[str]:
    """The codes that the argument may be; one handed on from another error is known already."""
    if isinstance(first, ast.Attribute) and first.attr in ("code", "failure"):
        return []
    if isinstance(first, ast.Constant):
        return [str(first.value)]
    if isinstance(first, ast.Name | ast.IfExp | ast.Subscript):
        return literals(scope) or literals(tree) or ["?"]
    return ["?"]


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def literals(place: ast.AST) -> list[str]:
    """Every text in it that looks like a code."""
    return [
        node.value
        for node in ast.walk(place)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    ]


def all_codes() -> list[tuple[str, str]]:
    spoken = {
        (code, str(path.relative_to(PACKAGE)))
        for path in sorted(PACKAGE.rglob("*.py"))
        for _, code in codes_in(ast.parse(path.read_text(encoding="utf-8")))
    }
    return sorted(spoken)


def test_every_code_has_words() -> None:
    """The program is read here and not where tests are collected, which every worker does."""
    spoken = all_codes()
    assert len(spoken) > 500
    assert [each for each in spoken if not CODE.fullmatch(each[0])] == [], "cannot be read"
    assert [each for each in spoken if find_words(each[0]) is None] == [], "has no words"


def test_a_code_in_a_variable_is_found_too() -> None:
    source = (
        'def f(a):\n    code = "db.older" if a else "db.newer"\n    raise SchemaMismatch(code)\n'
    )
    assert codes_in(ast.parse(source)) == {(3, "db.older"), (3, "db.newer")}


def test_a_code_by_keyword_is_found_and_one_handed_on_is_not() -> None:
    source = 'a = Reason(code="seats.orphan")\nb = Reason(code=a.code)\n'
    assert codes_in(ast.parse(source)) == {(1, "seats.orphan")}


@pytest.mark.parametrize("first", ["code", "f'seats.{code}'", "pick(code)"])
def test_a_code_that_nobody_can_read_is_not_passed_over(first: str) -> None:
    assert codes_in(ast.parse(f"raise Conflict({first})")) == {(1, "?")}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Conflict("nothing.known"), "Somebody else was first, or the thing is no longer"),
        (Conflict("no dot"), "Somebody else was first"),
        (NotFound("holds.unknown"), "Nothing here goes by that name."),
        (NotFound("holds.unknown", id="x"), "No hold goes by 'x'."),
        (NotFound("../x.y"), "Nothing here goes by that name."),
    ],
)
def test_a_sentence_falls_back_to_the_family(error: BoxofficeError, words: str) -> None:
    assert sentence(error).startswith(words)


def test_a_reason_without_words_is_its_own_name() -> None:
    assert reason("nowhere.row_view", {}) == "row view"


def test_details_cannot_steer_the_terminal_or_format_anything() -> None:
    hostile = "\x1b[2J{id.__class__}[bold]\u202e"
    assert sentence(NotFound("holds.unknown", id=hostile)) == (
        "No hold goes by '\ufffd[2J{id.__class__}[bold]\ufffd'."
        " `boxoffice holds` lists those of this till."
    )


MINE = [
    *("shows.unknown", "shows.ambiguous", "shows.closed", "shows.not_on_sale", "shows.none_fits"),
    *("holds.other_show", "bookings.not_voidable", "bookings.expired_taken", "bookings.short"),
    *("operations.unknown", "storage.busy", "storage.io"),
]
NAMES = st.sampled_from(
    [
        "text",
        "nearest",
        "candidates",
        "show_id",
        "movie",
        "next",
        "status",
        "id",
        "till",
        "ref",
        "why",
        "seats",
        "alternative",
        "due",
        "tendered",
        "currency",
        "seconds",
        "detail",
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)
)


@given(st.sampled_from(MINE), st.dictionaries(NAMES, VALUES, max_size=6))
def test_no_details_whatever_make_words_fail(code: str, details: dict[str, object]) -> None:
    assert sentence(Conflict(code, **details)).strip() != ""
    assert isinstance(phrase(code, details), str)
