"""The table of all commands, and what bare `boxoffice` does."""

from __future__ import annotations

import os
from typing import Any

from typer._click.core import Context, Parameter
from typer._types import TyperChoice
from typer.core import TyperOption

from boxoffice.cli.lazy import LazyGroup, Row, load

COUNTER = "At the counter"
HOUSE = "The house"
MACHINE = "The machine"
HELP = "Help"

NOUNS = {
    "booking": "What was sold or promised.",
    "ticket": "What admits somebody.",
    "payment": "Money on its way, and what gateways tell.",
    "voucher": "Gift vouchers: what is on them.",
    "show": "The programme, and seats out of sale.",
    "movie": "Films: what is or was played.",
    "price": "What seats cost, rule by rule.",
    "tax": "Taxes on tickets, concessions and fees.",
    "fee": "What a booking costs beside its seats.",
    "offer": "What takes something off, and its codes.",
    "city": "Towns with a theatre.",
    "theatre": "Houses, with their zone and currency.",
    "screen": "Auditoriums and their halls.",
    "category": "What seats are priced by.",
    "ticket-type": "Whom a ticket is for.",
    "setup": "The house and its programme, out of files.",
    "layout": "Files of halls, from anywhere.",
    "db": "The database itself.",
    "config": "Where every setting comes from.",
    "cron": "Regular work, such as the sweep of expired holds.",
}

