"""Every list and drawing in every format, byte for byte; UPDATE_GOLDEN=1 writes them anew."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boxoffice.cli.help import topic_text
from tests.cli.inside import Evening, Program, make_evening

GOLDEN = Path(__file__).parents[1] / "golden" / "cli"
ENDINGS = {"rich": "rich.txt", "plain": "txt", "csv": "csv", "json": "json", "markdown": "md"}
COMMANDS = {
    "now": "now",
    "show_list": "show list --day sat",
    "show_list_chosen": "show list dune --from 2026-10-23 --to 2026-10-24 --min-rating 8",
    "show_view": "show view 1",
    "show_close_planned": "show close 1-2 --dry-run --quiet --op-key golden-key",
    "show_add_planned": (
        "show add dune --screen rex/1 --at 2026-10-24T10:00 --draft"
        " --dry-run --quiet --op-key golden-key"
    ),
    "movie_edit_planned": "movie edit dune --rating 9 --dry-run --quiet --op-key golden-key",
    "price_remove_planned": "price remove rule-2 --yes --dry-run --quiet --op-key golden-key",
    "city_list": "city list",
    "city_view": "city view Paris",
    "theatre_list": "theatre list --movie dune",
    "theatre_view": "theatre view rex",
    "screen_list": "screen list",
    "screen_view": "screen view rex/1",
    "movie_list": "movie list",
    "movie_view": "movie view dune",
    "price_list": "price list",
    "price_view": "price view rule-2",
    "category_list": "category list",
    "category_view": "category view premium",
    "ticket_type_list": "ticket-type list",
    "ticket_type_view": "ticket-type view child",
    "offer_list": "offer list",
    "offer_view": "offer view gift",
    "offer_codes": "offer codes gift",
    "quote_with_offers": "quote 1 E2-5 --offer summer --offer corn --explain",
    "voucher_list": "voucher list --all",
    "voucher_view": "voucher view {voucher}",
    "voucher_void_planned": (
        "voucher void {voucher} --reason lost --dry-run --quiet --op-key golden-key"
    ),
    "seats": "seats 1",
    "seats_available": "seats 1 --available",
    "quote": "quote 1 -n 3 -t adult=2,child=1",
    "quote_by_hand": "quote 1 E2-5",
    "holds": "holds",
    "find": "find an",
    "find_unpaid": "find --unpaid",
    "last": "last 5",
    "exchange_planned": ("exchange {ref} --to G3-4 --show 2 --dry-run --quiet --op-key golden-key"),
    "exchange_add_planned": "exchange {ref} --add G9 --dry-run --quiet --op-key golden-key",
    "booking_view": "booking view {ref}",
    "booking_view_pending": "booking view {pending_ref}",
    "ticket_view": "ticket view {code}",
}


@pytest.fixture(scope="module")
def evening(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Evening:
    path = tmp_path_factory.mktemp("evening") / "evening.db"
    shutil.copy2(sqlite_template, path)
    return make_evening(path)


@pytest.mark.parametrize("format_name", ENDINGS)
@pytest.mark.parametrize("name", COMMANDS)
def test_output(call: Program, evening: Evening, name: str, format_name: str) -> None:
    words = COMMANDS[name].format(**vars(evening)).split()
    code, out, err = call(*words, "--format", format_name)
    assert (code, err) == (0, "")
    path = GOLDEN / f"{name}.{ENDINGS[format_name]}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(out.encode())
    assert out.encode() == path.read_bytes()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_name_in_a_document_stands_in_the_manual(name: str) -> None:
    document = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    manual = topic_text("json")
    assert [key for key in sorted(set(names_in(document))) if f'"{key}"' not in manual] == []


def names_in(value: Any) -> Iterator[str]:
    """Every key of a document; what is in `details` depends on the code."""
    if isinstance(value, list):
        for item in value:
            yield from names_in(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            if key != "details":
                yield from names_in(item)
