"""`boxoffice offer`: what takes something off, and codes that are good once."""

from __future__ import annotations

from typing import Annotated

import typer

from boxoffice.cli import candidates, changes
from boxoffice.cli.changes import FromFile, Key, NewName, NewThing
from boxoffice.cli.programme_options import KeyOnly, write_ids
from boxoffice.cli.session import session

_HELP = "Its key or name."

OfferName = Annotated[
    str, typer.Argument(metavar="OFFER", help=_HELP, autocompletion=candidates.offers)
]
SomeOffer = Annotated[
    str, typer.Argument(metavar="[OFFER]", help=_HELP, autocompletion=candidates.offers)
]
Offers = Annotated[
    list[str], typer.Argument(metavar="OFFER...", help=_HELP, autocompletion=candidates.offers)
]
Text = str | None
Percent = Annotated[Text, typer.Option("--percent", metavar="P", help="Off each seat: 20%.")]
Amount = Annotated[Text, typer.Option("--amount", metavar="SUM", help="Off the booking: 5.00.")]
Price = Annotated[Text, typer.Option("--price", metavar="SUM", help="What each seat costs: 7.50.")]
Take = Annotated[Text, typer.Option("--take", metavar="N", help="Of so many seats ...")]
Pay = Annotated[Text, typer.Option("--pay", metavar="M", help="... so many are paid.")]
Item = Annotated[Text, typer.Option("--item", metavar="TEXT", help="Given for nothing.")]
Automatic = Annotated[bool | None, typer.Option("--automatic", help="Nobody has to give a code.")]
Code = Annotated[Text, typer.Option("--code", metavar="CODE", help="Had by this code.")]
SingleUse = Annotated[bool | None, typer.Option("--single-use", help="Had by codes, each once.")]
Stackable = Annotated[
    bool | None, typer.Option("--stackable/--exclusive", help="Goes together with others.")
]
GivesBack = Annotated[
    bool | None, typer.Option("--gives-back/--keeps", help="Refunded whole, it can be had again.")
]
Priority = Annotated[Text, typer.Option("--priority", metavar="N", help="The higher goes first.")]
Currency = Annotated[Text, typer.Option("--currency", metavar="CUR", help="Of its amounts: EUR.")]
Limit = Annotated[Text, typer.Option("--limit", metavar="N", help="So often in all.")]
PerCustomer = Annotated[
    Text, typer.Option("--limit-per-customer", metavar="N", help="So often by one phone number.")
]
MinSeats = Annotated[Text, typer.Option("--min-seats", metavar="N", help="For so many at least.")]
MinAmount = Annotated[
    Text, typer.Option("--min-amount", metavar="SUM", help="For so much at least.")
]
Sold = Annotated[Text, typer.Option("--sold", metavar="DAY..DAY", help="When it is sold.")]
Dates = Annotated[Text, typer.Option("--dates", metavar="DAY..DAY", help="For shows then.")]
Weekdays = Annotated[Text, typer.Option("--weekdays", metavar="DAYS", help="For shows mon-thu.")]
Theatres = Annotated[
    Text,
    typer.Option(
        "--theatres", metavar="KEYS", help="At these.", autocompletion=candidates.theatres
    ),
]
Shows = Annotated[
    Text,
    typer.Option("--shows", metavar="SHOWS", help="For these.", autocompletion=candidates.shows),
]
Movies = Annotated[
    Text,
    typer.Option("--movies", metavar="FILMS", help="For these.", autocompletion=candidates.movies),
]
Categories = Annotated[
    Text,
    typer.Option(
        "--categories", metavar="KEYS", help="Of seats.", autocompletion=candidates.categories
    ),
]
Types = Annotated[
    Text,
    typer.Option(
        "--ticket-types", metavar="KEYS", help="Guests.", autocompletion=candidates.ticket_types
    ),
]


def list_offers(id_only: KeyOnly = False) -> None:
    """Every offer, with how often it is taken so far.

    Example: boxoffice offer list
    """
    from boxoffice.present.rows import offers as rows
    from boxoffice.services import offers

    with session() as (app, ctx, out):
        found = offers.list_offers(app, ctx)
        if id_only:
            write_ids(out, (offer.key for offer in found.offers))
            return
        out.emit(found.document(), table=lambda: rows.offers(found.offers))


def view(offer: OfferName) -> None:
    """One offer, with how often it is taken so far.

    Example: boxoffice offer view summer
    """
    from boxoffice.present.rows import offers as rows
    from boxoffice.services import offers

    with session() as (app, ctx, out):
        found = offers.view_offer(app, ctx, offer)
        out.emit(found.document(), table=lambda: rows.offers([found.offer]))


