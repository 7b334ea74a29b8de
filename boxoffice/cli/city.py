"""`boxoffice city`: the towns that have a theatre."""

from __future__ import annotations

from boxoffice.cli.programme_options import CityName, KeyOnly, Text, write_ids
from boxoffice.cli.session import session


def list_cities(text: Text = "", id_only: KeyOnly = False) -> None:
    """Every city with its number of theatres.

    Example: boxoffice city list
    """
    from boxoffice.present.rows import places as rows
    from boxoffice.services import places

    with session() as (app, ctx, out):
        found = places.list_cities(app, ctx, text)
        if id_only:
            write_ids(out, (city.key for city in found.cities))
            return
        out.emit(found.document(), table=lambda: rows.cities(found.cities))


def view(city: CityName) -> None:
    """One city with its theatres.

    Example: boxoffice city view lyon
    """
    from boxoffice.present.places import city_text
    from boxoffice.present.rows import places as rows
    from boxoffice.services import places

    with session() as (app, ctx, out):
        found = places.view_city(app, ctx, city)
        out.emit(
            found.document(),
            table=lambda: rows.theatres(found.theatres),
            text=lambda: city_text(found, drawn=out.drawn),
        )
