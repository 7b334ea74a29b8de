"""Database addresses as they may be shown: never with a password, however it was typed."""

from __future__ import annotations

import re

HIDDEN = "***"
_SECRET_PARAMETER = re.compile(r"([?&])((?:ssl)?password)=(.*?)(?=&\w+=|$)", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*)"|\'([^\']*)\'')


def without_password(address: str) -> str:
    """The address with its password as `***`; a file path as it is."""
    return _rewritten(address, mask=HIDDEN)


def stripped_of_password(address: str) -> str:
    """The address as a program can use it that finds the password elsewhere."""
    return _rewritten(address, mask="")


def has_password(address: str) -> bool:
    """Whether the address carries a password, in its user part or as a parameter."""
    return _rewritten(address, mask="a") != _rewritten(address, mask="b")


def without_secrets(said: str, *, of: str) -> str:
    """What a driver says of an address, its quotes of the password or of a piece of it left out."""
    safe = stripped_of_password(of)

    def shown(quote: re.Match[str]) -> str:
        inside = quote[1] or quote[2] or ""
        return f"'{HIDDEN}'" if inside in of and inside not in safe else quote[0]

    return _QUOTED.sub(shown, said)


def _rewritten(address: str, *, mask: str) -> str:
    scheme, sign, rest = address.partition("://")
    if not sign:
        return address
    at = _end_of_user(rest)
    name, colon, _ = rest[:at].partition(":") if at > 0 else ("", "", "")
    user = f"{name}{':' + mask if colon and mask else ''}" if at > 0 else ""
    place = rest[at:] if at > 0 else rest
    return f"{scheme}://{user}{_masked_parameters(place, mask)}"


def _end_of_user(rest: str) -> int:
    """Where the `@` before the host stands, or -1; a password may have any sign, typed as it is."""
    end = min((each for sign in "/?#" if (each := rest.find(sign)) >= 0), default=len(rest))
    before_query = rest.partition("?")[0].rfind("@")
    if 0 <= before_query < end:
        return before_query
    _, colon, after = rest[:end].partition(":")
    if not colon or (before_query < 0 and after.isdigit() and rest[end : end + 1] == "/"):
        return -1
    return before_query if before_query >= 0 else rest.rfind("@")


def _masked_parameters(place: str, mask: str) -> str:
    def masked(found: re.Match[str]) -> str:
        return f"{found[1]}{found[2]}={mask}" if mask else f"{found[1]}"

    shown = _SECRET_PARAMETER.sub(masked, place)
    if mask or shown == place:
        return shown
    path, _, query = shown.partition("?")
    kept = "&".join(pair for pair in query.split("&") if pair)
    return f"{path}?{kept}" if kept else path
