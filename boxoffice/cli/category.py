"""`boxoffice category`: what seats are priced by."""

from __future__ import annotations

from boxoffice.cli import changes
from boxoffice.cli.changes import FromFile, Key, NewName, NewThing
from boxoffice.cli.programme_options import (
    Categories,
    CategoryName,
    KeyOnly,
    SomeCategory,
    write_ids,
)
from boxoffice.cli.session import session


def list_categories(id_only: KeyOnly = False) -> None:
    """Every seat category.

    Example: boxoffice category list
    """
    from boxoffice.present.rows import prices as rows
    from boxoffice.services import price_rules

    with session() as (app, ctx, out):
        found = price_rules.list_categories(app, ctx)
        if id_only:
            write_ids(out, (category.key for category in found.categories))
            return
        out.emit(found.document(), table=lambda: rows.categories(found.categories))


def view(category: CategoryName) -> None:
    """One category with its prices.

    Example: boxoffice category view premium
    """
    from boxoffice.present.rows import prices as rows
    from boxoffice.present.rows.prices import named_text
    from boxoffice.services import price_rules

    with session() as (app, ctx, out):
        found = price_rules.view_category(app, ctx, category)
        out.emit(
            found.document(),
            table=lambda: rows.categories([found.category]),
            text=lambda: named_text(found.category, found.prices, drawn=out.drawn),
        )


def add(
    name: NewThing = "", key: Key = None, from_file: FromFile = "", id_only: KeyOnly = False
) -> int:
    """Add a category of seats.

    Example: boxoffice category add Premium
    Example: boxoffice category add --from-file - < more.csv
    """
    from boxoffice.services.nouns import CATEGORY

    values: changes.Values = {"name": name or None, "key": key}
    return changes.add(
        CATEGORY, values, flags={"name": "NAME"}, from_file=from_file, id_only=id_only
    )


def edit(
    category: SomeCategory = "",
    name: NewName = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Give a category of seats another name; its key stays.

    Example: boxoffice category edit premium --name Plush
    """
    from boxoffice.services.nouns import CATEGORY

    values: changes.Values = {"key": category or None, "name": name}
    return changes.edit(CATEGORY, values, flag="CATEGORY", from_file=from_file, id_only=id_only)


def remove(categories: Categories) -> int:
    """Remove what nothing uses any more; what is still used is refused with its users.

    Example: boxoffice category remove premium
    """
    from boxoffice.services.nouns import CATEGORY

    return changes.remove(CATEGORY, categories)
