"""The taxes and fees of the theatres, as they are listed, and which one somebody means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from boxoffice.domain.layouts import fold
from boxoffice.services import naming, places
from boxoffice.services.results import Value
from boxoffice.storage.queries import house as house_queries
from boxoffice.storage.queries import programme as queries
from boxoffice.storage.tables.prices import FeeRow, TaxRateRow

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession
    from boxoffice.storage.statements import Row


class TaxView(Value):
    """A tax of a theatre on tickets, concessions or fees; `included` is in the price."""

    key: str
    theatre_key: str
    theatre_name: str
    name: str
    rate_bp: int
    product: str
    included: bool


class Taxes(Value):
    """Tax rates by theatre, in the order they were made."""

    taxes: tuple[TaxView, ...]


class TaxDetails(Value):
    """One tax rate."""

    tax: TaxView


class FeeView(Value):
    """What a theatre takes for the booking itself, `per` ticket or booking."""

    key: str
    theatre_key: str
    theatre_name: str
    name: str
    amount_minor: int
    currency: str
    per: str


class Fees(Value):
    """Fees by theatre, in the order they were made."""

    fees: tuple[FeeView, ...]


class FeeDetails(Value):
    """One fee."""

    fee: FeeView


T = TypeVar("T", TaxView, FeeView)


def list_taxes(app: App, ctx: Context) -> Taxes:
    """Every tax of every theatre, or of the till's."""
    with app.db.read(ctx) as session:
        return Taxes(taxes=tuple(tax for _, tax in _taxes(session)))


def view_tax(app: App, ctx: Context, typed: str) -> TaxDetails:
    """One tax by its name, or product and name, or theatre, product and name."""
    with app.db.read(ctx) as session:
        return TaxDetails(tax=get_tax(session, typed)[1])


def list_fees(app: App, ctx: Context) -> Fees:
    """Every fee of every theatre, or of the till's."""
    with app.db.read(ctx) as session:
        return Fees(fees=tuple(fee for _, fee in _fees(session)))


def view_fee(app: App, ctx: Context, typed: str) -> FeeDetails:
    """One fee by its key or name."""
    with app.db.read(ctx) as session:
        return FeeDetails(fee=get_fee(session, typed)[1])


def get_tax(session: ReadSession, typed: str) -> tuple[Row, TaxView]:
    """The theatre and the tax that a name means; of several with it, the product tells."""
    return _choose("tax", typed, _taxes(session))


def get_fee(session: ReadSession, typed: str) -> tuple[Row, FeeView]:
    """The theatre and the fee that a key or a name means."""
    return _choose("fee", typed, _fees(session))


def full_key(charge: TaxView | FeeView) -> str:
    """The key with its theatre, as no other has it."""
    return f"{charge.theatre_key}/{charge.key}"


def _choose(kind: str, typed: str, known: Iterable[tuple[Row, T]]) -> tuple[Row, T]:
    """By the whole key, else by the theatre's own, else by the name."""
    every, wanted = list(known), fold(typed.strip())
    by_own_key = [each for each in every if fold(each[1].key) == wanted]
    names = ((each, full_key(each[1]), each[1].name) for each in by_own_key or every)
    return naming.choose(kind, by_own_key[0][1].name if by_own_key else typed, names)


def _taxes(session: ReadSession) -> list[tuple[Row, TaxView]]:
    rows = session.all(house_queries.EVERY[TaxRateRow])
    return [
        (
            house,
            TaxView(
                key=f"{row.product}/{row.name}", theatre_key=house.key, theatre_name=house.name,
                name=row.name, rate_bp=row.rate_bp, product=row.product,
                included=bool(row.included),
            ),
        )
        for house in _houses(session)
        for row in rows
        if row.theatre_id == house.id
    ]  # fmt: skip


def _fees(session: ReadSession) -> list[tuple[Row, FeeView]]:
    rows = session.all(house_queries.EVERY[FeeRow])
    return [
        (
            house,
            FeeView(
                key=row.key, theatre_key=house.key, theatre_name=house.name, name=row.name,
                amount_minor=row.amount_minor, currency=house.currency, per=row.per,
            ),
        )
        for house in _houses(session)
        for row in rows
        if row.theatre_id == house.id
    ]  # fmt: skip


def _houses(session: ReadSession) -> list[Row]:
    theatre = session.ctx.settings.theatre
    return [places.get_theatre(session, theatre)] if theatre else session.all(queries.theatres)
