"""What every use case answers with: frozen values that are also the JSON contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from boxoffice.domain.lifecycle import LineStatus


class Value(BaseModel):
    """A frozen value; its `document()` is the JSON shape of `boxoffice help json`."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def document(self) -> dict[str, Any]:
        """The JSON shape: snake_case, times as ISO 8601 with offset."""
        return self.model_dump(mode="json")


class Result(Value):
    """The outcome of a write: its operation key, whether it is a first answer, or only a plan."""

    op_key: str = ""
    replayed: bool = False
    dry_run: bool = False

    @property
    def is_plan(self) -> bool:
        """Whether nothing of it exists: a dry run of what was never done under that key."""
        return self.dry_run and not self.replayed


class ShowLabel(Value):
    """Which show it is, as a ticket says it."""

    id: int
    movie: str
    city: str
    theatre: str
    screen: str
    starts_at: datetime
    language: str
    subtitles: str
    format: str
    certificate: str


class ShowSummary(ShowLabel):
    """One show as a list shows it; money in minor units of `currency`."""

    status: str
    capacity: int
    available: int
    price_from_minor: int | None
    currency: str


class SeatView(Value):
    """One seat of a house as this till sees it; x and y in 1/100 seat width."""

    label: str
    zone: str
    row: str
    number: str
    category: str
    kind: str
    state: str
    price_minor: int | None
    x: int
    y: int


class Counts(Value):
    """How many seats of a house are in each state."""

    available: int = 0
    held: int = 0
    held_by_me: int = 0
    pending: int = 0
    sold: int = 0
    blocked: int = 0


class House(Value):
    """A show's whole house."""

    show: ShowSummary
    seats: tuple[SeatView, ...]
    summary: Counts


class PricePart(Value):
    """One thing that made a price: a rule's effect, a fee or a tax, by kind and key.

    A tax has its rate in basis points and says whether it is in the price or on top of it; one on
    the fees has them as its product.
    """

    kind: str
    key: str
    name: str = ""
    amount_minor: int
    rate_bp: int = 0
    included: bool = False
    product: str = ""


class PricedParts(Value):
    """What a seat costs and what that is made of; the customer pays price + fee + tax_added.

    price = base + adjusted - offer; tax is all the tax in what is paid, tax_added what is on top.
    """

    price_minor: int
    base_minor: int = 0
    adjusted_minor: int = 0
    offer_minor: int = 0
    fee_minor: int = 0
    tax_minor: int = 0
    tax_added_minor: int = 0
    parts: tuple[PricePart, ...] = ()

    @property
    def paid_minor(self) -> int:
        """What the customer pays for it in all."""
        return self.price_minor + self.fee_minor + self.tax_added_minor


class QuotedSeat(Value):
    """A seat for whom, at which price by which rule."""

    label: str
    ticket_type: str
    price_minor: int
    rule: str


class SeatPrice(PricedParts, QuotedSeat):
    """One seat of a quote: what it costs for whom, and the key of the rule that says so."""


class RuleLooked(Value):
    """A rule looked at: taken, added, lost or for seats elsewhere, and because of what.

    `effect_minor` is what it did to the price, `after_minor` the price after that.
    """

    key: str
    name: str
    kind: str
    verdict: str
    because: str
    effect_minor: int
    after_minor: int


class Explained(Value):
    """How one price came about, for the seats of one category and ticket type."""

    category: str
    ticket_type: str
    price_minor: int
    full_percent: int
    rules: tuple[RuleLooked, ...]


class Reason(Value):
    """Why a choice was made: a code and its parameters; `present` puts it into words."""

    code: str
    details: dict[str, Any] = {}


class OfferView(Value):
    """An offer taken: what it takes off in all, or the item it gives; `code` is the one typed.

    Of a booking it has a state: reserved, redeemed, released or honoured.
    """

    key: str
    name: str
    kind: str
    code: str
    item: str
    amount_minor: int
    status: str = ""


class OfferLooked(Value):
    """An offer looked at: taken, lost to a better one or out, and because of what.

    `amount_minor` is what it took off, or would have alone; `wanted` what it asks for.
    """

    key: str
    name: str
    kind: str
    verdict: str
    because: str
    amount_minor: int
    wanted: dict[str, Any] = {}


