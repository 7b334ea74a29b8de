"""Files of halls: made, read in any form, checked, and written in another."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from boxoffice.domain import layout_csv, layout_drawing, layout_new, layout_pretix, layout_read
from boxoffice.domain.layout_check import Level, check
from boxoffice.domain.layout_files import Categories, Form, LayoutFile, slug
from boxoffice.domain.layouts import Fault, SeatKind, find_faults, printable
from boxoffice.errors import Failed, Invalid, InvalidFile, Refused
from boxoffice.services.results import SeatView, Value
from boxoffice.services.setup import files

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App

MOST_BYTES = 12 * 1024 * 1024
"""Enough for the most seats a hall can have, in the most talkative form."""

_IS_SETUP = re.compile(
    r"^(layouts[ \t]*:|\[\[[ \t]*layouts[ \t]*\]\]|[ \t]*\{?[ \t]*\"layouts\"[ \t]*:)", re.MULTILINE
)


class CategoryCount(Value):
    """A category of a hall and how many seats it has there."""

    key: str
    name: str
    seats: int


class LayoutSummary(Value):
    """What a file holds: the form it is in, its seats by category, those that are broken."""

    file: str
    form: str
    name: str
    seats: int
    rows: int
    kinds: dict[str, int]
    categories: tuple[CategoryCount, ...]
    broken: tuple[str, ...]


class FindingView(Value):
    """One thing wrong (error) or odd (warning), with its line where it has one."""

    level: str
    code: str
    line: int | None
    details: dict[str, Any]


class LayoutCheck(Value):
    """What `layout check` found; fit for sale without errors."""

    layout: LayoutSummary
    findings: tuple[FindingView, ...]
    errors: int
    warnings: int


class LayoutView(Value):
    """The seats of a file, all of them free."""

    layout: LayoutSummary
    seats: tuple[SeatView, ...]


def content_of(path: str) -> bytes:
    """The bytes of a file, or of stdin where it is `-`; one more than allowed at most."""
    import sys

    from boxoffice.services.setup.sources import read_file

    if path == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    return read_file(path, most_bytes=MOST_BYTES)


def read(content: bytes, *, name: str, key: str = "") -> LayoutFile:
    """The hall of a file in any form, or InvalidFile with the line that is wrong.

    Of a set-up file it is the layout with that key, or the only one.
    """
    if len(content) <= files.MOST_BYTES and _IS_SETUP.search(_decoded(content, name)):
        return _of_setup(content, name=name, key=key)
    return read_plain(content, name=name)


def read_plain(content: bytes, *, name: str) -> LayoutFile:
    """The same of a file that is a hall itself, and no set-up."""
    if len(content) > MOST_BYTES:
        most_mib = MOST_BYTES // 1024**2
        raise InvalidFile("layouts.too_large_file", file=name, most_mib=most_mib)
    try:
        return layout_read.read(_decoded(content, name))
    except Invalid as error:
        raise in_file(name, Fault(error.code, {"line": 1, **error.details})) from None


def in_file(name: str, fault: Fault) -> InvalidFile:
    """What is wrong with a file of a hall, with its line."""
    details = {key: value for key, value in fault.details.items() if key != "line"}
    return InvalidFile(
        "layouts.in_file",
        file=printable(name, most=200),
        line=fault.details.get("line"),
        because=fault.code,
        details=details,
    )


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise in_file(name, Fault("layouts.not_utf8", {"line": line})) from None


def _of_setup(content: bytes, *, name: str, key: str) -> LayoutFile:
    from boxoffice.services.setup.halls import build_hall

    document = files.read(content, name=name)
    keys = [layout.key for layout in document.text.layouts]
    if (not key and len(keys) != 1) or (key and key not in keys):
        raise Invalid("layouts.which", keys=keys, key=printable(key))
    index = keys.index(key) if key else 0
    hall = build_hall(document, ("layouts", index), document.text.layouts[index])
    named = {category.key: category.name for category in document.text.categories}
    used = dict.fromkeys(seat.category for seat in hall.seats)
    return LayoutFile(
        Form.SETUP,
        hall.seats,
        (0,) * len(hall.seats),
        {category: named.get(category) or category for category in used},
        name=hall.name,
    )


def summary_of(file: LayoutFile, *, name: str) -> LayoutSummary:
    """What there is to say of a hall in one line."""
    seats = Counter(seat.category for seat in file.seats)
    return LayoutSummary(
        file=printable(name, most=200),
        form=str(file.form),
        name=file.name,
        seats=len(file.seats),
        rows=len({(seat.zone, seat.row) for seat in file.seats}),
        kinds=dict(Counter(str(seat.kind) for seat in file.seats)),
        categories=tuple(
            CategoryCount(key=key, name=file.categories.get(key, key), seats=count)
            for key, count in seats.items()
        ),
        broken=file.broken,
    )


def check_file(
    file: LayoutFile, *, name: str, priced: Collection[str] | None = None
) -> LayoutCheck:
    """Everything wrong or odd about a hall; `priced` are the categories that have a price."""
    findings = check(file, priced=priced)
    return LayoutCheck(
        layout=summary_of(file, name=name),
        findings=tuple(
            FindingView(
                level=str(finding.level), code=finding.fault.code, line=finding.line or None,
                details=dict(finding.fault.details),
            )
            for finding in findings
        ),
        errors=sum(finding.level is Level.ERROR for finding in findings),
        warnings=sum(finding.level is Level.WARNING for finding in findings),
    )  # fmt: skip


def view_file(file: LayoutFile, *, name: str) -> LayoutView:
    """The hall as a house in which nothing is sold; broken seats are blocked."""
    broken = set(file.broken)
    return LayoutView(
        layout=summary_of(file, name=name),
        seats=tuple(
            SeatView(
                label=seat.label, zone=seat.zone, row=seat.row, number=seat.number,
                category=seat.category, kind=str(seat.kind), price_minor=None, x=seat.x, y=seat.y,
                state="blocked" if seat.label in broken else "available",
            )
            for seat in file.seats
        ),
    )  # fmt: skip


def refuse_unfit(file: LayoutFile, *, name: str) -> None:
    """InvalidFile with the first thing that makes a hall unfit for sale."""
    faults = find_faults(file.plan)
    if faults:
        line = file.line_of.get(str(faults[0].details.get("label", ""))) or None
        raise in_file(name, Fault(faults[0].code, {**faults[0].details, "line": line}))


def write(file: LayoutFile, form: Form, *, key: str = "", name: str = "") -> str:
    """The hall in a form; Refused where that form cannot say it, and why."""
    name = name or file.name or "Hall"
    if file.plan.is_unreserved and form is not Form.SETUP:
        raise Refused("layouts.only_in_setup", form=str(form))
    if form is Form.CSV:
        return layout_csv.write(file.plan)
    if form is Form.ASCII:
        return layout_drawing.write(file.plan, name=name)
    if form is Form.PRETIX:
        plan = layout_pretix.write(file.plan, name=name)
        return json.dumps(plan, indent=2, ensure_ascii=False) + "\n"
    return layout_new.write_setup(file, key=key or slug(name) or "hall", name=name)


def make(
    *,
    rows: str,
    seats: str,
    aisles: str = "",
    cross_aisles: str = "",
    unreserved: int = 0,
    kinds: Mapping[SeatKind, Sequence[str]] | None = None,
    category: str = "standard",
    categories: Mapping[str, str] | None = None,
    name: str,
) -> LayoutFile:
    """A hall from a few words, fit for sale, or Invalid with what of it cannot be."""
    if bool(unreserved) == bool(rows or seats):
        raise Invalid("layouts.rows_or_unreserved")
    if unreserved:
        places = layout_new.unreserved(unreserved, category=category)
        names = Categories((category,)).names
        file = LayoutFile(Form.SETUP, places, (0,) * len(places), names, name=name)
    else:
        if not (rows and seats):
            raise Invalid("layouts.rows_or_unreserved")
        wish = layout_new.Wish(
            rows=rows, seats=seats, aisles=aisles, cross_aisles=cross_aisles, kinds=kinds or {},
            category=category, categories=categories or {},
        )  # fmt: skip
        file = layout_new.make(wish, name=name)
    for fault in find_faults(file.plan):
        raise Invalid(fault.code, **fault.details)
    return file


def exists(path: str) -> bool:
    """Whether writing there would overwrite something."""
    return os.path.lexists(path)


def save(path: str, content: str) -> None:
    """Write a whole file or none; Failed("layouts.unwritable") says why it could not be."""
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "x", encoding="utf-8", newline="\n") as file:
            file.write(content)
        os.replace(beside, path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if os.path.lexists(beside):
            os.unlink(beside)
        raise Failed("layouts.unwritable", file=printable(path, most=200), reason=reason) from None


def priced_at(app: App, ctx: Context, theatre: str) -> set[str]:
    """The categories that some price of a theatre is for; "" where one is for any."""
    from boxoffice.services.places import get_theatre
    from boxoffice.storage.queries.prices import rules_of_theatre

    with app.db.read(ctx) as session:
        row = get_theatre(session, theatre)
        return {rule.category for rule in session.all(rules_of_theatre, theatre_id=row.id)}


def priced_in(content: bytes, *, name: str) -> set[str]:
    """The categories that some price of a set-up file is for; "" where one is for any."""
    document = files.read(content, name=name)
    return {
        price.category
        for city in document.text.cities
        for theatre in city.theatres
        for price in theatre.prices
    }
