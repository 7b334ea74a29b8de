"""Rows out of comma-separated values, however a spreadsheet happened to separate them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence

from boxoffice.domain.layouts import printable
from boxoffice.errors import InvalidFile
from boxoffice.services.imports.sheets import MOST_ROWS, Row, Sheet
from boxoffice.services.setup.tree import Node

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 100_000
MOST_COLUMNS = 1_000

_SAMPLED_LINES = 200
_PREAMBLE = "sep="


def read(text: str, *, name: str, sha256: str) -> Sheet:
    """Rows below one line of headers; a cell's column counts cells, as a spreadsheet does."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    skipped, delimiter = _dialect(lines)
    records = _records(lines[skipped:], delimiter, name=name, skipped=skipped)
    filled = (each for each in records if any(cell.strip() for cell in each[1]))
    line, head = next(filled, (0, []))
    if not head:
        raise InvalidFile("imports.empty", file=name)
    if len(head) > MOST_COLUMNS:
        raise InvalidFile("imports.too_many_columns", file=name, line=line, most=MOST_COLUMNS)
    headers = _headers(head)
    rows: list[Row] = []
    faults: list[InvalidFile] = []
    for line, record in filled:
        if any(cell.strip() for cell in record[len(head) :]):
            faults.append(
                InvalidFile(
                    "imports.too_many_cells", file=name, line=line, column=len(head) + 1,
                    cells=len(record), headers=len(head),
                )
            )  # fmt: skip
            continue
        rows.append(_row(line, headers, record))
        if len(rows) > MOST_ROWS:
            raise InvalidFile("imports.too_many_rows", file=name, line=line, most=MOST_ROWS)
    places = {header: column for column, header in enumerate(headers, 1) if header}
    return Sheet(name, sha256, tuple(places), tuple(rows), tuple(faults), places)


def _row(line: int, headers: Sequence[str], record: Sequence[str]) -> Row:
    cells = {
        header: Node(cell, line, column)
        for column, (header, cell) in enumerate(zip(headers, record, strict=False), 1)
        if header and cell.strip()
    }
    return Row(line, cells)


def _headers(head: Sequence[str]) -> list[str]:
    """Each header once; a second one of the same name gets a number."""
    seen: Counter[str] = Counter()
    headers = []
    for cell in head:
        header = printable(" ".join(cell.split()), most=80)
        seen[header] += 1
        headers.append(f"{header} ({seen[header]})" if header and seen[header] > 1 else header)
    return headers


def _dialect(lines: Sequence[str]) -> tuple[int, str]:
    """How many lines stand before the sheet, and what separates its cells."""
    first = lines[0].strip().lower()
    if first.startswith(_PREAMBLE) and len(first) == len(_PREAMBLE) + 1:
        return 1, lines[0].strip()[-1]
    sample = lines[:_SAMPLED_LINES]
    return 0, max(DELIMITERS, key=lambda delimiter: _score(sample, delimiter))


def _score(sample: Sequence[str], delimiter: str) -> tuple[bool, float, int]:
    """How well a delimiter explains the sample: every row as wide as the first, and wide."""
    try:
        records = list(csv.reader((f"{line}\n" for line in sample), delimiter=delimiter))
    except csv.Error:
        return False, 0.0, 0
    widths = [len(record) for record in records if any(cell.strip() for cell in record)]
    if not widths or widths[0] < 2:
        return False, 0.0, 0
    alike = sum(width == widths[0] for width in widths) / len(widths)
    return True, round(alike, 1), widths[0]


def _records(
    lines: Sequence[str], delimiter: str, *, name: str, skipped: int
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins in."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    before = csv.field_size_limit(LONGEST_CELL)
    begins = 1
    try:
        for record in reader:
            _refuse_open_quote(lines, delimiter, begins, reader.line_num, name, skipped)
            yield begins + skipped, record
            begins = reader.line_num + 1
    except csv.Error:
        raise InvalidFile("imports.open_quote", file=name, line=begins + skipped) from None
    finally:
        csv.field_size_limit(before)


def _refuse_open_quote(
    lines: Sequence[str], delimiter: str, begins: int, ends: int, name: str, skipped: int
) -> None:
    """A quotation mark that is never closed swallows the rest of the file."""
    if ends < len(lines) or begins == ends:
        return
    try:
        list(csv.reader((f"{line}\n" for line in lines[begins - 1 :]), delimiter=delimiter,
                        strict=True))  # fmt: skip
    except csv.Error:
        raise InvalidFile("imports.open_quote", file=name, line=begins + skipped) from None
