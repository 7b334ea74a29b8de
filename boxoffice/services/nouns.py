"""What can be said of each kind of thing by hand, and which thing of the house is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from boxoffice.domain import times
from boxoffice.domain.layouts import printable
from boxoffice.domain.typed import plain_form
from boxoffice.errors import Invalid
from boxoffice.services import charges, movies, offers, places, price_rules, prices, shows
from boxoffice.services.imports.keys import key_of
from boxoffice.services.setup.tree import Node
from boxoffice.services.setup.typed import Given, Thing
from boxoffice.storage.queries import programme as queries

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row

_SPOKEN_DAY = re.compile(r"(?:([a-z]+) +)?(\d{1,2}:\d{2})", re.ASCII)


@dataclass(frozen=True)
class Noun:
    """One kind of thing: its list in a set-up, what a row may say of it, and how it is placed.

    `names` is the field that says which thing an edit means; `needed` is what a new one lacks not.
    """

    name: str
    kind: str
    fields: tuple[str, ...]
    needed: tuple[str, ...]
    add: Callable[[ReadSession, Given], Thing]
    edit: Callable[[ReadSession, Given], Thing]
    key_of: Callable[[ReadSession, str], str]
    names: str = "key"
    aliases: Mapping[str, str] = field(default_factory=dict)


def text_of(given: Given, name: str) -> str:
    """What a field says, trimmed; nothing where it is not there."""
    node = given.get(name)
    text = node.value.strip() if node is not None and isinstance(node.value, str) else ""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Invalid("programme.characters", text=printable(text))
    return text


def _said(given: Given, *names: str) -> dict[str, Node]:
    return {name: given[name] for name in names if name in given}


def _key(given: Given, name: str) -> str:
    """The key of a new thing, made of its name where none was given."""
    text = text_of(given, name)
    if not any(sign.isalnum() for sign in text):
        raise Invalid("programme.no_name", field=name)
    return text_of(given, "key") or key_of(text)


def _at(node: Node | None, text: str) -> Node:
    return Node(text, node.line if node else 0, node.column if node else 0)


def _add_city(session: ReadSession, given: Given) -> Thing:
    return Thing("cities", _key(given, "name"), _said(given, "name"))


def _edit_city(session: ReadSession, given: Given) -> Thing:
    return Thing("cities", _city_key(session, text_of(given, "key")), _said(given, "name"))


def _city_key(session: ReadSession, typed: str) -> str:
    return str(places.get_city(session, typed).key)


_THEATRE = ("name", "zone", "currency", "address", "cash_rounding", "refund_policy")


def _add_theatre(session: ReadSession, given: Given) -> Thing:
    city = _city_key(session, text_of(given, "city"))
    return Thing("theatres", _key(given, "name"), _said(given, *_THEATRE), city=city)


def _edit_theatre(session: ReadSession, given: Given) -> Thing:
    row = places.get_theatre(session, text_of(given, "key"))
    city = _city_key(session, text_of(given, "city")) if "city" in given else row.city_key
    return Thing("theatres", row.key, _said(given, *_THEATRE), city=city)


def _theatre_key(session: ReadSession, typed: str) -> str:
    return str(places.get_theatre(session, typed).key)


_SCREEN = ("name", "layout", "turnaround")


def _add_screen(session: ReadSession, given: Given) -> Thing:
    house = _house(session, given)
    key = _key(given, "name").rpartition("/")[2]
    return Thing("screens", key, _said(given, *_SCREEN), city=house.city_key, theatre=house.key)


def _edit_screen(session: ReadSession, given: Given) -> Thing:
    key = text_of(given, "key")
    theatre = text_of(given, "theatre")
    house, row = places.get_screen(session, f"{theatre}/{key}" if theatre else key)
    return Thing("screens", row.key, _said(given, *_SCREEN), city=house.city_key, theatre=house.key)


def _screen_key(session: ReadSession, typed: str) -> str:
    house, row = places.get_screen(session, typed)
    return f"{house.key}/{row.key}"


def _house(session: ReadSession, given: Given) -> Row:
    """The theatre that is said, else the till's, else the only one."""
    theatre = text_of(given, "theatre") or session.ctx.settings.theatre
    if theatre:
        return places.get_theatre(session, theatre)
    houses = session.all(queries.theatres)
    if len(houses) != 1:
        raise Invalid("programme.which_theatre", known=[house.key for house in houses[:5]])
    return houses[0]


