"""Who may do what: asked before anything is given away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxoffice.domain import access
from boxoffice.domain.access import Permission
from boxoffice.errors import Denied

if TYPE_CHECKING:
    from boxoffice.storage.session import ReadSession


def require(session: ReadSession, permission: Permission, *, theatre: str = "") -> None:
    """Refuse whoever is none of the supervisors of a theatre, naming those who are."""
    settings = session.ctx.settings
    own = settings.for_theatre(theatre or settings.theatre)
    named = access.supervisors(own.supervisors)
    if not access.may(session.ctx.actor, named):
        raise Denied(
            "access.denied", permission=str(permission), actor=session.ctx.actor, ask=list(named)
        )
