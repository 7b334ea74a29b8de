"""Set-up files that are none, half, huge or something else: exit 11 or 5 and no change."""

from __future__ import annotations

import os

import pytest

from tests.badinput.forked import become_nobody, run_forked
from tests.badinput.places import Place, require_refused
from tests.services.setup.texts import SMALL, changed

pytestmark = pytest.mark.slow

HUGE = 33 * 1024 * 1024

LAUGHS = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 9)) for n in range(97, 106)
)

BROKEN = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\n# nothing\n", "is empty"),
    "half": (SMALL.encode()[: SMALL.index("turnaround: 20m") + 12], "line "),
    "latin-1": (SMALL.encode("latin-1"), "is not UTF-8"),
    "utf-16": (SMALL.encode("utf-16"), "UTF-8"),
    "seat twice": (changed(("row: B, seats: 1-6", "row: A, seats: 1-6")), "line "),
    "unknown key": (changed(("title: Dune", "titel: Dune")), "Did you mean 'title'?"),
    "a number": (b"7", "line 1"),
    "a list": (b"- 1\n- 2\n", "line 1"),
    "a tab": (b"movies:\n\t- x\n", "line 2"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ""),
    "zeros": (bytes(5000), ""),
    "laughs": (LAUGHS, ""),
    "deep": (b"[" * 20_000, ""),
    "a tag": (b"movies: !!python/object/apply:os.system ['touch /tmp/owned']\n", "line 1"),
    "negative price": (changed(("amount: 9.50", "amount: -3")), "line "),
    "scientific price": (changed(("amount: 9.50", 'amount: "1e9"')), "line "),
    "no such day": (changed(("2026-11-28", "2026-02-30")), "line "),
    "no such zone": (changed(("Europe/Paris", "Europe/../../etc/passwd")), "line "),
}  # fmt: skip


@pytest.mark.parametrize("what", list(BROKEN))
def test_a_broken_file_changes_nothing(file_place: Place, what: str) -> None:
    content, says = BROKEN[what]
    (file_place.home / "house.yaml").write_bytes(content)
    require_refused(file_place, "setup", "apply", "house.yaml", code=11, says=says)


@pytest.mark.slow
def test_a_huge_file_is_not_read_to_its_end(file_place: Place) -> None:
    with (file_place.home / "house.yaml").open("wb") as file:
        file.truncate(HUGE)
    require_refused(file_place, "setup", "apply", "house.yaml", code=11, says="4 MiB")
    require_refused(file_place, "setup", "apply", "/dev/zero", code=11, says="4 MiB")


def test_what_is_no_file_is_named(file_place: Place) -> None:
    home = file_place.home
    os.mkfifo(home / "pipe.yaml")
    (home / "loop.yaml").symlink_to(home / "loop.yaml")
    (home / "folder").mkdir()
    for name, says in (
        (".", "loop.yaml' cannot be read"),
        ("folder", "has no set-up file"),
        ("/dev/null", "is empty"),
        ("pipe.yaml", "nobody writes"),
        ("loop.yaml", "cannot be read"),
        ("x" * 5000, "cannot be read"),
    ):
        require_refused(file_place, "setup", "apply", name, code=11, says=says)
    for name in ("missing.yaml", "", "\x1b[2J"):
        require_refused(file_place, "setup", "apply", name, code=5, says="There is no file")


def test_nothing_piped_in_is_an_empty_file(place: Place) -> None:
    require_refused(place, "setup", "apply", "-", code=11, says="empty")


def test_a_file_that_may_not_be_read_says_so(file_place: Place) -> None:
    (file_place.home / "house.yaml").write_text(SMALL, encoding="utf-8")
    (file_place.home / "house.yaml").chmod(0)
    refused = run_forked(
        file_place, "--json", "setup", "apply", "house.yaml",
        rehearsed=("setup", "apply", "/dev/null"), prepare=become_nobody,
    )  # fmt: skip
    assert (refused.code, refused.out) == (11, ""), refused
    assert "Permission denied" in refused.error["message"]
