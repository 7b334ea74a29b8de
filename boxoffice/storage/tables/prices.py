"""What a seat costs: ticket types, rules by theatre, and the days that are holidays."""

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from boxoffice.storage.tables.base import CLUSTERED, STRICT, Stored, check, integer, text


class TicketType(Stored, table=True):
    """Who a ticket is for: adult, child, senior, comp; the lowest position is the default."""

    __tablename__ = "ticket_type"
    __table_args__ = (UniqueConstraint("key"), STRICT)

    id: int = integer(primary_key=True)
    key: str = text()
    name: str = text()
    position: int = integer()


class PriceRuleRow(Stored, table=True):
    """A price in minor units of the theatre's currency; an empty selector (show 0) means any."""

    __tablename__ = "price_rule"
    __table_args__ = (
        UniqueConstraint("theatre_id", "key"),
        UniqueConstraint(
            "theatre_id", "category", "ticket_type", "show_id", "day_type",
            name="uq_price_rule_selectors",
        ),
        check("amount", "amount_minor >= 0"),
        STRICT,
    )  # fmt: skip

    id: int = integer(primary_key=True)
    key: str = text()
    theatre_id: int = integer(references="theatre.id")
    category: str = text()
    ticket_type: str = text()
    show_id: int = integer()
    day_type: str = text()
    amount_minor: int = integer()


class Holiday(Stored, table=True):
    """A day (ISO date, the theatre's own) priced as a holiday."""

    __tablename__ = "holiday"
    __table_args__ = (PrimaryKeyConstraint("theatre_id", "day"), CLUSTERED)

    theatre_id: int = integer(references="theatre.id")
    day: str = text()
    name: str = text()
