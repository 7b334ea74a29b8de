"""Why a code is no good, said so that a cashier can say it aloud."""

from __future__ import annotations

from typing import Any

import pytest

from boxoffice.errors import Refused
from boxoffice.present.words import reason, sentence
from boxoffice.present.words.offers import days, listed, why

WANTED: dict[str, Any] = {
    "currency": "EUR", "min_minor": 2050, "min_seats": 4, "sold_from": "", "sold_to": "2026-11-30",
    "show_from": "2026-12-24", "show_to": "2026-12-26", "weekdays": "mon,tue,wed",
    "theatres": "rex", "shows": "12,14", "movies": "dune", "categories": "sofa",
    "ticket_types": "student,senior",
}  # fmt: skip
SAID = {
    "no_code": "nobody gave its code",
    "no_phone": "it counts by customer, and there is no --phone",
    "limit": "it was taken as often as it may be",
    "limit_customer": "this customer had it as often as it may be",
    "currency": "it is in EUR",
    "theatres": "it is for the theatre rex",
    "shows": "it is for show 12 or 14",
    "movies": "it is for the film dune",
    "weekdays": "it is for shows on mon, tue or wed",
    "show_days": "it is for shows from 2026-12-24 to 2026-12-26",
    "sold_days": "it is sold until 2026-11-30",
    "seats": "it is for sofa and student or senior only",
    "min_seats": "it needs 4 seats that it is for",
    "min_amount": "its seats have to come to €20.50 at least",
    "nothing": "there is nothing left that it could take off",
    "better": "another is better for the customer",
}


@pytest.mark.parametrize(("because", "said"), SAID.items())
def test_why_an_offer_is_not_had(because: str, said: str) -> None:
    assert why(because, WANTED) == said
    refused = Refused("offers.not_for", code="SUMMER", offer="s", name="Sun", why=because, **WANTED)
    assert sentence(refused) == (f"SUMMER (Sun) is not for this sale: {said}. Sell without it.")


def test_days_and_keys_as_people_say_them() -> None:
    assert days("2026-12-24", "2026-12-24") == "on 2026-12-24"
    assert days("2026-12-24", "") == "from 2026-12-24 on"
    assert (listed("a"), listed("a,b"), listed("a,b,c")) == ("a", "a or b", "a, b or c")


def test_what_is_better_and_what_is_honoured() -> None:
    better = {"code": "SUMMER", "name": "Sun", "better": ["Four for three", "Friday"]}
    assert reason("offers.better", better) == (
        "Code SUMMER is not used and stays good: Four for three and Friday take more off."
    )
    honoured = {"offer": "s", "name": "Sun", "code": "A1", "amount_minor": 250, "currency": "EUR"}
    assert reason("offers.honoured", honoured) == (
        "Sun had run out meanwhile; the price that was promised stands (€2.50 off)."
    )


@pytest.mark.parametrize(("limit", "said"), [(1, "(once)"), (3, "(3 times)")])
def test_how_often_an_offer_may_be_had(limit: int, said: str) -> None:
    details = {"offer": "student", "title": "Student", "limit": limit}
    assert said in sentence(Refused("offers.limit", **details))
