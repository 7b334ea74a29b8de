"""What a seat costs: ticket types, rules, fees and taxes by theatre, days that are holidays."""

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from boxoffice.domain.charges import Per, Product
from boxoffice.domain.price_rules import RuleKind
from boxoffice.storage.tables.base import CLUSTERED, STRICT, Stored, check, integer, one_of, text


class TicketType(Stored, table=True):
    """Who a ticket is for: adult, child, senior, comp; the lowest position is the default.

    `needs` is the key of a type that must be in the same booking; `proof` and `reason` ask the
    counter to note what was shown, or why the ticket is given away.
    """

    __tablename__ = "ticket_type"
    __table_args__ = (
        UniqueConstraint("key"),
        check("proof", "proof IN (0, 1)"),
        check("reason", "reason IN (0, 1)"),
        STRICT,
    )

    id: int = integer(primary_key=True)
    key: str = text()
    name: str = text()
    position: int = integer()
    needs: str = text(before="")
    proof: int = integer(before=0)
    reason: int = integer(before=0)


class PriceRuleRow(Stored, table=True):
    """A rule in minor units of the theatre's currency; an empty selector ("" or 0) means any.

    Floor and cap are -1 where there is none; steps read "50=1000,80=2000": from 50 % full 10 %.
    """

    __tablename__ = "price_rule"
    __table_args__ = (
        UniqueConstraint("theatre_id", "key"),
        one_of("kind", RuleKind),
        check("amount", "amount_minor >= 0 OR kind = 'surcharge'"),
        check("percent", "percent_bp >= -10000"),
        check("bounds", "floor_minor >= -1 AND cap_minor >= -1"),
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
    kind: str = text(before="base")
    screen_id: int = integer(before=0)
    movie_id: int = integer(before=0)
    format: str = text(before="")
    weekdays: str = text(before="")
    time_from: str = text(before="")
    time_to: str = text(before="")
    date_from: str = text(before="")
    date_to: str = text(before="")
    priority: int = integer(before=0)
    percent_bp: int = integer(before=0)
    steps: str = text(before="")
    floor_minor: int = integer(before=-1)
    cap_minor: int = integer(before=-1)
    label: str = text(before="")


class TaxRateRow(Stored, table=True):
    """A tax of a theatre on one kind of product, in basis points, in the price or on top of it."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        UniqueConstraint("theatre_id", "product", "name"),
        one_of("product", Product),
        check("rate", "rate_bp > 0"),
        check("included", "included IN (0, 1)"),
        STRICT,
    )

    id: int = integer(primary_key=True)
    theatre_id: int = integer(references="theatre.id")
    product: str = text()
    name: str = text()
    rate_bp: int = integer()
    included: int = integer()


class FeeRow(Stored, table=True):
    """What a theatre takes for the booking itself, for each ticket or once."""

    __tablename__ = "fee"
    __table_args__ = (
        UniqueConstraint("theatre_id", "key"),
        one_of("per", Per),
        check("amount", "amount_minor >= 0"),
        STRICT,
    )

    id: int = integer(primary_key=True)
    theatre_id: int = integer(references="theatre.id")
    key: str = text()
    name: str = text()
    per: str = text()
    amount_minor: int = integer()


class Holiday(Stored, table=True):
    """A day (ISO date, the theatre's own) priced as a holiday."""

    __tablename__ = "holiday"
    __table_args__ = (PrimaryKeyConstraint("theatre_id", "day"), CLUSTERED)

    theatre_id: int = integer(references="theatre.id")
    day: str = text()
    name: str = text()
