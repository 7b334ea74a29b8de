"""Whom to tell when a show changes: names and phones, read when they are needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from boxoffice.storage.queries import moving as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App


def read(app: App, ctx: Context, show_ids: Iterable[int]) -> Mapping[str, Mapping[str, str]]:
    """Name and phone of the bookings of these shows, by reference."""
    wanted = sorted(set(show_ids))
    if not wanted:
        return {}
    with app.db.read(ctx) as session:
        return {
            row.ref: {"name": row.name, "phone": row.phone}
            for show_id in wanted
            for row in session.all(queries.contacts_of_show, show_id=show_id)
        }
