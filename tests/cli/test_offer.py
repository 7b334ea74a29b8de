"""Offers at the counter and by hand: what is printed, and what a code that is no good says."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from boxoffice.context import ALPHABET
from tests.cli.houses import listed
from tests.cli.inside import Program


@pytest.fixture
def offers(house: Program) -> Program:
    """A house with an offer by code, one by codes that are good once, and one by itself."""
    for line in (
        "Summer --percent 10 --code summer-26 --limit 1 --min-seats 2 --ticket-types adult",
        "Gift --amount 2.50 --single-use --theatres rex",
        "Regulars --percent 50 --code REG --limit-per-customer 1",
    ):
        code, _, err = house("offer", "add", *line.split())
        assert (code, err) == (0, "")
    return house


def codes(call: Program, *words: str) -> list[str]:
    code, out, err = call("offer", "codes", "gift", *words, "--id-only")
    assert code == 0, err
    return out.split()


def test_an_offer_says_all_that_was_typed(offers: Program) -> None:
    found = listed(offers, "offer", "view", "Summer")["offer"]
    said: dict[str, Any] = {
        "key": "summer", "kind": "percent", "percent_bp": 1000, "code": "SUMMER26",
        "limit_total": 1, "min_seats": 2, "ticket_types": ["adult"], "taken": 0, "codes": 0,
    }  # fmt: skip
    assert {name: found[name] for name in said} == said
    edit = ("offer", "edit", "summer", "--limit", "", "--stackable", "--amount", "3")
    code, _, err = offers(*edit)
    assert (code, "currency" in err) == (2, True)
    assert offers(*edit, "--currency", "EUR")[0] == 0
    changed = listed(offers, "offer", "view", "summer")["offer"]
    assert (changed["kind"], changed["amount_minor"], changed["currency"]) == ("amount", 300, "EUR")
    assert (changed["limit_total"], changed["stackable"], changed["percent_bp"]) == (0, True, 0)


def test_codes_are_made_by_the_thousand_and_nobody_misreads_them(offers: Program) -> None:
    made = codes(offers, "-n", "2000", "--prefix", "sun ")
    assert len(set(made)) == 2000
    assert {len(code) for code in made} == {15}
    assert all(code.startswith("SUN") for code in made)
    assert set("".join(made)) <= set(ALPHABET + "SUN")
    assert set(codes(offers)) == set(made)
    code, out, _ = offers("offer", "codes", "gift", "-n", "3", "--format", "csv")
    rows = list(csv.DictReader(out.splitlines()))
    assert (code, len(rows), {row["status"] for row in rows}) == (0, 3, {"free"})
    assert listed(offers, "offer", "view", "gift")["offer"]["codes"] == 2003


def test_the_same_codes_are_made_once_and_a_dry_run_makes_none(offers: Program) -> None:
    typed = ("offer", "codes", "gift", "-n", "2", "--op-key", "a-key-of-mine", "--json")
    first, again = (json.loads(offers(*typed)[1]) for _ in range(2))
    assert (first["codes"], again["replayed"]) == (again["codes"], True)
    assert offers("offer", "codes", "gift", "-n", "2", "--dry-run")[0] == 0
    assert len(codes(offers)) == 2


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("gift -n 10001", 2, "1 to 10000"),
        ("summer -n 5", 6, "--single-use"),
        ("nothing -n 5", 5, "No offer goes by"),
        ("gift -n 5 --prefix 1234567890123", 2, "cannot begin a code"),
    ],
)
def test_codes_that_cannot_be_made(offers: Program, words: str, code: int, told: str) -> None:
    ended, out, err = offers("offer", "codes", *words.split())
    assert (ended, out) == (code, "")
    assert told in err


def test_a_code_is_used_once_and_the_next_one_is_told(offers: Program) -> None:
    (gift,) = codes(offers, "-n", "1")
    spelled = f"{gift[:4]}-{gift[4:8]}-{gift[8:]}".lower()
    code, out, _ = offers("sell", "1", "A1", "-c", "exact", "--offer", spelled)
    assert code == 0
    assert f"Offer Gift: -€2.50, code {gift}" in out
    code, out, err = offers("sell", "1", "A2", "-c", "exact", "--offer", gift)
    assert (code, out) == (6, "")
    assert "used already" in err


@pytest.mark.parametrize("verb", ["quote", "sell", "book"])
@pytest.mark.parametrize(
    ("offer", "code", "told"),
    [
        ("nope", 5, "No offer has the code 'nope'"),
        ("summer26", 6, "it needs 2 seats"),
        ("REG", 2, "--phone NUMBER"),
    ],
)
def test_a_code_that_is_no_good_says_why(
    offers: Program, verb: str, offer: str, code: int, told: str
) -> None:
    tender = ("-c", "exact") if verb == "sell" else ()
    ended, out, err = offers(verb, "1", "A1", *tender, "--offer", offer)
    assert (ended, out) == (code, "")
    assert told in err


def test_a_limit_that_is_reached_says_so(offers: Program) -> None:
    assert offers("sell", "1", "A1-2", "-c", "exact", "--offer", "SUMMER 26")[0] == 0
    code, _, err = offers("sell", "1", "A3-4", "-c", "exact", "--offer", "summer26")
    assert (code, "as often as it may be" in err) == (6, True)
    typed = ("sell", "1", "A3", "-c", "exact", "--offer", "reg", "--phone", "030 1")
    assert offers(*typed)[0] == 0
    code, _, err = offers("sell", "1", "A4", "-c", "exact", "--offer", "reg", "--phone", "0301")
    assert (code, "this phone number had it" in err) == (6, True)


def test_a_quote_explains_each_offer(offers: Program) -> None:
    quoted = listed(offers, "quote", "1", "A1-2", "--offer", "summer26", "--explain")
    assert [each["key"] for each in quoted["offers"]] == ["summer"]
    looked = {each["key"]: (each["verdict"], each["because"]) for each in quoted["offers_looked"]}
    assert looked == {
        "summer": ("taken", None), "gift": ("out", "no_code"), "regulars": ("out", "no_code"),
    }  # fmt: skip
    assert (
        sum(each["offer_minor"] for each in quoted["seats"]) == quoted["offers"][0]["amount_minor"]
    )
