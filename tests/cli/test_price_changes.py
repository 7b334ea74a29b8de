"""Price rules, taxes and fees changed by hand: every field, cleared too, each kind as it needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.houses import listed
from tests.cli.inside import Program
from tests.cli.test_candidates import offered

SELECTORS = {
    "category": ("--category", "Premium", "premium"),
    "ticket_type": ("--type", "Child", "child"),
    "day": ("--day", "holiday", "holiday"),
    "weekdays": ("--weekdays", "fri-sun", "fri,sat,sun"),
    "time": ("--time", "22:00-02:00", "22:00-02:00"),
    "dates": ("--dates", "2026-12-24..2027-01-02", "2026-12-24..2027-01-02"),
    "format": ("--film-format", "IMAX", "IMAX"),
    "screen": ("--screen", "rex/1", "rex/1"),
    "movie": ("--movie", "alien", "alien"),
    "name": ("--name", "Gala", "Gala"),
}
ASKED = {"show_id": ("--show", "1", 1), "priority": ("--priority", "3", 3)}
BOUNDS = {"floor_minor": ("--floor", "5", 500), "cap_minor": ("--cap", "20.00", 2000)}


def rule(house: Program, key: str) -> dict[str, Any]:
    found: dict[str, Any] = listed(house, "price", "view", key)["price"]
    return found


def told(answer: tuple[int, str, str]) -> list[tuple[str, str]]:
    return [(each["key"], each["outcome"]) for each in json.loads(answer[1])["results"]]


def test_every_field_of_a_rule_is_edited_and_cleared(house: Program) -> None:
    assert (
        house("price", "add", "11", "--theatre", "rex", "--day", "weekday", "--key", "gala")[0] == 0
    )
    before = rule(house, "gala")
    fields = SELECTORS | ASKED | BOUNDS
    for name, (flag, text, kept) in fields.items():
        assert told(house("price", "edit", "gala", flag, text, "--json")) == [
            ("rex/gala", "changed")
        ]
        assert rule(house, "gala")[name] == kept
    whole = {**before, **{name: kept for name, (_, _, kept) in fields.items()}}
    assert rule(house, "gala") == whole
    for flag, _, _ in fields.values():
        assert house("price", "edit", "gala", flag, "")[0] == 0
    empty = {**before, "day": None}
    assert rule(house, "gala") == empty
    assert house("db", "verify")[0] == 0


def test_what_a_rule_is_for_counts_in_the_next_quote(house: Program) -> None:
    house("price", "add", "--theatre", "rex", "--kind", "surcharge", "2", "--key", "big",
          "--film-format", "IMAX")  # fmt: skip
    assert listed(house, "quote", "2", "A3")["total_minor"] == 1150
    assert house("price", "edit", "big", "--film-format", "", "--category", "premium")[0] == 0
    assert listed(house, "quote", "2", "A3")["total_minor"] == 950
    assert listed(house, "quote", "2", "B1")["total_minor"] == 1400


def test_a_rule_of_another_kind_says_what_that_needs(house: Program) -> None:
    house("price", "add", "11", "--theatre", "rex", "--key", "gala", "--day", "holiday",
          "--floor", "5", "--cap", "20")  # fmt: skip
    code, _, err = house("price", "edit", "gala", "--kind", "percent")
    assert (code, "percent" in err) == (2, True)
    assert house("price", "edit", "gala", "--kind", "percent", "--percent", "-10%")[0] == 0
    found = rule(house, "gala")
    assert (found["kind"], found["percent_bp"]) == ("percent", -1000)
    assert (found["amount_minor"], found["floor_minor"], found["cap_minor"]) == (0, None, None)
    assert house("price", "edit", "gala", "--kind", "percent", "--name", "Off")[0] == 0
    code, _, err = house("price", "edit", "gala", "--floor", "3")
    assert (code, "has no floor" in err) == (2, True)
    assert rule(house, "gala")["name"] == "Off"


def test_a_rule_of_any_kind_is_added_by_what_it_says(house: Program) -> None:
    base = ("price", "add", "--theatre", "rex", "--id-only")
    for words, key in (
        (("-1.50", "--kind", "surcharge", "--key", "less"), "less"),
        (("--percent", "-10%", "--key", "off"), "off"),
        (("--kind", "percent", "--percent", "5,5 %", "--key", "on"), "on"),
        (("--steps", "50=10%,80=25%", "--key", "busy"), "busy"),
    ):
        assert house(*base, *words)[:2] == (0, f"rex/{key}\n")
    found = {key: rule(house, key) for key in ("less", "off", "on", "busy")}
    assert [found[key]["kind"] for key in found] == [
        "surcharge", "percent", "percent", "occupancy",
    ]  # fmt: skip
    assert (found["less"]["amount_minor"], found["on"]["percent_bp"]) == (-150, 550)
    assert house("price", "edit", "less", "-2")[0] == 0
    assert rule(house, "less")["amount_minor"] == -200
    for words, said in (
        (("--kind", "percent"), "--percent"), (("--kind", "occupancy"), "--steps"),
        (("--kind", "surcharge"), "AMOUNT"), (("--kind", "percnt", "--percent", "5%"), "percent'?"),
        (("-3",), "negative"), (("-x",), "no option -x"),
    ):  # fmt: skip
        code, out, err = house(*base, *words)
        assert (code, out, said in err) == (2, "", True), err


def test_a_price_that_stops_at_nothing_says_so(house: Program) -> None:
    house("price", "add", "-20", "--theatre", "rex", "--kind", "surcharge", "--key", "less")
    told = house("quote", "1", "A3", "--explain")[1]
    assert "less: surcharge -€9.50, makes €0.00: no price goes below nothing" in told


def test_a_plan_says_what_a_new_rule_does(house: Program, tmp_path: Path) -> None:
    rules = "{key: off, kind: percent, percent: -10%}, {key: busy, kind: occupancy, steps: 50=9%}"
    text = f"cities: [{{key: lyon, theatres: [{{key: rex, prices: [{rules}]}}]}}]\n"
    (tmp_path / "more.yaml").write_text(text, encoding="utf-8")
    out = house("setup", "plan", "more.yaml")[1]
    assert [line.split()[-1] for line in out.splitlines()[:2]] == ["-10%", "50=9%"]


def test_a_price_that_is_never_taken_is_minded(house: Program) -> None:
    code, _, err = house("price", "add", "11", "--theatre", "rex", "--key", "zero")
    assert (code, "rex/zero is for the same seats as rex/any, which counts" in err) == (0, True)
    assert house("price", "edit", "zero", "--priority", "1")[2] == ""
    assert listed(house, "quote", "1", "A3")["seats"][0]["rule"] == "zero"
    _, _, err = house("price", "edit", "premium", "--category", "", "--priority", "1")
    assert "rex/zero is for the same seats as rex/premium" in err
    assert house("price", "remove", "premium", "--yes")[2] == ""


def test_an_amount_that_is_left_empty_in_a_row_is_not_nothing(
    house: Program, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.yaml"
    rows.write_text("- {key: rex/premium, amount: ''}\n", encoding="utf-8")
    code, out, _ = house("price", "edit", "--from-file", "rows.yaml", "--json")
    assert (code, json.loads(out)["results"][0]["outcome"]) == (11, "refused")
    assert rule(house, "premium")["amount_minor"] == 1200


def test_taxes_and_fees_are_listed_and_count_at_once(house: Program) -> None:
    for words in (
        ("tax", "add", "VAT", "10%", "--theatre", "rex"),
        ("tax", "add", "VAT", "20%", "--theatre", "rex", "--product", "fee", "--on-top"),
        ("fee", "add", "Booking fee", "1", "--theatre", "rex", "--per", "booking", "--key", "web"),
    ):
        assert house(*words)[0] == 0
    assert listed(house, "tax", "list")["taxes"] == [
        {"key": "ticket/VAT", "theatre_key": "rex", "theatre_name": "Le Rex", "name": "VAT",
         "rate_bp": 1000, "product": "ticket", "included": True},
        {"key": "fee/VAT", "theatre_key": "rex", "theatre_name": "Le Rex", "name": "VAT",
         "rate_bp": 2000, "product": "fee", "included": False},
    ]  # fmt: skip
    assert listed(house, "fee", "view", "booking fee")["fee"] == {
        "key": "web", "theatre_key": "rex", "theatre_name": "Le Rex", "name": "Booking fee",
        "amount_minor": 100, "currency": "EUR", "per": "booking",
    }  # fmt: skip
    assert listed(house, "quote", "1", "A3-4")["total_minor"] == 2 * 950 + 100 + 20
    code, _, err = house("tax", "edit", "vat", "5%")
    assert (code, "rex/fee/VAT" in err) == (2, True)
    assert house("tax", "edit", "fee/vat", "5%")[0] == 0
    assert listed(house, "tax", "view", "rex/fee/VAT")["tax"]["included"] is False
    assert house("tax", "edit", "fee/VAT", "--included")[0] == 0
    assert listed(house, "tax", "view", "rex/fee/VAT")["tax"]["rate_bp"] == 500
    assert listed(house, "quote", "1", "A3-4")["total_minor"] == 2 * 950 + 100
    assert house("tax", "remove", "fee/vat", "--yes")[0] == 0
    assert house("fee", "remove", "web", "--yes")[0] == 0
    assert listed(house, "quote", "1", "A3-4")["total_minor"] == 2 * 950


def test_a_tax_is_one_in_any_case(house: Program) -> None:
    assert house("tax", "add", "VAT", "10%", "--theatre", "rex")[0] == 0
    assert told(house("tax", "add", "vat", "10%", "--theatre", "rex", "--json")) == [
        ("rex/ticket/VAT", "unchanged")
    ]
    assert house("tax", "add", "Vat", "7%", "--theatre", "rex")[0] == 6
    assert len(listed(house, "tax", "list")["taxes"]) == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("tax", "add", "VAT", "10%"), 2, "--theatre"),
        (("tax", "add", "VAT", "--theatre", "rex"), 2, "RATE"),
        (("tax", "add", "VAT", "0%", "--theatre", "rex"), 2, "more than 0%"),
        (("tax", "add", "VAT", "-5%", "--theatre", "rex"), 2, ""),
        (("tax", "add", "VAT", "5%", "--theatre", "rex", "--product", "popcorn"), 2, "popcorn"),
        (("tax", "edit", "VAT", "5%"), 5, "boxoffice tax list"),
        (("fee", "add", "Booking", "-1", "--theatre", "rex"), 2, ""),
        (("fee", "add", "Booking", "1.005", "--theatre", "rex"), 2, "decimal"),
        (("fee", "add", "Booking", "1", "--theatre", "rex", "--per", "seat"), 2, "seat"),
        (("fee", "edit", "web", "2"), 5, "boxoffice fee list"),
    ],
)
def test_what_is_no_tax_or_fee(
    house: Program, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = house(*words)
    assert (answer[0], answer[1]) == (code, "")
    assert said in answer[2]


def test_a_fee_in_yen_is_told_in_yen(house: Program, tmp_path: Path) -> None:
    assert house("fee", "add", "Booking", "100", "--theatre", "east", "--key", "web")[0] == 0
    line = "{key: east, %s fees: [{key: web, amount: %s}]}"
    text = f"cities: [{{key: tokyo, theatres: [{line % ('cash_rounding: 10,', 150)}]}}]\n"
    (tmp_path / "more.yaml").write_text(text, encoding="utf-8")
    code, out, _ = house("setup", "plan", "more.yaml")
    assert (code, "amount: 100 JPY -> 150 JPY" in out) == (0, True)
    assert "cash rounding: 0 JPY -> 10 JPY" in out


def test_tab_offers_taxes_and_fees(house: Program, database: str, tmp_path: Path) -> None:
    house("tax", "add", "VAT", "10%", "--theatre", "rex")
    house("fee", "add", "Booking", "1", "--theatre", "rex", "--key", "web")
    assert offered(tmp_path, database, "tax remove r") == ["rex/ticket/VAT"]
    assert offered(tmp_path, database, "fee edit r") == ["rex/web"]
