"""`boxoffice demo`: a cinema of its own, sold out loud in under fifteen seconds."""

from __future__ import annotations

import os
import random
import shlex
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from boxoffice.cli.exit_codes import ExitCode
from boxoffice.cli.session import build_context, output
from boxoffice.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable

    from boxoffice.cli.output import Output
    from boxoffice.context import Context
    from boxoffice.services.app import App
    from boxoffice.services.results import House, ShowSummary
    from boxoffice.services.verify import VerifyResult

PARTIES = 45
FILLING_SECONDS = 3.0
RACERS = 40
HOLD_SECONDS = 1

EVENING_HOUR = 17
"""On the theatre's own clock; from then on a house fills as one sees it in the demo."""

GROUP_SIZES = (1, 2, 2, 2, 3, 4, 4, 5)


@dataclass(frozen=True)
class Stage:
    """What every act of the demo is played with."""

    ctx: Context
    out: Output
    show: int

    def say(self, text: str = "") -> None:
        """A line for people; a script gets one document at the end."""
        if self.out.for_people:
            self.out.write(text + "\n")


def demo() -> int:
    """Watch a house fill and forty tills race for one seat, in a cinema of the demo's own.

    Example: boxoffice demo
    Example: boxoffice demo --db /tmp/demo.db

    It never touches another database: its own file is made anew each time.
    """
    from boxoffice.services import demo as demos

    ctx = build_context()
    ctx = replace(ctx, settings=demos.demo_settings(ctx.settings), till="demo", dry_run=False)
    out = output()
    made = demos.make_demo(ctx)
    stage = Stage(ctx, out, _tonight(ctx).id)
    counts = {change.kind: change.created for change in made.changes}
    stage.say(
        f"A cinema of its own: {counts['theatres']} theatres in {counts['cities']} cities,"
        f" {counts['screens']} screens, {counts['movies']} films, {counts['shows']} shows.\n"
    )
    sold = _fill(stage)
    codes, winner = _race(stage)
    expired = _let_a_hold_expire(stage)
    checked = _verify(stage)
    _say_what_next(stage)
    if not out.for_people:
        out.emit(
            {
                "db": ctx.settings.db, "created": counts, "show_id": stage.show, "sold": sold,
                "race": {"seat": winner["seat"], "exit_codes": codes, "ref": winner["ref"]},
                "hold_expired": expired, "verify_ok": checked.ok,
            }
        )  # fmt: skip
    fair = Counter(codes) == {ExitCode.DONE: 1, ExitCode.CONFLICT: RACERS - 1}
    return ExitCode.DONE if fair and expired and checked.ok else ExitCode.FAILURE


@contextmanager
def _opened(stage_ctx: Context) -> Iterator[App]:
    """The app for one act; closed before the next, since processes are made in between."""
    from boxoffice.services.app import open_app

    with open_app(stage_ctx.settings) as app:
        yield app


def _tonight(ctx: Context) -> ShowSummary:
    from boxoffice.services import shows

    with _opened(ctx) as app:
        found = shows.list_shows(app, ctx, days=2).shows
    return evening_show(found, now=datetime.fromtimestamp(ctx.clock.wall_ms() / 1000, tz=UTC))


def evening_show(found: Sequence[ShowSummary], *, now: datetime) -> ShowSummary:
    """The largest house that plays in an evening of the coming day and night, the first of it."""
    evenings = [
        show
        for show in found
        if show.starts_at.hour >= EVENING_HOUR and show.starts_at - now < timedelta(days=1)
    ]
    return max(evenings or found, key=lambda show: (show.capacity, now - show.starts_at))


def _fill(stage: Stage) -> int:
    """Sell to party after party, drawn as it happens on a terminal."""
    from boxoffice.services import houses

    with _opened(stage.ctx) as app, canvas(stage) as draw:
        parties = random.Random(7)  # noqa: S311 - the same evening every time
        sold = 0
        for party in range(PARTIES):
            began = time.monotonic()
            sold += _sell_to_a_party(app, stage, parties)
            if draw is not None and party % 3 == 0:
                draw(houses.view_house(app, stage.ctx, str(stage.show)))
                left = 3 * FILLING_SECONDS / PARTIES - (time.monotonic() - began)
                time.sleep(max(0.0, left))
        house = houses.view_house(app, stage.ctx, str(stage.show))
        if draw is not None:
            draw(house)
        else:
            stage.say(_drawn(stage, house))
    stage.say(f"\n{sold} seats sold to {PARTIES} parties, each group together where it could be.")
    return sold


def _sell_to_a_party(app: App, stage: Stage, parties: random.Random) -> int:
    from boxoffice.domain.lifecycle import PaymentMethod
    from boxoffice.domain.tenders import Tender
    from boxoffice.services import sales

    count = parties.choice(GROUP_SIZES)
    cash = Tender(PaymentMethod.CASH, "exact")
    request = sales.SellRequest(show=str(stage.show), count=count, tenders=(cash,))
    try:
        sales.sell(app, stage.ctx, request)
    except Conflict:
        return 0
    return count


