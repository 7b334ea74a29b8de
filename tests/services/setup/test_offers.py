"""Offers out of a file: kept, told again, changed by key, and never pulled from under a sale."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.errors import BoxofficeError
from boxoffice.present.words import sentence
from boxoffice.services import sales
from boxoffice.services.app import App
from boxoffice.services.setup.answers import SetupResult
from boxoffice.services.setup.export import Wanted, export_house
from boxoffice.services.setup.files import read
from boxoffice.services.setup.spelling import spell
from boxoffice.services.setup.use import Removal, apply_document, nothing, plan_document
from boxoffice.services.verify import verify
from tests.counter import CASH
from tests.services.setup.texts import SMALL

Ctx = Callable[..., Context]
OFFERS = """\
offers:
  - {key: tuesday, name: Tuesday, percent: 20%, automatic: yes, weekdays: tue, stackable: yes}
  - {key: five, name: Five off, amount: 5.00, code: FIVE, limit: 100, limit_per_customer: 1,
     min_seats: 2, min_amount: 15, gives_back: no, sold: 2026-10-01..2026-12-31}
  - {key: four, name: Four for three, take: 4, pay: 3, code: four-3, dates: ..2026-12-31}
  - {key: kino, name: Kino day, price: 6, single_use: yes, theatres: rex, movies: [dune, oya],
     categories: standard, ticket_types: "adult, child", priority: 2}
  - {key: corn, name: Popcorn, item: Small popcorn, automatic: yes, shows: gala}
"""
WHOLE = f"{SMALL}{OFFERS}".encode()


def apply(app: App, ctx: Context, text: bytes) -> SetupResult:
    return apply_document(app, ctx, read(text, name="x.yaml"))


def exported(app: App, ctx: Context) -> str:
    return spell(export_house(app, ctx, Wanted()).house, form="yaml")


def one(*fields: str) -> bytes:
    return f"offers: [{{{', '.join(fields)}}}]\n".encode()


@pytest.fixture
def house(app: App, new_ctx: Ctx) -> App:
    apply(app, new_ctx(), WHOLE)
    return app


def why(app: App, ctx: Context, text: bytes) -> str:
    with pytest.raises(BoxofficeError) as caught:
        apply(app, ctx, text)
    return sentence(caught.value)


def test_applied_again_nothing_changes_and_what_is_exported_means_the_same(
    house: App, new_ctx: Ctx
) -> None:
    assert apply(house, new_ctx(), WHOLE).items == ()
    told = exported(house, new_ctx())
    for line in (
        "{key: tuesday, name: Tuesday, percent: 20%, automatic: yes, stackable: yes, weekdays",
        "gives_back: no",
        "limit_per_customer: 1",
        "{key: four, name: Four for three, take: 4, pay: 3, code: FOUR3",
        "shows: [gala]",
    ):
        assert line in told
    assert apply(house, new_ctx(), told.encode()).items == ()
    assert verify(house, new_ctx()).ok


@pytest.mark.parametrize("form", ["toml", "json"])
def test_it_means_the_same_in_every_form(house: App, new_ctx: Ctx, form: str) -> None:
    told = spell(export_house(house, new_ctx(), Wanted()).house, form=form)
    document = read(told.encode(), name=f"x.{form}")
    assert apply_document(house, new_ctx(), document).items == ()
    offers = export_house(house, new_ctx(), Wanted(only=("offers",))).house
    assert [each["key"] for each in offers["offers"]] == ["tuesday", "five", "four", "kino", "corn"]


def test_what_a_file_leaves_out_stays(house: App, new_ctx: Ctx) -> None:
    done = apply(house, new_ctx(), one("key: five", "limit: 50"))
    (item,) = done.items
    assert [(each.name, each.old, each.new) for each in item.fields] == [("limit_total", 100, 50)]
    done = apply(house, new_ctx(), one("key: tuesday", "amount: 2.50"))
    (item,) = done.items
    assert {each.name: each.new for each in item.fields} == {
        "kind": "amount", "percent_bp": 0, "amount_minor": 250, "currency": "EUR",
    }  # fmt: skip
    apply(house, new_ctx(), one("key: tuesday", "code: TUES"))
    assert "code: TUES" in exported(house, new_ctx())


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (("key: x", "name: X", "automatic: yes"), "takes off one thing"),
        (("key: x", "name: X", "percent: 5", "amount: 2", "automatic: yes"), "one thing"),
        (("key: x", "name: X", "percent: 5"), "is had in one way"),
        (("key: x", "name: X", "percent: 5", "code: A", "automatic: yes"), "in one way"),
        (("key: x", "name: X", "percent: 101", "automatic: yes"), "101"),
        (("key: x", "name: X", "take: 3", "pay: 3", "automatic: yes"), "fewer seats are paid"),
        (("key: x", "name: X", "percent: 5", "code: FIVE"), "has the code FIVE already"),
        (("key: x", "name: X", "percent: 5", "code: A", "movies: nope"), "nope"),
        (("key: x", "name: X", "percent: 5", "code: A", "limit: many"), "many"),
        (("key: x", "percent: 5", "code: A"), "name"),
    ],
)
def test_what_an_offer_cannot_say(
    house: App, new_ctx: Ctx, fields: tuple[str, ...], told: str
) -> None:
    assert told in why(house, new_ctx(), one(*fields))


def test_an_offer_that_was_taken_stays_and_keeps_its_limits(house: App, new_ctx: Ctx) -> None:
    for number in (1, 2):
        request = sales.SellRequest(
            show="1", words=(f"A{number}", f"B{number}"), tenders=(CASH,), offers=("FIVE",),
            phone=f"030 {number}",
        )  # fmt: skip
        assert sales.sell(house, new_ctx(), request).booking.total_minor == 1400
    assert "choose 2 or more" in why(house, new_ctx(), one("key: five", "limit: 1"))
    apply(house, new_ctx(), one("key: five", "limit: 2"))
    with pytest.raises(BoxofficeError) as caught:
        apply_document(house, new_ctx(), nothing(), removals=[Removal("offers", "five")])
    assert caught.value.code == "setup.offer_taken"
    assert "another offer" in why(house, new_ctx(), one("key: five", "single_use: yes"))
    done = apply_document(house, new_ctx(), nothing(), removals=[Removal("offers", "four")])
    assert [(each.verb, each.key) for each in done.items] == [("remove", "four")]
    assert verify(house, new_ctx()).ok


def test_what_an_offer_is_for_is_not_removed(house: App, new_ctx: Ctx) -> None:
    for kind, key in (("shows", "gala"), ("ticket_types", "child"), ("theatres", "rex")):
        with pytest.raises(BoxofficeError) as caught:
            plan_document(house, new_ctx(), nothing(), removals=[Removal(kind, key)])
        assert caught.value.code == "setup.still_used"
