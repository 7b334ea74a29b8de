"""Asking gateways what became of everything that is under way; what is learned is posted once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from boxoffice.domain.lifecycle import PaymentMethod, PaymentStatus
from boxoffice.errors import BoxofficeError, NotFound
from boxoffice.outbound.gateways import registry
from boxoffice.outbound.gateways.protocol import Event, EventKind, Found
from boxoffice.services import attention, captures, online, payments
from boxoffice.services.attention import AttentionLine
from boxoffice.services.flows import gateway_payment, refunding
from boxoffice.services.flows.gateway_payment import NOT_OPENED
from boxoffice.services.flows.refunding import GatewayTrouble, SentRefunds
from boxoffice.services.gateway_events import Posted
from boxoffice.services.online import Asked, OpenedRequest
from boxoffice.services.results import Reason, Value
from boxoffice.services.webhooks import TILL
from boxoffice.storage.queries import payments as queries
from boxoffice.storage.sharing import sharing_like

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.outbound.gateways.protocol import Gateway
    from boxoffice.services.app import App

LOCK = "reconcile.lock"
FRESH_MS = 60_000
"""A payment begun less than this ago is still being begun: nobody asks about it yet."""

OVER_MS = 2 * 86_400_000
JUST_OVER_MS = 3_600_000
"""A payment that is over here is looked at again while its page ended less than this before the
last time that everything was asked: a page may take money without a word of it."""

LAST = "reconcile.at"

MOST = 10_000
QUIET = ("already", "behind", "processing", "attempt_failed", "ignored")
"""Effects that changed nothing and that nobody has to be told of."""


class Reconciled(Value):
    """What was asked and learned; `skipped` when another one was at it."""

    asked: int = 0
    learned: tuple[Posted, ...] = ()
    unanswered: int = 0
    still_open: int = 0
    refunds: SentRefunds = SentRefunds()
    troubles: tuple[GatewayTrouble, ...] = ()
    attention: tuple[AttentionLine, ...] = ()
    skipped: bool = False
    dry_run: bool = False


@dataclass
class _Round:
    """One reconciliation under way."""

    app: App
    ctx: Context
    asked: int = 0
    unanswered: int = 0
    learned: list[Posted] = field(default_factory=list)
    silent: dict[str, Reason] = field(default_factory=dict)
    odd: dict[str, Reason] = field(default_factory=dict)
    opened: dict[str, Gateway] = field(default_factory=dict)

    def gateway(self, name: str) -> Gateway:
        """A gateway, opened once."""
        if name not in self.opened:
            self.opened[name] = registry.open_gateway(self.app.settings, name)
        return self.opened[name]


def reconcile(app: App, ctx: Context, *, gateway: str = "") -> Reconciled:
    """Ask about every payment under way, send the refunds that wait, and tell what remains.

    One runs at a time; it can be stopped and run again at any moment.
    """
    if gateway:
        registry.open_gateway(app.settings, gateway)
    with _alone(app) as is_ours:
        if not is_ours:
            return Reconciled(skipped=True, dry_run=ctx.dry_run)
        own = _Round(app, replace(ctx, till=TILL, op_key=""))
        now_ms, due = _due(own, gateway)
        if not ctx.dry_run:
            for asked in due:
                _look_after(own, asked)
            if not own.unanswered and not gateway:
                _remember(app, now_ms)
        refunds = refunding.send_queued(app, ctx, only=gateway)
        with app.db.read(ctx) as session:
            left = session.all(queries.open_payments, most=MOST)
            lines = attention.waiting(session)
    told = {**own.odd, **own.silent}
    troubles = [GatewayTrouble(gateway=name, reason=why) for name, why in told.items()]
    return Reconciled(
        asked=len(due) if ctx.dry_run else own.asked, learned=tuple(own.learned),
        unanswered=own.unanswered,
        still_open=sum(row.method == PaymentMethod.GATEWAY for row in left), refunds=refunds,
        troubles=(*troubles, *refunds.troubles), attention=lines, dry_run=ctx.dry_run,
    )  # fmt: skip


def ask_now(app: App, ctx: Context, payment_id: str) -> tuple[Posted, ...]:
    """Ask about one payment, whatever its age, and post what is learned."""
    own = _Round(app, replace(ctx, till=TILL, op_key=""))
    asked = gateway_payment.look(app, ctx, payment_id)
    with app.db.read(ctx) as session:
        now_ms = session.now_ms
    if asked.gateway:
        _ask(own, asked, is_over=asked.status in captures.OPEN and asked.expires_at_ms <= now_ms)
    return tuple(own.learned)


@contextmanager
def _alone(app: App) -> Iterator[bool]:
    """One reconciliation at a time on this machine; another machine's does no harm."""
    from filelock import FileLock, Timeout

    folder, mode = _folder(app)
    lock = FileLock(folder / LOCK, timeout=0, mode=mode)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _folder(app: App) -> tuple[Path, int]:
    """The folder of this machine's own state, there by now, and the mode of files in it."""
    folder = app.state_folder()
    if app.settings.is_postgres:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder, 0o600
    sharing = sharing_like(Path(app.settings.db))
    sharing.make_folder(folder)
    return folder, sharing.file_mode


