"""The one writer of stdout, which is data, and the one of stderr, which is talk."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

from boxoffice.errors import Failed, Invalid, OutcomeUnknown

if TYPE_CHECKING:
    from rich.console import RenderableType

    from boxoffice.config import Settings
    from boxoffice.present.drawing import Drawing
    from boxoffice.present.tables import Table


class Output:
    """Prints one answer in the format asked for, and talks and asks beside it."""

    def __init__(
        self,
        *,
        format_name: str,
        has_colour: bool = False,
        locale: str = "en",
        quiet: bool = False,
        yes: bool = False,
        can_ask: bool = False,
        width: int = 80,
        op_key: Callable[[], str] = str,
    ) -> None:
        self.format = format_name
        self.has_colour = has_colour
        self.locale = locale
        self.quiet = quiet
        self.yes = yes
        self.can_ask = can_ask
        self.width = width
        self.is_delivered = False
        self._told: set[str] = set()
        self._op_key = op_key

    @classmethod
    def for_settings(cls, settings: Settings, *, op_key: Callable[[], str] = str) -> Output:
        """Rich only on a terminal; colour only there unless asked for; questions only there."""
        on_terminal = is_terminal(sys.stdout)
        chosen = settings.format or ("rich" if on_terminal else "plain")
        colour = settings.color == "always" or (settings.color == "auto" and on_terminal)
        return cls(
            format_name=chosen,
            has_colour=colour and chosen == "rich",
            locale=settings.locale,
            quiet=settings.quiet,
            yes=settings.yes,
            can_ask=not settings.no_input and is_terminal(sys.stdin) and is_terminal(sys.stderr),
            width=shutil.get_terminal_size((80, 24)).columns,
            op_key=op_key,
        )

    @property
    def for_people(self) -> bool:
        """Whether a person reads stdout: rich or plain."""
        return self.format in ("rich", "plain")

    @property
    def unicode(self) -> bool:
        """Whether stdout can carry box lines and blocks."""
        return encodes_unicode(sys.stdout)

    def emit(
        self,
        document: Mapping[str, Any],
        *,
        table: Callable[[], Table] | None = None,
        text: Callable[[], str] | None = None,
        drawing: Callable[[], Drawing] | None = None,
        rich: Callable[[], RenderableType] | None = None,
    ) -> None:
        """Print the answer: `document` as JSON, `table` as CSV or Markdown, the rest for people.

        What a write did is done: where its answer cannot be drawn, the outcome is asked for again.
        """
        try:
            text_out = self._rendered(document, table=table, text=text, drawing=drawing, rich=rich)
        except Exception as error:
            if not self._op_key():
                raise
            raise OutcomeUnknown("usage.answer_lost", reason=type(error).__name__) from error
        if self.for_people and not self.unicode:
            from boxoffice.present.text import ASCII_SIGNS

            text_out = text_out.translate(ASCII_SIGNS)
        self.write(text_out)

    def _rendered(
        self,
        document: Mapping[str, Any],
        *,
        table: Callable[[], Table] | None,
        text: Callable[[], str] | None,
        drawing: Callable[[], Drawing] | None,
        rich: Callable[[], RenderableType] | None,
    ) -> str:
        if self.format == "json":
            return self._json(document)
        if table is None and not self.for_people and not self._op_key():
            raise Invalid("usage.no_table", format=self.format)
        if self.for_people or table is None:
            if self.format == "rich" and rich is not None:
                return self.draw(rich())
            if drawing is not None:
                return self.draw(drawing().rich()) if self.format == "rich" else drawing().plain
            if text is not None:
                return text()
        if table is None:
            raise Invalid("usage.no_table", format=self.format)
        return self.drawn(table(), document=document)

    def drawn(self, table: Table, *, document: Mapping[str, Any] | None = None) -> str:
        """A table in the format asked for."""
        from boxoffice.present.formats import render

        return render(
            self.format,
            table,
            document=document,
            width=self.width,
            has_colour=self.has_colour,
            unicode=self.unicode,
            locale=self.locale,
        )

    def _json(self, document: Mapping[str, Any]) -> str:
        from boxoffice.present.formats import json as documents

        if not self.unicode:
            import json

            return json.dumps(documents.with_null(document), indent=2) + "\n"
        return documents.write(document)

    def draw(self, renderable: RenderableType) -> str:
        """A Rich renderable as text of this terminal's width, coloured where that is wanted."""
        import io

        from rich.console import Console

        console = Console(
            file=io.StringIO(),
            width=self.width,
            force_terminal=self.has_colour,
            no_color=not self.has_colour,
            markup=False,
            highlight=False,
            emoji=False,
        )
        with console.capture() as capture:
            console.print(renderable)
        return capture.get()

    def write(self, text: str) -> None:
        """Finished text to stdout; who closed the pipe has had enough, which is no failure."""
        try:
            self.is_delivered = write_out(text)
        except OSError as error:
            details = {"reason": error.strerror or str(error)}
            if self._op_key():
                raise OutcomeUnknown("usage.answer_lost", **details) from error
            raise Failed("usage.stdout", **details) from error

    def talk(self, sentence: str) -> None:
        """A remark for the person, which --quiet silences."""
        if not self.quiet:
            self.warn(sentence)

    def talk_once(self, sentence: str) -> None:
        """The same, unless this command has said it already."""
        if sentence not in self._told:
            self._told.add(sentence)
            self.talk(sentence)

    def talk_of_dry_run(self) -> None:
        """The remark after what `--dry-run` kept from happening."""
        self.talk("Nothing was written: this is what it would do.")

    def warn(self, sentence: str) -> bool:
        """A remark that --quiet does not silence; says whether it got out."""
        from boxoffice.present.text import clean

        return write_err(wrapped(clean(sentence)) + "\n")

    def ask(self, question: str, *, flag: str) -> str:
        """What the person types; Invalid naming the flag that answers it where nobody can."""
        from boxoffice.present.text import clean

        if not self.can_ask:
            raise Invalid("usage.prompt", flag=flag, question=question)
        write_err(clean(question) + " ")
        line = sys.stdin.readline()
        if not line:
            write_err("\n")
            raise Invalid("usage.prompt", flag=flag, question=question)
        return line.strip()

    def confirm(self, question: str, *, flag: str = "--yes") -> bool:
        """Whether the person says yes; --yes says it for every question."""
        if self.yes:
            return True
        answer = self.ask(f"{question} [y/N]", flag=flag)
        return answer.lower() in ("y", "yes")


