"""Everything that decides a show's prices, in one read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    Executable,
    Select,
    Text,
    bindparam,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
    union_all,
)

from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.claims import SeatClaim
from boxoffice.storage.tables.prices import (
    FeeRow,
    Holiday,
    PriceRuleRow,
    TaxRateRow,
    TicketType,
)

rule = PriceRuleRow.__table__.c  # type: ignore[attr-defined]
ticket_type = TicketType.__table__.c  # type: ignore[attr-defined]
holiday = Holiday.__table__.c  # type: ignore[attr-defined]
fee = FeeRow.__table__.c  # type: ignore[attr-defined]
claim = SeatClaim.__table__.c  # type: ignore[attr-defined]
tax = TaxRateRow.__table__.c  # type: ignore[attr-defined]

_theatre_id = bindparam("theatre_id", type_=INTEGER)

RULE_COLUMNS = (
    "key", "category", "ticket_type", "show_id", "day_type", "amount_minor", "kind", "screen_id",
    "movie_id", "format", "weekdays", "time_from", "time_to", "date_from", "date_to", "priority",
    "percent_bp", "steps", "floor_minor", "cap_minor", "label",
)  # fmt: skip
COLUMNS = ("what", *RULE_COLUMNS)
_TEXTS = frozenset(name for name in RULE_COLUMNS if isinstance(rule[name].type, Text))


@named
def price_list() -> Executable:
    """A theatre's rules for a show, every ticket type, fees, taxes, and the day if a holiday.

    Rules lead, so the columns are theirs; the other things say in `_rows` which of them they use.
    How many seats are taken is counted only where a rule goes by that.
    """
    rules = select(
        literal_column("'rule'").label("what"), *(rule[name] for name in RULE_COLUMNS)
    ).where(
        rule.theatre_id == _theatre_id,
        rule.show_id.in_([0, bindparam("show_id", type_=INTEGER)]),
    )  # fmt: skip
    days = _holidays().where(holiday.day == bindparam("day"))
    return union_all(rules, _types(), _fees(), _taxes(), days, _taken(), _offers())


@named
def prices_of_theatre() -> Executable:
    """The same for every show of a theatre, with all its holidays."""
    rules = select(
        literal_column("'rule'").label("what"), *(rule[name] for name in RULE_COLUMNS)
    ).where(rule.theatre_id == _theatre_id)
    return union_all(rules, _types(), _fees(), _taxes(), _holidays())


@named
def rules_of_theatre() -> Executable:
    """Every rule of a theatre."""
    return select(*(rule[name] for name in RULE_COLUMNS)).where(rule.theatre_id == _theatre_id)


def _rows(what: str, columns: Mapping[str, Any]) -> Select[Any]:
    """Rows in the shape of rules: the columns given, nothing in the others."""
    empty: dict[str, Any] = {
        name: literal_column("''" if name in _TEXTS else "0") for name in RULE_COLUMNS
    }
    return select(
        literal_column(f"'{what}'"), *(columns.get(name, empty[name]) for name in RULE_COLUMNS)
    )


def _types() -> Select[Any]:
    return _rows(
        "type",
        {
            "key": ticket_type.key, "label": ticket_type.name, "priority": ticket_type.position,
            "ticket_type": ticket_type.needs, "screen_id": ticket_type.proof,
            "movie_id": ticket_type.reason,
        },
    )  # fmt: skip


def _fees() -> Select[Any]:
    columns = {
        "key": fee.key, "label": fee.name, "kind": fee.per, "amount_minor": fee.amount_minor,
        "priority": fee.id,
    }  # fmt: skip
    return _rows("fee", columns).where(fee.theatre_id == _theatre_id)


def _taxes() -> Select[Any]:
    columns = {
        "label": tax.name, "kind": tax.product, "percent_bp": tax.rate_bp, "show_id": tax.included,
        "priority": tax.id,
    }  # fmt: skip
    return _rows("tax", columns).where(tax.theatre_id == _theatre_id)


def _taken() -> Select[Any]:
    now_ms = bindparam("now_ms", type_=INTEGER)
    by_how_full = exists().where(
        rule.theatre_id == _theatre_id, rule.kind == literal_column("'occupancy'")
    )
    return _rows("taken", {"amount_minor": func.count()}).where(
        claim.show_id == bindparam("show_id", type_=INTEGER),
        or_(claim.expires_at_ms.is_(None), claim.expires_at_ms > now_ms),
        by_how_full,
    )


def _offers() -> Select[Any]:
    """How many offers apply by themselves: most houses have none, and read no more of them."""
    offer = table("offer", column("automatic", INTEGER))
    return _rows("offers", {"amount_minor": func.count()}).where(
        offer.c.automatic == literal_column("1")
    )


def _holidays() -> Select[Any]:
    return _rows("holiday", {"key": holiday.day}).where(holiday.theatre_id == _theatre_id)