def _add_word(kind: str) -> Callable[[ReadSession, Given], Thing]:
    return lambda session, given: Thing(kind, _key(given, "name"), _said(given, "name"))


def _edit_category(session: ReadSession, given: Given) -> Thing:
    return Thing("categories", _category_key(session, text_of(given, "key")), _said(given, "name"))


def _category_key(session: ReadSession, typed: str) -> str:
    return str(price_rules.get_category(session, typed).key)


_TICKET_TYPE = ("name", "needs", "proof", "reason")


def _add_ticket_type(session: ReadSession, given: Given) -> Thing:
    return Thing("ticket_types", _key(given, "name"), _said(given, *_TICKET_TYPE))


def _edit_ticket_type(session: ReadSession, given: Given) -> Thing:
    key = _ticket_type_key(session, text_of(given, "key"))
    return Thing("ticket_types", key, _said(given, *_TICKET_TYPE))


def _ticket_type_key(session: ReadSession, typed: str) -> str:
    return str(price_rules.get_ticket_type(session, typed).key)


_MOVIE = (
    "title", "runtime", "languages", "genres", "certificate", "rating", "formats", "distributor",
    "release",
)  # fmt: skip


def _add_movie(session: ReadSession, given: Given) -> Thing:
    return Thing("movies", _key(given, "title"), _said(given, *_MOVIE))


def _edit_movie(session: ReadSession, given: Given) -> Thing:
    return Thing("movies", _movie_key(session, text_of(given, "key")), _said(given, *_MOVIE))


def _movie_key(session: ReadSession, typed: str) -> str:
    return str(movies.get_movie(session, typed).key)


_SHOW = ("language", "subtitles", "format", "draft")


def _add_show(session: ReadSession, given: Given) -> Thing:
    screen = _screen_key(session, text_of(given, "screen"))
    fields = {
        "movie": _at(given.get("movie"), _movie_key(session, text_of(given, "movie"))),
        "screen": _at(given.get("screen"), screen),
        "at": _moments(session, given["at"], screen),
        **_said(given, *_SHOW),
    }
    return Thing("shows", text_of(given, "key"), fields)


def _edit_show(session: ReadSession, given: Given) -> Thing:
    row = _show(session, text_of(given, "show"))
    still = {"draft": _at(None, "true")} if row.status == "draft" else {}
    fields = {**still, **_said(given, *_SHOW)}
    screen = f"{row.theatre_key}/{row.screen_key}"
    if "movie" in given:
        fields["movie"] = _at(given["movie"], _movie_key(session, text_of(given, "movie")))
    if "screen" in given:
        screen = _screen_key(session, text_of(given, "screen"))
        fields["screen"] = _at(given["screen"], screen)
    if "at" in given:
        fields["at"] = _moments(session, given["at"], screen)
    return Thing("shows", row.key, fields)


def _show(session: ReadSession, typed: str) -> Row:
    number = shows.get_show(session, typed).id
    row = session.first(queries.show_by_id, show_id=number)
    if row is None:
        raise RuntimeError("a show that was just read is gone within one read")
    return row


def _show_key(session: ReadSession, typed: str) -> str:
    return str(_show(session, typed).key)


