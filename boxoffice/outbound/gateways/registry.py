"""Opens a gateway by the name of its section."""

from __future__ import annotations

import os
from collections.abc import Mapping

from boxoffice.config import Settings
from boxoffice.errors import NotFound, Refused
from boxoffice.outbound.gateways.patience import Patience
from boxoffice.outbound.gateways.profile import Profile
from boxoffice.outbound.gateways.protocol import Gateway
from boxoffice.outbound.gateways.simulated import SimulatedGateway


def gateway_names(settings: Settings) -> tuple[str, ...]:
    """Every configured gateway, sorted."""
    return tuple(sorted(settings.gateways))


def open_gateway(
    settings: Settings,
    name: str,
    *,
    environ: Mapping[str, str] | None = None,
    patience: Patience | None = None,
) -> Gateway:
    """The gateway of that name; NotFound with the names there are if it is not configured.

    Nothing is asked over the network and no secret is read until something needs it.
    """
    profile = _profile(settings, name, environ=environ)
    patience = patience or Patience(answer_seconds=profile.value("timeout_seconds"))
    if profile.kind == "stripe":
        from boxoffice.outbound.gateways.stripe_checkout import StripeGateway

        return StripeGateway(profile, patience=patience)
    if profile.kind == "razorpay":
        from boxoffice.outbound.gateways.razorpay_links import RazorpayGateway

        return RazorpayGateway(profile, patience=patience)
    return SimulatedGateway(profile)


def open_simulated(
    settings: Settings, name: str = "", *, environ: Mapping[str, str] | None = None
) -> SimulatedGateway:
    """The simulated gateway of that name, or the only one; Refused where none is configured."""
    if name:
        require_known(settings, name)
    simulated = [
        each
        for each in gateway_names(settings)
        if _profile(settings, each, environ=environ).kind == "simulated"
    ]
    if name and name not in simulated:
        raise Refused("gateways.not_simulated", gateway=name, simulated=simulated)
    if not simulated:
        raise Refused("gateways.none_simulated")
    if not name and len(simulated) > 1:
        raise Refused("gateways.several_simulated", simulated=simulated)
    return SimulatedGateway(_profile(settings, name or simulated[0], environ=environ))


def require_known(settings: Settings, name: str) -> None:
    """NotFound with the names there are unless a gateway of that name is configured."""
    if name not in settings.gateways:
        raise NotFound("gateways.unknown", gateway=name, configured=list(gateway_names(settings)))


def _profile(settings: Settings, name: str, *, environ: Mapping[str, str] | None) -> Profile:
    require_known(settings, name)
    return Profile(name, settings.gateways[name], os.environ if environ is None else environ)
