"""A stub carries the ticket's code as a QR with its quiet zone."""

from collections.abc import Callable

import pytest
import segno

from boxoffice.present.stubs import qr_lines, ticket_stub
from boxoffice.present.text import width_of
from tests.present.factories import sale, show

CODE = "T-7Q4M-K2XW"


def modules_of(lines: list[str]) -> list[list[bool]]:
    """Dark modules read back from half blocks, the quiet zone included."""
    halves = {" ": (True, True), "▀": (False, True), "▄": (True, False), "█": (False, False)}
    rows = []
    for line in lines:
        pairs = [halves[character] for character in line]
        rows += [[top for top, _ in pairs], [bottom for _, bottom in pairs]]
    return rows


def test_the_stub(golden: Callable[[str, str], None]) -> None:
    result = sale()
    golden("ticket_stub.txt", ticket_stub(result, result.tickets[0]))


def test_a_void_ticket_and_a_hostile_title(golden: Callable[[str, str], None]) -> None:
    result = sale(show=show(movie="\x1b[2JDune " * 20))
    ticket = result.tickets[1].model_copy(update={"status": "void"})
    text = ticket_stub(result, ticket, unicode=False)
    assert max(map(width_of, text.splitlines())) <= 80
    golden("ticket_stub_void_ascii.txt", text)


def test_in_colour_the_qr_is_white_on_black_whatever_the_terminal() -> None:
    result = sale()
    plain = ticket_stub(result, result.tickets[0]).splitlines()
    coloured = ticket_stub(result, result.tickets[0], has_colour=True).splitlines()
    qr = qr_lines(result.tickets[0].code, width=80, unicode=True)
    assert [line for line in coloured if line not in plain] == [
        f"\x1b[38;5;231;48;5;16m{line}\x1b[0m" for line in qr
    ]


def test_the_qr_is_the_code_with_four_light_modules_around() -> None:
    expected = [
        [bool(dark) for dark in row]
        for row in segno.make(CODE, error="m", micro=False).matrix_iter(border=4)
    ]
    drawn = modules_of(qr_lines(CODE, width=80, unicode=True))
    assert drawn[: len(expected)] == expected


@pytest.mark.parametrize("unicode", [True, False])
def test_the_qr_fits_or_is_left_out(unicode: bool) -> None:
    assert max(map(len, qr_lines(CODE, width=80, unicode=unicode))) <= 80
    assert qr_lines(CODE, width=20, unicode=unicode) == []
