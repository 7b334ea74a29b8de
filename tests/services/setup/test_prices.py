"""Rules, taxes, fees, rounding and conditions out of a file: kept, told again, changed by key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boxoffice.context import Context
from boxoffice.errors import InvalidFile
from boxoffice.present.words import sentence
from boxoffice.services import quotes
from boxoffice.services.app import App
from boxoffice.services.setup.answers import SetupResult
from boxoffice.services.setup.export import Wanted, export_house
from boxoffice.services.setup.files import read
from boxoffice.services.setup.spelling import spell
from boxoffice.services.setup.use import Removal, apply_document
from boxoffice.services.verify import verify
from tests.services.setup.texts import changed

PRICES = """\
        cash_rounding: 0.05
        taxes:
          - {name: VAT, rate: 5.5%}
          - {name: fee VAT, rate: 20%, product: fee, included: no}
        fees:
          - {key: online, name: Booking, amount: 1.00, per: booking}
        prices:
          - {amount: 9.50}
          - {key: night, name: Late night, amount: 8.00, time: 22:00-02:00, floor: 5, cap: 12}
          - {key: imax, kind: surcharge, amount: 2.50, format: IMAX, screen: "1"}
          - {key: early, kind: surcharge, amount: -1.50, weekdays: [mon, tue], priority: 2}
          - {key: xmas, kind: percent, percent: 10%, dates: 2026-12-20..2027-01-06, movie: dune}
          - {key: xmas2, kind: percent, percent: -5%, dates: 2026-12-20..2027-01-06, movie: dune}
          - {kind: occupancy, steps: "50=10%,80=25%"}