def write_out(text: str) -> bool:
    """Write to stdout and push it out; False where nobody reads any more."""
    if sys.stdout is None:
        return False
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        discard_stdout()
        if error.errno == errno.EPIPE:
            return False
        raise
    return True


def write_err(text: str) -> bool:
    """Write to stderr if anybody listens; says whether it got out."""
    if sys.stderr is None:
        return False
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.stderr = None
        return False
    return True


def wrapped(sentence: str) -> str:
    """A sentence for stderr, on a terminal broken between words."""
    if not is_terminal(sys.stderr):
        return sentence
    width = shutil.get_terminal_size((80, 24)).columns
    if len(sentence) <= width:
        return sentence
    import textwrap

    return textwrap.fill(sentence, width, break_long_words=False, break_on_hyphens=False)


def discard_stdout() -> None:
    """Send what is left in the buffer nowhere, so that leaving the program does not fail."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        sys.stdout = None


def prepare_streams() -> None:
    """A sign that the terminal's encoding lacks becomes `?`, never an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sits at this stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def encodes_unicode(stream: TextIO | None) -> bool:
    """Whether the stream can carry every sign, and nobody asked for plain ASCII by LC_ALL=C."""
    if os.environ.get("LC_ALL") in ("C", "POSIX"):
        return False
    return (getattr(stream, "encoding", None) or "ascii").lower().startswith("utf")
