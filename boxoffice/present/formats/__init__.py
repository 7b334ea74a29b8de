"""The output formats: each turns a table, or a document, into the text for stdout.

A format is imported when it is asked for: tabulate and Rich cost more than a sale's own work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boxoffice.present.tables import Table

FORMATS = ("rich", "plain", "csv", "json", "markdown")


def render(
    format_name: str,
    table: Table,
    *,
    document: Mapping[str, Any] | None = None,
    width: int = 80,
    has_colour: bool = False,
    unicode: bool = True,
    locale: str = "en",
) -> str:
    """The table in the format, a newline at its end; json writes `document` where it is given."""
    match format_name:
        case "rich":
            from boxoffice.present.formats import rich

            return rich.write(
                table, width=width, has_colour=has_colour, unicode=unicode, locale=locale
            )
        case "plain":
            from boxoffice.present.formats import plain

            return plain.write(table, locale=locale)
        case "csv":
            from boxoffice.present.formats import csv

            return csv.write(table)
        case "json":
            from boxoffice.present.formats import json

            return json.write(json.document_of(table) if document is None else document)
        case "markdown":
            from boxoffice.present.formats import markdown

            return markdown.write(table, locale=locale)
    raise ValueError(f"no such format: {format_name}")
