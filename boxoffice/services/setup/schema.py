"""The JSON Schema of a set-up file, made from its models, so that editors complete."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from boxoffice.domain.charges import Per, Product
from boxoffice.domain.drawn_layouts import NUMBERINGS
from boxoffice.domain.price_rules import RuleKind
from boxoffice.domain.pricing import DayType
from boxoffice.services.results import Value
from boxoffice.services.setup import models

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_NAME: dict[str, Any] = {**_TEXT, "maxLength": models.LONGEST_NAME}
_KEY: dict[str, Any] = {"type": ["string", "integer"], "pattern": "^[a-z0-9][a-z0-9_.-]{0,63}$"}
_TEXTS: dict[str, Any] = {
    "anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": _TEXT}]
}

_FORMS: dict[str, dict[str, Any]] = {
    "amount": {"type": ["number", "string"], "examples": ["9.50"]},
    "closed": {"type": ["boolean", "string"]},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"]},
    "cap": {"type": ["number", "string"]},
    "cash_rounding": {"type": ["number", "string"], "examples": ["0.05"]},
    "day_of_price": {"enum": [str(day) for day in DayType]},
    "floor": {"type": ["number", "string"]},
    "included": {"type": ["boolean", "string"]},
    "kind": {"enum": [str(kind) for kind in RuleKind]},
    "per": {"enum": [str(per) for per in Per]},
    "percent": {"type": ["number", "string"], "examples": ["10%", "-12.5%"]},
    "priority": {"type": ["integer", "string"]},
    "product": {"enum": [str(product) for product in Product]},
    "proof": {"type": ["boolean", "string"]},
    "rate": {"type": ["number", "string"], "examples": ["10%"]},
    "reason": {"type": ["boolean", "string"]},
    "draft": {"type": ["boolean", "string"]},
    "legend": {"type": "object", "additionalProperties": {"type": "string"}},
    "numbers": {"enum": list(NUMBERINGS)},
    "plan": {"type": "string"},
    "rating": {"type": ["number", "string"], "minimum": 0, "maximum": 10},
    "unreserved": {"type": ["integer", "string"], "minimum": 1},
}

_ABOUT = {
    "address": "Where the house stands, as people read it.",
    "aisles_after": "Seat numbers with an aisle to their right: 4,10.",
    "amount": "In the theatre's currency, with a dot: 9.50.",
    "at": "2026-11-28 20:15 on the theatre's clock; +0 20:15 is today, +0-6 20:15 each of a week.",
    "cap": "Of a base price: no adjustment makes it more.",
    "cash_rounding": "What cash is rounded to: 0.05.",
    "categories": "What seats are priced by.",
    "category": "The key of a category of seats; of a price: left out means any.",
    "certificate": "From which age: U, PG, 12.",
    "cities": "Towns with their theatres.",
    "closed": "Yes: no longer on sale; no: on sale again.",
    "companion": "Numbers of companion seats.",
    "couple": "Numbers of seats that are half a sofa.",
    "currency": "Three capitals (ISO 4217).",
    "dates": "Business days, both included: 2026-12-24..2027-01-02.",
    "day": "Of a holiday: 2026-12-25. Of a price: weekday, weekend or holiday.",
    "depth": "How far from the first row, in seat widths.",
    "distributor": "Who rents the film out.",
    "draft": "Yes: not on sale yet.",
    "fees": "What a booking costs beside its seats.",
    "floor": "Of a base price: no adjustment makes it less.",
    "file": "A file of a hall beside this one: hall.csv, or a plan of another system.",
    "format": "2D, 3D, IMAX.",
    "formats": "In which the film can be had.",
    "gap_before": "A cross aisle before this row, in seat widths.",
    "genres": "A list, or names with commas between.",
    "holidays": "Days that are priced as holidays.",
    "included": "No: it comes on top of the price.",
    "kind": "base (the default), surcharge, percent or occupancy.",
    "key": "How this is found again: it stays, all else may be edited.",
    "language": "In which it is spoken.",
    "languages": "A list, or names with commas between.",
    "layout": "The key of a layout.",
    "layouts": "Plans of halls.",
    "legend": "Letters of your own: category, or category/kind.",
    "movie": "The key of a film.",
    "movies": "Films.",
    "needs": "The key of a ticket type that has to be in the same booking.",
    "name": "What people read.",
    "numbers": "How seats of a drawing count: from the left or right, only odd or even numbers.",
    "offers": "What takes something off, by itself or by a code.",
    "offset": "How far the row is moved to the right, in seat widths.",
    "per": "ticket, or booking.",
    "percent": "Of the price so far: 10%, -12.5%.",
    "plan": "One line per row, the screen at the top: `A: oooo oo`.",
    "prices": "The most specific one counts; what is left out means any.",
    "priority": "The higher goes first; 0 where nothing is said.",
    "product": "What the tax is on: ticket, concession or fee.",
    "proof": "Yes: what was shown is noted, with --proof.",
    "rate": "As in 10%.",
    "reason": "Yes: why it is given away is noted, with --reason.",
    "rating": "0 to 10.",
    "refund_policy": "What seats give back before the show: 24h=100,2h=50;fees=kept, or none.",
    "release": "First day in the cinemas: 2026-09-04.",
    "row": "Its name; several alike in `rows`: A-F.",
    "rows": "Rows told from the screen to the back.",
    "runtime": "Minutes, or 1h58m.",
    "screen": "theatre/screen, by their keys.",
    "screens": "Auditoriums.",
    "seats": "1-14, 1-27 odd; in a layout: rows with each seat where it stands, 1-7@0.5.",
    "show": "The key of the only show this price is for.",
    "shows": "Screenings.",
    "steps": "From how full on how much more: 50=10%,80=25%.",
    "subtitles": "The language of the subtitles.",
    "taxes": "In the price, or on top of it.",
    "time": "When the show starts: 14:00-17:00, -17:00, 22:00-02:00.",
    "theatres": "Houses, with their screens, prices and holidays.",
    "ticket_type": "The key of a ticket type; left out means any.",
    "ticket_types": "Who a ticket is for; the first is what people get who do not say.",
    "title": "The film's title.",
    "turnaround": "The pause between two shows: 20m.",
    "unreserved": "Free seating: how many places there are.",
    "weekdays": "mon-thu,sun.",
    "wheelchair": "Numbers of wheelchair places.",
    "zone": "Of a theatre: its time zone, Europe/Paris. Of a row: a part of the hall, BALCONY.",
}


_OF_OFFERS = {
    "amount": "Off the whole booking, shared by its seats.",
    "automatic": "Yes: nobody has to give a code.",
    "categories": "Keys of the categories it is for; left out means any.",
    "code": "What people say or type: SUMMER.",
    "currency": "Of its amounts; left out where all its theatres have one.",
    "dates": "Business days of the shows it is for.",
    "gives_back": "No: whoever gives all seats back has used it up.",
    "item": "What the customer gets for nothing: Small popcorn.",
    "limit": "How often it may be taken in all.",
    "limit_per_customer": "How often by one customer, told by the phone number.",
    "min_amount": "What its seats have to cost together before any offer.",
    "min_seats": "How many seats it is for at least.",
    "movies": "Keys of the films it is for.",
    "pay": "How many of them are paid; the cheapest are free.",
    "percent": "Off each seat: 20%.",
    "price": "What each seat costs with it.",
    "shows": "Keys of the shows it is for.",
    "single_use": "Yes: had by codes of `boxoffice offer codes`, each good once.",
    "sold": "Business days on which it is sold: 2026-11-01..2026-11-30.",
    "stackable": "Yes: it goes together with others that are.",
    "take": "Of so many seats ...",
    "theatres": "Keys of the theatres it is for.",
    "ticket_types": "Keys of the ticket types it is for.",
}
"""What fields say of an offer, where that is more or something else."""

_YES_OR_NO = ("automatic", "gives_back", "single_use", "stackable")


def _about(model: type[Value], name: str) -> str:
    if model is models.OfferText and name in _OF_OFFERS:
        return _OF_OFFERS[name]
    return _ABOUT[name]


def schema() -> dict[str, Any]:
    """The schema of a whole file; every kind of thing is a definition of its own."""
    definitions: dict[str, Any] = {}
    root = _object(models.SetupText, definitions)
    return {
        "$schema": DIALECT,
        "title": "boxoffice set-up",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(model: type[Value], definitions: dict[str, Any]) -> dict[str, Any]:
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    properties = {
        name: {
            "description": _about(model, name),
            **_shape(model, name, field.annotation, definitions),
        }
        for name, field in model.model_fields.items()
    }
    found: dict[str, Any] = {
        "type": "object",
        "description": (model.__doc__ or "").strip().partition("\n")[0],
        "properties": properties,
        "additionalProperties": False,
    }
    return {**found, "required": required} if required else found


def _shape(
    model: type[Value], name: str, annotation: Any, definitions: dict[str, Any]
) -> dict[str, Any]:
    inner = get_args(annotation)[0] if get_origin(annotation) is tuple else None
    if isinstance(inner, type) and issubclass(inner, Value):
        title = inner.__name__.removesuffix("Text")
        if title not in definitions:
            definitions[title] = {}
            definitions[title] = _object(inner, definitions)
        return {"type": ["array", "null"], "items": {"$ref": f"#/$defs/{title}"}}
    if name == "layout":
        return {"anyOf": [dict(_NAME), {"type": "object"}]}
    if name == "key" and model is not models.ShowText:
        return dict(_KEY)
    if name == "day" and model is models.PriceText:
        return dict(_FORMS["day_of_price"])
    if model is models.OfferText and name in _YES_OR_NO:
        return dict(_FORMS["draft"])
    if name in _FORMS:
        return dict(_FORMS[name])
    if inner is not None or name in ("seats", "row", "aisles_after", "wheelchair"):
        return dict(_TEXTS)
    return dict(_TEXTS) if name in ("companion", "couple") else dict(_NAME)
