"""Each promise about exchanges broken past the program, and named by verify."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from boxoffice.context import Context
from boxoffice.present.rows.verify import mend
from boxoffice.present.words import reason
from boxoffice.services import exchanges, refunds, sales
from boxoffice.services.app import App
from boxoffice.services.exchanges import ExchangeRequest
from boxoffice.services.verify import verify
from tests.counter import CASH, sell_request
from tests.programme import open_cinema
from tests.services.histories import past_the_program, rows


@pytest.fixture
def found(app: App, ctx: Context, database: str) -> SimpleNamespace:
    """F7-8 became G3-4 for 7 more, and then C3-4 at another show; C4 went back to the cash."""
    open_cinema(app, ctx)
    names = SimpleNamespace()
    names.other = sales.sell(app, ctx, sell_request("A5")).booking.ref
    names.first = sales.sell(app, ctx, sell_request("F7-8")).booking.ref
    dearer = ExchangeRequest(ref=names.first, to=("G3-4",), tenders=(CASH,))
    names.second = exchanges.exchange(app, ctx, dearer).booking.ref
    cheaper = ExchangeRequest(ref=names.second, words=("G4",), to=("C4",), show="2")
    names.third = exchanges.exchange(app, ctx, cheaper).booking.ref
    refunds.refund(app, ctx, refunds.RefundRequest(ref=names.third))
    for name in ("first", "second", "third", "other"):
        ref = getattr(names, name)
        (row,) = rows(database, f"SELECT id FROM booking WHERE ref = '{ref}'")
        setattr(names, f"{name}_id", row[0])
    return names


FORTH = "from_booking_id = '{first_id}' AND to_booking_id = '{second_id}'"
BACK = "to_booking_id = '{first_id}'"
F7 = "booking_id = '{first_id}' AND seat = 'F7'"
G3 = "booking_id = '{second_id}' AND seat = 'G3'"
STRAY = (
    "INSERT INTO transfer SELECT 'stray', '{first_id}', '{other_id}', till, currency, 1, '', 0"
    f" FROM transfer WHERE {FORTH}"
)
TWICE = (
    f"UPDATE booking_line SET replaces = (SELECT replaces FROM booking_line WHERE {G3})"
    " WHERE booking_id = '{other_id}'"
)
BREAKS = [
    (f"DELETE FROM transfer WHERE {FORTH}", "money_owed", "booking {first}"),
    (f"UPDATE transfer SET amount_minor = amount_minor + 1 WHERE {FORTH}", "money_owed",
     "booking {second}"),
    (f"UPDATE transfer SET currency = 'USD' WHERE {FORTH}", "money_currency", ""),
    (f"UPDATE transfer SET amount_minor = 5000 WHERE {BACK}", "transfers", "booking {first}"),
    (STRAY, "transfers", "booking {other}"),
    (f"UPDATE transfer SET till = 'till-9' WHERE {FORTH}", "audit_record", ""),
    (f"UPDATE transfer SET from_booking_id = '{{other_id}}' WHERE {FORTH}", "audit_record", ""),
    (f"UPDATE booking_line SET replaces = '' WHERE {G3}", "transfers", "booking {first} seat F7"),
    (f"UPDATE booking_line SET replaces = 'nothing' WHERE {G3}", "transfers",
     "booking {second} seat G3"),
    (f"UPDATE booking_line SET replaces = id WHERE {G3}", "transfers",
     "booking {second} seat G3"),
    (TWICE, "transfers", "booking {first} seat F7"),
    (f"UPDATE booking_line SET status = 'refunded' WHERE {F7}", "transfers",
     "booking {second} seat G3"),
    (f"UPDATE booking_line SET refunded_minor = 0 WHERE {F7}", "money_owed", "booking {first}"),
    (f"UPDATE booking_line SET status = 'sold' WHERE {F7}", "line_claims",
     "booking {first} seat F7"),
    ("UPDATE booking_line SET status = 'refunded' WHERE booking_id = '{first_id}'",
     "booking_lines", "booking {first}"),
    ("UPDATE booking SET status = 'refunded' WHERE ref = '{first}'", "audit_state", ""),
    ("UPDATE ticket SET status = 'issued' WHERE booking_id = '{first_id}'", "tickets",
     "booking {first} seat F7"),
]  # fmt: skip


def test_what_happened_lawfully_is_sound(app: App, ctx: Context, found: SimpleNamespace) -> None:
    result = verify(app, ctx)
    assert (result.violations, result.checked["transfers"]) == ((), 4)


@pytest.mark.parametrize(("sql", "invariant", "subject"), BREAKS)
def test_what_is_broken_is_named_with_its_words(
    app: App,
    ctx: Context,
    database: str,
    found: SimpleNamespace,
    sql: str,
    invariant: str,
    subject: str,
) -> None:
    past_the_program(database, [sql.format(**vars(found))])
    named = [each for each in verify(app, ctx).violations if each.invariant == invariant]
    assert named
    if subject:
        assert subject.format(**vars(found)) in {each.subject for each in named}
    for each in named:
        assert reason(each.code, each.details).endswith(".")
        assert mend(each)
