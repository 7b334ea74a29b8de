"""Houses, shows and sales to draw, each with overrides."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

from boxoffice.services.results import (
    BookingResult,
    BookingView,
    Counts,
    HoldView,
    House,
    LineView,
    PaymentView,
    SeatView,
    ShowSummary,
    TicketView,
)

BERLIN = timezone(timedelta(hours=1))
SHOW_TIME = datetime(2026, 11, 21, 20, 15, tzinfo=BERLIN)


def show(**overrides: Any) -> ShowSummary:
    values: dict[str, Any] = {
        "id": 42,
        "movie": "Dune",
        "city": "Berlin",
        "theatre": "Grand",
        "screen": "Screen 1",
        "starts_at": SHOW_TIME,
        "language": "en",
        "subtitles": "de",
        "format": "2D",
        "certificate": "12",
        "status": "on_sale",
        "capacity": 120,
        "available": 96,
        "price_from_minor": 1250,
        "currency": "EUR",
    }
    return ShowSummary(**values | overrides)


def seat(row: str, number: int | str, **overrides: Any) -> SeatView:
    zone = overrides.get("zone", "")
    values: dict[str, Any] = {
        "label": f"{zone}:{row}{number}" if zone else f"{row}{number}",
        "zone": zone,
        "row": row,
        "number": str(number),
        "category": "standard",
        "kind": "standard",
        "state": "available",
        "price_minor": 1250,
        "x": int(number) * 100 if str(number).isdecimal() else 0,
        "y": (ord(row[0]) - ord("A")) * 100,
    }
    return SeatView(**values | overrides)


def row_of(
    name: str, count: int, *, aisles: Iterable[int] = (), **overrides: Any
) -> list[SeatView]:
    """Seats 1 to `count`; each aisle is one seat wide and lies before the number given."""
    gaps = tuple(aisles)
    return [
        seat(name, number, **{"x": (number + sum(number >= gap for gap in gaps)) * 100} | overrides)
        for number in range(1, count + 1)
    ]


def house(seats: Iterable[SeatView], **overrides: Any) -> House:
    seats = tuple(seats)
    counts = Counter(seat.state for seat in seats)
    return House(show=show(**overrides), seats=seats, summary=Counts(**counts))


def with_states(seats: list[SeatView], **states: Iterable[str]) -> list[SeatView]:
    """The seats, those named in the state given: `with_states(seats, sold=["A1"])`."""
    wanted = {label: state for state, labels in states.items() for label in labels}
    return [seat.model_copy(update={"state": wanted.get(seat.label, seat.state)}) for seat in seats]


def hold(**overrides: Any) -> HoldView:
    values: dict[str, Any] = {
        "id": "019aa0b5-6c3e-7d51-9f0a-2c7e984b1c9e",
        "show_id": 42,
        "seats": ("F7", "F8"),
        "status": "active",
        "till": "till-1",
        "expires_at": datetime(2026, 11, 21, 20, 14, tzinfo=BERLIN),
    }
    return HoldView(**values | overrides)


def line(label: str, **overrides: Any) -> LineView:
    values: dict[str, Any] = {
        "seat": label,
        "category": "standard",
        "ticket_type": "adult",
        "price_minor": 1250,
        "rule": "standard/adult",
        "status": "sold",
    }
    return LineView(**values | overrides)


def booking(**overrides: Any) -> BookingView:
    values: dict[str, Any] = {
        "ref": "K7M2",
        "status": "confirmed",
        "show_id": 42,
        "name": "",
        "total_minor": 2500,
        "tax_minor": 0,
        "fee_minor": 0,
        "currency": "EUR",
        "expires_at": None,
        "created_at": datetime(2026, 11, 21, 19, 2, tzinfo=BERLIN),
        "till": "till-1",
        "lines": (line("F7"), line("F8")),
    }
    return BookingView(**values | overrides)


def payment(**overrides: Any) -> PaymentView:
    values: dict[str, Any] = {
        "id": "P1",
        "method": "cash",
        "status": "captured",
        "currency": "EUR",
        "amount_minor": 2500,
        "tendered_minor": 5000,
        "change_minor": 2500,
        "rounding_minor": 0,
        "slip": "",
    }
    return PaymentView(**values | overrides)


def sale(**overrides: Any) -> BookingResult:
    values: dict[str, Any] = {
        "booking": booking(),
        "show": show(),
        "payments": (payment(),),
        "refunds": (),
        "tickets": (
            TicketView(code="T-7Q4M-K2XW", seat="F7", status="issued"),
            TicketView(code="T-8R5N-L3YZ", seat="F8", status="issued"),
        ),
    }
    return BookingResult(**values | overrides)
