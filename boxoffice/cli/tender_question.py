"""Asking a cashier how a customer pays: one key, or the word."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.domain.tenders import Tender

ESCAPE = "\x1b"
QUESTION = "cash, card or Esc (c, k):"
CASH, CARD = "Cash given (Enter for exact):", "Slip number of the card payment:"
MORE_KEYS_SECONDS = 0.05
FLAG = "-c or -k"


def ask_tender(out: Output, *, total_minor: int, currency: str) -> tuple[Tender, ...]:
    """The tender that covers the sum, or nothing where the cashier gives up."""
    from boxoffice.domain.tenders import settle
    from boxoffice.present.words import sentence

    method = _method(out)
    while method:
        tender = _cash(out) if method == "cash" else _card(out)
        if tender == "card":
            method = "card"
            continue
        if tender is None or isinstance(tender, str):
            break
        try:
            settle(total_minor, (tender,), currency=currency)
        except Invalid as error:
            out.warn(sentence(error))
            continue
        return (tender,)
    return ()


def _cash(out: Output) -> Tender | str | None:
    """Cash; the rest of `cash` or `card` is what follows where the word was typed out."""
    from boxoffice.domain.lifecycle import PaymentMethod
    from boxoffice.domain.tenders import Tender

    typed = _line(out, CASH)
    if typed == "ash":
        typed = _line(out, CASH)
    if typed == "ard":
        return "card"
    return None if typed is None else Tender(PaymentMethod.CASH, typed or "exact")


def _card(out: Output) -> Tender | None:
    from boxoffice.domain.lifecycle import PaymentMethod
    from boxoffice.domain.tenders import Tender

    typed = _line(out, CARD)
    return Tender(PaymentMethod.CARD, slip=typed) if typed else None


def _line(out: Output, question: str) -> str | None:
    """What was typed; None for Esc and for the end of input."""
    try:
        typed = out.ask(question, flag=FLAG)
    except Invalid:
        return None
    return None if ESCAPE in typed else typed


def _method(out: Output) -> str:
    """`cash`, `card`, or nothing."""
    from boxoffice.cli.output import write_err

    write_err(f"{QUESTION} ")
    while True:
        key = _key().lower()
        if key in ("", "\x04", "\r", "\n", "q", ESCAPE):
            write_err("\n")
            return ""
        if key == "c":
            write_err("cash\n")
            return "cash"
        if key == "k":
            write_err("card\n")
            return "card"


def _key() -> str:
    """One key without waiting for Enter; arrow and function keys are passed over."""
    import select
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        while True:
            key = os.read(terminal, 1).decode(errors="replace")
            more = key == ESCAPE and select.select([terminal], [], [], MORE_KEYS_SECONDS)[0]
            if not more:
                return key
            os.read(terminal, 32)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
