"""A table in plain columns, for pipes and terminals that know nothing else."""

from __future__ import annotations

from boxoffice.present.tables import Table, in_sections, spelled_rows
from boxoffice.present.text import clean


def write(table: Table, *, locale: str) -> str:
    """Title, headings and rows; nothing is cut, so a script gets every word."""
    from tabulate import tabulate

    shown = table.for_people()
    text = tabulate(
        spelled_rows(shown, locale=locale),
        headers=[column.heading for column in shown.columns],
        tablefmt="simple",
        disable_numparse=True,
        colalign=["right" if column.is_number else "left" for column in shown.columns]
        if shown.rows
        else None,
    )
    title = f"{clean(shown.title)}\n\n" if shown.title else ""
    lines = (title + text).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in in_sections(lines, shown))