def _moments(session: ReadSession, node: Node, screen: str) -> Node:
    """Times as a set-up reads them: `sat 20:15` and `20:15` are days of the theatre's clock."""
    if isinstance(node.value, list):
        moments = [_moments(session, each, screen) for each in node.value]
        return Node(moments, node.line, node.column)
    match = _SPOKEN_DAY.fullmatch(plain_form(str(node.value or "")).lower())
    if match is None:
        return node
    house = places.get_theatre(session, screen.partition("/")[0])
    day = times.parse_day(
        match[1] or "today", now_ms=session.now_ms, zone=house.zone,
        ends_at_minute=prices.day_ends_at_minute(session.ctx, house.key),
    )  # fmt: skip
    return _at(node, f"{day} {match[2]}")


_PRICE = (
    "name", "kind", "amount", "percent", "steps", "floor", "cap", "priority", "category",
    "ticket_type", "day", "weekdays", "time", "dates", "format", "screen", "movie",
)  # fmt: skip


def _add_price(session: ReadSession, given: Given) -> Thing:
    fields = {**_said(given, "key"), **_price_fields(session, given)}
    show = text_of(given, "show")
    if not show:
        house = _house(session, given)
    else:
        row = _show(session, show)
        fields["show"] = _at(given["show"], row.key)
        house = places.get_theatre(session, text_of(given, "theatre") or row.theatre_key)
    return Thing("prices", "", fields, city=house.city_key, theatre=house.key)


def _edit_price(session: ReadSession, given: Given) -> Thing:
    house, price = price_rules.get_price(session, _at_theatre(given))
    fields = {"key": _at(given.get("key"), price.key), **_price_fields(session, given)}
    if "show" in given:
        show = text_of(given, "show")
        fields["show"] = _at(given["show"], _show_key(session, show) if show else "")
    return Thing(
        "prices", f"{house.key}/{price.key}", fields, city=house.city_key, theatre=house.key
    )


def _price_fields(session: ReadSession, given: Given) -> dict[str, Node]:
    """What a rule says, with what it refers to by key."""
    fields = _said(given, *_PRICE)
    for name, key_of_it in (
        ("category", _category_key), ("ticket_type", _ticket_type_key), ("movie", _movie_key),
    ):  # fmt: skip
        if text_of(given, name):
            fields[name] = _at(given[name], key_of_it(session, text_of(given, name)))
    return fields


def _price_key(session: ReadSession, typed: str) -> str:
    house, price = price_rules.get_price(session, typed)
    return f"{house.key}/{price.key}"


_TAX = ("rate", "included")


def _add_tax(session: ReadSession, given: Given) -> Thing:
    house = _house(session, given)
    fields = _said(given, "name", "product", *_TAX)
    return Thing("taxes", "", fields, city=house.city_key, theatre=house.key)


def _edit_tax(session: ReadSession, given: Given) -> Thing:
    house, tax = charges.get_tax(session, _at_theatre(given))
    key = given.get("key")
    fields = {"name": _at(key, tax.name), "product": _at(key, tax.product), **_said(given, *_TAX)}
    return Thing("taxes", "", fields, city=house.city_key, theatre=house.key)


def _tax_key(session: ReadSession, typed: str) -> str:
    return charges.full_key(charges.get_tax(session, typed)[1])


_FEE = ("name", "amount", "per")


def _add_fee(session: ReadSession, given: Given) -> Thing:
    house = _house(session, given)
    key, fields = _key(given, "name"), _said(given, *_FEE)
    return Thing("fees", key, fields, city=house.city_key, theatre=house.key)


def _edit_fee(session: ReadSession, given: Given) -> Thing:
    house, fee = charges.get_fee(session, _at_theatre(given))
    fields = _said(given, *_FEE)
    return Thing("fees", fee.key, fields, city=house.city_key, theatre=house.key)


def _fee_key(session: ReadSession, typed: str) -> str:
    return charges.full_key(charges.get_fee(session, typed)[1])


