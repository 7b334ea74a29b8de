"""A command that ends as the test wants."""

from __future__ import annotations

NEXT: BaseException | int | None = None


def fail() -> int | None:
    """End as told.

    Example: boxoffice failing
    """
    if isinstance(NEXT, BaseException):
        raise NEXT
    return NEXT
