"""What a box office should do, thought out a second time: a dict of seats and some sums."""

from __future__ import annotations

from dataclasses import dataclass, field

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
HOLD_MS = 5 * MINUTE_MS
PENDING_MS = 15 * MINUTE_MS
DAY_SHIFT_MS = 2 * HOUR_MS - 5 * HOUR_MS
"""Paris in summer, where a business day ends at five in the morning."""

PRICE_MINOR = 1550


@dataclass
class Claim:
    """Somebody's seat; `until_ms` is None for good."""

    owner: str
    state: str
    until_ms: int | None


@dataclass
class Hold:
    """A hold as stored: active until somebody resolves it, run out or not."""

    till: str
    until_ms: int
    status: str = "active"


@dataclass
class Booking:
    """A booking as stored, with its money."""

    till: str
    seats: tuple[str, ...]
    status: str
    until_ms: int = 0
    confirmed_ms: int = 0
    captured_minor: int = 0
    refunded_minor: int = 0
    paid_at: str = ""
    made_ms: int = 0
    hall: int = 1
    given: dict[str, int] = field(default_factory=dict)

    @property
    def kept_seats(self) -> tuple[str, ...]:
        """Those that were not given back."""
        return tuple(seat for seat in self.seats if seat not in self.given)

    @property
    def owed_minor(self) -> int:
        if self.status not in ("confirmed", "part_refunded", "refunded"):
            return 0
        return PRICE_MINOR * len(self.seats) - sum(self.given.values())


