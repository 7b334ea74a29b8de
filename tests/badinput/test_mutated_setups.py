"""Ten thousand set-up files that somebody, or a bad disk, has changed: a sentence with a line."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boxoffice.errors import InvalidFile
from boxoffice.present.words import sentence
from boxoffice.services.setup import tree as trees
from boxoffice.services.setup.files import read
from boxoffice.services.setup.programme import resolve
from tests.badinput.places import Place, require_refused
from tests.clocks import FRIDAY_NOON_MS
from tests.forks import memory_of
from tests.services.setup.test_forms import TOML
from tests.services.setup.texts import SMALL

pytestmark = pytest.mark.slow

EACH = 500
MEMORY = 600 * 1024 * 1024
WITHOUT_LINE = {"setup.empty", "setup.too_large_file"}
PLANS = (Path(__file__).parents[1] / "golden" / "setup" / "house.yaml").read_text(encoding="utf-8")

TEXTS = {
    "small.yaml": SMALL,
    "house.yaml": PLANS,
    "house.toml": TOML,
    "house.json": json.dumps(trees.parse(SMALL, name="x").plain(), indent=1, ensure_ascii=False),
}
NUMBERS = (
    "9" * 400,
    "1e400",
    "-1",
    "0",
    "0x1F",
    "1_000",
    ".5",
    "NaN",
    "-inf",
    "1" * 5000,
    "٣",
    "²",
)
SIGNS = (*"[]{}:,-&*!|>'\"\\#?%@= \n\t", "\r", "\x00", "\x1b", "\x85", "\u2028", "\ud800", "é", "𝄞")

Mutation = Callable[[random.Random, str], bytes]


def flip(dice: random.Random, text: str) -> bytes:
    content = bytearray(text.encode())
    for _ in range(dice.randint(1, 4)):
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    return bytes(content)


def cut(dice: random.Random, text: str) -> bytes:
    content = text.encode()
    start, end = sorted(dice.randrange(len(content)) for _ in range(2))
    return content[:start] if dice.random() < 0.5 else content[:start] + content[end:]


def double(dice: random.Random, text: str) -> bytes:
    lines = text.splitlines(keepends=True)
    start, end = sorted(dice.randrange(len(lines) + 1) for _ in range(2))
    at = dice.randrange(len(lines))
    return "".join(lines[:at] + lines[start:end] + lines[at:]).encode()


def number(dice: random.Random, text: str) -> bytes:
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    at = dice.choice(places)
    return f"{text[:at]}{dice.choice(NUMBERS)}{text[at + 1 :]}".encode()


def sign(dice: random.Random, text: str) -> bytes:
    at = dice.randrange(len(text))
    put = "".join(dice.choice(SIGNS) for _ in range(dice.randint(1, 3)))
    return (text[:at] + put + text[at + dice.randint(0, 3) :]).encode(errors="surrogatepass")


def nest(dice: random.Random, text: str) -> bytes:
    at = dice.choice([place for place, sign in enumerate(text) if sign in ":=[,"]) + 1
    opening = dice.choice(["[", "{", "{a: ", '{"a": ', "{a = ", "- ", "[[", "&x [", "a.", "? "])
    return (text[:at] + opening * dice.randint(1, 3000) + text[at:]).encode()


MUTATIONS: tuple[Mutation, ...] = (flip, cut, double, number, sign, nest)


def mutated(name: str, seed: int, *, count: int) -> Iterator[bytes]:
    dice = random.Random(f"{name} {seed}")
    for _ in range(count):
        yield dice.choice(MUTATIONS)(dice, TEXTS[name])


def answer_to(content: bytes, name: str) -> InvalidFile | None:
    """What is wrong with it, or None where it is a set-up still; any other error is the test's."""
    try:
        resolve(read(content, name=name), now_ms=FRIDAY_NOON_MS)
    except InvalidFile as error:
        return error
    return None


@pytest.mark.parametrize("part", [1, 2])
@pytest.mark.parametrize("name", TEXTS)
def test_mangled_files_end_well(name: str, part: int) -> None:
    faulty = 0
    for content in mutated(name, part, count=EACH):
        error = answer_to(content, name)
        if error is None:
            continue
        faulty += 1
        said = sentence(error)
        assert said != InvalidFile.__doc__, (error, content)
        assert error.code in WITHOUT_LINE or error.details["line"] >= 1, (error, content)
        assert error.code in WITHOUT_LINE or said.startswith(f"{name}, line "), (said, content)
    assert faulty > EACH // 4


LAUGHS = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 9)) for n in range(97, 106)
)

BOMBS = {
    "deep.yaml": b"[" * 4_000_000,
    "keys.yaml": b"a: " * 1_000_000,
    "deep.json": b'{"a":' * 800_000,
    "wide.json": b"[" + b"1," * 2_000_000 + b"1]",
    "deep.toml": b"a = " + b"[" * 4_000_000,
    "dots.toml": b"a." * 2_000_000 + b"a = 1\n",
    "heads.toml": b"[a]\n" * 1_000_000,
    "wide.toml": b"a = [" + b"1," * 2_000_000 + b"]\n",
    "quotes.toml": b'a = """' + b'""\\""' * 800_000,
    "text.json": b'{"a": "' + b"\\u0041" * 600_000,
    "laughs.yaml": LAUGHS,
    "seats.json": json.dumps(
        {"layouts": [{"key": "h", "category": "s", "rows": [{"row": "1-500", "seats": "1-500"}]}]}
    ).encode(),
    "places.json": json.dumps(
        {"layouts": [{"key": "h", "seats": [{"row": "A", "seats": ["1-500@0"] * 4000}]}]}
    ).encode(),
    "counted.json": b'{"layouts": [{"key": "h", "category": "s", "unreserved": 99999999}]}',
    "shows.json": json.dumps({"shows": [{"at": ["+0-999 20:00"] * 9000}]}).encode(),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_file_takes_more_memory_than_there_is(name: str) -> None:
    def work() -> str:
        error = answer_to(BOMBS[name], name)
        return error.code if error else ""

    ended, grown = memory_of(work)
    assert (ended.signal, ended.code) == (0, ""), ended
    assert ended.value.startswith("setup."), ended
    assert grown < MEMORY


@pytest.mark.parametrize("name", TEXTS)
def test_some_of_them_through_the_program(place: Place, name: str) -> None:
    done = 0
    for number, content in enumerate(mutated(name, 3, count=40)):
        if done == 2 or (error := answer_to(content, name)) is None:
            continue
        path = f"{number}-{name}"
        (place.home / path).write_bytes(content)
        says = "" if error.code in WITHOUT_LINE else "line "
        require_refused(place, "setup", "apply", path, code=11, says=says)
        done += 1
    assert done == 2
