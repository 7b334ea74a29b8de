"""How every command about one booking answers: receipt, the row with its seats, what to mind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boxoffice.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from boxoffice.cli.output import Output
    from boxoffice.present.drawing import Drawing
    from boxoffice.present.tables import Table
    from boxoffice.services.results import BookingResult, Reason


def answer(at_work: Session, result: BookingResult, *, id_only: bool, rows: bool = True) -> None:
    """Print a booking; with `rows` people see where its seats are."""
    out = at_work.out
    if id_only:
        out.write(f"{result.booking.ref}\n" if result.booking.ref else "")
    else:
        out.emit(
            result.document(),
            table=lambda: _table(result),
            drawing=lambda: _drawing(at_work, result, rows=rows),
        )
    warn(at_work, result.warnings)


def warn(at_work: Session, warnings: Iterable[Reason]) -> None:
    """What to mind, beside the answer; what a plan told before is not told again."""
    for warning in warnings:
        from boxoffice.present.words import reason

        at_work.out.talk_once(f"Note: {reason(warning.code, warning.details)}")


def row_of(at_work: Session, show_id: int, labels: Sequence[str]) -> Drawing:
    """The rows in which the seats are, those marked; nothing where the house cannot be read now."""
    from boxoffice.errors import BoxofficeError
    from boxoffice.present.drawing import Drawing
    from boxoffice.present.seatmap import draw_row
    from boxoffice.services.houses import view_house

    app, ctx, out = at_work
    try:
        house = view_house(app, ctx, str(show_id))
    except BoxofficeError:
        return Drawing(())
    return draw_row(house, labels, width=out.width, unicode=out.unicode)


def tenders_here(at_work: Session, currency: str, ref: str = "") -> dict[str, Any]:
    """What the house takes beside cash and cards, and how a voucher is looked up."""
    from boxoffice.services import tendering

    app, ctx, _ = at_work
    return {
        "accepts": tendering.accepted(app, ctx, currency=currency),
        "voucher_minor": lambda code: tendering.voucher_minor(
            app, ctx, code, currency=currency, ref=ref
        ),
    }


def receipt_of(out: Output, result: BookingResult) -> str:
    """The booking in words; what to mind about it stands elsewhere."""
    from boxoffice.present.receipts import receipt

    told = result.model_copy(update={"warnings": ()})
    return receipt(told, locale=out.locale)


def _table(result: BookingResult) -> Table:
    from boxoffice.present.rows.bookings import lines_table

    return lines_table(result)


def _drawing(at_work: Session, result: BookingResult, *, rows: bool) -> Drawing:
    from boxoffice.present.drawing import Drawing, Line

    lines = [Line(line) for line in receipt_of(at_work.out, result).splitlines()]
    if rows:
        drawn = row_of(at_work, result.booking.show_id, result.booking.seats).lines
        lines += [Line(""), *drawn] if drawn else []
    return Drawing(tuple(lines))