class Quote(Value):
    """Seats picked and priced, nothing written; `explain` only where it was asked for."""

    show: ShowSummary
    seats: tuple[SeatPrice, ...]
    total_minor: int
    tax_minor: int = 0
    fee_minor: int = 0
    cash_minor: int | None = None
    currency: str
    why: tuple[Reason, ...]
    alternatives: tuple[tuple[str, ...], ...]
    warnings: tuple[Reason, ...] = ()
    explain: tuple[Explained, ...] = ()
    refund_policy: str = ""
    offers: tuple[OfferView, ...] = ()
    offers_looked: tuple[OfferLooked, ...] = ()


class HoldView(Value):
    """Seats kept for somebody for a few minutes."""

    id: str
    show_id: int
    seats: tuple[str, ...]
    status: str
    till: str
    expires_at: datetime


class HoldResult(Result):
    """A hold that was placed, extended or released."""

    hold: HoldView
    warnings: tuple[Reason, ...] = ()

    def without_new_names(self) -> Self:
        """In a dry run a new hold has no id: nobody could find it."""
        if not self.is_plan:
            return self
        return self.model_copy(update={"hold": self.hold.model_copy(update={"id": ""})})


class SoldSeat(Value):
    """A seat sold or promised; `proof` is what was noted for it."""

    seat: str
    category: str
    ticket_type: str
    price_minor: int
    rule: str
    status: str
    proof: str = ""


class LineView(PricedParts, SoldSeat):
    """One seat of a booking with its price and refund policy as sold, and what of it went back."""

    refund_policy: str = ""
    refunded_minor: int = 0


class PaymentView(Value):
    """Money taken: amounts in minor units of `currency`.

    `last_four` are those of a card's number or of a voucher's code.
    """

    id: str
    method: str
    status: str
    currency: str
    amount_minor: int
    tendered_minor: int
    change_minor: int
    rounding_minor: int
    slip: str
    brand: str = ""
    last_four: str = ""
    voucher_id: str = ""
    gateway: str = ""


class RefundView(Value):
    """Money given back: the amount has the rounding in it; slip is the card terminal's for it.

    `cause` is what it goes back for where no till gave it back, `failure` why it has not.
    """

    id: str
    payment_id: str
    status: str
    currency: str
    amount_minor: int
    reason: str
    rounding_minor: int = 0
    slip: str = ""
    cause: str = ""
    failure: str = ""


class TicketView(Value):
    """One admission: the code that its QR carries."""

    code: str
    seat: str
    status: str


class BookingView(Value):
    """One booking; `expires_at` only while it is pending."""

    ref: str
    status: str
    show_id: int
    name: str
    total_minor: int
    tax_minor: int
    fee_minor: int
    currency: str
    expires_at: datetime | None
    created_at: datetime
    till: str
    lines: tuple[LineView, ...]
    offers: tuple[OfferView, ...] = ()

    @property
    def seats(self) -> tuple[str, ...]:
        """What is not given back or exchanged; where nothing is left, what it was for."""
        gone = (LineStatus.REFUNDED, LineStatus.EXCHANGED)
        kept = tuple(line.seat for line in self.lines if line.status not in gone)
        return kept or tuple(line.seat for line in self.lines)


class VoucherKept(Value):
    """What a booking that waits for its money keeps of a voucher; the last four of its code."""

    voucher_id: str
    last_four: str
    amount_minor: int


class TransferView(Value):
    """Money that an exchange moved from one booking to another, or a refund back again."""

    id: str
    from_ref: str
    to_ref: str
    currency: str
    amount_minor: int
    reason: str = ""


class BookingResult(Result):
    """A booking with all that hangs on it."""

    booking: BookingView
    show: ShowLabel
    payments: tuple[PaymentView, ...]
    refunds: tuple[RefundView, ...]
    tickets: tuple[TicketView, ...]
    warnings: tuple[Reason, ...] = ()
    vouchers: tuple[VoucherKept, ...] = ()
    transfers: tuple[TransferView, ...] = ()

    def without_new_names(self, *made: str) -> Self:
        """In a dry run what it would make has no reference, code or id; `made` names the fields."""
        if not self.is_plan:
            return self
        unnamed: dict[str, Any] = {
            "booking": self.booking.model_copy(update={"ref": ""}),
            "payments": tuple(each.model_copy(update={"id": ""}) for each in self.payments),
            "refunds": tuple(each.model_copy(update={"id": ""}) for each in self.refunds),
            "tickets": (),
        }
        return self.model_copy(update={name: unnamed[name] for name in made})
