"""Finding a booking by what a customer says, and nothing else."""

from __future__ import annotations

import psycopg
import pytest

from boxoffice.context import Context
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.services import bookings, reservations, sales
from boxoffice.services.app import App
from tests.counter import book_request, sell_request
from tests.programme import open_cinema


@pytest.fixture(autouse=True)
def sold(app: App, ctx: Context) -> None:
    open_cinema(app, ctx)
    card = Tender(PaymentMethod.CARD, slip="4711")
    sales.sell(app, ctx, sell_request("F1"))
    sales.sell(app, ctx, sell_request("F2", tenders=(card,), name="Ann Noether"))
    reservations.book(app, ctx, book_request("F3", name="Marie Curie", phone="06 12"))
    reservations.book(app, ctx, book_request("F4", name="marie curie-sklodowska"))
    reservations.book(app, ctx, book_request("F5", name="Zoë Müller", phone="+44 20 7946 0000"))


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("Marie", ["F4", "F3"]),
        ("ＭＡＲＩＥ  curie-s", ["F4"]),
        ("curie", ["F4", "F3"]),
        ("Skłodowska", ["F4"]),
        ("0612", ["F3"]),
        ("müller", ["F5"]),
        ("MULLER", ["F5"]),
        ("Müller, Zoë", ["F5"]),
        ("zoe mü", ["F5"]),
        ("ller", []),
        ("020 7946 0000", ["F5"]),
        ("+442079460000", ["F5"]),
        ("0000", ["F5"]),
        ("4711", ["F2"]),
        ("nobody", []),
        ("47", []),
        ("", []),
        ("?", []),
    ],
)
def test_it_finds_whose_name_begins_so_or_whose_number_it_is(
    app: App, ctx: Context, text: str, seats: list[str]
) -> None:
    found = bookings.find_bookings(app, ctx, text).bookings
    assert [line.seat for each in found for line in each.booking.lines] == seats


@pytest.mark.parametrize(
    ("text", "seats"),
    [("", ["F3", "F4", "F5"]), ("curie", ["F3", "F4"]), ("muller", ["F5"]), ("7946", []),
     ("0612", ["F3"]), ("noether", [])],
)  # fmt: skip
def test_what_is_unpaid_is_found_by_the_same_words(
    app: App, ctx: Context, text: str, seats: list[str]
) -> None:
    found = bookings.find_bookings(app, ctx, text, unpaid=True).bookings
    assert sorted(line.seat for each in found for line in each.booking.lines) == seats


def test_names_are_in_the_order_of_their_letters_codes_on_any_server(postgres_url: str) -> None:
    """By a language's order the texts that start alike need not stand together."""
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute(
            "SELECT collation_name FROM information_schema.columns"
            " WHERE table_name = 'booking_key' AND column_name = 'key'"
        ).fetchall()
    assert found == [("C",)]
