"""The demo's prices: a child pays less than an adult and a guest nothing, whatever the seat."""

import pytest
from ruamel.yaml import YAML

from boxoffice.domain.price_rules import Asked, PriceRule, price
from boxoffice.services.demo_data import read_demo_file

CITIES = YAML(typ="safe").load(read_demo_file())["cities"]
THEATRES = {theatre["key"]: theatre for city in CITIES for theatre in city["theatres"]}


def rules_of(theatre: str) -> list[PriceRule]:
    return [
        PriceRule(
            key=str(place),
            amount_minor=round(row["amount"] * 100),
            category=row.get("category", ""),
            ticket_type=row.get("ticket_type", ""),
            day_type=row.get("day", ""),
        )
        for place, row in enumerate(THEATRES[theatre]["prices"])
    ]


@pytest.mark.parametrize("day", ["weekday", "weekend", "holiday"])
@pytest.mark.parametrize("theatre", THEATRES)
def test_each_seat_has_a_price_for_each_guest(theatre: str, day: str) -> None:
    rules = rules_of(theatre)
    for category in {rule.category or "standard" for rule in rules}:
        adult, child, comp = (
            price(rules, Asked(category, kind, day_type=day)) for kind in ("adult", "child", "comp")
        )
        assert child.amount_minor < adult.amount_minor
        assert comp.amount_minor == 0
