"""Set-up files from bytes to validated text: whatever is wrong is told with its line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar, get_args, get_origin

from pydantic import ValidationError

from boxoffice.domain.layouts import printable
from boxoffice.errors import Invalid, InvalidFile
from boxoffice.services.results import Value
from boxoffice.services.setup import inline
from boxoffice.services.setup import tree as trees
from boxoffice.services.setup.models import SetupText

MOST_BYTES = 4 * 1024 * 1024
"""Read in a few seconds; ten thousand shows, each on a line of its own, are one of them."""

FORMS = {".yaml": "yaml", ".yml": "yaml", ".toml": "toml", ".json": "json"}

_JSON_BEGINS = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_TOML_BEGINS = re.compile(
    r"(?:\s++|#[^\n]*+)*+(?:\[{1,2}[ \t]*[\w.\"'-]+[ \t]*\]|[\w.\"'-]+[ \t]*=)", re.ASCII
)

Path = tuple[str | int, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Document:
    """A file that says something a set-up may say; it knows the line of each of its values."""

    name: str
    sha256: str
    text: SetupText
    tree: trees.Node

    def fault(self, code: str, path: Path, /, **details: Any) -> InvalidFile:
        """What is wrong with the value at that path, with the line where it stands."""
        return InvalidFile(code, **{**self.place_of(path), **details})

    def place_of(self, path: Path) -> dict[str, Any]:
        """File, line and column of the value at that path."""
        node, file = _find(self.tree, path)
        return {"file": file or self.name, "line": node.line, "column": node.column}

    def missing(self, path: Path, key: str) -> InvalidFile:
        """A key that something new cannot do without."""
        node, _ = _find(self.tree, path)
        line, column = node.keys.get(key, (node.line, node.column))
        return self.fault(
            "setup.missing_key", path, key=key, field=_spelled(path), line=line, column=column
        )

    def line_of(self, path: Path) -> int:
        """The line of the value at that path."""
        return _find(self.tree, path)[0].line

    def drawing_line(self, path: Path, index: int) -> int:
        """The line of one line of a text drawn over several."""
        node, _ = _find(self.tree, path)
        return node.line + 1 + index if node.is_literal else node.line

    def parsed(self, path: Path, parse: Callable[..., T], *values: Any, **options: Any) -> T:
        """What a parser of the domain makes of a value; its complaint gets the line."""
        try:
            return parse(*values, **options)
        except Invalid as error:
            raise self.bad_value(path, error) from None

    def bad_value(self, path: Path, error: Invalid, *, line: int | None = None) -> InvalidFile:
        """A complaint of the domain about the value at that path."""
        details = {key: value for key, value in error.details.items() if key != "source"}
        place = {} if line is None else {"line": line, "column": 1}
        return self.fault(
            "setup.bad_value", path,
            field=_spelled(path), because=error.code, details=details, **place,
        )  # fmt: skip


def read(content: bytes, *, name: str) -> Document:
    """Read a whole set-up, or InvalidFile("setup.…") with the first thing that is wrong.

    YAML, TOML or JSON, as the name ends; without an ending that says so, as the content begins.
    """
    name = printable(name, most=200)
    if len(content) > MOST_BYTES:
        raise InvalidFile("setup.too_large_file", file=name, most_mib=MOST_BYTES // 1024**2)
    text = _decoded(content, name)
    tree = trees.parse(text, name=name, form=form_of(text, name=name))
    return of_tree(tree, name=name, sha256=hashlib.sha256(content).hexdigest())


def read_all(sources: Sequence[tuple[str, bytes]]) -> Document:
    """Read one file, or several that are one set-up together; faults name the file and its line."""
    parts = [read(content, name=name) for name, content in sources]
    if len(parts) == 1:
        return parts[0]
    names = ", ".join(part.name for part in parts)
    if sum(len(content) for _, content in sources) > MOST_BYTES:
        raise InvalidFile(
            "setup.too_large_file", file=printable(names), most_mib=MOST_BYTES // 1024**2
        )
    digests = "".join(part.sha256 for part in parts)
    sha256 = hashlib.sha256(digests.encode()).hexdigest()
    return Document(printable(names, most=200), sha256, *_merged(parts))


def _merged(parts: Sequence[Document]) -> tuple[SetupText, trees.Node]:
    """The lists of all files one after the other; each of their parts knows its file."""
    texts: dict[str, tuple[Any, ...]] = {}
    lists: dict[str, trees.Node] = {}
    for part in parts:
        for kind in SetupText.model_fields:
            texts[kind] = texts.get(kind, ()) + getattr(part.text, kind)
        for kind, node in _items(part.tree):
            into = lists.setdefault(kind, trees.Node([], node.line, node.column, file=part.name))
            for entry in node.value if isinstance(node.value, list) else ():
                entry.file = part.name
                if isinstance(into.value, list):
                    into.value.append(entry)
    tree = trees.Node(dict(lists), parts[0].tree.line, parts[0].tree.column, file=parts[0].name)
    return SetupText.model_construct(None, **texts), tree


def _items(tree: trees.Node) -> Iterable[tuple[str, trees.Node]]:
    return tree.value.items() if isinstance(tree.value, dict) else ()


def of_tree(tree: trees.Node, *, name: str, sha256: str) -> Document:
    """A set-up that is a tree already: read from other files, or typed (line 0 throughout)."""
    if not isinstance(tree.value, dict):
        raise InvalidFile("setup.not_a_setup", file=name, line=tree.line, column=tree.column)
    inline.hoist(tree)
    try:
        setup = SetupText.model_validate(tree.plain())
    except ValidationError as error:
        raise _first_fault(error, tree, name) from None
    return Document(name, sha256, setup, tree)


def form_of(text: str, *, name: str) -> str:
    """yaml, toml or json: what the name ends in, else what the text looks like."""
    named = FORMS.get(name[name.rfind(".") :].lower())
    if named:
        return named
    if _TOML_BEGINS.match(text):
        return "toml"
    return "json" if _JSON_BEGINS.match(text) else "yaml"


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        raise InvalidFile(
            "setup.not_utf8", file=name, line=before.count(b"\n") + 1,
            column=error.start - before.rfind(b"\n"), byte=f"0x{error.object[error.start]:02X}",
        ) from None  # fmt: skip


def _find(tree: trees.Node, path: Path) -> tuple[trees.Node, str]:
    """The deepest node on the way to a path, and the file it is of where there are several."""
    node, file = tree, tree.file
    for part in path:
        inner = None
        if isinstance(node.value, dict):
            inner = node.value.get(str(part))
        elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
            inner = node.value[part]
        if inner is None:
            break
        node, file = inner, inner.file or file
    return node, file


def _first_fault(error: ValidationError, tree: trees.Node, name: str) -> InvalidFile:
    """The complaint that stands highest in the file, and how many more there are.

    A mistyped key comes before the key that it leaves missing.
    """
    problems = [_fault(each, tree, name) for each in error.errors(include_url=False)]
    mistyped = {each.details["field"] for each in problems if each.code == "setup.unknown_key"}
    problems.sort(
        key=lambda fault: (
            fault.code == "setup.missing_key" and fault.details["field"] in mistyped,
            fault.details["line"],
            fault.details["column"],
        )
    )
    first = problems[0]
    first.details["more"] = len(problems) - 1
    return first


def _fault(problem: Mapping[str, Any], tree: trees.Node, name: str) -> InvalidFile:
    path: Path = tuple(part for part in problem["loc"] if part != "[key]")
    node, _ = _find(tree, path)
    place: dict[str, Any] = {"file": name, "line": node.line, "column": node.column}
    key = printable(str(path[-1])) if path else ""
    if problem["type"] == "extra_forbidden":
        parent, _ = _find(tree, path[:-1])
        spot = parent.keys.get(str(path[-1]), (node.line, node.column))
        place["line"], place["column"] = spot
        known = _keys_at(path[:-1])
        nearest = get_close_matches(key, known, n=1, cutoff=0.5)
        return InvalidFile(
            "setup.unknown_key", **place, key=key, nearest=nearest[0] if nearest else None,
            known=known, field=_spelled(path[:-1]),
        )  # fmt: skip
    if problem["type"] == "missing":
        parent, _ = _find(tree, path[:-1])
        if str(path[-1]) in parent.keys:
            place["line"], place["column"] = parent.keys[str(path[-1])]
        return InvalidFile("setup.missing_key", **place, key=key, field=_spelled(path[:-1]))
    typed = node.value if isinstance(node.value, str) else ""
    return InvalidFile(
        "setup.bad_form", **place, field=_spelled(path), expected=_expected(problem["type"]),
        text=printable(typed),
    )  # fmt: skip


def _expected(kind: str) -> str:
    if kind in {"string_too_long", "string_unicode", "key", "blank", "string_pattern_mismatch"}:
        return kind
    if kind.startswith("string"):
        return "text"
    if kind.startswith("bool"):
        return "yes_or_no"
    if kind.startswith(("tuple", "list")):
        return "list"
    if kind.startswith(("model", "dict")):
        return "mapping"
    return "other"


def _keys_at(path: Path) -> list[str]:
    """The keys that the mapping at a path may have."""
    model: Any = SetupText
    for part in path:
        if isinstance(part, int):
            continue
        found = model.model_fields[part].annotation
        model = get_args(found)[0] if get_origin(found) is tuple else found
    return sorted(model.model_fields) if issubclass(model, Value) else []


def _spelled(path: Sequence[str | int]) -> str:
    """A path as people read it: shows[3].at, counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return printable(text.lstrip("."), most=120)
