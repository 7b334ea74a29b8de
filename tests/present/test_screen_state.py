"""A closed screen in words: what each show is worth a line for, and what the empty ones share."""

from boxoffice.present.screen_state import closed_text
from boxoffice.services.moving.closing import CloseResult, ClosureView, HallView, LeftShow
from tests.present.factories import SHOW_TIME, show

HALL = HallView(
    screen="rex/2", name="Screen 2", theatre="Rex", fits=False, same_label=False, losing={},
    unplaced=1,
)  # fmt: skip


def closed(*shows: LeftShow) -> str:
    closure = ClosureView(begins_at=SHOW_TIME, ends_at=SHOW_TIME, reason="flood")
    told = CloseResult(
        screen="rex/1", name="Screen 1", theatre="Rex", closure=closure, shows=shows,
        op_key="KEY", replayed=False,
    )  # fmt: skip
    return closed_text(told).partition("\n")[2]


def left(show_id: int, *, taken: int = 0, halls: tuple[HallView, ...] = ()) -> LeftShow:
    return LeftShow(show=show(id=show_id), seats_taken=taken, halls=halls)


def test_shows_that_nobody_has_seats_for_are_ended_by_one_command() -> None:
    assert closed(left(4), left(5), left(9), left(7, taken=1, halls=(HALL,))) == (
        "Show 4 Dune Sat 21 Nov 20:15, no seat taken\n"
        "Show 5 Dune Sat 21 Nov 20:15, no seat taken\n"
        "Show 9 Dune Sat 21 Nov 20:15, no seat taken\n"
        "Show 7 Dune Sat 21 Nov 20:15, 1 seat taken\n"
        "  Screen 2, Rex: does not fit: 1 booking or hold without seats\n"
        "    boxoffice show move 7 --screen rex/2 --plan\n"
        "Where nobody has seats and no hall is free, take another time, or end the sales:\n"
        "  boxoffice show move SHOW --at TIME --apply\n"
        "  boxoffice show close 4-5 9\n"
    )


def test_a_show_with_seats_taken_and_no_hall_says_what_to_type() -> None:
    assert closed(left(4, taken=2)) == (
        "Show 4 Dune Sat 21 Nov 20:15, 2 seats taken\n"
        "  no hall is free then; another time, or no more sales:\n"
        "    boxoffice show move 4 --at TIME --plan\n"
        "    boxoffice show close 4\n"
    )
