"""What the house has and plays, listed and filtered, and one thing of it, on each database."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from boxoffice.domain.lifecycle import ShowStatus
from boxoffice.services import show_sales
from tests.cli.houses import DAYS, ids, listed
from tests.cli.inside import Program
from tests.cli.test_candidates import offered


@pytest.mark.parametrize(
    ("words", "shows"),
    [
        ("", "1 2 3 4"),
        ("--day {day2}", "4 2 3"),
        ("--day {day1}", "1"),
        ("--from {day2} --to {day2}", "4 2 3"),
        ("--from {later}", "5"),
        ("--to {day1}", "1"),
        ("--city lyon", "1 2 3"),
        ("--city Tokyo", "4"),
        ("--theatre east", "4"),
        ("--theatre rex --screen 2", "3"),
        ("--screen rex/1", "1 2"),
        ("--movie dune", "4 2 3"),
        ("--movie dune-2021", "2 3"),
        ("--movie ALIEN", "1"),
        ("--language fr", "2"),
        ("--genre horror", "1"),
        ("--genre 'science fiction'", "1 4"),
        ("--certificate 16", "1"),
        ("--film-format imax", "2"),
        ("--min-rating 8", "1 2 3"),
        ("--min-rating 8.1", "1"),
        ("--status draft --from today", "5"),
        ("--status closed", ""),
        ("petite", "3"),
        ("'dune tokyo'", "4"),
        ("--limit 2", "1 4"),
    ],
)
def test_shows_are_chosen(house: Program, words: str, shows: str) -> None:
    found = ids(house, "show", "list", *shlex.split(words.format(**DAYS)))
    assert sorted(found) == sorted(shows.split()) if words != "--limit 2" else found == ["1", "4"]


def test_a_long_list_is_whole_and_says_how_to_get_a_shorter_one(house: Program) -> None:
    times = [f"+1-5 {hour:02}:{minute}" for hour in range(6, 23) for minute in (10, 30, 50)]
    Path("week.yaml").write_text(
        f"movies: [{{key: short, title: Short, runtime: 5}}]\n"
        f"cities: [{{key: lyon, theatres: [{{key: rex, screens: [{{key: '3', name: Three,"
        f" layout: hall, turnaround: 5m}}]}}]}}]\n"
        f"shows: [{{movie: short, screen: rex/3, at: {json.dumps(times)}}}]\n",
        encoding="utf-8",
    )
    assert house("setup", "apply", "week.yaml")[0] == 0
    code, out, err = house("show", "list", "--movie", "short")
    assert (code, out.count(" Short "), err.count("These are 255 shows")) == (0, 255, 1)
    assert house("show", "list", "--movie", "short", "--limit", "20")[2] == ""
    code, out, err = house("show", "list", "--movie", "short", "--format", "csv")
    assert (code, len(out.splitlines()), err) == (0, 256, "")


@pytest.mark.parametrize(
    ("words", "films"),
    [
        ("", "alien dune-1984 dune-2021"),
        ("dune", "dune-1984 dune-2021"),
        ("--genre adventure", "dune-2021"),
        ("--language fr", "dune-2021"),
        ("--certificate 16", "alien"),
        ("--min-rating 8", "alien dune-2021"),
        ("--distributor fox", "alien"),
        ("--limit 1", "alien"),
        ("zorro", ""),
        ("--city lyon", "alien dune-2021"),
        ("--theatre east", "dune-1984"),
        ("--theatre east --from today", "alien dune-1984"),
        ("--day {day2}", "dune-1984 dune-2021"),
        ("--day {day2} --city tokyo", "dune-1984"),
        ("--from {day1} --to {day1}", "alien"),
        ("--day {day2} --min-rating 7", "dune-2021"),
    ],
)
def test_films_are_chosen(house: Program, words: str, films: str) -> None:
    assert ids(house, "movie", "list", *words.format(**DAYS).split()) == films.split()


def test_theatres_are_chosen_by_city_and_film(house: Program) -> None:
    assert ids(house, "theatre", "list") == ["rex", "east"]
    assert ids(house, "theatre", "list", "--city", "lyon") == ["rex"]
    assert ids(house, "theatre", "list", "--movie", "dune-2021") == ["rex"]
    assert ids(house, "theatre", "list", "--movie", "alien", "--city", "tokyo") == ["east"]
    assert ids(house, "theatre", "list", "east") == ["east"]
    assert ids(house, "city", "list") == ["lyon", "tokyo"]
    assert ids(house, "screen", "list") == ["rex/1", "rex/2", "east/1"]
    assert ids(house, "screen", "list", "--theatre", "east") == ["east/1"]


def test_one_thing_with_what_hangs_on_it(house: Program) -> None:
    city = listed(house, "city", "view", "LYON")
    assert (city["city"]["key"], [each["key"] for each in city["theatres"]]) == ("lyon", ["rex"])
    theatre = listed(house, "theatre", "view", "le rex")
    assert [each["key"] for each in theatre["screens"]] == ["rex/1", "rex/2"]
    screen = listed(house, "screen", "view", "rex/petite")
    assert (screen["screen"]["turnaround_minutes"], len(screen["seats"])) == (10, 8)
    movie = listed(house, "movie", "view", "dune-2021")
    assert movie["movie"]["rating"] == 8.0
    assert [each["id"] for each in movie["shows"]] == [2, 3]
    price = listed(house, "price", "view", "rex/child")["price"]
    assert (price["amount_minor"], price["ticket_type"]) == (600, "child")
    category = listed(house, "category", "view", "premium")
    assert [each["key"] for each in category["prices"]] == ["premium"]
    kind = listed(house, "ticket-type", "view", "Child")
    assert [each["key"] for each in kind["prices"]] == ["child"]


def test_screens_and_prices_say_alike_where_they_are(house: Program) -> None:
    for noun, plural in (("screen", "screens"), ("price", "prices")):
        found = listed(house, noun, "list")[plural]
        there = {(each["theatre_key"], each["theatre_name"]) for each in found}
        assert there == {("rex", "Le Rex"), ("east", "East")}


def test_prices_are_chosen(house: Program) -> None:
    assert ids(house, "price", "list") == ["rex/any", "rex/child", "rex/premium", "east/any"]
    assert ids(house, "price", "list", "--theatre", "east") == ["east/any"]
    assert ids(house, "price", "list", "--category", "premium") == ["rex/premium"]
    assert ids(house, "price", "list", "--type", "child") == ["rex/child"]


def test_a_name_that_several_have_is_refused_with_their_keys(house: Program) -> None:
    code, out, err = house("movie", "view", "dune")
    assert (code, out) == (2, "")
    assert "could be 2 of them: dune-1984, dune-2021. Type the key of the film you mean." in err
    assert house("price", "view", "any")[0] == 2
    assert house("screen", "view", "1")[0] == 2


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("city view lion", "lyon"),
        ("theatre view rexx", "rex"),
        ("screen view rex/grand", "1"),
        ("movie view aliens", "alien"),
        ("price view rex/childe", "rex/child"),
        ("category view premum", "premium"),
        ("ticket-type view chid", "child"),
        ("show list --city lion", "lyon"),
    ],
)
def test_a_name_that_nobody_has_names_the_nearest(house: Program, words: str, nearest: str) -> None:
    code, out, err = house(*words.split())
    assert (code, out) == (5, "")
    assert f"Did you mean {nearest}" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("show list --day today --from today", "not both"),
        ("show list --from {day2} --to {day1}", "type the earlier one first"),
        ("movie list --min-rating eleven", "is not a rating"),
        ("show list --min-rating 11", "is not a rating"),
    ],
)
def test_what_cannot_be_chosen_is_told(house: Program, words: str, said: str) -> None:
    code, out, err = house(*words.format(**DAYS).split())
    assert (code, out) == (2, "")
    assert said in err


def test_shows_are_closed_and_opened_again(house: Program) -> None:
    assert house("hold", "1", "A3")[0] == 0
    assert house("book", "1", "B1-2")[0] == 0
    assert house("sell", "1", "A4", "-c", "exact")[0] == 0
    code, out, err = house("show", "close", "1-2", "--json")
    first, second = json.loads(out)["shows"]
    assert (code, first["status"], first["outcome"]) == (0, ShowStatus.CLOSED, "changed")
    assert (first["sold"], first["pending"], first["held"], second["sold"]) == (1, 2, 1, 0)
    assert "2 seats are to be paid" in err
    assert "1 seat is held" in err
    code, _, err = house("sell", "1", "B3", "-c", "exact")
    assert (code, "are closed" in err) == (6, True)
    assert ids(house, "show", "list", "--status", "closed") == ["1", "2"]
    assert "unchanged" in house("show", "close", "2")[1]
    assert house("show", "open", "2", "1")[0] == 0
    assert house("sell", "1", "B3", "-c", "exact")[0] == 0


def test_a_draft_is_opened_and_not_closed(house: Program) -> None:
    code, _, err = house("show", "close", "5")
    assert (code, "Show 5 is a draft" in err) == (6, True)
    code, out, err = house("show", "close", "4-5", "--json")
    assert (code, [each["outcome"] for each in json.loads(out)["shows"]]) == (
        3, ["changed", "refused"],
    )  # fmt: skip
    assert house("show", "open", "5", "--dry-run")[0] == 0
    assert ids(house, "show", "list", "--status", "draft", "--from", "today") == ["5"]
    assert house("show", "open", "5")[0] == 0


@pytest.mark.parametrize("words", ["4-9", "0-2", "99", "alien@03:00"])
def test_a_show_that_is_not_there_is_not_found(house: Program, words: str) -> None:
    assert house("show", "close", words)[0] == 5


@pytest.mark.parametrize("words", ["9-4", f"1-{show_sales.MOST_SHOWS + 2}"])
def test_a_stretch_that_is_none_is_refused(house: Program, words: str) -> None:
    assert house("show", "close", words)[0] == 2


def test_a_closing_with_the_same_key_is_done_once(house: Program) -> None:
    first = json.loads(house("show", "close", "1", "--json", "--op-key", "close-it-1")[1])
    house("show", "open", "1")
    again = json.loads(house("show", "close", "1", "--json", "--op-key", "close-it-1")[1])
    assert again == {**first, "replayed": True}
    assert ids(house, "show", "list", "--status", "closed") == []


@pytest.mark.slow
def test_keys_are_offered(house: Program, database: str, tmp_path: Path) -> None:
    assert offered(tmp_path, database, "city view ") == ["lyon", "tokyo"]
    assert offered(tmp_path, database, "now --theatre ") == ["east", "rex"]
    assert offered(tmp_path, database, "screen view rex/") == ["rex/1", "rex/2"]
    assert offered(tmp_path, database, "show list --movie dun") == ["dune-1984", "dune-2021"]
    assert offered(tmp_path, database, "movie view AL") == ["ALien"]
    assert offered(tmp_path, database, "price view east/") == ["east/any"]
    assert offered(tmp_path, database, "category view ") == ["premium", "standard"]
    assert offered(tmp_path, database, "price list --type ") == ["adult", "child"]
