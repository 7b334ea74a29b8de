"""How seats and money are named on the command line, for every command that takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from boxoffice.cli import candidates
from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from boxoffice.domain.tenders import Tender

SHOW_HELP = "The show: its number, 20:15, dune or dune@20:15."

Show = Annotated[
    str, typer.Argument(metavar="SHOW", help=SHOW_HELP, autocompletion=candidates.shows)
]
ShowOrHold = Annotated[
    str,
    typer.Argument(
        metavar="[SHOW]", help=SHOW_HELP + " --hold names one too.", autocompletion=candidates.shows
    ),
]
Ref = Annotated[
    str,
    typer.Argument(
        metavar="REF", help="The booking's reference.", autocompletion=candidates.references
    ),
]
Seats = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SEATS]...", help="Seats: F7, F7-10, F7,9.", autocompletion=candidates.seats
    ),
]
Count = Annotated[int, typer.Option("-n", "--count", metavar="N", help="The N best seats.")]
Types = Annotated[
    str,
    typer.Option(
        "-t",
        "--types",
        metavar="TYPE=N,...",
        help="For whom: adult=2,child=1.",
        autocompletion=candidates.counted_types,
    ),
]
Category = Annotated[
    str,
    typer.Option(
        "--category",
        metavar="KEY",
        help="Best seats of this category only.",
        autocompletion=candidates.categories,
    ),
]
Need = Annotated[
    str,
    typer.Option(
        "--need",
        metavar="KIND=N,...",
        help="As in wheelchair=1,companion=1.",
        autocompletion=candidates.counted_needs,
    ),
]
Together = Annotated[bool, typer.Option("--together", help="In one row or not at all.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse what is else only warned of.")]
OfHold = Annotated[
    str,
    typer.Option(
        "--hold", metavar="HOLD", help="Seats already held.", autocompletion=candidates.holds
    ),
]
Late = Annotated[bool, typer.Option("--late", help="After the close; needs --reason.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the record.")]
Proof = Annotated[
    str, typer.Option("--proof", metavar="TEXT", help="What a senior or student showed.")
]
Cash = Annotated[
    list[str] | None,
    typer.Option("-c", "--cash", metavar="[AMOUNT]", help="Cash: 50, or exact (also bare -c)."),
]
Card = Annotated[
    list[str] | None,
    typer.Option(
        "-k",
        "--card",
        metavar="SLIP[@BRAND:LAST4][=AMOUNT]",
        help="Card, by its slip: 4711, 4711@visa:1234=10.",
    ),
]
Upi = Annotated[
    list[str] | None,
    typer.Option("--upi", metavar="REF[=AMOUNT]", help="UPI, by the payment's reference."),
]
Wallet = Annotated[
    list[str] | None,
    typer.Option("--wallet", metavar="REF[=AMOUNT]", help="A wallet, by its reference."),
]
Transfer = Annotated[
    list[str] | None,
    typer.Option("--transfer", metavar="REF[=AMOUNT]", help="A bank transfer, likewise."),
]
Voucher = Annotated[
    list[str] | None,
    typer.Option("--voucher", metavar="CODE[=AMOUNT]", help="A gift voucher; - asks for its code."),
]
Offers = Annotated[
    list[str] | None,
    typer.Option("--offer", metavar="CODE", help="An offer's code; more than one if you like."),
]
Phone = Annotated[
    str, typer.Option("--phone", metavar="NUMBER", help="Whose; some offers count by customer.")
]
SomeSeats = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SEATS]...", help="Some of its seats: F7, F7-10. Else all."),
]
IdOnly = Annotated[bool, typer.Option("--id-only", help="Print the reference and nothing else.")]


def asked(
    show: str,
    seats: list[str] | None,
    *,
    count: int,
    types: str,
    category: str,
    need: str,
    together: bool,
    strict: bool,
) -> dict[str, Any]:
    """The fields of a request for seats, as typed."""
    from boxoffice.domain.pricing import parse_counts

    return {
        "show": show,
        "words": tuple(seats or ()),
        "count": count,
        "types": tuple(parse_counts(types).items()) if types else (),
        "category": category,
        "need": tuple(parse_counts(need).items()) if need else (),
        "together": together,
        "strict": strict,
    }


def tenders_of(
    cash: list[str] | None = None,
    card: list[str] | None = None,
    *,
    upi: list[str] | None = None,
    wallet: list[str] | None = None,
    transfer: list[str] | None = None,
    voucher: list[str] | None = None,
) -> tuple[Tender, ...]:
    """The tenders typed; one without an amount takes the rest.

    Money goes back in the opposite order: to vouchers before it goes out of the drawer.
    """
    from boxoffice.domain.lifecycle import PaymentMethod
    from boxoffice.domain.tenders import Tender

    by_reference = (
        (PaymentMethod.UPI, upi), (PaymentMethod.WALLET, wallet), (PaymentMethod.TRANSFER, transfer)
    )  # fmt: skip
    return (
        *(Tender(PaymentMethod.CASH, amount) for amount in cash or ()),
        *(_card(typed) for typed in card or ()),
        *(
            Tender(method, amount, slip=reference.strip("\0"))
            for method, many in by_reference
            for reference, _, amount in (typed.partition("=") for typed in many or ())
        ),
        *(_voucher(typed) for typed in voucher or ()),
    )


def _card(typed: str) -> Tender:
    """A card payment as in 4711, 4711=10 or 4711@visa:1234=10."""
    from boxoffice.domain.lifecycle import PaymentMethod
    from boxoffice.domain.tenders import Tender

    named, _, amount = typed.partition("=")
    slip, at, about = named.partition("@")
    if not slip.strip():
        raise Invalid("bookings.no_slip")
    brand, _, last_four = about.partition(":")
    if at and not about.strip():
        raise Invalid("tenders.brand", text="")
    return Tender(
        PaymentMethod.CARD, amount, slip=slip.strip(), brand=brand, last_four=last_four
    )  # fmt: skip


def _voucher(typed: str) -> Tender:
    """A voucher as in CODE, CODE=10 or CODE:10; for `-` its code is asked, seen by nobody."""
    from boxoffice.domain.lifecycle import PaymentMethod
    from boxoffice.domain.tenders import Tender

    code, _, amount = typed.replace(":", "=", 1).partition("=")
    return Tender(PaymentMethod.VOUCHER, amount, slip=_asked_code() if code == "-" else code)


def _asked_code() -> str:
    import sys

    from boxoffice.cli.output import is_terminal, write_err

    if is_terminal(sys.stdin):
        write_err("Voucher code: ")
    return sys.stdin.readline() if sys.stdin else ""
