"""Whatever is typed wrongly at the counter is one sentence, the right exit code and no change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.badinput.places import Place, require_refused

pytestmark = pytest.mark.slow

SELL = ("sell", "1")
EXACT = ("-c", "exact")
LONG = "x" * 5000

NOT_FOUND = [
    (("sell", "99", "F7", *EXACT), "shows.unknown", "No show goes by '99'"),
    (("sell", "9" * 30, "F7", *EXACT), "shows.unknown", "boxoffice now"),
    (("sell", "nosuch@20:15", "F7", *EXACT), "shows.unknown", "boxoffice now"),
    (("hold", "99", "F7"), "shows.unknown", "No show"),
    (("book", "99", "F7", "--name", "Rao"), "shows.unknown", "No show"),
    (("seats", "99"), "shows.unknown", "No show"),
    (("show", "view", "99"), "shows.unknown", "No show"),
    (("show", "block", "99", "F7", "--reason", "broken"), "shows.unknown", "No show"),
    (("quote", "1", "Z9"), "seats.unknown", "Nearest: "),
    ((*SELL, "Z9", *EXACT), "seats.unknown", "There is no seat Z9 in this hall. Nearest: "),
    ((*SELL, "F7-77", *EXACT), "seats.unknown", "F77"),
    ((*SELL, "BALCONY:F7", *EXACT), "seats.unknown", "BALCONY:F7"),
    (("show", "block", "1", "Z9", "--reason", "broken"), "seats.unknown", "Z9"),
    (("pay", "ZZZZZ", *EXACT), "bookings.unknown", "boxoffice find NAME"),
    (("cancel", "ZZZZZ"), "bookings.unknown", "boxoffice find NAME"),
    (("void", "ZZZZZ", "--reason", "typed twice"), "bookings.unknown", "boxoffice find NAME"),
    (("refund", "ZZZZZ", "F7"), "bookings.unknown", "boxoffice find NAME"),
    (("booking", "view", "ZZZZZ"), "bookings.unknown", "boxoffice find NAME"),
    (("ticket", "view", "ZZZZZ"), "", "ZZZZZ"),
    (("find", "nobody"), "bookings.none_found", "nobody"),
    (("extend", "abcdef"), "holds.unknown", "boxoffice holds"),
    (("release", "abcdef"), "holds.unknown", "boxoffice holds"),
    (("sell", "--hold", "abcdef", *EXACT), "holds.unknown", "boxoffice holds"),
    ((*SELL, "F7", "-t", "pirate=1", *EXACT), "unknown", "There is adult, child."),
    ((*SELL, "-n", "2", "--category", "gold", *EXACT), "unknown", "premium or standard"),
    (("--theatre", "nowhere", *SELL, "F7", *EXACT), "shows.unknown_theatre", "There is rex."),
    (("--theatre", "nowhere", "now"), "shows.unknown_theatre", "There is rex."),
]

USAGE = [
    (("sel", "1", "F7"), "usage.unknown_command", "Did you mean `boxoffice sell`?"),
    (("db", "inti"), "usage.unknown_command", "Did you mean"),
    ((*SELL, "F7", "--cahs", "5"), "usage.unknown_option", "--cash"),
    (("help", "sellling"), "usage.unknown_topic", "Did you mean"),
    ((*SELL, "F7", "f7", *EXACT), "", "F7 is named twice"),
    ((*SELL, "F7,7", *EXACT), "", "F7 is named twice"),
    ((*SELL, "F7-9", "F8", *EXACT), "", "F8 is named twice"),
    ((*SELL, "Ｆ７", " F7 ", *EXACT), "", "F7 is named twice"),
    ((*SELL, "", *EXACT), "", "Type seats as F7"),
    ((*SELL, "\x1b]0;x\x07", *EXACT), "", "no seat has"),
    ((*SELL, "F" * 5000, *EXACT), "", "F"),
    ((*SELL, *EXACT), "", "Which seats?"),
    (("sell", "", "F7", *EXACT), "", "which show"),
    ((*SELL, "-n", "-1", *EXACT), "", "at least 1"),
    ((*SELL, "-n", "1e3", *EXACT), "usage.wrong", "1e3"),
    ((*SELL, "-n", "2", "-t", "adult=4,child=5", *EXACT), "", "9"),
    ((*SELL, "F7", "-t", "adult", *EXACT), "", "adult=2,child=1"),
    ((*SELL, "F7"), "bookings.no_tender", "-c exact"),
    ((*SELL, "F7", "-c", "-3"), "money.", "without a minus sign"),
    ((*SELL, "F7", "-c", "1e9"), "money.", "write all the digits"),
    ((*SELL, "F7", "-c", "nan"), "money.", "type digits"),
    ((*SELL, "F7", "-c", "inf"), "money.", "type digits"),
    ((*SELL, "F7", "-c", LONG), "money.", "type digits"),
    ((*SELL, "F7", "-c", "12.345"), "money.", "at most 2 decimals"),
    ((*SELL, "F7", "-c", "12,5,0"), "money.", "12,5,0"),
    ((*SELL, "F7", "-c", "9" * 23), "money.", "check the number of digits"),
    ((*SELL, "F7", "-c", "12²"), "money.", "12²"),
    ((*SELL, "F7", "-c", "0"), "bookings.short", "€12.00 short"),
    ((*SELL, "F7", "-c", "5"), "bookings.short", "€7.00 short"),
    ((*SELL, "F7", "-k", "4711=5"), "bookings.short", "€7.00 short"),
    ((*SELL, "F7", "-k", "4711=50"), "bookings.card_over", "A card gives no change"),
    ((*SELL, "F7", "-k", ""), "bookings.no_slip", "-k 4711"),
    ((*SELL, "F7", "-c", "exact", "-k", "4711"), "bookings.two_rests", "-c 20 -k 4711"),
    (("hold", "1", "F7", "--for", "99d"), "", "99d"),
    (("hold", "1", "F7", "--for", "-5m"), "", "-5m"),
    (("book", "1", "F7", "--name", "Rao", "--until", "yesterday"), "", "sat 12:00"),
    (("void", "--last"), "", "--reason"),
    (("release",), "holds.one_or_all", "--all"),
    (("--op-key", "x", *SELL, "F7", *EXACT), "usage.op_key", "8 to 64"),
    (("--op-key", "abcdefgh\nijkl", *SELL, "F7", *EXACT), "usage.op_key", "8 to 64"),
    (("--format", "xml", *SELL, "F7", *EXACT), "usage.wrong", "xml"),
    (("--till", "a\x1b[2J", *SELL, "F7", *EXACT), "config.bad_value", "till"),
    (("--till", "", *SELL, "F7", *EXACT), "config.bad_value", "till"),
    (("--config", "/nonexistent", *SELL, "F7", *EXACT), "config.missing_file", "/nonexistent"),
    (("--db", "mysql://u:sekret@x/y", "now"), "config.db_scheme", "postgresql://"),
    (("--db", "postgresql://[bad", "now"), "db.bad_url", "postgresql://USER@HOST/NAME"),
]

TAKEN = [
    ((*SELL, "F1", *EXACT), "seats.taken", "F1 is sold"),
    ((*SELL, "Ｆ1", *EXACT), "seats.taken", "F1 is sold"),
    ((*SELL, "F2", "F3", *EXACT), "seats.taken", "F3 is held until"),
    (("hold", "1", "G1"), "seats.taken", "G1"),
    ((*SELL, "-n", "99999999999", *EXACT), "seats.", "boxoffice now"),
    (("book", "1", "-n", "78", "--name", "Rao"), "seats.", "boxoffice now"),
]  # fmt: skip


def cases(code: int, found: list[Any]) -> list[Any]:
    """One test for each, named by what is typed."""
    return [pytest.param(code, *case, id=" ".join(case[0])[:60]) for case in found]


@pytest.mark.parametrize(("code", "args", "name", "says"), [*cases(5, NOT_FOUND), *cases(6, TAKEN)])
def test_what_is_not_there_or_taken_is_one_sentence(
    place: Place, code: int, args: tuple[str, ...], name: str, says: str
) -> None:
    require_refused(place, *args, code=code, name=name, says=says)


@pytest.mark.parametrize(("code", "args", "name", "says"), cases(2, USAGE))
def test_what_cannot_be_read_is_one_sentence(
    file_place: Place, code: int, args: tuple[str, ...], name: str, says: str
) -> None:
    told = require_refused(file_place, *args, code=code, name=name, says=says)
    assert "sekret" not in told


def test_people_get_the_same_sentence_with_the_operation_key(file_place: Place) -> None:
    args = ("--op-key", "monday-0002", "sell", "1", "Z9", "-c", "exact")
    told = require_refused(file_place, *args, code=5)
    plain = file_place.run(*args)
    assert (plain.code, plain.out) == (5, "")
    assert plain.err == f"{told} (operation key monday-0002)\n"


CARD = "4111-1111-1111-1111"


@pytest.mark.parametrize(
    "args",
    [
        ("sell", "1", "F7", "-k", "4111111111111111"),
        ("sell", "1", "F7", "-k", "4111 1111 1111 1111=12"),
        ("sell", "1", "F7", "-k", "４１１１１１１１１１１１１１１１"),
        ("sell", "1", "F7", *EXACT, "--late", "--reason", f"paid with {CARD} 12/27"),
        ("book", "1", "F7", "--name", CARD),
        ("book", "1", "F7", "--name", "Rao", "--phone", CARD),
        ("cancel", "ZZZZZ", "--reason", CARD),
        ("void", "--last", "--reason", CARD),
        ("refund", "ZZZZZ", "--reason", CARD),
        ("refund", "ZZZZZ", "-k", CARD),
        ("show", "block", "1", "F7", "--reason", CARD),
    ],
)
def test_no_card_number_is_kept_anywhere(file_place: Place, args: tuple[str, ...]) -> None:
    told = require_refused(file_place, *args, code=2, name="cards.refused", says="never kept")
    assert "1111" not in told
    kept = [path for path in file_place.home.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"4111" in path.read_bytes()]


def test_a_telephone_number_is_no_card(file_place: Place) -> None:
    booked = file_place.run(
        "--json", "book", "1", "F7", "--name", "Rao", "--phone", "+49 1511 111 1111 11"
    )
    assert booked.code == 0


def test_a_comma_full_width_digits_and_lines_are_taken_as_meant(place: Place) -> None:
    for seats, amount, change in (("A5", "12,50", 50), ("A7", "１２", 0), ("B1\nB2", "24", 0)):
        sold = place.run("--json", "sell", "1", seats, "-c", amount)
        assert sold.code == 0, sold
        assert sold.document["payments"][0]["change_minor"] == change


def test_ten_thousand_words_are_answered_too(file_place: Place) -> None:
    known = [f"{row}{number}" for row in "ABCDEFGH" for number in range(1, 11)] * 125
    strangers = [f"Q{number}" for number in range(1, 10_001)]
    for words in (known, strangers):
        require_refused(file_place, "sell", "1", *words, "-c", "exact", code=2, says="500 seats")


def test_a_key_stands_for_one_request(place: Place) -> None:
    key = ("--op-key", "monday-0001")
    first = place.run("--json", *key, "sell", "1", "D5", "-c", "exact")
    again = place.run("--json", *key, "sell", "1", "D5", "-c", "exact")
    assert (first.code, again.code) == (0, 0)
    assert again.document["booking"] == first.document["booking"]
    assert (first.document["replayed"], again.document["replayed"]) == (False, True)
    require_refused(
        place, *key, "sell", "1", "D7", "-c", "exact", code=6,
        name="operations.other_request", says="already stands for another request",
    )  # fmt: skip


JUNK = [
    ("BOXOFFICE_BUSY_SECONDS", "soon"),
    ("BOXOFFICE_HOLD_MINUTES", "-1"),
    ("BOXOFFICE_LATE_MINUTES", "１５"),
    ("BOXOFFICE_BUSINESS_DAY_ENDS", "25:00"),
    ("BOXOFFICE_OUTPUT", "xml"),
    ("BOXOFFICE_LOCALE", "\x1b[2J"),
    ("BOXOFFICE_QUIET", "perhaps"),
    ("BOXOFFICE_TILL", "a\nb"),
    ("BOXOFFICE_BUSY_SECOND", "3"),
    ("BOXOFFICE_CONFIG", "/nonexistent"),
    ("BOXOFFICE_DB", "\x07"),
]


@pytest.mark.parametrize(("variable", "value"), JUNK)
def test_junk_in_a_variable_is_named(file_place: Place, variable: str, value: str) -> None:
    told = require_refused(
        file_place, "sell", "1", "F7", "-c", "exact", code=2, name="config.", env={variable: value}
    )
    assert "Traceback" not in told
