"""A table for a terminal: fits its width, flexible columns give way first."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from boxoffice.present.tables import Table, in_sections, spelled_rows
from boxoffice.present.text import clean, fit, width_of

if TYPE_CHECKING:
    from rich.box import Box
    from rich.table import Table as RichTable

_GAP = 2
_NARROWEST = 6


def write(table: Table, *, width: int, has_colour: bool, unicode: bool, locale: str) -> str:
    """The table as text of at most `width` columns, with escape codes only if `has_colour`."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=has_colour,
        color_system="standard" if has_colour else None,
        no_color=not has_colour,
        legacy_windows=False,
        emoji=False,
        markup=False,
        highlight=False,
    )
    console.print(renderable(table, width=width, unicode=unicode, locale=locale))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]

    def titled(name: str) -> str:
        text = fit(clean(name), width, ellipsis=_ellipsis(unicode=unicode))
        return f"\x1b[1m{text}\x1b[0m" if has_colour else text

    return "".join(f"{line}\n" for line in in_sections(lines, table, titled=titled))


def renderable(table: Table, *, width: int, unicode: bool, locale: str) -> RichTable:
    """The table for a console of the caller's, cells are Text without markup."""
    from rich.table import Table as RichTable
    from rich.text import Text

    shown = table.for_people()
    ellipsis = _ellipsis(unicode=unicode)
    headings = [column.heading for column in shown.columns]
    rows = spelled_rows(shown, locale=locale)
    if excess(widest([headings, *rows]), width) > 0:
        rows = [shortened(shown, row) for row in rows]
    widths = widths_for(shown, [headings, *rows], width=width)
    drawn = RichTable(
        title=Text(fit(shown.title, width, ellipsis=ellipsis)) if shown.title else None,
        title_justify="left",
        title_style="bold",
        box=_box(unicode=unicode),
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for column, room in zip(shown.columns, widths, strict=True):
        drawn.add_column(
            Text(fit(column.heading, room, ellipsis=ellipsis)),
            justify="right" if column.is_number else "left",
            no_wrap=not column.is_wrapped,
            overflow="fold",
            width=room,
        )
    for row in rows:
        cells = zip(shown.columns, row, widths, strict=True)
        drawn.add_row(
            *(
                Text(cell if column.is_wrapped else fit(cell, room, ellipsis=ellipsis))
                for column, cell, room in cells
            )
        )
    return drawn


def widest(lines: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column has to be for its widest cell."""
    return [max(map(width_of, cells)) for cells in zip(*lines, strict=True)]


def excess(widths: Sequence[int], width: int) -> int:
    """By how much columns of these widths are wider together than the terminal."""
    return sum(widths) + _GAP * (len(widths) - 1) - width


def shortened(table: Table, row: Sequence[str]) -> list[str]:
    """The row without what its columns can do without: 294/300 free is 294 free."""
    return [
        cell.partition(column.drops_from)[0] if column.drops_from else cell
        for column, cell in zip(table.columns, row, strict=True)
    ]


def widths_for(table: Table, lines: Sequence[Sequence[str]], *, width: int) -> list[int]:
    """A width per column that together fit: flexible columns shrink first, the widest before."""
    widths = widest(lines)
    flexible = [(place, each) for place, each in enumerate(table.columns) if each.is_flexible]
    last = [(place, each.narrowest) for place, each in flexible if each.yields_last]
    first = [(place, each.narrowest) for place, each in flexible if not each.yields_last]
    stages = (first, last, [(place, _NARROWEST) for place, _ in first])
    for _ in range(excess(widths, width)):
        soft = ([place for place, least in each if widths[place] > least] for each in stages)
        among = next(filter(None, soft), None) or range(len(widths))
        chosen = max(among, key=widths.__getitem__)
        widths[chosen] = max(1, widths[chosen] - 1)
    return widths


def _ellipsis(*, unicode: bool) -> str:
    return "…" if unicode else "~"


def _box(*, unicode: bool) -> Box:
    """No lines but one under the headings."""
    from rich.box import Box

    blank, rule = "    \n", " ── \n" if unicode else " -- \n"
    return Box(blank * 2 + rule + blank * 5, ascii=not unicode)
