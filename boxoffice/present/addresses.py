"""Database addresses as they may be shown: never with a password."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

SECRET_PARAMETERS = frozenset({"password", "sslpassword"})
HIDDEN = "***"


def has_password(address: str) -> bool:
    """Whether the address carries a password, in its user part or as a parameter."""
    return without_password(address, mask="") != without_password(address, mask="*")


def without_password(address: str, *, mask: str = HIDDEN) -> str:
    """The address with its password masked; a file path as it is."""
    if "://" not in address:
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return address.partition("://")[0] + "://" + HIDDEN
    user, at, host = parts.netloc.rpartition("@")
    name, colon, _ = user.partition(":")
    user = f"{name}{colon}{mask}" if colon else user
    query = [
        (key, mask if key.lower() in SECRET_PARAMETERS else value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    query_text = urlencode(query, safe="*/:") if query else ""
    return urlunsplit(parts._replace(netloc=user + at + host, query=query_text))
