"""Lines of text with styles beside them: one drawing, plain or coloured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """One line and its styled stretches: start, end, style."""

    text: str
    spans: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """Finished lines; styles only ever help, the text says everything."""

    lines: tuple[Line, ...]

    @classmethod
    def of(cls, lines: Iterable[Line | str]) -> Drawing:
        """A drawing from lines, some of them without any style."""
        return cls(tuple(Line(line) if isinstance(line, str) else line for line in lines))

    @property
    def plain(self) -> str:
        """The text alone, a newline at the end of every line."""
        return "".join(f"{line.text}\n" for line in self.lines)

    def rich(self) -> Text:
        """The same text for a Rich console, which neither wraps it nor reads markup in it."""
        from rich.text import Span, Text

        spans: list[Span] = []
        offset = 0
        for line in self.lines:
            spans += [Span(offset + start, offset + end, style) for start, end, style in line.spans]
            offset += len(line.text) + 1
        text = "\n".join(line.text for line in self.lines)
        return Text(text, spans=spans, no_wrap=True, overflow="ignore")
