"""A house that is set up, changed by every way there is at two tills, and partly changed back."""

from __future__ import annotations

from collections.abc import Sequence

from boxoffice.context import Context
from boxoffice.services import broken, house_changes, nouns, show_sales
from boxoffice.services.app import App
from boxoffice.services.imports import use as imports
from boxoffice.services.imports import weeks
from boxoffice.services.imports.options import Options
from boxoffice.services.moving import closing
from boxoffice.services.moving.results import MoveRequest
from boxoffice.services.moving.use import move_show
from boxoffice.services.nouns import Noun
from boxoffice.services.setup.files import read
from boxoffice.services.setup.typed import given
from boxoffice.services.setup.use import Prune, Removal, apply_document, nothing
from tests.services.setup.texts import changed

FIXED = changed(("at: +0-1 14:00", "at: 2026-11-29 14:00"))
"""The small house with its shows on days of their own."""

WIDER = FIXED.replace(b"{row: A, seats: 1-6", b"{row: A, seats: 1-8")

LAYOUT = "layouts: [{key: attic, name: Attic, category: standard, rows: [{row: A, seats: 1-3}]}]"

OFFER = "offers: [{key: four, name: Four for three, take: 4, pay: 3, automatic: yes}]"

CHARGES = """\
cities:
  - key: lyon
    theatres:
      - key: rex
        taxes: [{name: VAT, rate: 5.5%}, {name: Levy, rate: 20%, product: fee}]
        fees: [{key: web, name: Web, amount: 1}]
        prices: [{key: matinee, amount: 6, day: weekend}]
        holidays: [{day: 2026-12-25, name: Christmas}, {day: 2027-01-01, name: New year}]
"""
GONE = (
    ("taxes", "rex/ticket/VAT"), ("fees", "rex/web"), ("prices", "rex/matinee"),
    ("holidays", "rex/2027-01-01"),
)  # fmt: skip

THINGS: Sequence[tuple[Noun, str, dict[str, str], dict[str, str]]] = (
    (nouns.CITY, "brest", {"name": "Brest"}, {"name": "Brest-sur-Mer"}),
    (nouns.CATEGORY, "sofa", {"name": "Sofa"}, {"name": "Sofas"}),
    (nouns.TICKET_TYPE, "senior", {"name": "Senior"}, {"name": "Seniors"}),
    (nouns.SCREEN, "rex/two", {"name": "Two", "layout": "hall"}, {"name": "Deux"}),
    (nouns.MOVIE, "tram", {"title": "Tram", "runtime": "90"}, {"title": "Le tram"}),
    (nouns.PRICE, "rex/cheap", {"key": "cheap", "amount": "7", "day": "weekday"}, {"amount": "8"}),
)

FILMS = b"title,runtime\nElvis,159\nNope,130\n"
THEATRES = b"city,name,zone,currency\nNice,Roxy,Europe/Paris,EUR\n"
SHOWS = b"film,screen,date,time\nElvis,1,2026-12-05,18:00\nNope,1,2026-12-06,22:00\n"


def set_up(app: App, ctx: Context, content: bytes = FIXED, prune: Prune | None = None) -> None:
    apply_document(app, ctx, read(content, name="house.yaml"), prune=prune)


def take_away(app: App, ctx: Context, *things: tuple[str, str]) -> None:
    apply_document(app, ctx, nothing(), removals=[Removal(*each) for each in things])


def change_every_way(app: App, ctx: Context, other: Context) -> None:
    """Set-ups, nouns, imports, shows copied, moved, closed and pruned; screen rex/two is new."""
    set_up(app, ctx)
    for first, second in ((ctx, other), (other, ctx)):
        _come_and_go(app, first, second)
    for noun, _, new, _ in THINGS:
        house_changes.add(app, other, noun, given(new))
    _import(app, other)
    _shows(app, ctx, other)
    set_up(app, other, WIDER)
    house_changes.remove(app, ctx, nouns.THEATRE, ["roxy-nice"])
    set_up(app, ctx, WIDER, prune=Prune("2026-12-01", "2026-12-31"))
    take_away(app, other, ("movies", "elvis"), ("cities", "nice"))


def _come_and_go(app: App, ctx: Context, other: Context) -> None:
    for noun, key, new, edited in THINGS:
        house_changes.add(app, ctx, noun, given(new))
        house_changes.edit(app, other, noun, given({noun.names: key, **edited}))
        house_changes.remove(app, other, noun, [key])
        house_changes.add(app, other, noun, given(new))
        house_changes.remove(app, ctx, noun, [key])
    for things, gone, edit in (
        (CHARGES, GONE, ("5.5%", "7%")),
        (LAYOUT, (("layouts", "attic"),), ("1-3", "1-4")),
        (OFFER, (("offers", "four"),), ("pay: 3", "pay: 2")),
    ):
        set_up(app, ctx, things.encode())
        take_away(app, other, *gone)
        set_up(app, other, things.encode())
        set_up(app, ctx, things.replace(*edit).encode())
        take_away(app, ctx, *gone)


def _import(app: App, ctx: Context) -> None:
    for work, name, sheet in (
        (imports.import_movies, "movies.csv", FILMS),
        (imports.import_theatres, "theatres.csv", THEATRES),
        (imports.import_shows, "shows.csv", SHOWS),
    ):
        done = work(app, ctx, sheet, name=name, options=Options())
        assert done.refused == (), name


def _shows(app: App, ctx: Context, other: Context) -> None:
    weeks.copy_week(app, ctx, week="2026-11-28", to="2026-12-12", draft=False)
    move_show(app, other, MoveRequest(show="1", screen="rex/two"))
    show_sales.close_shows(app, ctx, show_sales.CloseRequest(shows=("1",)))
    show_sales.open_shows(app, other, show_sales.OpenRequest(shows=("1",)))
    painters = closing.CloseRequest(screen="rex/1", ends="2026-11-25", reason="painters")
    closing.close_screen(app, ctx, painters)
    closing.open_screen(app, other, closing.OpenRequest(screen="rex/1"))
    spring = broken.BreakRequest(screen="rex/two", words=("A1",), reason="spring")
    broken.block_screen(app, ctx, spring)
    broken.unblock_screen(app, other, broken.MendRequest(screen="rex/two", words=("A1",)))
