"""Draws data/house.svg: a house of the demo's cinema as `boxoffice seats` shows it."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).resolve().parent
WIDTH = 80


def main() -> None:
    """Set up, sell some seats, draw with the installed command, export with Rich."""
    with tempfile.TemporaryDirectory() as folder:
        db = str(Path(folder) / "boxoffice.db")
        run(db, "db", "init")
        run(db, "setup", "apply", str(HERE / "demo" / "cinema.yaml"))
        show = largest_show(db)
        sell_some(db, show)
        drawn = run(db, "seats", show, "--format", "rich")
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.from_ansi(drawn))
    console.save_svg(str(HERE / "house.svg"), title="boxoffice seats", unique_id="house")


def sell_some(db: str, show: str) -> None:
    """The same evening every time: parties, two holds, a booking to be paid, a broken seat."""
    parties = random.Random(3)  # noqa: S311 - the same picture every time
    for _ in range(38):
        run(db, "sell", show, "-n", str(parties.choice((1, 2, 2, 3, 4, 4, 5))), "-c", "exact")
    run(db, "hold", show, "-n", "3", "--for", "30m", "--till", "counter-2")
    run(db, "hold", show, "-n", "2", "--for", "30m")
    run(db, "book", show, "-n", "4", "--name", "Ines")
    run(db, "show", "block", show, "B3-4", "--reason", "broken")


def largest_show(db: str) -> str:
    """The number of the coming show with the most seats."""
    shows = json.loads(run(db, "show", "list", "--day", "tomorrow", "--json"))["shows"]
    return str(max(shows, key=lambda show: (show["capacity"], -show["id"]))["id"])


def run(db: str, *words: str) -> str:
    """What the installed command prints; its failure is ours."""
    command = [str(Path(sys.executable).with_name("boxoffice")), *words, "--db", db]
    environment = {
        **os.environ, "COLUMNS": str(WIDTH), "BOXOFFICE_TILL": "counter-1",
        "BOXOFFICE_COLOR": "always", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    done = subprocess.run(  # noqa: S603 - our own program
        command, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    main()