_OFFER = (
    "name", "percent", "amount", "price", "take", "pay", "item", "automatic", "code",
    "single_use", "stackable", "gives_back", "priority", "currency", "limit",
    "limit_per_customer", "min_seats", "min_amount", "sold", "dates", "weekdays", "theatres",
    "shows", "movies", "categories", "ticket_types",
)  # fmt: skip


def _add_offer(session: ReadSession, given: Given) -> Thing:
    return Thing("offers", _key(given, "name"), _offer_fields(session, given))


def _edit_offer(session: ReadSession, given: Given) -> Thing:
    key = _offer_key(session, text_of(given, "key"))
    return Thing("offers", key, _offer_fields(session, given))


def _offer_fields(session: ReadSession, given: Given) -> dict[str, Node]:
    """What an offer says, with what it is for by key."""
    fields = _said(given, *_OFFER)
    for name, key_of_it in (
        ("theatres", _theatre_key), ("shows", _show_key), ("movies", _movie_key),
        ("categories", _category_key), ("ticket_types", _ticket_type_key),
    ):  # fmt: skip
        words = [word.strip() for word in text_of(given, name).split(",") if word.strip()]
        if words:
            keys = [key_of_it(session, word) for word in words]
            fields[name] = _at(given[name], ",".join(dict.fromkeys(keys)))
    return fields


def _offer_key(session: ReadSession, typed: str) -> str:
    return str(offers.get_offer(session, typed).key)


def _at_theatre(given: Given) -> str:
    """What is typed of a thing, with the theatre where a row names it beside."""
    theatre, key = text_of(given, "theatre"), text_of(given, "key")
    return f"{theatre}/{key}" if theatre else key


CITY = Noun("city", "cities", ("key", "name"), ("name",), _add_city, _edit_city, _city_key)
THEATRE = Noun(
    "theatre", "theatres", ("key", "city", *_THEATRE), ("name", "city", "zone", "currency"),
    _add_theatre, _edit_theatre, _theatre_key,
)  # fmt: skip
SCREEN = Noun(
    "screen", "screens", ("key", "theatre", *_SCREEN), ("name", "layout"),
    _add_screen, _edit_screen, _screen_key, aliases={"turnaround_minutes": "turnaround"},
)  # fmt: skip
CATEGORY = Noun(
    "category", "categories", ("key", "name"), ("name",),
    _add_word("categories"), _edit_category, _category_key,
)  # fmt: skip
TICKET_TYPE = Noun(
    "ticket_type", "ticket_types", ("key", *_TICKET_TYPE), ("name",),
    _add_ticket_type, _edit_ticket_type, _ticket_type_key,
)  # fmt: skip
MOVIE = Noun(
    "movie", "movies", ("key", *_MOVIE), ("title", "runtime"),
    _add_movie, _edit_movie, _movie_key, aliases={"runtime_minutes": "runtime"},
)  # fmt: skip
SHOW = Noun(
    "show", "shows", ("show", "key", "movie", "screen", "at", *_SHOW), ("movie", "screen", "at"),
    _add_show, _edit_show, _show_key, names="show",
    aliases={"id": "show", "starts_at": "at", "film": "movie"},
)  # fmt: skip
PRICE = Noun(
    "price", "prices", ("key", "theatre", *_PRICE, "show"), ("amount",),
    _add_price, _edit_price, _price_key, aliases={"type": "ticket_type"},
)  # fmt: skip
ADJUSTMENT = replace(PRICE, needed=())
"""A price of a kind that says what it needs."""
TAX = Noun(
    "tax", "taxes", ("key", "theatre", "name", "product", *_TAX), ("name", "rate"),
    _add_tax, _edit_tax, _tax_key,
)  # fmt: skip
FEE = Noun(
    "fee", "fees", ("key", "theatre", *_FEE), ("name", "amount"), _add_fee, _edit_fee, _fee_key
)
OFFER = Noun("offer", "offers", ("key", *_OFFER), ("name",), _add_offer, _edit_offer, _offer_key)
