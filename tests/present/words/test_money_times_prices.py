"""Every refusal about money, times, prices and counts is one sentence that says what to type."""

from collections.abc import Callable
from functools import partial

import pytest

from boxoffice.domain import price_texts
from boxoffice.domain.money import parse_amount
from boxoffice.domain.price_rules import Asked, price
from boxoffice.domain.pricing import assign_ticket_types, parse_counts
from boxoffice.domain.ticket_conditions import Condition, unmet
from boxoffice.domain.times import local, parse_day, parse_duration, parse_until, resolve_local
from boxoffice.errors import BoxofficeError
from boxoffice.present.words import money, prices, sentence, times, usage
from boxoffice.services.prices import PriceList

PARIS = "Europe/Paris"
euros = partial(parse_amount, currency="EUR")
at = partial(resolve_local, zone=PARIS)
until = partial(parse_until, now_ms=0, zone=PARIS, show_starts_at_ms=3_600_000)
kinds = partial(assign_ticket_types, default="adult")
NAMES = {"adult": "Adult", "child": "Child"}
with_types = partial(PriceList, currency="EUR", rules=())
SOFA = Asked("sofa", "adult", show_id=12, day_type="weekday")


def missing(kind: str, **condition: object) -> None:
    """Raise what a ticket type asks for and did not get."""
    found = unmet([kind], {kind: Condition(**condition)}, proof="", reason="")  # type: ignore[arg-type]
    assert found is not None
    raise found


def told(code: str, **details: object) -> None:
    """Raise what only a database says."""
    raise BoxofficeError(code, **details)