COMMANDS: dict[str, Row] = {
    "now": Row("boxoffice.cli.show", "now", "What is on, with seats left.", COUNTER),
    "seats": Row("boxoffice.cli.seats", "seats", "The house of a show, drawn.", COUNTER),
    "quote": Row("boxoffice.cli.quote", "quote", "Picks and prices; writes nothing.", COUNTER),
    "sell": Row("boxoffice.cli.sell", "sell", "Sell seats.", COUNTER),
    "hold": Row("boxoffice.cli.holds", "hold", "Keep seats for a few minutes.", COUNTER),
    "extend": Row("boxoffice.cli.holds", "extend", "Keep a hold for longer.", COUNTER),
    "release": Row("boxoffice.cli.holds", "release", "Give held seats back.", COUNTER),
    "holds": Row("boxoffice.cli.holds", "list_holds", "What this till holds.", COUNTER),
    "book": Row("boxoffice.cli.book", "book", "Promise seats, paid later.", COUNTER),
    "pay": Row("boxoffice.cli.book", "pay", "Take the money for a booking.", COUNTER),
    "cancel": Row("boxoffice.cli.book", "cancel", "Give up an unpaid booking.", COUNTER),
    "void": Row("boxoffice.cli.void", "void", "Take a whole sale back.", COUNTER),
    "refund": Row("boxoffice.cli.refund", "refund", "Give seats back for money.", COUNTER),
    "exchange": Row("boxoffice.cli.exchange", "exchange", "Paid seats for others.", COUNTER),
    "find": Row("boxoffice.cli.booking", "find", "Bookings by name, phone or slip.", COUNTER),
    "last": Row("boxoffice.cli.booking", "last", "This till's last bookings.", COUNTER),
    "booking view": Row(
        "boxoffice.cli.booking", "view_booking", "Seats, money and tickets of one.", COUNTER
    ),
    "ticket view": Row(
        "boxoffice.cli.booking", "view_ticket", "Stubs with the QR for the door.", COUNTER
    ),
    "payment list": Row("boxoffice.cli.payment", "list_payments", "Payments, loose ends.", COUNTER),
    "payment view": Row("boxoffice.cli.payment", "view", "All about one payment.", COUNTER),
    "payment status": Row("boxoffice.cli.payment", "status", "How they stand.", COUNTER),
    "payment resolve": Row("boxoffice.cli.payment", "resolve", "Close a loose end.", COUNTER),
    "payment refunds": Row(
        "boxoffice.cli.payment_refunds", "list_refunds", "Refunds that are not out yet.", COUNTER
    ),
    "payment retry": Row(
        "boxoffice.cli.payment_refunds", "retry", "Try a failed refund again.", COUNTER
    ),
    "payment reconcile": Row(
        "boxoffice.cli.payment_jobs", "reconcile", "Ask gateways what became of it.", MACHINE
    ),
    "payment webhook": Row(
        "boxoffice.cli.payment_jobs", "webhook", "Take in what a gateway delivers.", MACHINE
    ),
    "payment simulate": Row(
        "boxoffice.cli.payment_jobs", "simulate", "Practise without money.", MACHINE
    ),
    "voucher add": Row("boxoffice.cli.voucher", "add", "Issue vouchers.", COUNTER),
    "voucher list": Row("boxoffice.cli.voucher", "list_vouchers", "What is on them.", COUNTER),
    "voucher view": Row("boxoffice.cli.voucher", "view", "One with every change.", COUNTER),
    "voucher void": Row("boxoffice.cli.voucher", "void", "Take one out of use.", COUNTER),
    "show add": Row(
        "boxoffice.cli.show_changes", "add", "Add a show, or one for each time.", HOUSE
    ),
    "show list": Row("boxoffice.cli.show", "list_shows", "The programme.", HOUSE),
    "show view": Row("boxoffice.cli.show", "view", "One show with its counts.", HOUSE),
    "show edit": Row(
        "boxoffice.cli.show_changes", "edit", "Change a show nobody has seats in.", HOUSE
    ),
    "show remove": Row("boxoffice.cli.show_changes", "remove", "Remove shows never sold.", HOUSE),
    "show move": Row("boxoffice.cli.moving", "move", "Another screen or time for it.", HOUSE),
    "show block": Row("boxoffice.cli.show", "block", "Take seats out of sale.", HOUSE),
    "show unblock": Row("boxoffice.cli.show", "unblock", "Give blocked seats back.", HOUSE),
    "show open": Row("boxoffice.cli.show_sales", "open_shows", "Put shows on sale.", HOUSE),
    "show close": Row("boxoffice.cli.show_sales", "close_shows", "Take shows off sale.", HOUSE),
    "show cancel": Row(
        "boxoffice.cli.cancelling", "cancel", "Call shows off, refund everybody.", HOUSE
    ),
    "movie add": Row("boxoffice.cli.movie", "add", "Add a film, or many.", HOUSE),
    "movie list": Row("boxoffice.cli.movie", "list_movies", "Films, and which fit.", HOUSE),
    "movie view": Row("boxoffice.cli.movie", "view", "One film with its next shows.", HOUSE),
    "movie edit": Row("boxoffice.cli.movie", "edit", "Change what is told of a film.", HOUSE),
    "movie remove": Row(
        "boxoffice.cli.movie", "remove", "Remove a film that no show plays.", HOUSE
    ),
    "price add": Row("boxoffice.cli.price", "add", "Add a price rule.", HOUSE),
    "price list": Row("boxoffice.cli.price", "list_prices", "Every price rule.", HOUSE),
    "price view": Row("boxoffice.cli.price", "view", "One price rule.", HOUSE),
    "price edit": Row("boxoffice.cli.price", "edit", "Change what a rule says.", HOUSE),
    "price correct": Row("boxoffice.cli.correcting", "correct", "Put a wrong price right.", HOUSE),
    "price remove": Row("boxoffice.cli.price", "remove", "Remove price rules.", HOUSE),
    "tax add": Row("boxoffice.cli.tax", "add", "Add a tax rate.", HOUSE),
    "tax list": Row("boxoffice.cli.tax", "list_taxes", "Every tax rate.", HOUSE),
    "tax view": Row("boxoffice.cli.tax", "view", "One tax rate.", HOUSE),
    "tax edit": Row("boxoffice.cli.tax", "edit", "Change a rate.", HOUSE),
    "tax remove": Row("boxoffice.cli.tax", "remove", "Remove tax rates.", HOUSE),
    "fee add": Row("boxoffice.cli.fee", "add", "Add a fee.", HOUSE),
    "fee list": Row("boxoffice.cli.fee", "list_fees", "Every fee.", HOUSE),
    "fee view": Row("boxoffice.cli.fee", "view", "One fee.", HOUSE),
    "fee edit": Row("boxoffice.cli.fee", "edit", "Change a fee.", HOUSE),
    "fee remove": Row("boxoffice.cli.fee", "remove", "Remove fees.", HOUSE),
    "offer add": Row("boxoffice.cli.offer", "add", "Add an offer.", HOUSE),
    "offer list": Row("boxoffice.cli.offer", "list_offers", "Offers, and how often taken.", HOUSE),
    "offer view": Row("boxoffice.cli.offer", "view", "One offer.", HOUSE),
    "offer edit": Row("boxoffice.cli.offer", "edit", "Change an offer.", HOUSE),
    "offer remove": Row("boxoffice.cli.offer", "remove", "Remove offers never taken.", HOUSE),
    "offer codes": Row("boxoffice.cli.offer", "codes", "Codes that are good once.", HOUSE),
    "city add": Row("boxoffice.cli.city", "add", "Add a city.", HOUSE),
    "city list": Row("boxoffice.cli.city", "list_cities", "Every city.", HOUSE),
    "city view": Row("boxoffice.cli.city", "view", "One city with its theatres.", HOUSE),
    "city edit": Row("boxoffice.cli.city", "edit", "Rename a city.", HOUSE),
    "city remove": Row("boxoffice.cli.city", "remove", "Remove a city without theatres.", HOUSE),
    "theatre add": Row("boxoffice.cli.theatre", "add", "Add a theatre to a city.", HOUSE),
    "theatre list": Row(
        "boxoffice.cli.theatre", "list_theatres", "Every theatre, or who plays a film.", HOUSE
    ),
    "theatre view": Row("boxoffice.cli.theatre", "view", "One theatre with its screens.", HOUSE),
    "theatre edit": Row("boxoffice.cli.theatre", "edit", "Change a theatre.", HOUSE),
    "theatre remove": Row(
        "boxoffice.cli.theatre", "remove", "Remove a theatre without shows.", HOUSE
    ),
    "screen add": Row("boxoffice.cli.screen", "add", "Add a screen to a theatre.", HOUSE),
    "screen list": Row(
        "boxoffice.cli.screen", "list_screens", "Every screen with its seats.", HOUSE
    ),
    "screen view": Row("boxoffice.cli.screen", "view", "The empty hall, drawn.", HOUSE),
    "screen edit": Row("boxoffice.cli.screen", "edit", "Change a screen.", HOUSE),
    "screen remove": Row("boxoffice.cli.screen", "remove", "Remove a screen without shows.", HOUSE),
    "screen close": Row("boxoffice.cli.screen_state", "close", "Close it for a while.", HOUSE),
    "screen open": Row("boxoffice.cli.screen_state", "open_again", "Open it again.", HOUSE),
    "screen block": Row("boxoffice.cli.screen_state", "block", "Block broken seats.", HOUSE),
    "screen unblock": Row("boxoffice.cli.screen_state", "unblock", "Give them back.", HOUSE),
    "category add": Row("boxoffice.cli.category", "add", "Add a category of seats.", HOUSE),
    "category list": Row("boxoffice.cli.category", "list_categories", "Every category.", HOUSE),
    "category view": Row("boxoffice.cli.category", "view", "One category with its prices.", HOUSE),
    "category edit": Row("boxoffice.cli.category", "edit", "Rename a category.", HOUSE),
    "category remove": Row(
        "boxoffice.cli.category", "remove", "Remove a category no seat has.", HOUSE
    ),
    "ticket-type add": Row("boxoffice.cli.ticket_type", "add", "Add a ticket type.", HOUSE),
    "ticket-type list": Row(
        "boxoffice.cli.ticket_type", "list_ticket_types", "Every ticket type.", HOUSE
    ),
    "ticket-type view": Row(
        "boxoffice.cli.ticket_type", "view", "One ticket type with its prices.", HOUSE
    ),
    "ticket-type edit": Row("boxoffice.cli.ticket_type", "edit", "Rename a ticket type.", HOUSE),
    "ticket-type remove": Row(
        "boxoffice.cli.ticket_type", "remove", "Remove one that no price names.", HOUSE
    ),
    "show import": Row("boxoffice.cli.imports", "import_shows", "Showings out of a sheet.", HOUSE),
    "show copy": Row("boxoffice.cli.imports", "copy_shows", "A week once more.", HOUSE),
    "movie import": Row("boxoffice.cli.imports", "import_movies", "Films out of a sheet.", HOUSE),
    "theatre import": Row(
        "boxoffice.cli.imports", "import_theatres", "Theatres out of a sheet.", HOUSE
    ),
    "setup new": Row("boxoffice.cli.setup_files", "new", "Begin a file: five questions.", HOUSE),
    "setup plan": Row("boxoffice.cli.setup", "plan", "What a file would change.", HOUSE),
    "setup apply": Row("boxoffice.cli.setup", "apply", "Make it what a file describes.", HOUSE),
    "setup export": Row("boxoffice.cli.setup_files", "export", "Write the house out.", HOUSE),
    "setup schema": Row("boxoffice.cli.setup_files", "schema", "What editors complete by.", HOUSE),
    "layout new": Row("boxoffice.cli.layout", "new", "A hall from a few words.", HOUSE),
    "layout check": Row("boxoffice.cli.layout", "check", "What is wrong with a hall.", HOUSE),
    "layout convert": Row("boxoffice.cli.layout", "convert", "A hall in another form.", HOUSE),
    "layout view": Row("boxoffice.cli.layout", "view", "The hall of a file, drawn.", HOUSE),
    "db init": Row("boxoffice.cli.db", "init", "Make the database.", MACHINE),
    "db migrate": Row("boxoffice.cli.db", "migrate", "Move it to this program's schema.", MACHINE),
    "db info": Row("boxoffice.cli.db", "info", "What it is and what is in it.", MACHINE),
    "db verify": Row("boxoffice.cli.db_verify", "verify", "Count everything again.", MACHINE),
    "sweep": Row("boxoffice.cli.sweep", "sweep", "Tidy what ran out; cron runs it.", MACHINE),
    "doctor": Row("boxoffice.cli.doctor", "doctor", "What is wrong here, and what to do.", MACHINE),
    "cron print": Row("boxoffice.cli.cron", "print_cron", "Lines for cron or systemd.", MACHINE),
    "config view": Row(
        "boxoffice.cli.config", "view", "Every setting and where it came from.", MACHINE
    ),
    "demo": Row("boxoffice.cli.demo", "demo", "Watch a house fill and tills race.", HELP),
    "help": Row("boxoffice.cli.help", "show_help", "A topic of the manual, or a command.", HELP),
}

