"""Files of halls as rows: what is wrong with them, and their seats."""

from __future__ import annotations

from typing import Any

from boxoffice.present.drawing import Drawing
from boxoffice.present.labels import spoken
from boxoffice.present.tables import Column, Table
from boxoffice.present.text import clean
from boxoffice.present.words import reason
from boxoffice.services.layouts import FindingView, LayoutCheck, LayoutSummary, LayoutView


def check_document(found: LayoutCheck) -> dict[str, Any]:
    """The check as JSON, each finding with its sentence."""
    document = found.document()
    for shown, finding in zip(document["findings"], found.findings, strict=True):
        shown["message"] = _message(finding)
    return document


def check_text(found: LayoutCheck) -> str:
    """The hall in a line, a line per finding, and whether seats can be sold."""
    lines = [headline(found.layout)]
    for finding in found.findings:
        place = f"line {finding.line}: " if finding.line else ""
        lines.append(f"{finding.level}: {place}{_message(finding)}")
    lines.append(_verdict(found))
    return "".join(f"{line}\n" for line in lines)


def headline(layout: LayoutSummary) -> str:
    """hall.csv (csv): 156 seats in 13 rows: standard 38, couple 10, vip 108."""
    by_category = ", ".join(f"{clean(each.key)} {each.seats}" for each in layout.categories)
    rows = f" in {layout.rows} row{'' if layout.rows == 1 else 's'}"
    seats = f"{layout.seats} seat{'' if layout.seats == 1 else 's'}{rows}"
    return f"{clean(layout.file)} ({layout.form}): {seats}: {by_category}"


def _verdict(found: LayoutCheck) -> str:
    warnings = f"{found.warnings} warning{'' if found.warnings == 1 else 's'}"
    if found.errors:
        errors = f"{found.errors} error{'' if found.errors == 1 else 's'}"
        return f"Not fit for sale: {errors}, {warnings}."
    return f"Fit for sale, with {warnings}." if found.warnings else "Fit for sale."


def _message(finding: FindingView) -> str:
    return reason(finding.code, finding.details)


def findings(found: LayoutCheck) -> Table:
    """Every finding with its line."""
    return Table(
        name="findings",
        columns=(
            Column("level", "Level"),
            Column("line", "Line", is_number=True),
            Column("code", "Code"),
            Column("message", "Message", is_flexible=True),
        ),
        rows=tuple(
            (finding.level, finding.line, finding.code, _message(finding))
            for finding in found.findings
        ),
        title=headline(found.layout),
    )


def seats(found: LayoutView) -> Table:
    """Every seat where it stands."""
    names = ("label", "zone", "row", "number", "category", "kind", "state", "x", "y")
    return Table(
        name="seats",
        columns=tuple(Column(name, is_number=name in "xy") for name in names),
        rows=tuple(tuple(getattr(seat, name) for name in names) for seat in found.seats),
    )


def hall(found: LayoutView, *, width: int, unicode: bool) -> Drawing:
    """The hall with nobody in it."""
    from boxoffice.present.seatmap import draw_hall

    title = [each for each in (found.layout.name, found.layout.file, found.layout.form) if each]
    if found.layout.broken:
        title.append(f"{spoken(found.layout.broken)} broken")
    return draw_hall(found.seats, title=title, width=width, unicode=unicode)