@contextmanager
def canvas(stage: Stage) -> Iterator[Callable[[House], None] | None]:
    """Somewhere to redraw the house on a terminal, or None elsewhere.

    Rich leaves stdout alone meanwhile: its stand-in does not say what it can encode.
    """
    if stage.out.format != "rich" or not sys.stdout.isatty():
        yield None
        return
    from rich.console import Console
    from rich.live import Live

    from boxoffice.present.seatmap import draw

    console = Console(no_color=not stage.out.has_colour, markup=False, highlight=False, emoji=False)
    with Live(
        console=console, auto_refresh=False, vertical_overflow="crop",
        redirect_stdout=False, redirect_stderr=False,
    ) as live:  # fmt: skip
        yield lambda house: live.update(
            draw(
                house, width=stage.out.width, unicode=stage.out.unicode, locale=stage.out.locale
            ).rich(),
            refresh=True,
        )


def _drawn(stage: Stage, house: House) -> str:
    from boxoffice.present.seatmap import draw

    drawing = draw(house, width=stage.out.width, unicode=stage.out.unicode, locale=stage.out.locale)
    return drawing.plain.rstrip("\n")


def _race(stage: Stage) -> tuple[list[int], dict[str, str]]:
    """Let forty processes sell one free seat at the same moment; exactly one may win."""
    from boxoffice.services import bookings, houses

    with _opened(stage.ctx) as app:
        house = houses.view_house(app, stage.ctx, str(stage.show))
    free = [seat.label for seat in house.seats if seat.state == "available"]
    seat = free[len(free) // 2]
    stage.say(f"\n{RACERS} processes sell {seat} at the same moment. Their exit codes:")
    codes = _run_at_once(_race_command(stage, seat))
    stage.say("  " + " ".join(map(str, codes)))
    with _opened(stage.ctx) as app:
        found = bookings.ref_at_seat(app, stage.ctx, show=str(stage.show), seat=seat)
    stage.say(
        f"One 0 ({found} has {seat}), and {codes.count(ExitCode.CONFLICT)} times 6: seat taken."
    )
    return codes, {"seat": seat, "ref": found}


def _race_command(stage: Stage, seat: str) -> list[str]:
    db = stage.ctx.settings.db
    return ["sell", str(stage.show), seat, "-c", "exact", "--db", db, "--quiet", "--no-input"]


def _run_at_once(command: Sequence[str]) -> list[int]:
    """Run one command line in forty processes that start together; their exit codes."""
    from boxoffice.services import sales  # noqa: F401 - loaded once, before the processes part

    start, go = os.pipe()
    racers = []
    for number in range(RACERS):
        racer = os.fork()
        if racer == 0:
            os.close(go)
            _race_as(number, command, start)
        racers.append(racer)
    os.close(start)
    os.close(go)
    return [os.waitstatus_to_exitcode(os.waitpid(racer, 0)[1]) for racer in racers]


def _race_as(number: int, command: Sequence[str], start: int) -> None:
    """One racer: waits for the start, sells, and leaves with the command's exit code."""
    code = int(ExitCode.FAILURE)
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        os.read(start, 1)
        from boxoffice.cli.boundary import run

        code = run([*command, "--till", f"demo-{number + 1}"])
    finally:
        os._exit(code)


def _let_a_hold_expire(stage: Stage) -> bool:
    """Hold a seat for a second at one till, and sell it at another when that is over."""
    from boxoffice.services import holds, houses

    with _opened(stage.ctx) as app:
        house = houses.view_house(app, stage.ctx, str(stage.show))
        seat = [seat.label for seat in house.seats if seat.state == "available"][-1]
        request = holds.HoldRequest(show=str(stage.show), words=(seat,), lasts=f"{HOLD_SECONDS}s")
        held = holds.place_hold(app, replace(stage.ctx, till="demo-left"), request)
        refused = not _sells(app, stage, seat)
        stage.say(f"\n{seat} is held for {HOLD_SECONDS} s: another till is refused.")
        until = held.hold.expires_at.timestamp() + 0.05
        time.sleep(max(0.0, until - stage.ctx.clock.wall_ms() / 1000))
        sold = _sells(app, stage, seat)
        stage.say("The hold ran out: the other till has it now, and nothing had to be swept.")
    return refused and sold


def _sells(app: App, stage: Stage, seat: str) -> bool:
    from boxoffice.domain.lifecycle import PaymentMethod
    from boxoffice.domain.tenders import Tender
    from boxoffice.services import sales

    request = sales.SellRequest(
        show=str(stage.show), words=(seat,), tenders=(Tender(PaymentMethod.CASH, "exact"),)
    )
    try:
        sales.sell(app, replace(stage.ctx, till="demo-right"), request)
    except Conflict:
        return False
    return True


def _verify(stage: Stage) -> VerifyResult:
    from boxoffice.services.verify import verify

    with _opened(stage.ctx) as app:
        found = verify(app, stage.ctx)
    rows = sum(found.checked.values())
    verdict = "nothing is wrong" if found.ok else f"{len(found.violations)} things are wrong"
    stage.say(f"\nboxoffice db verify: {rows} things checked, {verdict}.")
    return found


def _say_what_next(stage: Stage) -> None:
    stage.say("\nTry next:")
    for command in what_next(stage.ctx.settings.db, stage.show):
        stage.say(f"  {command}")


def what_next(db: str, show: int) -> tuple[str, ...]:
    """Five commands that a newcomer can type as they stand."""
    program = "boxoffice" if shutil.which("boxoffice") else shlex.quote(sys.argv[0])
    words = (
        "now",
        f"seats {show}",
        f"quote {show} -n 3 -t adult=2,child=1",
        f"sell {show} -n 2 -c 500",
        "last",
    )
    return tuple(f"{program} {each} --db {shlex.quote(db)}" for each in words)
