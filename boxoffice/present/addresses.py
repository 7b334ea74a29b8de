"""Database addresses as they may be shown: never with a password."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

HIDDEN = "***"
_SECRET_PARAMETERS = frozenset({"password", "sslpassword"})


def without_password(address: str) -> str:
    """The address with its password as `***`; a file path as it is."""
    return _rewritten(address, mask=HIDDEN)


def stripped_of_password(address: str) -> str:
    """The address as a program can use it that finds the password elsewhere."""
    return _rewritten(address, mask="")


def has_password(address: str) -> bool:
    """Whether the address carries a password, in its user part or as a parameter."""
    return "://" in address and _rewritten(address, mask="a") != _rewritten(address, mask="b")


def _rewritten(address: str, *, mask: str) -> str:
    if "://" not in address:
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return f"{address.partition('://')[0]}://{HIDDEN}"
    query = _query(parts, mask)
    tail = f"?{query}" if query else ""
    return f"{parts.scheme}://{_netloc(parts, mask)}{parts.path}{tail}"


def _netloc(parts: SplitResult, mask: str) -> str:
    user, at, host = parts.netloc.rpartition("@")
    name, colon, _ = user.partition(":")
    return f"{name}{':' + mask if colon and mask else ''}{at}{host}"


def _query(parts: SplitResult, mask: str) -> str:
    pairs = []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name.lower() not in _SECRET_PARAMETERS:
            pairs.append(f"{quote(name)}={quote(value, safe='/:,')}")
        elif mask:
            pairs.append(f"{name}={mask}")
    return "&".join(pairs)
