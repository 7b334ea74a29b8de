"""A house on the screen that follows what other tills do."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boxoffice.cli.output import is_terminal, write_out
from boxoffice.cli.stopping import until_ctrl_c
from boxoffice.errors import Busy, Invalid

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.houses import Picture, Watch
    from boxoffice.services.results import House

LOOK_EVERY_SECONDS = 0.25

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l"
_LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l"
_HOME, _END_OF_LINE, _BELOW = "\x1b[H", "\x1b[K", "\x1b[J"

_LINES = {"\x1b[A": -1, "k": -1, "\x1b[B": 1, "j": 1}
_PAGES = {"\x1b[5~": -1, "\x1b[6~": 1, " ": 1}
_ENDS = {"q", "Q", "\x1b", "\x03", "\x04"}


def watch_house(
    app: App, ctx: Context, out: Output, show: str, *, picture: Callable[[Output, House], str]
) -> None:
    """Show the house until q or Ctrl-C; drawn again within a second of any change."""
    from boxoffice.services import houses

    on_screen = out.for_people and is_terminal(sys.stdout)
    if not on_screen and out.format != "json":
        raise Invalid("usage.watch_terminal")
    with until_ctrl_c(), houses.watch(app, ctx, show) as watch:
        if out.format == "json":
            _stream(watch)
        elif os.environ.get("TERM", "dumb") in ("dumb", ""):
            _print_each(watch, out, picture)
        else:
            _Screen(watch, out, picture).run()


def pictures(watch: Watch) -> Iterator[Picture | None]:
    """The house at first and after every change, None where nothing has changed yet.

    A hold that runs out changes the house without any write, so the clock counts too.
    """
    shown: Picture | None = None
    next_expiry = 0.0
    while True:
        new: Picture | None = None
        with suppress(Busy):
            if shown is None or watch.has_changed() or time.monotonic() >= next_expiry:
                new = watch.look()
                in_ms = new.expires_in_ms
                next_expiry = time.monotonic() + in_ms / 1000 if in_ms is not None else float("inf")
        is_news = new is not None and (shown is None or new.house != shown.house)
        shown = new or shown
        yield new if is_news else None


def _stream(watch: Watch) -> None:
    """One JSON document per line, until nobody reads any more."""
    import json

    from boxoffice.present.formats.json import with_null

    for new in pictures(watch):
        if new is None:
            continue
        if not write_out(json.dumps(with_null(new.house.document())) + "\n"):
            return
        time.sleep(LOOK_EVERY_SECONDS)


def _print_each(watch: Watch, out: Output, picture: Callable[[Output, House], str]) -> None:
    """One picture below the other, for a terminal that cannot move its cursor."""
    for new in pictures(watch):
        if new is not None and not write_out(picture(out, new.house) + "\n"):
            return
        time.sleep(LOOK_EVERY_SECONDS)


@dataclass
class _Screen:
    """The house on a screen of its own: only lines are written over, so nothing flickers."""

    watch: Watch
    out: Output
    picture: Callable[[Output, House], str]
    top: int = 0
    size: os.terminal_size | None = None

    def run(self) -> None:
        with _own_screen(), _keys() as next_key:
            house: House | None = None
            for new in pictures(self.watch):
                house = new.house if new else house
                size = shutil.get_terminal_size((80, 24))
                if house is not None and (new or size != self.size):
                    self._draw(house, size)
                key = next_key(LOOK_EVERY_SECONDS)
                if key in _ENDS:
                    return
                move = _LINES.get(key, 0) + _PAGES.get(key, 0) * (size.lines - 2)
                if move and house is not None:
                    self.top += move
                    self._draw(house, size)

    def _draw(self, house: House, size: os.terminal_size) -> None:
        self.size, self.out.width = size, size.columns
        room = max(1, size.lines - 1)
        lines = squeezed(self.picture(self.out, house).splitlines(), room)
        self.top = max(0, min(self.top, len(lines) - room))
        shown = lines[self.top : self.top + room]
        write_out(frame(shown, self._footer(len(lines), room), size))

    def _footer(self, count: int, room: int) -> str:
        if count <= room:
            return "Follows every till. q ends."
        last = min(count, self.top + room)
        return f"Lines {self.top + 1}-{last} of {count}. Up, down or space moves, q ends."


def squeezed(lines: list[str], room: int) -> list[str]:
    """The lines without the blank ones, if only then all of them fit."""
    full = [line for line in lines if line.strip()]
    return full if len(full) <= room < len(lines) else lines


def frame(lines: list[str], footer: str, size: os.terminal_size) -> str:
    """What to send to the terminal: each line over the old one, the footer on the last."""
    kept = [*lines, *[""] * (size.lines - 1 - len(lines)), footer[: size.columns]]
    return _HOME + f"{_END_OF_LINE}\r\n".join(kept) + _END_OF_LINE + _BELOW


@contextmanager
def _own_screen() -> Iterator[None]:
    write_out(_ENTER)
    try:
        yield
    finally:
        write_out(_LEAVE)


@contextmanager
def _keys() -> Iterator[Callable[[float], str]]:
    """Wait for a key for some seconds, "" where none came; nothing typed is shown."""
    if not is_terminal(sys.stdin):

        def sleep(seconds: float) -> str:
            time.sleep(seconds)
            return ""

        yield sleep
        return
    import select
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal)

    def key(seconds: float) -> str:
        ready, _, _ = select.select([terminal], [], [], seconds)
        return os.read(terminal, 16).decode(errors="replace") if ready else ""

    try:
        yield key
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
