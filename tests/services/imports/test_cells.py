"""What cells say, in other people's habits."""

from __future__ import annotations

import pytest

from boxoffice.errors import Invalid
from boxoffice.services.imports import cells


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("  Two \t blanks ", "Two blanks"), ("Tom &amp; Jerry", "Tom & Jerry"),
        ("Caf&eacute; &#39;X&#39;", "Café 'X'"), ("Chuck&Buck", "Chuck&Buck"),
        ("AT&T &copy", "AT&T &copy"), ("&amp;amp;", "&amp;"), ("'=1+1", "=1+1"),
        ("'Tis", "'Tis"), ("a\xa0b", "a b"), ("\ud800Nope", "\ufffdNope"),
    ],
)  # fmt: skip
def test_text_is_tidied_and_nothing_more(text: str, told: str) -> None:
    assert cells.tidy(text) == told


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("148", "148"), ("148.0", "148"), ("148,00", "148"), ("2h 28m", "148"), ("2h28", "148"),
        ("2:28", "148"), ("2:28:00", "148"), ("148 min", "148"), ("148 mins.", "148"),
        ("2 hrs 28 mins", "148"), ("PT2H28M", "148"), ("2h", "120"), ("1 Std. 30 Min.", "90"),
        ("90'", "90"), ("１４８", "148"), ("1 hour, 5 minutes", "65"), ("1440", "1440"),
    ],
)  # fmt: skip
def test_a_running_time_in_any_habit(text: str, minutes: str) -> None:
    assert cells.minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "0", "148.5", "-90", "long", "2h 28m 10", "1441", "9" * 50])
def test_what_is_no_running_time_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"imports\.minutes"):
        cells.minutes(text)


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("7.4", "7.4"), ("7,4", "7.4"), ("7", "7.0"), ("10", "10.0"), ("7.44", "7.4"),
        ("7.4/10", "7.4"), ("74%", "7.4"), ("74 / 100", "7.4"), ("3.5/5", "7.0"), ("0", "0.0"),
    ],
)  # fmt: skip
def test_a_rating_is_out_of_ten(text: str, rating: str) -> None:
    assert cells.rating(text) == rating


@pytest.mark.parametrize("text", ["", "11", "-1", "good", "101%", "7.4.1"])
def test_what_is_no_rating_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"imports\.rating"):
        cells.rating(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1998-06-12", "1998-06-12"), ("19980612", "1998-06-12"), ("1998/6/12", "1998-06-12"),
        ("Jun 12 1998", "1998-06-12"), ("June 12, 1998", "1998-06-12"),
        ("12 June 1998", "1998-06-12"), ("12-Jun-1998", "1998-06-12"),
        ("12th june 1998", "1998-06-12"), ("Fri 12 Jun 1998", "1998-06-12"),
        ("12. März 1998", "1998-03-12"), ("1er août 1998", "1998-08-01"),
        ("12.06.1998", "1998-06-12"), ("13/06/1998", "1998-06-13"), ("06/13/1998", "1998-06-13"),
        ("05/05/1998", "1998-05-05"), ("1998-06-12T00:00:00", "1998-06-12"),
    ],
)  # fmt: skip
def test_a_day_in_any_habit(text: str, day: str) -> None:
    assert cells.day(text) == day


@pytest.mark.parametrize("text", ["", "tomorrow", "1998", "31.02.1998", "12/06/98", "Foo 12 1998"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"imports\.day"):
        cells.day(text)


def test_a_day_that_may_be_two_is_refused_until_somebody_says_which() -> None:
    with pytest.raises(Invalid, match=r"imports\.day_order"):
        cells.day("03/04/2026")
    assert cells.day("03/04/2026", order="dmy") == "2026-04-03"
    assert cells.day("03/04/2026", order="mdy") == "2026-03-04"
    assert cells.day_order(["03/04/2026", "28/11/2026 20:15"]) == "dmy"
    assert cells.day_order(["03/04/2026", "11/28/2026"]) == "mdy"
    assert cells.day_order(["13/04/2026", "11/28/2026"]) == ""


@pytest.mark.parametrize(
    ("day", "time", "moment"),
    [
        ("2026-11-28", "20:15", "2026-11-28 20:15"), ("28.11.2026", "20.15", "2026-11-28 20:15"),
        ("2026-11-28", "8:15 pm", "2026-11-28 20:15"), ("2026-11-28", "8pm", "2026-11-28 20:00"),
        ("2026-11-28", "20h15", "2026-11-28 20:15"), ("2026-11-28", "20 Uhr", "2026-11-28 20:00"),
        ("2026-11-28", "2015", "2026-11-28 20:15"), ("2026-11-28", "12:05 AM", "2026-11-28 00:05"),
        ("", "2026-11-28 20:15", "2026-11-28 20:15"),
        ("", "2026-11-28T20:15:00", "2026-11-28 20:15"),
        ("", "2026-11-28T20:15:00+01:00", "2026-11-28 20:15+01:00"),
        ("", "2026-11-28T19:15:00Z", "2026-11-28 19:15Z"),
        ("", "28/11/2026 20:15", "2026-11-28 20:15"),
        ("2026-11-28 00:00:00", "20:15:00", "2026-11-28 20:15"),
        ("2026-11-30", "28 Nov 2026 20:15", "2026-11-28 20:15"),
    ],
)  # fmt: skip
def test_a_moment_out_of_one_cell_or_two(day: str, time: str, moment: str) -> None:
    assert cells.moment(day, time) == moment


@pytest.mark.parametrize(
    ("day", "time", "code"),
    [
        ("2026-11-28", "25:00", "imports.time"), ("2026-11-28", "soon", "imports.time"),
        ("2026-11-28", "13 pm", "imports.time"), ("", "20:15", "imports.no_day"),
        ("someday", "20:15", "imports.day"), ("2026-11-28", "8", "imports.time"),
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused(day: str, time: str, code: str) -> None:
    with pytest.raises(Invalid) as raised:
        cells.moment(day, time)
    assert raised.value.code == code
