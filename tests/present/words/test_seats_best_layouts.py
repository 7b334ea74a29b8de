"""What a cashier reads about seats."""

from typing import Any

import pytest

from boxoffice.domain.best import Wish, choose
from boxoffice.domain.layouts import SeatKind
from boxoffice.domain.seats import parse_seats
from boxoffice.errors import BoxofficeError
from boxoffice.present.words import reason, sentence
from tests.domain.factories import free_of, plan_of

HALL = plan_of("STALLS/F: oooo\nBALCONY/F: oo\nBALCONY/G: oo")
OTHERS = "Pick others: `boxoffice seats SHOW --available`."
EXAMPLES = "Type seats as F7, F7-10, F7,9 or 12:7, with a zone as BALCONY:F7."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["G9"], "There is no seat G9 in this hall. Nearest: BALCONY:G2, BALCONY:G1."),
        (["F1"], "F1 is in several zones: say STALLS:F1 or BALCONY:F1."),
        (["G1", "g1"], "BALCONY:G1 is named twice: name each seat once."),
        (["G1-"], f"'g1-' is half a range: both ends are needed. {EXAMPLES}"),
        (["G1;"], f"'g1;' holds a character that no seat has. {EXAMPLES}"),
        ([""], f"A seat is missing. {EXAMPLES}"),
        (["G1"] * 501, "More than 500 seats at once: sell them in several parts."),
    ],
)
def test_what_cannot_be_read(words: list[str], said: str) -> None:
    with pytest.raises(BoxofficeError) as error:
        parse_seats(words, HALL)
    assert sentence(error.value) == said


def test_taken_seats_say_by_whom_and_until_when() -> None:
    seats = [
        {"label": "F7", "state": "sold", "until": "", "ref": "K7M2"},
        {"label": "F8", "state": "held", "until": "2026-03-01T20:14:09+01:00", "ref": ""},
    ]
    error = BoxofficeError("seats.taken", seats=seats)
    assert sentence(error) == f"F7 is sold (booking K7M2), F8 is held until 20:14. {OTHERS}"
    blocked = {"label": "F9", "state": "blocked", "until": "", "ref": "", "reason": "broken lamp"}
    named = BoxofficeError("seats.taken", show_id=12, seats=[blocked])
    assert sentence(named) == (
        "F9 is blocked (broken lamp). Pick others: `boxoffice seats 12 --available`."
    )
    faster = f"Somebody was faster: a seat was just taken. {OTHERS}"
    assert sentence(BoxofficeError("seats.taken", seats=[])) == faster


@pytest.mark.parametrize(
    ("code", "labels", "said"),
    [
        (
            "seats.orphan",
            ["F6"],
            (
                "F6 would stay alone, a single seat nobody buys."
                " Move along if you can; --strict refuses it."
            ),
        ),
        (
            "seats.half_sofa",
            ["F1"],
            "F1 is half of a sofa: take both seats of it or none.",
        ),
        (
            "seats.half_sofa",
            ["F1", "F4"],
            "F1, F4 are halves of a sofa: take both seats of it or none.",
        ),
    ],
)
def test_refusals_by_rule(code: str, labels: list[str], said: str) -> None:
    assert sentence(BoxofficeError(code, labels=labels)) == said


@pytest.mark.parametrize(
    ("house", "wish", "said"),
    [
        ("A: ox", Wish(2), "Only 1 seat is free, not 2. Try another show: `boxoffice now`."),
        (
            "A: ooo\nB: ooo",
            Wish(4, together=True),
            (
                "No 4 seats together: the longest free stretch has 3. "
                "Leave out --together to sit in blocks near each other."
            ),
        ),
        (
            "A: oxo",
            Wish(2),
            (
                "No good way to seat 2: 2 are free, the longest free stretch has 1. "
                "Name the seats by hand: `boxoffice seats SHOW --available`."
            ),
        ),
        (
            "A: wco",
            Wish(3, need={SeatKind.WHEELCHAIR: 2}),
            "No places for wheelchair=2: free are wheelchair=1. Try another show: `boxoffice now`.",
        ),
        ("A: o", Wish(0), "0 is no number of seats: ask for at least 1."),
        ("A: o", Wish(1, category="gold"), "This hall has no category 'gold': say standard."),
        (
            "A: ss",
            Wish(1, need={SeatKind.COUPLE: 1}),
            "A sofa has two seats: ask for an even number, not 1.",
        ),
        (
            "A: wc",
            Wish(1, need={SeatKind.WHEELCHAIR: 1, SeatKind.COMPANION: 1}),
            "--need wheelchair=1,companion=1 is more than the 1 of the party: raise -n.",
        ),
    ],
)
def test_no_seats_for_a_party(house: str, wish: Wish, said: str) -> None:
    with pytest.raises(BoxofficeError) as error:
        choose(plan_of(house), free_of(house), wish)
    assert sentence(error.value) == said


NEXT = {"id": 12, "starts_at": "2026-11-21T20:15:00+01:00"}


def test_the_nearest_show_that_fits_is_named_where_it_is_known() -> None:
    details: dict[str, Any] = {"why": "too_few", "count": 4, "free": 2, "category": "vip"}
    error = BoxofficeError("seats.none_fit", **details, next=[NEXT])
    said = "Only 2 seats are free in vip, not 4. The nearest show that fits: 12, Sat 21 Nov 20:15."
    assert sentence(error) == said


def test_a_pick_says_why() -> None:
    house = "A: ooo\nB: ooo\nC: ooo"
    (first, *_) = choose(plan_of(house), free_of(house), Wish(2))
    assert [reason(why.code, why.details) for why in first.why] == [
        "both side by side in row B",
        "row B has the best view",
        "in the middle of the hall",
        "no other choice as good: B3 stays alone",
    ]


def test_a_split_party_is_told_so() -> None:
    house = "A: ooo\nB: ooo\nC: ooo"
    (first, *_) = choose(plan_of(house), free_of(house), Wish(6))
    assert reason(first.why[0].code, first.why[0].details) == (
        "no 6 seats side by side, so 2 blocks near each other: B1-3 and C1-3"
    )


@pytest.mark.parametrize(
    ("rank", "said"),
    [(2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (21, "21st")],
)
def test_rows_are_ranked_in_words(rank: int, said: str) -> None:
    details = {"row": "A", "rank": rank, "rows": 30}
    assert reason("best.row_view", details) == f"row A has the {said} best view of 30"


@pytest.mark.parametrize(
    ("code", "details", "said"),
    [
        ("best.central", {"off": 1, "side": "left"}, "1 seat left of the middle"),
        ("best.needs_met", {"labels": ["A1", "A2"]}, "places as needed: A1, A2"),
        ("best.no_orphan", {}, "no single seat left alone"),
        (
            "best.sits_alone",
            {"labels": ["A4"]},
            "A4 is apart from the others: no better place is free",
        ),
        (
            "layouts.same_label",
            {"label": "A1", "other": "a1"},
            "A1 and a1 read alike: give one another row or number.",
        ),
    ],
)
def test_single_sentences(code: str, details: dict[str, Any], said: str) -> None:
    assert reason(code, details) == said