def _remember(app: App, now_ms: int) -> None:
    """Note that everything was asked at that moment; without a note more is asked next time."""
    folder, mode = _folder(app)
    with suppress(OSError):
        (folder / LAST).write_text(str(now_ms), encoding="ascii")
        (folder / LAST).chmod(mode)


@dataclass(frozen=True)
class _Due:
    """A payment to be asked about, and whether its time is over."""

    asked: Asked
    is_over: bool


def _since_ms(app: App, now_ms: int) -> int:
    """Pages that ended before this were asked about after their end, unless that is too long ago.

    A clock set back, a machine that never asked or a file that says nothing means all of them.
    """
    try:
        last_ms = int((app.state_folder() / LAST).read_text(encoding="ascii"))
    except (OSError, ValueError):
        last_ms = 0
    return min(last_ms, now_ms) - JUST_OVER_MS


def _due(own: _Round, gateway: str) -> tuple[int, list[_Due]]:
    """The time, and payments under way or over not long ago: a page may have taken money."""
    with own.app.db.read(own.ctx) as session:
        now_ms = session.now_ms
        begun = session.all(queries.open_payments, most=MOST)
        over = session.all(queries.unpaid_payments, from_ms=now_ms - OVER_MS)
    fresh_ms = now_ms - FRESH_MS
    rows = [row for row in begun if row.created_at_ms <= fresh_ms or row.session_id]
    since_ms = _since_ms(own.app, now_ms)
    rows += [row for row in over if row.expires_at_ms > since_ms]
    return now_ms, [
        _Due(Asked.of(row), row.status in captures.OPEN and row.expires_at_ms <= now_ms)
        for row in rows
        if row.method == PaymentMethod.GATEWAY and gateway in ("", row.gateway)
    ]


def _look_after(own: _Round, due: _Due) -> None:
    """Ask about one payment; a gateway that gave no answer is not asked again this time."""
    name = due.asked.gateway
    if name in own.silent:
        own.unanswered += 1
        return
    own.asked += 1
    try:
        own.gateway(name)
    except BoxofficeError as error:
        own.unanswered += 1
        own.silent[name] = Reason(code=error.code, details=dict(error.details))
        return
    try:
        _ask(own, due.asked, is_over=due.is_over)
    except NotFound as error:
        _unknown(own, due, error)
    except BoxofficeError as error:
        own.unanswered += 1
        own.silent[name] = Reason(code=error.code, details=dict(error.details))


def _unknown(own: _Round, due: _Due, error: NotFound) -> None:
    """A page that its gateway knows nothing of: once its time is over, nothing comes of it."""
    asked = due.asked
    if not due.is_over:
        own.unanswered += 1
        own.odd[asked.gateway] = Reason(code=error.code, details=dict(error.details))
        return
    event = Event(
        event_id="", kind=EventKind.VOIDED, name="", at_ms=0, sha256="",
        payment_id=asked.payment_id, failure=error.code,
    )  # fmt: skip
    _learn(own, [payments.post(own.app, own.ctx, asked.gateway, event).posted])


def _ask(own: _Round, asked: Asked, *, is_over: bool) -> None:
    """Find out how a payment stands; what nobody paid in time is closed at the gateway too."""
    gateway = own.gateway(asked.gateway)
    if not asked.session_id:
        asked = _opened(own, gateway, asked)
        if not asked.session_id:
            return
    found = gateway.look_up(asked.session_id)
    is_wanted = payments.is_waited_for(own.app, own.ctx, asked.payment_id)
    if found.status is PaymentStatus.INITIATED and not found.is_processing:
        if asked.status in captures.OPEN and is_wanted and not is_over:
            return
        found = gateway.cancel(asked.session_id, payment_id=asked.payment_id)
        found = _as_expired(found) if is_over else found
    if asked.status in captures.OPEN or found.captured_minor:
        _post(own, asked, found)
    if found.status is PaymentStatus.AUTHORIZED:
        done = gateway_payment.settle_authorized(own.app, own.ctx, gateway, asked.payment_id)
        _learn(own, [each.posted for each in done])


def _opened(own: _Round, gateway: Gateway, asked: Asked) -> Asked:
    """The same payment with its page: asked for once more by its id, it is the one there is."""
    try:
        page = gateway_payment.ask(gateway, asked)
    except NOT_OPENED as error:
        request = OpenedRequest(payment_id=asked.payment_id, failure=error.code)
        own.app.db.write(own.ctx, request, online.opened)
        return asked
    gateway_payment.keep_page(own.app, own.ctx, asked, page)
    return gateway_payment.look(own.app, own.ctx, asked.payment_id)


def _as_expired(found: Found) -> Found:
    """A page that was closed because its time was over has expired."""
    if found.status is not PaymentStatus.VOIDED:
        return found
    return replace(found, status=PaymentStatus.EXPIRED)


def _post(own: _Round, asked: Asked, found: Found) -> None:
    done = gateway_payment.post_found(own.app, own.ctx, asked.gateway, found)
    _learn(own, [each.posted for each in done])


def _learn(own: _Round, posted: list[Posted]) -> None:
    own.learned += [each for each in posted if each.effect not in QUIET]