@dataclass
class House:
    """Every claim there is, run out or not, and whose it is."""

    now_ms: int
    claims: dict[str, Claim] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    hall: int = 1
    starts_ms: int = 0

    def running_holds(self) -> list[str]:
        """Holds that nobody resolved and that have not run out."""
        return [
            key
            for key, each in self.holds.items()
            if each.status == "active" and not self.is_over(each.until_ms)
        ]

    def running_bookings(self) -> list[str]:
        """Bookings that can be paid or called off, taken back or given back."""
        return [
            ref
            for ref, each in self.bookings.items()
            if self.status_now(each) in ("pending", "confirmed", "part_refunded")
        ]

    def money(self) -> dict[str, tuple[str, int, int]]:
        """Status, what came in and what went back of every booking."""
        return {
            ref: (each.status, each.captured_minor, each.refunded_minor)
            for ref, each in self.bookings.items()
        }

    def sold_seats(self) -> list[tuple[str, str]]:
        """Seats that somebody paid for and has, with whose they are."""
        return sorted(
            (seat, each.owner) for seat, each in self.claims.items() if each.state == "sold"
        )

    def is_over(self, until_ms: int | None) -> bool:
        return until_ms is not None and until_ms <= self.now_ms

    def taken(self, seats: tuple[str, ...]) -> list[str]:
        """Those of the seats that somebody has now."""
        return [
            seat
            for seat in seats
            if seat in self.claims and not self.is_over(self.claims[seat].until_ms)
        ]

    def own_hold(self, till: str, seats: tuple[str, ...]) -> str:
        """The one running hold of this till that has all of the seats, or ""."""
        if self.taken(seats) != list(seats):
            return ""
        owners = {self.claims[seat].owner for seat in seats}
        owner = owners.pop()
        held = owner in self.holds and self.holds[owner].till == till
        return owner if held and not owners else ""

    def seats_of(self, owner: str) -> tuple[str, ...]:
        return tuple(seat for seat, claim in self.claims.items() if claim.owner == owner)

    def claim(self, owner: str, seats: tuple[str, ...], state: str, until_ms: int | None) -> None:
        for seat in seats:
            self.claims[seat] = Claim(owner, state, until_ms)

    def free(self, owner: str) -> int:
        """Free what the owner still has and say how many seats."""
        seats = self.seats_of(owner)
        for seat in seats:
            del self.claims[seat]
        return len(seats)

    def status_now(self, booking: Booking) -> str:
        late = booking.status == "pending" and self.is_over(booking.until_ms)
        return "expired" if late else booking.status

    def confirm(self, ref: str) -> None:
        booking = self.bookings[ref]
        booking.status, booking.confirmed_ms = "confirmed", self.now_ms
        booking.captured_minor = PRICE_MINOR * len(booking.seats)
        self.free(ref)
        self.claim(ref, booking.seats, "sold", None)

    def why_not_void(self, booking: Booking, till: str) -> str:
        """The first reason against taking a sale back, or ""."""
        sold, today = (
            (at_ms + DAY_SHIFT_MS) // DAY_MS for at_ms in (booking.confirmed_ms, self.now_ms)
        )
        reasons = {
            "status": booking.status != "confirmed",
            "other_till": (booking.paid_at or booking.till) != till,
            "other_day": sold != today,
        }
        return next((why for why, holds in reasons.items() if holds), "")

    def why_not_refund(self, booking: Booking, seats: tuple[str, ...]) -> str:
        """The first reason against giving seats back, or ""."""
        wanted = seats or booking.kept_seats
        reasons = {
            "refunds.not_refundable": self.status_now(booking)
            not in ("confirmed", "part_refunded"),
            "refunds.other_seats": not set(wanted) <= set(booking.seats),
            "refunds.seats_gone": bool(set(wanted) & set(booking.given)),
        }
        return next((why for why, holds in reasons.items() if holds), "")

    def percent(self) -> int:
        """Paid back in full until nine days before the show, half after that."""
        return 50 if self.starts_ms - self.now_ms < 9 * DAY_MS else 100

    def give_back(self, ref: str, seats: tuple[str, ...], *, percent: int) -> int:
        """Free some of the seats, or all that are left, and say what that gives back."""
        booking = self.bookings[ref]
        wanted = seats or booking.kept_seats
        back_minor = (PRICE_MINOR * percent * 2 + 100) // 200
        booking.given.update(dict.fromkeys(wanted, back_minor))
        booking.refunded_minor += back_minor * len(wanted)
        booking.status = "part_refunded" if booking.kept_seats else "refunded"
        for seat in wanted:
            del self.claims[seat]
        return back_minor * len(wanted)

    def go_back_to(self, now_ms: int) -> None:
        """An earlier time: what has run out is over, what still runs does so for as long."""
        self.sweep()
        moved_ms = now_ms - self.now_ms
        running: dict[str, Hold | Booking] = {
            **{key: each for key, each in self.holds.items() if each.status == "active"},
            **{
                key: each
                for key, each in self.bookings.items()
                if each.status == "pending" and each.made_ms > now_ms
            },
        }
        for owner, each in running.items():
            each.until_ms += moved_ms
            for seat in self.seats_of(owner):
                self.claims[seat].until_ms = each.until_ms

    def move(self, hall: int) -> None:
        """Everybody comes along to their own labels, save who has run out or was called off."""
        for key, each in self.holds.items():
            if each.status == "active" and self.is_over(each.until_ms) and self.free(key):
                each.status = "expired"
        for ref, booking in self.bookings.items():
            if self.status_now(booking) != booking.status:
                booking.status = "expired"
                self.free(ref)
            if booking.status in ("pending", "confirmed", "part_refunded"):
                booking.hall = hall
        self.hall = hall

    def sweep(self) -> tuple[int, int, int]:
        """Expire what ran out: how many holds, bookings and seats."""
        holds = [
            key
            for key, each in self.holds.items()
            if each.status == "active" and self.is_over(each.until_ms)
        ]
        refs = [key for key, each in self.bookings.items() if self.status_now(each) != each.status]
        for key in holds:
            self.holds[key].status = "expired"
        for key in refs:
            self.bookings[key].status = "expired"
        return len(holds), len(refs), sum(self.free(key) for key in (*holds, *refs))
