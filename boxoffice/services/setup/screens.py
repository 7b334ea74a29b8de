"""What a screen asks of the shows that come to it: open all the time, broken seats out of sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxoffice.services import broken, closures
from boxoffice.services.setup.plan import Change, Plan, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boxoffice.storage.session import WriteSession

_COMES = {"screen", "starts_at_ms"}


def receive(session: WriteSession, plan: Plan, ids: Mapping[str, Mapping[str, int]]) -> None:
    """Refuse shows that are new on a closed screen, and block what is broken for the others."""
    came = [change for change in plan.of("shows", Verb.ADD, Verb.EDIT) if _comes(change)]
    closures.refuse_closed(
        session,
        [
            (
                ids["screens"][change.columns["screen"]], change.columns["starts_at_ms"],
                change.columns["ends_at_ms"], change.key,
            )
            for change in came
        ],
    )  # fmt: skip
    broken.block_new_shows(session, [ids["shows"][change.ref] for change in came])


def _comes(change: Change) -> bool:
    return change.verb is Verb.ADD or bool(_COMES & {name for name, _, _ in change.fields})
