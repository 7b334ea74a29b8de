"""Keys and secrets: private files and named variables, and not a trace of them anywhere."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from boxoffice.errors import Invalid
from boxoffice.outbound.gateways.secret import Secret, read_secret
from boxoffice.present.words import sentence

HUSH = "sk_live_hush_hush"


def read(path: str = "", variable: str = "", **environ: str) -> Secret | None:
    return read_secret("gateways.g.key", path=path, variable=variable, environ=environ)


def file(folder: Path, text: str, *, mode: int = 0o600) -> str:
    path = folder / "key"
    path.write_text(text)
    path.chmod(mode)
    return str(path)


def refusal(**places: str) -> str:
    with pytest.raises(Invalid) as caught:
        read(**places)
    said = f"{caught.value} {caught.value!r} {sentence(caught.value)} {caught.value.__context__}"
    assert HUSH not in said
    assert sentence(caught.value) != Invalid.__doc__
    return sentence(caught.value)


@pytest.mark.parametrize("mode", [0o600, 0o400])
@pytest.mark.parametrize("text", [HUSH, f"{HUSH}\n", f"  {HUSH}\r\n\n"])
def test_a_private_file(tmp_path: Path, mode: int, text: str) -> None:
    found = read(path=file(tmp_path, text, mode=mode))
    assert found is not None
    assert found.reveal() == HUSH


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604, 0o610])
def test_a_file_that_others_may_open(tmp_path: Path, mode: int) -> None:
    path = file(tmp_path, HUSH, mode=mode)
    assert f"chmod 600 {path}" in refusal(path=path)


@pytest.mark.parametrize(
    "text", ["", "short", f"{HUSH} {HUSH}", f"a\n{HUSH}", f"{HUSH}ä", "x" * 5000]
)
def test_a_file_without_one_proper_word(tmp_path: Path, text: str) -> None:
    assert "gateways.g.key_file" in refusal(path=file(tmp_path, text))


def test_no_file(tmp_path: Path) -> None:
    assert "No such file" in refusal(path=str(tmp_path / "nothing"))
    assert "not a regular file" in refusal(path=str(tmp_path))
    assert refusal(path="a\0b")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert "not a regular file" in refusal(path=str(tmp_path / "pipe"))


def test_a_variable() -> None:
    found = read(variable="KEY", KEY=HUSH)
    assert found is not None
    assert found.reveal() == HUSH
    assert "KEY" in refusal(variable="KEY")
    assert "KEY" in refusal(variable="KEY", KEY="  ")


def test_one_place_at_a_time(tmp_path: Path) -> None:
    assert "keep one" in refusal(path=file(tmp_path, HUSH), variable="KEY", KEY=HUSH)
    assert read() is None


def test_a_secret_prints_and_travels_as_nothing() -> None:
    secret = Secret(HUSH)
    shown = f"{secret} {secret!r} {[secret]} {secret!s}"
    assert shown == "*** Secret(***) [Secret(***)] ***"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert secret.hidden_in(f"Invalid key {HUSH}!") == "Invalid key ***!"
