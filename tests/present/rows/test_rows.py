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


def test_a_programme_says_its_headings_once(golden: Golden) -> None:
    other = show(id=1043, theatre="Odeon\x1b[2J", screen="The Little Room")
    next_day = show(id=44, starts_at=SHOW_TIME + timedelta(days=1))
    programme = shows.programme([show(), other, next_day, show(id=45)])
    golden("programme.txt", render("rich", programme))
    golden("programme_plain.txt", render("plain", programme))
    assert shows.programme([show()]) == shows.table([show()])


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
    other = hold(id="H8", show_id=7, till="anna@desk:pts/3")
    assert_drawn(golden, "holds", holds.table([mine, other], shows={42: show()}))


def test_bookings(golden: Golden) -> None:
    group = booking(
        ref="P4QX",
        status="pending",
        name="Müller [/b]",
        expires_at=SHOW_TIME,
        lines=tuple(line(f"G{number}") for number in range(1, 30, 2)),
        total_minor=125000,
    )
    assert_drawn(golden, "bookings", bookings.table([sale(), sale(booking=group)]))


def test_bookings_that_wait_say_until_when(golden: Golden) -> None:
    waits = booking(ref="P4QX", status="pending", name="Müller", expires_at=SHOW_TIME)
    found = [sale(booking=waits, show=show(movie="The Quiet Lighthouse"))]
    assert_drawn(golden, "bookings_unpaid", bookings.table(found))


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


def test_a_film_keeps_its_name_where_a_busy_list_is_narrow() -> None:
    busy = show(
        movie="Nattbuss 9: Åter till Łęki",
        screen="Stora salen",
        language="Swedish",
        subtitles="Finnish",
        capacity=294,
        available=294,
        price_from_minor=12500,
        currency="SEK",
    )
    text = render("rich", shows.table([busy]), locale="en")
    assert max(map(width_of, text.splitlines())) <= 80
    assert "Nattbuss 9: Åter till…  Stora salen  2D sv/fi 12   294  " in text


def test_a_film_is_the_last_to_give_way() -> None:
    tight = show(movie="The Quiet Lighthouse", screen="A screen with a very long name indeed")
    text = render("rich", shows.table([tight]), width=76)
    assert max(map(width_of, text.splitlines())) <= 76
    assert "The Quiet Lighthouse  A screen wit…  2D en/de 12" in text
