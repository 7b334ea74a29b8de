"""Things of the house added, edited and removed by hand, on each database."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.houses import DAYS, ids, listed
from tests.cli.inside import Program
from tests.cli.test_candidates import offered

ADDED = {
    "city": ("add Paris", "paris", "--name 'Grand Paris'"),
    "theatre": (
        "add Roxy --city lyon --zone Europe/Paris --currency EUR", "roxy", "--address 'Rue 1'",
    ),
    "screen": ("add Three --theatre rex --layout hall", "rex/three", "--turnaround 30m"),
    "category": ("add Sofa", "sofa", "--name Couch"),
    "ticket-type": ("add Senior", "senior", "--name '65 and over'"),
    "movie": ("add Brazil --runtime 132", "brazil", "--rating 7.9"),
    "price": ("add 8 --theatre rex --day weekend", "rex/weekend", "8.50"),
    "tax": ("add VAT 5.5% --theatre rex", "rex/ticket/VAT", "10%"),
    "offer": ("add Summer --percent 10 --code SUMMER", "summer", "--percent 20 --limit 5"),
    "fee": ("add Booking 1 --theatre rex --per booking", "rex/booking", "1.50 --per ticket"),
}  # fmt: skip


def outcomes(answer: tuple[int, str, str]) -> list[tuple[str, str]]:
    return [(each["key"], each["outcome"]) for each in json.loads(answer[1])["results"]]


def words(text: str) -> list[str]:
    return shlex.split(text.format(**DAYS))


@pytest.mark.parametrize("noun", ADDED)
def test_a_thing_is_added_changed_and_removed(house: Program, noun: str) -> None:
    adding, key, change = ADDED[noun]
    before = house(noun, "list", "--json")
    assert house(noun, *words(adding), "--dry-run")[0] == 0
    assert house(noun, "list", "--json") == before
    assert outcomes(house(noun, *words(adding), "--json")) == [(key, "created")]
    assert outcomes(house(noun, *words(adding), "--json")) == [(key, "unchanged")]
    assert key in ids(house, noun, "list")
    assert outcomes(house(noun, "edit", key, *words(change), "--json")) == [(key, "changed")]
    assert outcomes(house(noun, "edit", key, *words(change), "--json")) == [(key, "unchanged")]
    code, _, err = house(noun, *words(adding))
    renamed = noun in ("theatre", "screen", "movie")
    assert (code, "already" in err) == ((0, False) if renamed else (6, True))
    assert house(noun, "remove", key, "--yes", "--dry-run")[0] == 0
    code, out, err = house(noun, "remove", key)
    assert (code, out, "--yes" in err) == (2, "", True)
    assert outcomes(house(noun, "remove", key, "--yes", "--json")) == [(key, "removed")]
    assert house(noun, "list", "--json") == before
    assert house(noun, "remove", key, "--yes")[0] == 5


def test_a_film_carries_all_that_is_told_of_it(house: Program) -> None:
    house(*words(
        "movie add Brazil --runtime 2h12m --language English --language French --genre Satire"
        " --certificate 15 --rating 7.9 --film-format 35mm --distributor Fox --release 1985-02-22"
    ))  # fmt: skip
    assert listed(house, "movie", "view", "brazil")["movie"] == {
        "key": "brazil", "title": "Brazil", "languages": ["English", "French"],
        "genres": ["Satire"], "certificate": "15", "rating": 7.9, "runtime_minutes": 132,
        "formats": ["35mm"], "distributor": "Fox", "release": "1985-02-22",
    }  # fmt: skip
    assert house("movie", "edit", "brazil", "--certificate", "", "--genre", "Comedy")[0] == 0
    changed = listed(house, "movie", "view", "brazil")["movie"]
    assert (changed["certificate"], changed["genres"], changed["rating"]) == (None, ["Comedy"], 7.9)


def test_shows_are_added_moved_and_removed(house: Program) -> None:
    code, out, _ = house(*words(
        "show add alien --screen rex/2 --at '{day2} 12:00' --at '{day2} 15:00' --language en"
        " --id-only"
    ))  # fmt: skip
    assert (code, out) == (0, "6\n7\n")
    assert ids(house, "show", "list", "--screen", "rex/2", "--day", DAYS["day2"]) == ["6", "7", "3"]
    assert house(*words("show add alien --screen rex/2 --at '{day2} 13:00'"))[0] == 6
    assert house("show", "edit", "7", "--at", f"{DAYS['day2']} 16:00", "--subtitles", "fr")[0] == 0
    shown = listed(house, "show", "view", "7")["show"]
    assert (shown["starts_at"][11:16], shown["subtitles"]) == ("16:00", "fr")
    assert house("sell", "6", "A3", "-c", "exact")[0] == 0
    code, _, err = house("show", "edit", "6", "--at", f"{DAYS['day2']} 11:00")
    assert (code, "somebody has seats" in err) == (6, True)
    assert house("show", "edit", "6", "--language", "fr")[0] == 0
    assert house("show", "remove", "6-7", "--yes")[0] == 6
    code, out, _ = house("show", "remove", "7", "--yes", "--json")
    assert (code, json.loads(out)["results"][0]["show_id"]) == (0, 7)
    assert house("show", "view", "7")[0] == 5


def test_a_draft_stays_one_until_it_is_opened(house: Program) -> None:
    adding = words("show add alien --screen rex/2 --at '{day1} 12:00' --draft --id-only")
    assert house(*adding)[:2] == (0, "6\n")
    assert house("show", "edit", "6", "--language", "fr")[0] == 0
    assert listed(house, "show", "view", "6")["show"]["status"] == "draft"
    assert house("sell", "6", "A3", "-c", "exact")[0] == 6
    assert house("show", "open", "6")[0] == 0
    assert house("sell", "6", "A3", "-c", "exact")[0] == 0


def test_times_are_the_theatres(house: Program) -> None:
    assert house(*words("show add alien --screen east/1 --at '{later} 10:00'"))[0] == 0
    shown = listed(house, "show", "view", "6")["show"]
    assert shown["starts_at"].endswith("T10:00:00+09:00")
    code, _, err = house("show", "add", "alien", "--screen", "rex/1", "--at", "2027-03-28 02:30")
    assert (code, "does not exist in Europe/Paris" in err) == (2, True)
    code, _, err = house("show", "add", "alien", "--screen", "rex/1", "--at", "2027-10-31 02:30")
    assert (code, "happens twice in Europe/Paris" in err) == (2, True)
    typed = ("show", "add", "alien", "--screen", "rex/1", "--at", "2027-10-31 02:30+01:00")
    assert house(*typed)[0] == 0


def test_prices_are_for_the_seats_that_are_named(house: Program) -> None:
    adding = "price add 7 --theatre rex --category Premium --type Child --day weekend --id-only"
    assert house(*words(adding))[1] == "rex/premium+child+weekend\n"
    code, out, _ = house("price", "add", "15", "--show", "1", "--id-only")
    key = out.strip()
    assert (code, key.startswith("rex/show:")) == (0, True)
    assert listed(house, "price", "view", key)["price"]["show_id"] == 1
    assert house("price", "edit", key, "16")[0] == 0
    assert listed(house, "price", "view", key)["price"]["amount_minor"] == 1600
    code, _, err = house("price", "add", "15")
    assert (code, "--theatre" in err) == (2, True)
    assert house("price", "add", "15.5", "--theatre", "east")[0] == 2


@pytest.mark.parametrize(
    ("typed", "flag"),
    [
        ("city add", "NAME"),
        ("theatre add Roxy --city lyon --zone Europe/Paris", "--currency"),
        ("screen add Three --theatre rex", "--layout"),
        ("movie add Brazil", "--runtime"),
        ("show add alien --screen rex/1", "--at"),
        ("show add alien --at 20:15", "--screen"),
        ("price add --theatre rex", "AMOUNT"),
        ("movie edit", "FILM"),
    ],
)
def test_what_is_missing_is_named(house: Program, typed: str, flag: str) -> None:
    code, out, err = house(*words(typed))
    assert (code, out) == (2, "")
    assert f"answer with {flag}" in err


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("movie edit alien", 2, "Say what is to change"),
        ("movie edit alien --rating 11", 2, "'11' is not a rating"),
        ("movie edit zorro --rating 1", 5, "No film goes by 'zorro'"),
        ("movie add Alien --runtime 200", 6, "film 'alien' already"),
        ("movie remove alien --yes", 6, "used by"),
        ("theatre remove rex --yes", 6, "used by"),
        ("city remove lyon --yes", 6, "used by"),
        ("category remove premium --yes", 6, "used by"),
        ("ticket-type remove child --yes", 6, "used by"),
        ("theatre add Roxy --city lion --zone Europe/Paris --currency EUR", 5, "mean lyon"),
        ("theatre add Roxy --city lyon --zone Mars --currency EUR", 2, "no time zone 'Mars'"),
        ("screen add Three --theatre rex --layout hal", 2, "Did you mean 'hall'?"),
        ("show add alien --screen rex/9 --at '{day1} 12:00'", 5, "No screen goes by '9'"),
        ("show add alien --screen rex/1 --at someday", 2, "is not a date and time"),
        ("price add x --theatre rex", 2, "x"),
        ("city add x --from-file y.csv", 2, "not both"),
        ("city add ' '", 2, "with letters or digits"),
        ("city add x --key 'BAD KEY'", 2, "Key takes a key"),
        ("city edit lyon --name ''", 2, "Name needs a text"),
        ("city add \udcff", 2, "characters that are none"),
        ("city edit \udcff --name x", 2, "characters that are none"),
        ("movie view \udcff", 5, "No film goes by"),
        ("movie add " + 300 * "x" + " --runtime 90", 2, "Title is too long"),
        ("movie add x --runtime 90 --genre \udcff", 2, "has a character that is none"),
        ("show list --status sold", 2, "it is one of draft"),
    ],
)
def test_what_cannot_be_is_refused(house: Program, typed: str, code: int, said: str) -> None:
    answer = house(*words(typed))
    assert (answer[0], answer[1]) == (code, "")
    assert said in answer[2]


def test_a_theatre_goes_with_its_screens_and_prices(house: Program) -> None:
    assert house("show", "remove", "4", "5", "--yes")[0] == 0
    assert outcomes(house("theatre", "remove", "east", "--yes", "--json")) == [("east", "removed")]
    assert ids(house, "screen", "list") == ["rex/1", "rex/2"]
    assert ids(house, "price", "list") == ["rex/any", "rex/child", "rex/premium"]


@pytest.mark.parametrize(
    ("typed", "between"),
    [
        ("city add Paris", "city edit paris --name Lutetia"),
        ("movie edit Alien --title Aliens", "movie edit alien --title Aliens3"),
        ("price remove rex/child --yes", "city add Paris"),
        ("show remove 5 --yes", "city add Paris"),
    ],
)
def test_the_same_key_does_it_once(house: Program, typed: str, between: str) -> None:
    asked = (*words(typed), "--json", "--op-key", "only-once-1")
    first = json.loads(house(*asked)[1])
    assert house(*words(between))[0] == 0
    again = json.loads(house(*asked)[1])
    numberless = [{**each, "show_id": None} for each in first["results"]]
    gone = typed.startswith("show remove")
    assert again == {
        **first, "replayed": True, "results": numberless if gone else first["results"],
    }  # fmt: skip


def test_the_same_key_is_for_one_thing_only(house: Program) -> None:
    assert house("city", "add", "Paris", "--op-key", "only-once-1")[0] == 0
    assert house("city", "add", "Rome", "--op-key", "only-once-1")[0] == 6
    assert ids(house, "city", "list") == ["lyon", "paris", "tokyo"]


def test_layouts_are_offered(house: Program, database: str, tmp_path: Path) -> None:
    assert offered(tmp_path, database, "screen add x --layout ") == ["hall"]
    assert offered(tmp_path, database, "show add a") == ["alien"]
    assert offered(tmp_path, database, "price edit rex/") == ["rex/any", "rex/child", "rex/premium"]


def test_a_layout_that_is_not_there_is_named_without_a_file(house: Program) -> None:
    code, _, err = house("screen", "add", "Hall", "--theatre", "rex", "--layout", "xyz")
    assert code == 2
    assert err.startswith("There is no layout 'xyz'. ")


def test_everything_that_is_missing_is_named_at_once(house: Program) -> None:
    err = house("theatre", "add", "Roxy")[2]
    assert err.endswith("answer with --city --zone --currency.\n")
