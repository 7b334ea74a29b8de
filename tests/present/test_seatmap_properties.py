"""Whatever the plan: every seat is drawn once, in its order, and no line is too wide."""

from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.layouts import along
from boxoffice.present.seatgrid import columns_of, grids_of
from boxoffice.present.seatmap import draw
from boxoffice.present.text import width_of
from boxoffice.services.results import SeatView
from tests.present.factories import house, seat

PLACE = st.integers(-(10**6), 10**6) | st.integers(0, 3000)
KINDS = ["standard", "wheelchair", "companion", "couple"]
STATES = ["available", "sold", "held", "held_by_me", "pending", "blocked"]


@st.composite
def plans(draw: st.DrawFn) -> list[SeatView]:
    """Rows in zones with seats anywhere: turned, stacked, scattered."""
    seats = []
    for zone in draw(st.lists(st.sampled_from(["", "LEFT", "BALCONY"]), unique=True, min_size=1)):
        rows = st.lists(st.sampled_from(["A", "B", "12", "LOGE", "あ"]), unique=True, min_size=1)
        for row in draw(rows):
            numbers = draw(st.lists(st.integers(1, 1200), unique=True, min_size=1, max_size=50))
            for number in numbers:
                label = f"{zone}:{row}:{number}"
                kind, state = draw(st.sampled_from(KINDS)), draw(st.sampled_from(STATES))
                x, y = draw(PLACE), draw(PLACE)
                seats.append(
                    seat(row, number, label=label, zone=zone, kind=kind, state=state, x=x, y=y)
                )
    return seats


@given(plans(), st.integers(20, 120), st.booleans())
def test_every_seat_is_drawn_exactly_once(seats: list[SeatView], width: int, unicode: bool) -> None:
    labels = {seat.label for seat in seats}
    drawing = draw(house(seats), width=width, unicode=unicode, marked=labels)
    drawn = sorted(number for line in drawing.plain.splitlines() for number in numbers_in(line))
    assert drawn == sorted(int(seat.number) for seat in seats)


def numbers_in(line: str) -> list[int]:
    """The seat numbers of a line in which every seat stands in brackets."""
    if "[" not in line or "these seats" in line:
        return []
    inner = line[line.index("[") : line.rindex("]")]
    return [int(part.rstrip("w+=")) for part in inner.replace("[", " ").replace("]", " ").split()]


@given(plans(), st.integers(20, 120), st.booleans())
def test_no_line_is_wider_than_the_terminal(
    seats: list[SeatView], width: int, unicode: bool
) -> None:
    drawing = draw(house(seats), width=width, unicode=unicode)
    assert max(width_of(line.text) for line in drawing.lines) <= width


@given(plans())
def test_seats_of_a_row_keep_their_order_and_a_cell_each(seats: list[SeatView]) -> None:
    grids = grids_of(seats)
    placed = [seat.label for grid in grids for row in grid.rows for seat in row.seats.values()]
    assert sorted(placed) == sorted(seat.label for seat in seats)
    for grid in grids:
        for row in grid.rows:
            drawn = [row.seats[column] for column in sorted(row.seats)]
            assert drawn == list(along(drawn))
            assert all(0 <= column < grid.columns for column in row.seats)


@given(st.lists(PLACE, min_size=1))
def test_columns_always_rise(positions: list[int]) -> None:
    columns = columns_of(sorted(positions), origin=min(positions))
    assert columns == sorted(set(columns))


@given(st.lists(st.integers(0, 200), unique=True, min_size=1))
def test_seats_on_the_grid_stay_where_they_are(places: list[int]) -> None:
    positions = [place * 100 for place in sorted(places)]
    assert columns_of(positions, origin=0) == sorted(places)
