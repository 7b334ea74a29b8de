"""Rows that are theatres."""

from __future__ import annotations

from typing import Any

import pytest

from boxoffice.errors import InvalidFile
from boxoffice.present.words import sentence
from boxoffice.services.imports.houses import Places
from boxoffice.services.imports.theatres import read_theatres
from tests.services.imports.house import places
from tests.services.imports.reading import batch_of

EMPTY = Places((), (), ())
PARIS = {"zone": "Europe/Paris", "currency": "eur"}


def theatres_of(
    text: str, house: Places = EMPTY, **defaults: str
) -> tuple[list[dict[str, Any]], list[InvalidFile]]:
    batch = batch_of(text, name="cinemas.csv", needs="name", defaults=defaults)
    return [entry.plain() for entry in read_theatres(batch, house)], batch.faults


def test_rows_become_theatres_under_their_cities() -> None:
    text = (
        "nom;adresse;commune;ecrans;fauteuils\nPATHE;1 RUE A;Évry;4.0;1533.0\n"
        "PATHE;2 RUE B;Massy;2.0;139.0\nCiné Massy;;Massy;1.0;90.0\n"
    )
    assert theatres_of(text, **PARIS) == (
        [
            {
                "key": "evry", "name": "Évry",
                "theatres": [
                    {
                        "key": "pathe-evry", "name": "PATHE", "zone": "Europe/Paris",
                        "currency": "EUR", "address": "1 RUE A",
                    }
                ],
            },
            {
                "key": "massy", "name": "Massy",
                "theatres": [
                    {
                        "key": "pathe-massy", "name": "PATHE", "zone": "Europe/Paris",
                        "currency": "EUR", "address": "2 RUE B",
                    },
                    {
                        "key": "cine-massy", "name": "Ciné Massy", "zone": "Europe/Paris",
                        "currency": "EUR",
                    },
                ],
            },
        ],
        [],
    )  # fmt: skip


def test_a_theatre_of_the_house_keeps_its_key_its_zone_and_its_address() -> None:
    found, faults = theatres_of("name,city\nREX,london\n", places("rex/1"), **PARIS)
    assert found == [
        {
            "key": "london", "name": "London",
            "theatres": [
                {
                    "key": "rex", "name": "REX", "zone": "Europe/London", "currency": "GBP",
                    "address": "1 High Street",
                }
            ],
        }
    ]  # fmt: skip
    assert faults == []


def test_what_is_missing_or_wrong_is_told_at_its_cell() -> None:
    text = (
        "name,city,zone,currency\nRex,,Europe/Paris,EUR\nRoxy,Lyon,Mars/Olympus,EUR\n"
        "Ritz,Lyon,Europe/Paris,euros\nOdeon,Lyon,,EUR\nLux,Lyon,Europe/Paris,EUR\n"
        "lux,LYON,Europe/Paris,EUR\n"
    )
    found, faults = theatres_of(text)
    assert [each["key"] for city in found for each in city["theatres"]] == ["lux-lyon"]
    assert [(fault.code, fault.details["line"], fault.details["column"]) for fault in faults] == [
        ("imports.missing", 2, 2), ("imports.bad_cell", 3, 3), ("imports.currency", 4, 4),
        ("imports.missing", 5, 3), ("imports.repeated", 7, 1),
    ]  # fmt: skip
    assert sentence(faults[3]) == (
        "cinemas.csv, line 5, column 3: there is nothing under zone. Say --zone, as in --zone"
        " Europe/Paris."
    )


def test_a_sheet_without_zones_is_refused_in_one_sentence() -> None:
    with pytest.raises(InvalidFile) as raised:
        theatres_of("name,city\nRex,Lyon\nLux,Lyon\n", currency="EUR")
    assert sentence(raised.value) == (
        "cinemas.csv does not say which time zone its theatres are in: say it for all of them, as"
        " in --zone Europe/Paris."
    )
