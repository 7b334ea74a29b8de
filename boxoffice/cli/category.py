"""`boxoffice category`: what seats are priced by."""

from __future__ import annotations

from boxoffice.cli.programme_options import CategoryName, KeyOnly, write_ids
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
