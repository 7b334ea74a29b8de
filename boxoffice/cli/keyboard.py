"""Keys and lines from a terminal, where Esc counts at once."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

ENTER, ESCAPE, END = ("\r", "\n"), "\x1b", "\x04"
_ERASE, _ERASE_ALL = ("\x7f", "\b"), "\x15"
_SEQUENCES = ("[", "O")
_MORE_KEYS_SECONDS = 0.05


class Keyboard:
    """What is typed, key by key; nothing of it waits for Enter."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._put_back = ""

    def key(self) -> str:
        """One key, `""` once nobody types any more; arrow and function keys are passed over."""
        while True:
            key = self._next()
            if key != ESCAPE or not self._has_more():
                return key
            following = self._next()
            if following not in _SEQUENCES:
                self._put_back = following
                return key
            with suppress(OSError):
                os.read(self._descriptor, 32)

    def line(self, *, begun: str = "", passed_over: Collection[str] = ()) -> str | None:
        """What was typed up to Enter, None for Esc and the end; a word passed over is no line."""
        from boxoffice.cli.output import write_err

        typed = begun
        write_err(begun)
        while True:
            key = self.key()
            if key in ENTER and typed.lower() in passed_over:
                key = _ERASE_ALL
            if key in ENTER:
                write_err("\n")
                return typed.strip()
            if key in ("", ESCAPE, END):
                write_err("\n")
                return None
            if key in _ERASE or key == _ERASE_ALL:
                gone = len(typed) if key == _ERASE_ALL else min(1, len(typed))
                typed = typed[: len(typed) - gone]
                write_err("\b \b" * gone)
            elif key.isprintable():
                typed += key
                write_err(key)

    def _next(self) -> str:
        if self._put_back:
            key, self._put_back = self._put_back, ""
            return key
        while True:
            try:
                read = os.read(self._descriptor, 1)
            except OSError:
                return ""
            if key := self._decoder.decode(read, final=not read):
                return key
            if not read:
                return ""

    def _has_more(self) -> bool:
        import select

        return bool(select.select([self._descriptor], [], [], _MORE_KEYS_SECONDS)[0])


@contextmanager
def keyboard() -> Iterator[Keyboard]:
    """The keyboard of this terminal; afterwards the terminal is as it was, if it is still there."""
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        yield Keyboard(terminal)
    finally:
        with suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
