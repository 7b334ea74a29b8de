"""Halls that a set-up file only names: they stand in files of their own beside it."""

from __future__ import annotations

import os
from dataclasses import replace

from boxoffice.domain.drawn_layouts import Placed
from boxoffice.errors import Invalid, NotFound
from boxoffice.services.setup.files import Document, Path
from boxoffice.services.setup.models import LayoutText


def from_file(document: Document, path: Path, layout: LayoutText) -> tuple[Placed, ...]:
    """The seats of `file:`, a drawing, CSV, pretix, Vista or a column grid.

    `legend` gives categories of the file other names, `category` that of a file with only one.
    Faults of the file are told with its own name and line.
    """
    from boxoffice.services import layouts
    from boxoffice.services.setup.sources import read_file

    folder = os.path.dirname(str(document.place_of(path)["file"]))
    name = os.path.join(folder, layout.file)
    try:
        content = read_file(name, most_bytes=layouts.MOST_BYTES)
    except NotFound as error:
        missing = Invalid(error.code, **error.details)
        raise document.bad_value((*path, "file"), missing) from None
    file = layouts.read_plain(content, name=name)
    layouts.refuse_unfit(file, name=name)
    names = {category: layout.legend.get(category, category) for category in file.categories}
    if layout.category and len({seat.category for seat in file.seats}) == 1:
        names = dict.fromkeys(file.categories, layout.category)
    return tuple(
        Placed(replace(seat, category=names.get(seat.category, seat.category)), 0)
        for seat in file.seats
    )
