"""Shows that were opened or closed, and what goes on for them."""

from __future__ import annotations

from collections.abc import Iterator

from boxoffice.present.moments import day_and_time
from boxoffice.present.tables import Column, Table
from boxoffice.services.show_sales import SteppedShow, SteppedShows


def table(result: SteppedShows) -> Table:
    """One show per row; people see only those columns that say something."""
    shows = result.shows
    has_theatres = len({each.show.theatre for each in shows}) > 1
    has_outcomes = any(each.outcome != "changed" for each in shows)
    has_seats = any(each.sold or each.pending or each.held for each in shows)
    columns = (
        Column("id", "Show", is_number=True),
        Column("movie", "Film", is_flexible=True, yields_last=True, narrowest=18),
        Column("starts", "Starts", only_for_people=True),
        Column("theatre", "Theatre" if has_theatres else "", is_flexible=True),
        Column("status_words", "Now", only_for_people=True),
        Column("outcome", "Outcome" if has_outcomes else ""),
        Column("sold", "Sold" if has_seats else "", is_number=True),
        Column("pending", "To pay" if has_seats else "", is_number=True),
        Column("held", "Held" if has_seats else "", is_number=True),
        Column("status"),
        Column("starts_at"),
    )
    rows = tuple(
        (
            each.show.id, each.show.movie, day_and_time(each.show.starts_at), each.show.theatre,
            each.status.replace("_", " "), each.outcome, each.sold, each.pending, each.held,
            each.status, each.show.starts_at,
        )
        for each in shows
    )  # fmt: skip
    return Table("shows", columns, rows, "dry run" if result.is_plan else "")


def remarks(result: SteppedShows) -> Iterator[str]:
    """What somebody who opens or closes shows has to know, a sentence each."""
    closed = [each for each in result.shows if each.status == "closed"]
    pending = sum(each.pending for each in closed)
    held = sum(each.held for each in closed)
    if pending:
        yield f"{_seats(pending)} to be paid: that may still be done until their time is up."
    if held:
        yield f"{_seats(held)} held: free when their time is up; `--late --reason WHY` sells them."
    unpriced = [each for each in result.shows if each.status == "on_sale" and not each.has_price]
    if unpriced:
        yield (
            f"No price fits show {_numbers(unpriced)}, so nothing can be sold:"
            " `boxoffice price add`."
        )
    refused = [each for each in result.shows if each.outcome == "refused"]
    if refused:
        yield f"Left as it is, since a {refused[0].status} show cannot: {_numbers(refused)}."
    if result.is_plan:
        yield "Nothing was written: this is what it would do."


def _seats(count: int) -> str:
    return f"{count} seat{' is' if count == 1 else 's are'}"


def _numbers(shows: list[SteppedShow]) -> str:
    return ", ".join(str(each.show.id) for each in shows)
