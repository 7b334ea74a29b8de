"""A command that ends as the test wants."""

from __future__ import annotations

from collections.abc import Callable

NEXT: BaseException | Callable[[], int] | int | None = None


def fail() -> int | None:
    """End as told.

    Example: boxoffice failing
    """
    if isinstance(NEXT, BaseException):
        raise NEXT
    if callable(NEXT):
        return NEXT()
    return NEXT
