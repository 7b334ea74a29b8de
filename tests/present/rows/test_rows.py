"""What each list shows, at 80 columns."""

from collections.abc import Callable
from datetime import timedelta

from boxoffice.present.formats import render
from boxoffice.present.rows import bookings, holds, seats, shows
from boxoffice.present.tables import Table
from boxoffice.present.text import width_of
from boxoffice.services.results import Quote, SeatPrice
from tests.present.factories import (
    SHOW_TIME,
    booking,
    hold,
    house,
    line,
    row_of,
    sale,
    show,
    with_states,
)

Golden = Callable[[str, str], None]


def assert_drawn(golden: Golden, name: str, table: Table) -> None:
    text = render("rich", table)
    assert max(map(width_of, text.splitlines())) <= 80
    golden(f"{name}.txt", text)
    golden(f"{name}.csv", render("csv", table))


def test_shows_of_one_evening(golden: Golden) -> None:
    late = show(id=43, starts_at=SHOW_TIME + timedelta(hours=2.5), status="closed", available=0)
    long = show(id=44, movie="The Lord of the Rings: The Return of the King", subtitles="")
    assert_drawn(golden, "shows_one_evening", shows.table([show(), late, long], title="Now"))


def test_shows_of_two_theatres_on_two_days(golden: Golden) -> None:
    other = show(
        id=1043,
        theatre="Odeon on the Square",
        screen="The Little Room",
        starts_at=SHOW_TIME + timedelta(days=1),
        price_from_minor=1800,
        currency="JPY",
        movie="七人の侍 七人の侍 七人の侍 七人の侍",
    )
    free = show(id=7, price_from_minor=None)
    assert_drawn(golden, "shows_two_theatres", shows.table([show(), other, free]))


def test_holds(golden: Golden) -> None:
    mine = hold(seats=("F7", "F8", "F9", "G1"))
    assert_drawn(golden, "holds", holds.table([mine, hold(id="H8", till="anna@desk:pts/3")]))


def test_bookings(golden: Golden) -> None:
    group = booking(
        ref="P4QX",
        status="pending",
        name="Müller [/b]",
        expires_at=SHOW_TIME,
        lines=tuple(line(f"G{number}") for number in range(1, 30, 2)),
        total_minor=125000,
    )
    assert_drawn(golden, "bookings", bookings.table([booking(), group]))


def test_the_lines_of_a_booking(golden: Golden) -> None:
    assert_drawn(golden, "booking_lines", bookings.lines_table(sale()))


def test_free_seats(golden: Golden) -> None:
    drawn = house(with_states(row_of("A", 4), sold=["A2"]))
    assert_drawn(golden, "free_seats", seats.free_table(drawn))


def test_a_quote(golden: Golden) -> None:
    price = SeatPrice(label="F7", ticket_type="adult", price_minor=1250, rule="standard/adult")
    quote = Quote(
        show=show(), seats=(price,), total_minor=1250, currency="EUR", why=(), alternatives=()
    )
    assert_drawn(golden, "quote", seats.quote_table(quote))
