"""`boxoffice city`: the towns that have a theatre."""

from __future__ import annotations

from boxoffice.cli import changes
from boxoffice.cli.changes import FromFile, Key, NewName, NewThing
from boxoffice.cli.programme_options import Cities, CityName, KeyOnly, SomeCity, Text, write_ids
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


def add(
    name: NewThing = "", key: Key = None, from_file: FromFile = "", id_only: KeyOnly = False
) -> int:
    """Add a city.

    Example: boxoffice city add Lyon
    Example: boxoffice city add --from-file - < more.csv
    """
    from boxoffice.services.nouns import CITY

    values: changes.Values = {"name": name or None, "key": key}
    flags = {"name": "NAME"}
    return changes.add(CITY, values, flags=flags, from_file=from_file, id_only=id_only)


def edit(
    city: SomeCity = "",
    name: NewName = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Give a city another name; its key stays.

    Example: boxoffice city edit lyon --name 'Grand Lyon'
    """
    from boxoffice.services.nouns import CITY

    values: changes.Values = {"key": city or None, "name": name}
    return changes.edit(CITY, values, flag="CITY", from_file=from_file, id_only=id_only)


def remove(cities: Cities) -> int:
    """Remove what nothing uses any more; what is still used is refused with its users.

    Example: boxoffice city remove lyon
    """
    from boxoffice.services.nouns import CITY

    return changes.remove(CITY, cities)
