"""A quote says what, how much, by which rule, why, and what else there is."""

from boxoffice.present.quotes import quote_text
from boxoffice.services.results import Quote, Reason, SeatPrice
from tests.present.factories import show


def price(label: str, ticket_type: str, price_minor: int, rule: str) -> SeatPrice:
    return SeatPrice(label=label, ticket_type=ticket_type, price_minor=price_minor, rule=rule)


def quote(**overrides: object) -> Quote:
    values: dict[str, object] = {
        "show": show(),
        "seats": (
            price("F7", "adult", 1250, "standard/adult"),
            price("F8", "adult", 1250, "standard/adult"),
            price("F9", "child", 900, "child/weekend"),
        ),
        "total_minor": 3400,
        "currency": "EUR",
        "why": (Reason(code="nowhere.side_by_side"), Reason(code="nowhere.best_view")),
        "alternatives": (("G7", "G8", "G9"), ("E1", "E2", "E4")),
        "warnings": (Reason(code="nowhere.leaves_one"),),
    }
    return Quote.model_validate(values | overrides)


def test_the_whole_quote() -> None:
    assert quote_text(quote(), locale="en") == (
        "Dune, Sat 21 Nov 20:15, Screen 1, Grand\n"
        "F7-9\n"
        "  2 × adult €12.50 (rule standard/adult)\n"
        "  1 × child €9.00 (rule child/weekend)\n"
        "Total €34.00\n"
        "Why: side by side, best view\n"
        "Or: G7-9; E1-2, E4\n"
        "Note: leaves one\n"
    )


def test_seats_chosen_by_hand_need_no_reasons() -> None:
    plain = quote(why=(), alternatives=(), warnings=())
    assert quote_text(plain, locale="en").splitlines()[-1] == "Total €34.00"


def test_a_long_why_goes_on_the_next_line() -> None:
    lines = quote_text(quote(), locale="en", width=20).splitlines()
    assert lines[:3] == ["Dune, Sat 21 Nov", "20:15, Screen 1,", "Grand"]
    why = lines.index("Why: side by side,")
    assert lines[why : why + 2] == ["Why: side by side,", "best view"]


def test_a_reason_longer_than_a_line_is_broken_at_its_words_and_loses_none() -> None:
    blocks = ("I11-17", "J11-18", "K11-20")
    split = Reason(code="best.split", details={"count": 25, "blocks": blocks})
    text = quote_text(quote(why=(split,)), locale="en", width=40)
    assert "and K11-20" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 40