"""
TYPES = """\
{key: child, name: Child, needs: adult}
  - {key: senior, name: Senior, proof: yes}
  - {key: comp, name: Guest, reason: yes}"""
FULL = changed(
    ("        prices:\n          - {amount: 9.50}\n", PRICES), ("{key: child, name: Child}", TYPES)
)


def apply(app: App, ctx: Context, text: bytes) -> SetupResult:
    return apply_document(app, ctx, read(text, name="x.yaml"))


def exported(app: App, ctx: Context) -> str:
    return spell(export_house(app, ctx, Wanted()).house, form="yaml")


def told(result: SetupResult) -> list[tuple[str, str, str]]:
    return [(item.verb, item.kind, item.key) for item in result.items]


@pytest.fixture
def house(app: App, new_ctx: Callable[..., Context]) -> App:
    apply(app, new_ctx(), FULL)
    return app


def test_applied_again_nothing_changes(house: App, new_ctx: Callable[..., Context]) -> None:
    assert apply(house, new_ctx(), FULL).items == ()
    assert verify(house, new_ctx()).ok


def test_it_is_exported_whole_and_means_the_same(
    house: App, new_ctx: Callable[..., Context]
) -> None:
    text = exported(house, new_ctx())
    assert apply(house, new_ctx(), text.encode()).items == ()
    for line in (
        "{key: child, name: Child, needs: adult}",
        "{key: senior, name: Senior, proof: yes}",
        "{key: comp, name: Guest, reason: yes}",
    ):
        assert line in text
    for part in (
        "cash_rounding: 0.05", "rate: 5.5%", "included: no", "per: booking",
        "steps: '50=10%,80=25%'", "priority: 2", "22:00-02:00", "floor: 5.00", "cap: 12.00",
        "amount: -1.50", "percent: '-5%'", "name: Late night",
    ):  # fmt: skip
        assert part.replace("'", "") in text.replace('"', "").replace("'", ""), part


def test_a_rule_with_a_key_keeps_what_is_left_out(
    house: App, new_ctx: Callable[..., Context]
) -> None:
    line = b"{key: early, kind: surcharge, amount: -1.50, weekdays: [mon, tue], priority: 2}"
    result = apply(house, new_ctx(), FULL.replace(line, b"{key: early, weekdays: mon-wed}"))
    assert told(result) == [("edit", "prices", "rex/early")]
    assert [(each.name, each.old, each.new) for each in result.items[0].fields] == [
        ("weekdays", "mon,tue", "mon,tue,wed")
    ]


def test_taxes_and_fees_are_edited_and_removed(house: App, new_ctx: Callable[..., Context]) -> None:
    text = FULL.replace(b"rate: 5.5%", b"rate: 10%").replace(b"amount: 1.00", b"amount: 1.20")
    assert told(apply(house, new_ctx(), text)) == [
        ("edit", "taxes", "rex/ticket/VAT"), ("edit", "fees", "rex/online"),
    ]  # fmt: skip
    empty = read(b"{movies: []}", name="x.yaml")
    for kind, key in (("taxes", "rex/ticket/VAT"), ("fees", "rex/online")):
        removal = [Removal(kind, key)]
        assert told(apply_document(house, new_ctx(), empty, removals=removal)) == [
            ("remove", kind, key)
        ]
    assert verify(house, new_ctx()).ok


def test_theatres_rounding_and_conditions_are_edited(
    house: App, new_ctx: Callable[..., Context]
) -> None:
    text = FULL.replace(b"rounding: 0.05", b"rounding: 0.10").replace(b", proof: yes", b"")
    assert told(apply(house, new_ctx(), text)) == [("edit", "theatres", "rex")]
    text = FULL.replace(b"proof: yes", b"proof: no").replace(b"needs: adult", b"needs: senior")
    assert told(apply(house, new_ctx(), text)) == [
        ("edit", "ticket_types", "child"), ("edit", "ticket_types", "senior"),
        ("edit", "theatres", "rex"),
    ]  # fmt: skip


def test_a_quote_goes_by_the_file(house: App, new_ctx: Callable[..., Context]) -> None:
    request = quotes.QuoteRequest(show="1", words=("A1",), explain=True)
    found = quotes.quote(house, new_ctx(), request)
    assert (found.seats[0].price_minor, found.fee_minor, found.total_minor) == (950, 100, 1070)
    verdicts = {rule.key: (rule.verdict, rule.because) for rule in found.explain[0].rules}
    assert verdicts == {
        "any": ("taken", ""), "night": ("elsewhere", "time"), "early": ("elsewhere", "weekdays"),
        "imax": ("elsewhere", "format"), "xmas": ("elsewhere", "dates"),
        "xmas2": ("elsewhere", "dates"), "occupancy": ("lost", "full"),
        "child": ("elsewhere", "ticket_type"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{kind: percent, amount: 3}", "needs 'percent'"),
        ("{kind: percent, percent: 3%, amount: 3}", "has no amount"),
        ("{kind: best, amount: 3}", "kind of price 'best'"),
        ("{amount: 3, floor: 5, cap: 4}", "the cap is below the floor"),
        ("{amount: -3}", "negative"),
        ("{weekdays: mon}", "needs 'amount'"),
        ("{amount: 3, weekdays: funday}", "is no list of weekdays"),
        ("{amount: 3, time: noon}", "is no time of day"),
        ("{amount: 3, dates: easter}", "is no stretch of days"),
        ("{amount: 3, screen: 9}", "screen 'rex/9'"),
        ("{amount: 3, movie: alien}", "film 'alien'"),
        ("{kind: occupancy, steps: full}", "is no list of steps"),
        ("{amount: 3, priority: first}", "is no priority"),
        ("{amount: 9.50}", "already"),
    ],
)
def test_a_faulty_line_is_refused_where_it_stands(
    app: App, ctx: Context, line: str, words: str
) -> None:
    text = FULL.replace(b"- {key: night", b"- " + line.encode() + b"\n          - {key: night")
    with pytest.raises(InvalidFile) as caught:
        apply(app, ctx, text)
    said = sentence(caught.value)
    assert said.startswith("x.yaml, line ")
    assert words in said