CASES: list[tuple[Callable[[], object], str]] = [
    (partial(euros, ""), "An amount in EUR is missing: type it as in 12 or 12.50."),
    (partial(euros, "-3"), "'-3' is negative: type the amount without a minus sign."),
    (
        partial(euros, "1e9"),
        "'1e9' is not typed as money: write all the digits, as in 1200.",
    ),
    (partial(euros, "ten"), "'ten' is not an amount: type digits, as in 12 or 12.50."),
    (
        partial(euros, "1,250"),
        (
            "'1,250' can be read two ways in EUR: type 1250 without a comma, "
            "or a decimal point and fewer digits after it."
        ),
    ),
    (partial(euros, "12.345"), "'12.345' has too many decimals: EUR has at most 2 decimals."),
    (
        partial(parse_amount, "12.5", currency="JPY"),
        "'12.5' has too many decimals: JPY has no decimals.",
    ),
    (
        partial(euros, "99999999999"),
        "'99999999999' is more than 10000000000.00 EUR: check the number of digits.",
    ),
    (
        partial(local, 0, zone="Paris"),
        "There is no time zone 'Paris': type a name such as Europe/Paris.",
    ),
    (
        partial(at, "tonight"),
        "'tonight' is not a date and time: type it as in '2026-11-28 20:15'.",
    ),
    (partial(at, "0202-11-28 20:15"), "'0202-11-28 20:15' is in the year 202: check the date."),
    (
        partial(at, "2026-03-29 02:30"),
        (
            "'2026-03-29 02:30' does not exist in Europe/Paris: the clocks go forward then. "
            "Did you mean '2026-03-29 03:30'?"
        ),
    ),
    (
        partial(at, "2026-10-25 02:30"),
        (
            "'2026-10-25 02:30' happens twice in Europe/Paris: "
            "type '2026-10-25 02:30+02:00' or '2026-10-25 02:30+01:00'."
        ),
    ),
    (
        partial(parse_duration, "soon"),
        "'soon' is not a length of time: type it as in 7m, 90s, 2h or 1h30m.",
    ),
    (
        partial(parse_duration, "0m"),
        "'0m' is no time at all: type more than zero, as in 7m.",
    ),
    (partial(parse_duration, "8d"), "'8d' is longer than 7 days: type a shorter time."),
    (
        partial(until, "soon"),
        (
            "'soon' is not a time: type 'sat 12:00', 12:00, '2026-11-28 12:00', "
            "2h from now or -30m before the show."
        ),
    ),
    (partial(until, "-2h"), "'-2h' is already over (1970-01-01 00:00): type a later time."),
    (
        partial(until, "2h"),
        "'2h' is 1970-01-01 03:00, after the show starts (1970-01-01 02:00): type an earlier time.",
    ),
    (
        partial(price, [], SOFA),
        (
            "No price is set for 'adult' in category 'sofa' at show 12: "
            "add one with `boxoffice price add`."
        ),
    ),
    (
        partial(kinds, None, {}),
        "Say how many seats: name them (F7 F8), or -n 2, or -t adult=2.",
    ),
    (
        partial(parse_day, "someday", now_ms=0, zone=PARIS),
        "'someday' is not a day: type today, tomorrow, sat or '2026-11-28'.",
    ),
    (
        partial(PriceList.type_key, with_types(ticket_types=NAMES), "pensioner"),
        "No ticket type goes by 'pensioner'. There is adult, child.",
    ),
    (
        lambda: with_types(ticket_types={}).default_type,
        (
            "No ticket type is set up, so nothing has a price: add them with"
            " `boxoffice ticket-type add`."
        ),
    ),
    (
        partial(price_texts.parse_percent, "-101%"),
        "'-101%' is no percentage from -100%: type it as in 10%, -12.5%.",
    ),
    (
        partial(price_texts.parse_steps, "half"),
        ("'half' is no list of steps: type from how full on how much more, as in 50=10%,80=25%."),
    ),
    (
        partial(price_texts.parse_weekdays, "someday"),
        "'someday' is no list of weekdays: type it as in mon-thu,sun.",
    ),
    (
        partial(price_texts.parse_window, "17:00"),
        "'17:00' is no time of day: type it as in 14:00-17:00, -17:00 or 22:00-.",
    ),
    (
        partial(price_texts.parse_dates, "easter"),
        ("'easter' is no stretch of days: type it as in 2026-12-24..2027-01-02, or one day."),
    ),
    (
        partial(price_texts.parse_priority, "first"),
        "'first' is no priority: type a whole number, the higher goes first.",
    ),
    (
        partial(missing, "child", needs="adult"),
        (
            "child tickets go only with adult in the same booking: add one, as in"
            " `-t adult=1,child=1`."
        ),
    ),
    (
        partial(missing, "senior", proof=True),
        (
            "senior tickets need a proof: look at it and note what it was, as in"
            " `--proof 'card 1234'`."
        ),
    ),
    (
        partial(missing, "comp", reason=True),
        "comp tickets are given away for a reason: add `--reason WHY`.",
    ),
    (
        partial(told, "prices.correct_kind", key="matinee", kind="discount"),
        (
            "matinee is a discount rule: only a price or a surcharge is a sum that can be put"
            " right so. Change it with `boxoffice price edit`."
        ),
    ),
    (
        partial(told, "prices.correct_same", key="evening"),
        "evening would say what it said: `--was` and `--to` are the same.",
    ),
    (
        partial(told, "prices.correct_how"),
        "Say `--plan` to see what would happen, or `--apply` to do it; not both.",
    ),
    (
        partial(kinds, 1, {"adult": 4, "child": 5}),
        "adult=4,child=5 makes 9 tickets, but 1 seat asked for: make both the same.",
    ),
    (
        partial(parse_counts, "adult"),
        "'adult' does not say how many of each: type it as in adult=2,child=1.",
    ),
    (
        partial(parse_counts, "adult=0"),
        "'adult=0' asks for no 'adult' at all: leave it out or type a number from 1.",
    ),
    (
        partial(parse_counts, "adult=1,adult=2"),
        "'adult=1,adult=2' names 'adult' twice: give one number for it.",
    ),
    (
        partial(parse_counts, "adult=1000"),
        "'adult=1000' asks for too many of 'adult': type a number up to 999.",
    ),
]


@pytest.mark.parametrize(("refused", "expected"), CASES, ids=[words for _, words in CASES])
def test_sentence(refused: Callable[[], object], expected: str) -> None:
    with pytest.raises(BoxofficeError) as caught:
        refused()
    assert sentence(caught.value) == expected


def test_no_sentence_is_left_unsaid() -> None:
    said = set()
    for refused, _ in CASES:
        with pytest.raises(BoxofficeError) as caught:
            refused()
        said.add(caught.value.code)
    known = {*money.WORDS, *times.WORDS, *prices.WORDS, "usage.counts"}
    assert said == known
    assert "usage.counts" in usage.WORDS
