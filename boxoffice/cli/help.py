"""`boxoffice help`: the manual that travels inside the program, and every command's own help."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Annotated

import typer
from typer._click.core import Command, Context
from typer._click.globals import get_current_context

from boxoffice.cli.output import Output, encodes_unicode, is_terminal
from boxoffice.cli.session import output, output_of_help
from boxoffice.errors import Invalid

TOPICS = {
    "start": "From an empty machine to a sold ticket.",
    "setup": "The set-up file, with a whole example.",
    "programme": "Films, shows and prices by hand; what is on.",
    "import": "Films, shows and theatres out of spreadsheets; a week copied.",
    "layouts": "Files of halls: drawn, CSV, pretix, Vista; free seating.",
    "moving": "Another hall, time or seat for what is sold already.",
    "seats": "How seats are named, drawn and picked.",
    "pricing": "Rules, fees, taxes, cash rounded, what tickets ask for.",
    "offers": "What takes something off, codes, and who may have how many.",
    "selling": "Hold, sell, book, pay, cancel, void.",
    "payments": "Tenders, gateways, and money that comes late or twice.",
    "refunds": "What seats give back, and how.",
    "exchanges": "Other seats for those that are paid, more of them, a swap.",
    "cron": "Regular work and what happens without it.",
    "exit-codes": "What every exit code means.",
    "json": "The documents that --json prints.",
    "backends": "SQLite, PostgreSQL and the files beside the database.",
    "config": "Every setting, variable and default.",
}

BEGIN = (
    "There is no database yet. Look around first with `boxoffice demo`.",
    "To begin in earnest: `boxoffice setup new` asks five questions and draws your hall.",
    "Everything is explained in `boxoffice help start`.",
)


def _topics(incomplete: str) -> list[str]:
    names = [*TOPICS, *_root_context().command.list_commands(_root_context())]  # type: ignore[attr-defined]
    return [name for name in names if name.startswith(incomplete)]


def show_help(
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]", help="A topic or a command.", autocompletion=_topics),
    ] = None,
) -> None:
    """Show a topic of the manual, or the help of a command; without a name, list them.

    Example: boxoffice help selling
    """
    words = " ".join(name or ())
    if not words:
        _list_topics()
    elif words in TOPICS:
        _show_topic(words)
    else:
        _show_command(words)


def how_to_begin() -> None:
    """What bare `boxoffice` says where nothing is set up."""
    output().emit({"begin": list(BEGIN)}, text=lambda: "".join(f"{line}\n" for line in BEGIN))


def topic_text(topic: str) -> str:
    """One topic of the manual as Markdown."""
    return (files("boxoffice") / "manual" / f"{topic}.md").read_text(encoding="utf-8")


def _list_topics() -> None:
    from boxoffice.present.tables import Column, Table

    table = Table(
        name="topics",
        columns=(Column("name", "Topic"), Column("about", "About", is_flexible=True)),
        rows=tuple(TOPICS.items()),
    )
    document = {"topics": [{"name": name, "about": about} for name, about in TOPICS.items()]}
    out = output_of_help()
    out.emit(document, table=lambda: table)
    out.talk("Read one with `boxoffice help TOPIC`; `boxoffice --help` lists the commands.")


def _show_topic(topic: str) -> None:
    text = topic_text(topic)
    out = output_of_help()
    if out.format == "markdown":
        out.write(text)
        return

    def rich() -> object:
        from rich.markdown import Markdown

        return Markdown(text)

    document = {"topic": topic, "text": text}
    with paged(out):
        out.emit(document, text=lambda: text, rich=rich)  # type: ignore[arg-type]


@contextmanager
def paged(out: Output) -> Iterator[None]:
    """What is written meanwhile, through a pager where it is taller than the terminal.

    A pager that does not start leaves the text as it would be without one.
    """
    if not out.for_people or not is_terminal(sys.stdout) or not is_terminal(sys.stdin):
        yield
        return
    terminal, kept = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    is_unicode = encodes_unicode(terminal)
    kept = kept if is_unicode else io.TextIOWrapper(io.BytesIO(), "ascii", "replace")
    sys.stdout = kept
    try:
        yield
    finally:
        sys.stdout = terminal
    kept.seek(0)
    text = kept.read()
    height = shutil.get_terminal_size((80, 24)).lines
    if len(text.splitlines()) < height or not _show_in_pager(text):
        out.write(text)


def _show_in_pager(text: str) -> bool:
    try:
        command = shlex.split(os.environ.get("PAGER", "") or "less -FRX")
        done = subprocess.run(  # noqa: S603
            command, input=text.encode(), env={"LESS": "FRX", **os.environ}, check=False
        )
    except (OSError, ValueError, IndexError):
        return False
    return done.returncode not in (126, 127)


def _show_command(words: str) -> None:
    command, context = _find_command(words)
    with context:
        text = command.get_help(context) + "\n"
    out = output_of_help()
    with paged(out):
        out.emit({"command": words, "text": text}, text=lambda: text)


def _find_command(words: str) -> tuple[Command, Context]:
    context = _root_context()
    for word in words.split():
        get_command = getattr(context.command, "get_command", None)
        found = get_command(context, word) if get_command else None
        if found is None:
            raise Invalid(
                "usage.unknown_topic", topic=words, nearest=_nearest(words), topics=[*TOPICS]
            )
        context = Context(found, info_name=word, parent=context)
    return context.command, context


def _nearest(words: str) -> list[str]:
    from difflib import get_close_matches

    from boxoffice.cli.root import COMMANDS

    near = get_close_matches(words.lower(), [*TOPICS, *COMMANDS], n=3)
    return [f"boxoffice help {name}" for name in near]


def _root_context() -> Context:
    return get_current_context().find_root()
