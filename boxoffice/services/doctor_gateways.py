"""What `doctor` looks at where payment gateways are configured: their secrets, and loose ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from boxoffice.errors import BoxofficeError
from boxoffice.outbound.gateways.profile import Profile
from boxoffice.outbound.gateways.registry import gateway_names
from boxoffice.services import attention
from boxoffice.services.doctor import Check, Verdict
from boxoffice.storage.queries import payments as queries

if TYPE_CHECKING:
    from boxoffice.context import Context
    from boxoffice.services.app import App

SIMULATED = "simulated"
OVERDUE_MS = 30 * 60_000
"""A payment still under way so long after its page was over: nobody asked its gateway."""

MOST = 1000


def check_gateways(app: App, ctx: Context) -> Iterator[Check]:
    """Each gateway's secrets, without a word to the network, and what waits for somebody."""
    for name in gateway_names(app.settings):
        yield _gateway(app, name)
    try:
        with app.db.read(ctx) as session:
            waiting = len(attention.waiting(session))
            rows = session.all(queries.open_payments, most=MOST)
            late_ms = session.now_ms - OVERDUE_MS
    except BoxofficeError as error:
        yield Check(
            name="payments", verdict=Verdict.WRONG, code=error.code, details=error.details
        )  # fmt: skip
        return
    overdue = sum(0 < row.expires_at_ms <= late_ms for row in rows)
    for number, code in ((waiting, "doctor.attention"), (overdue, "doctor.overdue")):
        if number:
            yield Check(
                name="payments", verdict=Verdict.WARNING, code=code, details={"number": number}
            )  # fmt: skip


def _gateway(app: App, name: str) -> Check:
    """Whether what it needs can be read; only webhooks need no key, and a till no secret."""
    profile = Profile(name, app.settings.gateways[name], os.environ)
    try:
        kind = profile.kind
        if kind == SIMULATED:
            profile.required("folder")
            profile.webhook_secrets()
        else:
            profile.key()
            profile.required_webhook_secrets()
    except BoxofficeError as error:
        return Check(name=name, verdict=Verdict.WRONG, code=error.code, details=error.details)
    code = "doctor.gateway_simulated" if kind == SIMULATED else "doctor.gateway"
    return Check(name=name, verdict=Verdict.OK, code=code, details={"gateway": name, "kind": kind})
