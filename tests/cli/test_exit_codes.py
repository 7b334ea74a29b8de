"""Every family of errors leads to its exit code, and the manual knows every code."""

from __future__ import annotations

import re

import pytest

from boxoffice import errors
from boxoffice.cli.exit_codes import CODES, ExitCode, exit_code
from boxoffice.cli.help import topic_text

TABLE = {
    errors.NotFound: 5,
    errors.Conflict: 6,
    errors.Refused: 6,
    errors.Declined: 7,
    errors.Invalid: 2,
    errors.InvalidFile: 11,
    errors.Denied: 4,
    errors.Busy: 9,
    errors.Unavailable: 8,
    errors.SchemaMismatch: 10,
    errors.OutcomeUnknown: 75,
    errors.NeedsPerson: 13,
    errors.Failed: 1,
    errors.BoxofficeError: 1,
}


def families() -> set[type[errors.BoxofficeError]]:
    found = {value for value in vars(errors).values() if isinstance(value, type)}
    return {value for value in found if issubclass(value, errors.BoxofficeError)}


def test_every_family_is_mapped() -> None:
    assert set(CODES) == families()
    assert set(TABLE) == families()


@pytest.mark.parametrize(("family", "code"), TABLE.items())
def test_each_family_has_its_code(family: type[errors.BoxofficeError], code: int) -> None:
    assert exit_code(family("any.code")) == code


def test_a_narrower_error_takes_the_code_of_its_family() -> None:
    class SeatGone(errors.Conflict):
        pass

    assert exit_code(SeatGone("seats.taken")) == ExitCode.CONFLICT


def test_the_manual_lists_every_code() -> None:
    listed = re.findall(r"^\| (\d+) \|", topic_text("exit-codes"), flags=re.MULTILINE)
    assert [int(code) for code in listed] == [int(code) for code in ExitCode]
