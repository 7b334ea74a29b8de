"""The offers of the house with how often they are taken, and codes that are good once each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from boxoffice.domain import offer_texts
from boxoffice.domain.lifecycle import NEW, Subject
from boxoffice.domain.offer_codes import RANDOM_SIGNS
from boxoffice.errors import Invalid, Refused
from boxoffice.services import naming
from boxoffice.services.requests import Request
from boxoffice.services.results import Result, Value
from boxoffice.storage.queries import offers as queries
from boxoffice.storage.tables.offers import OfferCode

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.storage.session import ReadSession, WriteSession
    from boxoffice.storage.statements import Row

MOST_MADE = 10_000
"""Codes of one transaction: a tenth of a second on the slowest database here."""

_PAGE = 2000


class TakenOff(Value):
    """How often an offer is taken now in one currency, and what that took off."""

    currency: str
    taken: int
    amount_minor: int


class HouseOffer(Value):
    """An offer as it is set up, with how often it is taken now; lists left empty mean any."""

    key: str
    name: str
    kind: str
    automatic: bool
    code: str
    single_use: bool
    stackable: bool
    gives_back: bool
    priority: int
    currency: str
    amount_minor: int
    percent_bp: int
    take: int
    pay: int
    item: str
    limit_total: int
    limit_customer: int
    min_seats: int
    min_minor: int
    sold_from: str
    sold_to: str
    show_from: str
    show_to: str
    weekdays: tuple[str, ...]
    theatres: tuple[str, ...]
    shows: tuple[int, ...]
    movies: tuple[str, ...]
    categories: tuple[str, ...]
    ticket_types: tuple[str, ...]
    taken: int = 0
    taken_off: tuple[TakenOff, ...] = ()
    codes: int = 0
    codes_used: int = 0


class Offers(Value):
    """Every offer by its key."""

    offers: tuple[HouseOffer, ...]


class OfferDetails(Value):
    """One offer."""

    offer: HouseOffer


class CodeView(Value):
    """A code that is good once: free, reserved by a booking that waits, or used."""

    code: str
    status: str


class CodesResult(Result):
    """Codes of one offer: those just made, or all there are."""

    offer: str
    codes: tuple[CodeView, ...] = ()


class CodesRequest(Request):
    """So many new codes of an offer, all beginning alike where a prefix is given."""

    answer: ClassVar[type[Result]] = CodesResult

    offer: str
    count: int
    prefix: str = ""


def list_offers(app: App, ctx: Context) -> Offers:
    """Every offer with how often it is taken."""
    with app.db.read(ctx) as session:
        rows = session.all(queries.every_offer)
        return Offers(offers=tuple(_views(session, rows)))


def view_offer(app: App, ctx: Context, typed: str) -> OfferDetails:
    """One offer by its key or name."""
    with app.db.read(ctx) as session:
        return OfferDetails(offer=_views(session, [get_offer(session, typed)])[0])


def get_offer(session: ReadSession, typed: str) -> Row:
    """The offer that a key or a name means."""
    return naming.choose_row("offer", typed, session.all(queries.every_offer))


def list_codes(app: App, ctx: Context, typed: str) -> CodesResult:
    """Every code of an offer, and what became of it."""
    with app.db.read(ctx) as session:
        offer = get_offer(session, typed)
        found: list[CodeView] = []
        after = ""
        while rows := session.all(queries.codes_of, offer_id=offer.id, after=after, most=_PAGE):
            found += (CodeView(code=row.code, status=_status(row, session.now_ms)) for row in rows)
            after = rows[-1].code
        return CodesResult(offer=offer.key, codes=tuple(found))


def make_codes(app: App, ctx: Context, request: CodesRequest) -> CodesResult:
    """Make codes that nobody can guess, all of them in one short write."""
    made = app.db.write(ctx, request, _make_codes)
    return made.model_copy(update={"codes": ()}) if made.is_plan else made


def _make_codes(session: WriteSession, request: CodesRequest) -> CodesResult:
    if not 1 <= request.count <= MOST_MADE:
        raise Invalid("offers.how_many_codes", most=MOST_MADE)
    prefix = offer_texts.parse_prefix(request.prefix)
    offer = get_offer(session, request.offer)
    if not offer.single_use:
        raise Refused("offers.not_single_use", offer=offer.key)
    make = session.ctx.ids.ref
    codes = [f"{prefix}{make(RANDOM_SIGNS)}" for _ in range(request.count)]
    session.insert(
        OfferCode,
        [
            {"code": code, "offer_id": offer.id, "booking_id": "", "expires_at_ms": 0}
            for code in codes
        ],
    )
    session.step(Subject.OFFER_CODE, session.op_key, NEW, "made", offer=offer.key, count=len(codes))
    return CodesResult(
        offer=offer.key, codes=tuple(CodeView(code=code, status="free") for code in codes)
    )


def _status(row: Row, now_ms: int) -> str:
    if not row.booking_id or 0 < row.expires_at_ms <= now_ms:
        return "free"
    return "reserved" if row.expires_at_ms else "used"


def _views(session: ReadSession, rows: Sequence[Row]) -> list[HouseOffer]:
    taken: dict[int, list[TakenOff]] = {}
    codes: dict[int, Row] = {}
    for chunk in _chunks([row.id for row in rows]):
        ids = {f"id_{place}": each for place, each in enumerate(chunk)}
        values = {"size": len(ids), "now_ms": session.now_ms, **ids}
        for row in session.all(queries.redeemed_so_far, **values):
            taken.setdefault(row.offer_id, []).append(
                TakenOff(currency=row.currency, taken=row.taken, amount_minor=row.amount_minor)
            )
        codes |= {row.offer_id: row for row in session.all(queries.codes_so_far, **values)}
    return [_view(row, taken.get(row.id, []), codes.get(row.id)) for row in rows]


def _view(row: Row, taken: Sequence[TakenOff], codes: Row | None) -> HouseOffer:
    told: dict[str, Any] = {
        name: getattr(row, name) for name in HouseOffer.model_fields if hasattr(row, name)
    }
    for name in ("weekdays", "theatres", "movies", "categories", "ticket_types"):
        told[name] = _listed(told[name])
    told["shows"] = tuple(int(number) for number in _listed(row.shows))
    return HouseOffer(
        **told, taken=sum(each.taken for each in taken), taken_off=tuple(taken),
        codes=codes.codes if codes else 0, codes_used=codes.used if codes else 0,
    )  # fmt: skip


def _listed(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(",")) if joined else ()


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """At most so many at once, of a few sizes, so that few statements are compiled."""
    for start in range(0, len(ids), 100):
        yield ids[start : start + 100]
