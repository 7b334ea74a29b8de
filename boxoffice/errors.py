"""The families of what can go wrong; each front end maps each to an exit or status code."""

from __future__ import annotations

from typing import Any, ClassVar


class BoxofficeError(Exception):
    """Something went wrong and nothing was changed."""

    retryable: ClassVar[bool] = False

    def __init__(self, code: str, /, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        return f"{self.code} {self.details}" if self.details else self.code


class NotFound(BoxofficeError):
    """Nothing here goes by that name."""


class Conflict(BoxofficeError):
    """Somebody else was first, or the thing is no longer in the state this needs."""


class Refused(BoxofficeError):
    """A rule of the house forbids it."""


class Declined(BoxofficeError):
    """The payment was declined."""


class Invalid(BoxofficeError):
    """The words typed do not say what to do."""


class InvalidFile(Invalid):
    """The file given cannot be used as it is."""


class Denied(BoxofficeError):
    """This person may not do that."""


class Busy(BoxofficeError):
    """The database stayed busy for too long; try again."""

    retryable = True


class Unavailable(BoxofficeError):
    """The payment gateway does not answer; try again."""

    retryable = True


class SchemaMismatch(BoxofficeError):
    """The database is missing, of another version, of another program or damaged."""


class OutcomeUnknown(BoxofficeError):
    """It may have gone through; ask again with the same operation key."""

    retryable = True


class NeedsPerson(BoxofficeError):
    """Somebody has to look at it."""


class Failed(BoxofficeError):
    """The machine could not do it: a full or read-only disk, a broken promise."""
