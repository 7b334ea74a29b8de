"""The link of a UPI payment, and where money can be sent."""

import pytest

from boxoffice.domain.upi import is_address, link


def test_the_link_says_to_whom_how_much_and_what_for() -> None:
    found = link(address="rex@okbank", name="Rex & Söhne", amount_minor=24050, note="K7M2P")
    assert found == ("upi://pay?pa=rex@okbank&pn=Rex%20%26%20S%C3%B6hne&am=240.50&cu=INR&tn=K7M2P")


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("rex@okbank", True), ("rex.mumbai-1@ok.bank", True), ("9876543210@upi", True),
        ("rex", False), ("@okbank", False), ("rex@", False), ("rex@ok bank", False),
        ("rex@ok&am=1", False), ("re\nx@ok", False), ("rex@ok\n", False),
    ],
)  # fmt: skip
def test_an_address_has_a_name_and_a_bank(text: str, fits: bool) -> None:
    assert is_address(text) is fits
