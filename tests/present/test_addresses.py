"""Database addresses are shown without their password."""

from __future__ import annotations

import pytest

from boxoffice.present.addresses import has_password, stripped_of_password, without_password


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
        ("postgresql://[bad:pw@db", "postgresql://***", "postgresql://***"),
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
