"""What each exit code says, and which family of errors leads to which."""

from __future__ import annotations

from enum import IntEnum

from boxoffice import errors


class ExitCode(IntEnum):
    """Every code that `boxoffice` ends with; `boxoffice help exit-codes` explains them."""

    DONE = 0
    FAILURE = 1
    USAGE = 2
    PARTLY = 3
    DENIED = 4
    NOT_FOUND = 5
    CONFLICT = 6
    DECLINED = 7
    UNAVAILABLE = 8
    BUSY = 9
    SCHEMA = 10
    INVALID_FILE = 11
    CHANGES_PENDING = 12
    NEEDS_PERSON = 13
    DOOR_ALREADY_ADMITTED = 20
    DOOR_WRONG_SHOW = 21
    DOOR_VOID = 22
    DOOR_UNKNOWN = 23
    DOOR_FORGED = 24
    OUTCOME_UNKNOWN = 75
    INTERRUPTED = 130
    TERMINATED = 143


CODES: dict[type[errors.BoxofficeError], ExitCode] = {
    errors.BoxofficeError: ExitCode.FAILURE,
    errors.NotFound: ExitCode.NOT_FOUND,
    errors.Conflict: ExitCode.CONFLICT,
    errors.Refused: ExitCode.CONFLICT,
    errors.Declined: ExitCode.DECLINED,
    errors.Invalid: ExitCode.USAGE,
    errors.InvalidFile: ExitCode.INVALID_FILE,
    errors.Denied: ExitCode.DENIED,
    errors.Busy: ExitCode.BUSY,
    errors.Unavailable: ExitCode.UNAVAILABLE,
    errors.SchemaMismatch: ExitCode.SCHEMA,
    errors.OutcomeUnknown: ExitCode.OUTCOME_UNKNOWN,
    errors.NeedsPerson: ExitCode.NEEDS_PERSON,
    errors.Failed: ExitCode.FAILURE,
}


def exit_code(error: errors.BoxofficeError) -> ExitCode:
    """The code of the nearest family that the error belongs to."""
    return next(CODES[family] for family in type(error).__mro__ if family in CODES)
