"""Everything that decides a show's prices, in one read."""

from __future__ import annotations

from sqlalchemy import Executable, Integer, Text, bindparam, literal, select, union_all

from boxoffice.storage.statements import named
from boxoffice.storage.tables.base import INTEGER
from boxoffice.storage.tables.prices import Holiday, PriceRuleRow, TicketType

rule = PriceRuleRow.__table__.c  # type: ignore[attr-defined]
ticket_type = TicketType.__table__.c  # type: ignore[attr-defined]
holiday = Holiday.__table__.c  # type: ignore[attr-defined]

_theatre_id = bindparam("theatre_id", type_=INTEGER)
_none = literal("", Text)
_zero = literal(0, Integer)


@named
def price_list() -> Executable:
    """A theatre's rules for a show, every ticket type, and the day if it is a holiday."""
    rules = select(
        literal("rule", Text).label("what"), rule.key, rule.category, rule.ticket_type,
        rule.show_id, rule.day_type, rule.amount_minor,
    ).where(
        rule.theatre_id == _theatre_id,
        rule.show_id.in_([0, bindparam("show_id", type_=INTEGER)]),
    )  # fmt: skip
    kinds = select(
        literal("type", Text), ticket_type.key, ticket_type.name, _none, ticket_type.position,
        _none, _zero,
    )  # fmt: skip
    days = select(literal("holiday", Text), holiday.day, _none, _none, _zero, _none, _zero).where(
        holiday.theatre_id == _theatre_id, holiday.day == bindparam("day")
    )
    return union_all(rules, kinds, days)


@named
def rules_of_theatre() -> Executable:
    """Every rule of a theatre, for price lists over many shows."""
    return select(
        rule.key, rule.category, rule.ticket_type, rule.show_id, rule.day_type, rule.amount_minor
    ).where(rule.theatre_id == _theatre_id)


@named
def holidays_of_theatre() -> Executable:
    """A theatre's holidays as ISO dates."""
    return select(holiday.day).where(holiday.theatre_id == _theatre_id)


@named
def ticket_types() -> Executable:
    """Every ticket type, the default first."""
    return select(ticket_type.key, ticket_type.name).order_by(ticket_type.position, ticket_type.id)
