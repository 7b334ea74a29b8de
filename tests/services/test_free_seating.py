"""Free seating from the counter: sold by number of people, counted instead of drawn."""

from boxoffice.context import Context
from boxoffice.domain.layout_new import unreserved
from boxoffice.domain.layouts import Plan
from boxoffice.domain.lifecycle import PaymentMethod
from boxoffice.domain.tenders import Tender
from boxoffice.present.receipts import receipt
from boxoffice.present.seatmap import draw
from boxoffice.present.stubs import ticket_stub
from boxoffice.services import houses, sales
from boxoffice.services.app import App
from tests.programme import open_cinema

CASH = (Tender(PaymentMethod.CASH, "100"),)


def test_it_is_sold_counted_and_printed_as_such(app: App, ctx: Context) -> None:
    open_cinema(app, ctx, plan=Plan(unreserved(80, category="standard")))
    first = sales.sell(app, ctx, sales.SellRequest(show="1", count=2, tenders=CASH))
    assert [line.seat for line in first.booking.lines] == ["1", "2"]
    one = sales.sell(app, ctx, sales.SellRequest(show="1", words=("4",), tenders=CASH))
    assert [warning.code for warning in one.warnings] == []
    assert receipt(first, locale="en").splitlines()[0].endswith("confirmed: FREE SEATING 1-2")
    stub = ticket_stub(one, one.tickets[0], width=80)
    assert "FREE SEATING 4 · " in stub
    house = houses.view_house(app, ctx, "1")
    assert draw(house, width=80).plain.splitlines()[2:] == [
        "FREE SEATING",
        "standard €12.00",
        "77 free of 80 · 3 sold",
    ]
