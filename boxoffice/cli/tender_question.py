"""Asking a cashier how a customer pays: one key, then the amount or the slip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boxoffice.cli.keyboard import END, ENTER, ESCAPE, Keyboard, keyboard
from boxoffice.errors import Invalid, Refused

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.domain.lifecycle import PaymentMethod
    from boxoffice.domain.tenders import Tender

QUESTION = "cash, card or Esc (c, k):"
CASH, CARD = "Cash given:", "Slip number of the card payment:"
UPI, VOUCHER = "Reference of the UPI payment:", "Voucher code:"
MORE = {"upi": "UPI", "voucher": "voucher"}
AMOUNT_HINT = "Type what is given, as in 50 or 12.50; `k` is for a card, Esc gives up."
SLIP_HINT = "Type the number on the slip; `c` is for cash, Esc gives up."
TO_CASH, TO_CARD = ("c", "cash", "ash"), ("k", "card", "ard")


class _OtherMethod(Exception):
    """The cashier wants the other way of paying."""


def ask_tender(
    out: Output,
    *,
    total_minor: int,
    currency: str,
    cash_step_minor: int = 0,
    accepts: tuple[str, ...] = (),
    voucher_minor: Callable[[str], int] = len,
) -> tuple[Tender, ...]:
    """The tenders that cover the sum, or nothing where the cashier gives up.

    `accepts` is what the house takes beside cash and cards (upi, voucher), `voucher_minor` says
    what is on a voucher by its code.
    """
    with keyboard() as keys:
        return _Question(
            out, keys, total_minor, currency, cash_step_minor, accepts, voucher_minor
        ).tenders()


@dataclass
class _Question:
    """One sum to be paid; `taken` is what was given so far and did not suffice."""

    out: Output
    keys: Keyboard
    total_minor: int
    currency: str
    cash_step_minor: int
    accepts: tuple[str, ...]
    voucher_minor: Callable[[str], int]
    taken: tuple[Tender, ...] = ()

    def tenders(self) -> tuple[Tender, ...]:
        while True:
            tender = self._tender()
            if tender is None and not self.taken:
                return ()
            if tender is None:
                self.taken = ()
                self.out.warn(f"Taken back: {self._left()} is due.")
                continue
            self.taken = (*self.taken, tender)
            if self._left_minor() <= 0:
                return self.taken
            self.out.warn(f"{self._left()} is still due; Esc takes back what was given.")

    def _tender(self) -> Tender | None:
        """What is given next, None for giving up."""
        method, begun = self._method()
        while method:
            try:
                if method in MORE:
                    return self._upi() if method == "upi" else self._voucher()
                return self._cash(begun) if method == "cash" else self._card()
            except _OtherMethod:
                method, begun = ("card" if method == "cash" else "cash"), ""
        return None

    def _method(self) -> tuple[str, str]:
        """What is to pay, and the first digit of the amount where that was typed at once."""
        from boxoffice.cli.output import write_err

        write_err(f"{self._question()} ")
        while True:
            key = self.keys.key().lower()
            if key in ("", END, *ENTER, "q", ESCAPE):
                write_err("\n")
                return "", ""
            if key == "c" or key.isdecimal():
                write_err("cash\n")
                return "cash", key.removeprefix("c")
            if key == "k":
                write_err("card\n")
                return "card", ""
            for method in self.accepts:
                if key == method[0]:
                    write_err(f"{MORE[method]}\n")
                    return method, ""

    def _question(self) -> str:
        if not self.accepts:
            return QUESTION
        names = ", ".join(["cash", "card", *(MORE[method] for method in self.accepts)])
        keys = ", ".join(["c", "k", *(method[0] for method in self.accepts)])
        return f"{names} or Esc ({keys}):"

    def _cash(self, begun: str) -> Tender | None:
        """Cash; the exact sum takes a second Enter, as the first may belong to the key before."""
        from boxoffice.domain.lifecycle import PaymentMethod

        question, offered = CASH, False
        while True:
            typed = self._line(question, begun=begun, passed_over=TO_CASH)
            begun = ""
            if typed is None:
                return None
            if typed.lower() in TO_CARD:
                raise _OtherMethod
            amount = "exact" if not typed and offered else typed
            offered = not typed
            left = self._left(in_cash=True)
            question = f"Exactly {left}? Enter for yes, or the amount:" if offered else CASH
            if not amount:
                continue
            if amount.lower() != "exact" and not any(sign.isdecimal() for sign in amount):
                self.out.warn(AMOUNT_HINT)
            elif (tender := self._fitting(PaymentMethod.CASH, amount.lower())) is not None:
                return tender

    def _card(self) -> Tender | None:
        """A slip, with an amount behind `=` where the card pays only a part."""
        from boxoffice.domain.lifecycle import PaymentMethod

        while True:
            typed = self._line(CARD, passed_over=TO_CARD)
            if typed is None:
                return None
            if typed.lower() in TO_CASH:
                raise _OtherMethod
            slip, _, amount = typed.partition("=")
            if not slip.strip():
                self.out.warn(SLIP_HINT)
                continue
            tender = self._fitting(PaymentMethod.CARD, amount, slip=slip.strip())
            if tender is not None:
                return tender

    def _upi(self) -> Tender | None:
        """A reference, with an amount behind `=` where it pays only a part."""
        from boxoffice.domain.lifecycle import PaymentMethod

        while True:
            typed = self._line(UPI)
            if typed is None:
                return None
            reference, _, amount = typed.partition("=")
            tender = self._fitting(PaymentMethod.UPI, amount, slip=reference)
            if tender is not None:
                return tender

    def _voucher(self) -> Tender | None:
        """A code; without an amount it pays what is on it, as far as that is due."""
        from boxoffice.domain.lifecycle import PaymentMethod
        from boxoffice.domain.money import plain
        from boxoffice.errors import BoxofficeError
        from boxoffice.present.words import sentence

        while True:
            typed = self._line(VOUCHER)
            if typed is None:
                return None
            code, _, amount = typed.partition("=")
            try:
                there_minor = self.voucher_minor(code)
                if not there_minor:
                    raise Refused("vouchers.empty", ending=code.strip()[-4:].upper())
            except BoxofficeError as error:
                self.out.warn(sentence(error))
                continue
            part = plain(min(there_minor, self._left_minor()), currency=self.currency)
            tender = self._fitting(
                PaymentMethod.VOUCHER, amount or part, slip=code, there_minor=there_minor
            )
            if tender is not None:
                return tender

    def _fitting(
        self, method: PaymentMethod, amount: str, *, slip: str = "", there_minor: int = 0
    ) -> Tender | None:
        """The tender, or None with a word why where it cannot be one."""
        from boxoffice.domain.tenders import Tender, settle
        from boxoffice.present.words import sentence

        try:
            tender = Tender(method, amount, slip=slip)
            if self._left_minor(tender) == self._left_minor():
                self.out.warn(AMOUNT_HINT)
                return None
            settle(
                self.total_minor, (*self.taken, tender), currency=self.currency,
                cash_step_minor=self.cash_step_minor,
                available={**self._on_vouchers(), tender.slip: there_minor},
            )  # fmt: skip
        except (Invalid, Refused) as error:
            if error.code != "bookings.short":
                self.out.warn(sentence(error))
                return None
        return tender

    def _on_vouchers(self) -> dict[str, int]:
        """What the vouchers taken so far pay, which was looked up when they were."""
        from boxoffice.domain.money import parse_amount

        return {
            each.slip: parse_amount(each.amount, currency=self.currency)
            for each in self.taken
            if each.method == "voucher"
        }

    def _left_minor(self, *more: Tender, in_cash: bool = False) -> int:
        """What is still due; once cash is part of it, as far as coins can pay it."""
        from boxoffice.domain.lifecycle import PaymentMethod
        from boxoffice.domain.money import parse_amount, to_nearest
        from boxoffice.domain.tenders import REST

        left = self.total_minor
        for tender in (*self.taken, *more):
            if tender.amount.strip().lower() in REST:
                return 0
            left -= parse_amount(tender.amount, currency=self.currency)
            in_cash = in_cash or tender.method is PaymentMethod.CASH
        return to_nearest(left, step_minor=self.cash_step_minor) if in_cash and left > 0 else left

    def _left(self, *, in_cash: bool = False) -> str:
        from boxoffice.present.money import format_money

        left_minor = self._left_minor(in_cash=in_cash)
        return format_money(left_minor, currency=self.currency, locale=self.out.locale)

    def _line(
        self, question: str, *, begun: str = "", passed_over: tuple[str, ...] = ()
    ) -> str | None:
        from boxoffice.cli.output import write_err

        write_err(f"{question} ")
        return self.keys.line(begun=begun, passed_over=passed_over)