ROOT_HELP = "Example: boxoffice help start\n\nSell every seat once, and lose no paid booking."


class Root(LazyGroup):
    """The program itself; without a command it is `now`, or says how to begin."""

    def invoke(self, ctx: Context) -> Any:
        if not ctx._protected_args:
            return self._bare(ctx)
        return super().invoke(ctx)

    def _bare(self, ctx: Context) -> Any:
        from boxoffice.cli.global_options import typed

        with ctx:
            settings = typed().settings()
            begun = settings.is_postgres or os.path.exists(settings.db)
            if begun and "now" in self.table:
                command = load("now", self.table["now"])
                with command.make_context("now", [], parent=ctx) as below:
                    return command.invoke(below)
            from boxoffice.cli.help import how_to_begin

            return how_to_begin()


def build_root(name: str) -> Root:
    """The command group that a command line is given to."""
    root = Root(
        name=name,
        table=COMMANDS,
        nouns=NOUNS,
        help=ROOT_HELP,
        show_globals=True,
        invoke_without_command=True,
    )
    shells = TyperChoice(("bash", "zsh", "fish"))
    root.params += [
        _eager("--version", _version, "Print the version.", is_flag=True),
        _eager("--show-completion", _show, "Print the shell's completion.", type=shells),
        _eager("--install-completion", _install, "Set up TAB in the shell.", type=shells),
    ]
    return root


def _eager(flag: str, callback: Any, about: str, **attrs: Any) -> TyperOption:
    names = [flag, "-V"] if flag == "--version" else [flag]
    return TyperOption(
        param_decls=names, callback=callback, help=about, is_eager=True, expose_value=False, **attrs
    )


def _version(ctx: Context, _: Parameter, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        from boxoffice import __version__
        from boxoffice.cli.output import write_out

        write_out(f"boxoffice {__version__}\n")
        ctx.exit()


def _show(ctx: Context, _: Parameter, value: str | None) -> None:
    if value and not ctx.resilient_parsing:
        from boxoffice.cli.completion import script
        from boxoffice.cli.output import write_out

        write_out(script(value) + "\n")
        ctx.exit()


def _install(ctx: Context, _: Parameter, value: str | None) -> None:
    if value and not ctx.resilient_parsing:
        from boxoffice.cli.completion import install
        from boxoffice.cli.output import write_err

        path = install(value)
        write_err(f"Written: {path}. Open a new terminal to use it.\n")
        ctx.exit()