def add(
    name: NewThing = "",
    percent: Percent = None,
    amount: Amount = None,
    price: Price = None,
    take: Take = None,
    pay: Pay = None,
    item: Item = None,
    automatic: Automatic = None,
    code: Code = None,
    single_use: SingleUse = None,
    stackable: Stackable = None,
    gives_back: GivesBack = None,
    priority: Priority = None,
    currency: Currency = None,
    limit: Limit = None,
    limit_per_customer: PerCustomer = None,
    min_seats: MinSeats = None,
    min_amount: MinAmount = None,
    sold: Sold = None,
    dates: Dates = None,
    weekdays: Weekdays = None,
    theatres: Theatres = None,
    shows: Shows = None,
    movies: Movies = None,
    categories: Categories = None,
    ticket_types: Types = None,
    key: Key = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Add an offer: what it takes off, how it is had, and what it is for; left out means any.

    Example: boxoffice offer add 'Student Tuesday' --percent 20 --automatic --weekdays tue
    Example: boxoffice offer add Summer --amount 5 --code SUMMER --limit 500 --min-seats 2
    Example: boxoffice offer add 'Four for three' --take 4 --pay 3 --automatic
    """
    from boxoffice.services.nouns import OFFER

    values = dict(locals())
    return changes.add(
        OFFER, _values(values), flags={"name": "NAME"}, from_file=from_file, id_only=id_only
    )


def edit(
    offer: SomeOffer = "",
    percent: Percent = None,
    amount: Amount = None,
    price: Price = None,
    take: Take = None,
    pay: Pay = None,
    item: Item = None,
    automatic: Automatic = None,
    code: Code = None,
    single_use: SingleUse = None,
    stackable: Stackable = None,
    gives_back: GivesBack = None,
    priority: Priority = None,
    currency: Currency = None,
    limit: Limit = None,
    limit_per_customer: PerCustomer = None,
    min_seats: MinSeats = None,
    min_amount: MinAmount = None,
    sold: Sold = None,
    dates: Dates = None,
    weekdays: Weekdays = None,
    theatres: Theatres = None,
    shows: Shows = None,
    movies: Movies = None,
    categories: Categories = None,
    ticket_types: Types = None,
    name: NewName = None,
    from_file: FromFile = "",
    id_only: KeyOnly = False,
) -> int:
    """Change an offer from the next sale on; what is sold already stays as it is.

    What is given empty ('') is for any again.

    Example: boxoffice offer edit summer --limit 800
    Example: boxoffice offer edit summer --sold ..2026-11-30 --movies ''
    """
    from boxoffice.services.nouns import OFFER

    values = {**locals(), "key": offer}
    return changes.edit(OFFER, _values(values), flag="OFFER", from_file=from_file, id_only=id_only)


def remove(offers: Offers) -> int:
    """Remove offers that nobody ever took, with their codes.

    Example: boxoffice offer remove summer
    """
    from boxoffice.services.nouns import OFFER

    return changes.remove(OFFER, offers)


def codes(
    offer: OfferName,
    count: Annotated[
        int, typer.Option("-n", "--count", metavar="N", help="So many new ones, 10000 at most.")
    ] = 0,
    prefix: Annotated[
        str, typer.Option("--prefix", metavar="TEXT", help="What new ones begin with.")
    ] = "",
    id_only: KeyOnly = False,
) -> None:
    """Make codes that are good once each, and print them; without -n, every code there is.

    Example: boxoffice offer codes summer -n 1000 --prefix SUN --format csv
    Example: boxoffice offer codes summer
    """
    from boxoffice.present.rows import offers as rows
    from boxoffice.services import offers

    with session(writes=bool(count)) as (app, ctx, out):
        if count:
            request = offers.CodesRequest(offer=offer, count=count, prefix=prefix)
            found = offers.make_codes(app, ctx, request)
        else:
            found = offers.list_codes(app, ctx, offer)
        if id_only:
            write_ids(out, (each.code for each in found.codes))
            return
        out.emit(found.document(), table=lambda: rows.codes(found))


def _values(said: dict[str, object]) -> changes.Values:
    """What was typed of an offer, by the names of a set-up; what was not is None."""
    from boxoffice.services.nouns import OFFER

    values: changes.Values = {}
    for field in OFFER.fields:
        value = said.get(field)
        values[field] = value if isinstance(value, str | bool) else None
    for field in ("key", "name"):
        values[field] = values[field] or None
    return values
