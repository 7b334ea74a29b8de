"""One import at work: cells of rows are read, what cannot be is noted, the rest becomes a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from boxoffice.domain.layouts import printable
from boxoffice.errors import Invalid, InvalidFile
from boxoffice.services.imports import cells
from boxoffice.services.imports.columns import Columns, Synonyms, choose
from boxoffice.services.imports.options import Options
from boxoffice.services.imports.sheets import Row, Sheet
from boxoffice.services.setup.models import LONGEST_NAME
from boxoffice.services.setup.tree import Node


@dataclass(frozen=True)
class Batch:
    """The rows of a sheet, its columns, and the faults found so far."""

    sheet: Sheet
    columns: Columns
    options: Options
    faults: list[InvalidFile] = field(default_factory=list)

    @classmethod
    def of(cls, sheet: Sheet, synonyms: Synonyms, options: Options, *, needs: str) -> Batch:
        """A batch whose sheet has the column that no row can do without, or InvalidFile."""
        unknown = [name for name in options.defaults if name not in synonyms]
        if unknown:
            raise Invalid(
                "imports.map_field", field=printable(unknown[0]), choices=list(synonyms),
                nearest=[],
            )  # fmt: skip
        columns = choose(sheet, synonyms, mapped=options.mapped)
        if needs not in columns.by_field and needs not in options.defaults:
            line = sheet.rows[0].line if sheet.rows else 1
            raise InvalidFile(
                "imports.no_column", file=sheet.name, line=max(line - 1, 1), field=needs,
                headers=list(sheet.headers[:20]), expected=synonyms[needs].split("|")[:6],
            )  # fmt: skip
        return cls(sheet, columns, options, list(sheet.faults))

    def text(self, row: Row, name: str, *, is_name: bool = False) -> Node | None:
        """The tidy text of a field, or its default; None where the row does not say.

        A name may be any text: a film can be called None.
        """
        node = self.columns.cell(row, name)
        if node is not None and isinstance(node.value, str):
            tidied = cells.tidy(node.value)
            if tidied and (is_name or not cells.is_nothing(tidied)):
                if len(tidied) > LONGEST_NAME:
                    raise self.fault("imports.too_long", row, name, most=LONGEST_NAME)
                return Node(tidied, node.line, node.column)
        default = self.options.defaults.get(name, "")
        return Node(default, row.line, 1) if default else None

    def read(self, row: Row, name: str, parse: Callable[[str], str]) -> Node | None:
        """What a field says once a parser has read it; its complaint becomes a fault."""
        node = self.text(row, name)
        if node is None:
            return None
        try:
            return Node(parse(str(node.value)), node.line, node.column)
        except Invalid as error:
            raise self.because(error, node, name) from None

    def needed(self, row: Row, name: str, *, is_name: bool = False) -> Node:
        """The text of a field, or the fault that it is missing."""
        node = self.text(row, name, is_name=is_name)
        if node is None:
            raise self.fault("imports.missing", row, name)
        return node

    def fault(self, code: str, row: Row, name: str, /, **details: object) -> InvalidFile:
        """What is wrong with a field of a row, at its cell or where its row begins."""
        node = self.columns.cell(row, name) or self._place_of(row, name)
        return self.sheet.fault(
            code, node, field=name, header=printable(self.columns.spelled(name)), **details
        )

    def because(self, error: Invalid, node: Node, name: str) -> InvalidFile:
        """The complaint of a parser about a cell."""
        if isinstance(error, InvalidFile):
            return error
        return self.sheet.fault(
            "imports.bad_cell", node, field=name, header=printable(self.columns.spelled(name)),
            because=error.code, details=dict(error.details),
        )  # fmt: skip

    def order_of(self, *names: str) -> str:
        """Whether days come before months in these columns, as far as they tell."""
        if self.options.dates:
            return self.options.dates
        texts = [
            str(node.value)
            for row in self.sheet.rows
            for name in names
            if (node := self.columns.cell(row, name)) is not None
        ]
        return cells.day_order(texts)

    def _place_of(self, row: Row, name: str) -> Node:
        """Where a cell would stand that is not there."""
        header = self.columns.by_field.get(name, "")
        return Node(None, row.line, self.sheet.places.get(header, row.column))


def mapping(fields: Mapping[str, Node | None], *, line: int, column: int = 1) -> Node:
    """A mapping of what is there."""
    return Node({key: node for key, node in fields.items() if node is not None}, line, column)


def listing(nodes: Iterable[Node]) -> Node:
    """A list; it begins where its first item does."""
    items = list(nodes)
    return Node(items, items[0].line if items else 1, 1)


def at(node: Node, text: str) -> Node:
    """Another text in the place of a cell."""
    return Node(text, node.line, node.column)
