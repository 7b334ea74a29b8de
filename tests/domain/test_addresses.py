"""Database addresses are shown without their password."""

from __future__ import annotations

import pytest

from boxoffice.domain.addresses import (
    has_password,
    stripped_of_password,
    without_password,
    without_secrets,
)


@pytest.mark.parametrize(
    ("address", "shown", "stripped"),
    [
        ("/srv/a:b@c.db", "/srv/a:b@c.db", "/srv/a:b@c.db"),
        ("postgresql://db/box", "postgresql://db/box", "postgresql://db/box"),
        ("postgresql://rao@db/box", "postgresql://rao@db/box", "postgresql://rao@db/box"),
        ("postgresql://rao:pw@db/box", "postgresql://rao:***@db/box", "postgresql://rao@db/box"),
        ("postgresql://rao:p@w@db/box", "postgresql://rao:***@db/box", "postgresql://rao@db/box"),
        (
            "postgresql://rao:pw@[::1]:5/b",
            "postgresql://rao:***@[::1]:5/b",
            "postgresql://rao@[::1]:5/b",
        ),
        (
            "postgresql:///box?host=/run/pg&password=pw",
            "postgresql:///box?host=/run/pg&password=***",
            "postgresql:///box?host=/run/pg",
        ),
        ("postgresql://[bad:pw@db", "postgresql://[bad:***@db", "postgresql://[bad@db"),
        ("postgresql://rao:p/pw@db/box", "postgresql://rao:***@db/box", "postgresql://rao@db/box"),
        ("postgresql://rao:1?pw@db/box", "postgresql://rao:***@db/box", "postgresql://rao@db/box"),
        ("postgresql://rao:#@/pw@db/b", "postgresql://rao:***@db/b", "postgresql://rao@db/b"),
        ("postgresql://rao:pw 7@db/b", "postgresql://rao:***@db/b", "postgresql://rao@db/b"),
        (
            "postgresql://db:5432/box?user=rao@corp",
            "postgresql://db:5432/box?user=rao@corp",
            "postgresql://db:5432/box?user=rao@corp",
        ),
        (
            "postgresql://rao@db/box?password=a&pw&sslmode=require",
            "postgresql://rao@db/box?password=***&sslmode=require",
            "postgresql://rao@db/box?sslmode=require",
        ),
    ],
)
def test_the_password_is_masked_or_left_out(address: str, shown: str, stripped: str) -> None:
    assert without_password(address) == shown
    assert stripped_of_password(address) == stripped
    assert "pw" not in shown + stripped


def test_an_address_with_a_password_is_known() -> None:
    assert has_password("postgresql://rao:pw@db/box") is True
    assert has_password("postgresql://rao@db/box?sslpassword=x") is True
    assert has_password("postgresql://rao@db/box") is False
    assert has_password("/srv/a:b@c.db") is False


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("failed to resolve host 'pw@db'", "failed to resolve host '***'"),
        ("failed to resolve host 'db'", "failed to resolve host 'db'"),
        ('invalid port "pw"', "invalid port '***'"),
        ('no socket "/run/pg"', 'no socket "/run/pg"'),
    ],
)
def test_what_a_driver_quotes_of_a_password_is_left_out(said: str, told: str) -> None:
    assert without_secrets(said, of="postgresql://rao:x@pw@db/box") == told
