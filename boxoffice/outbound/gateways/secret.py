"""Keys and webhook secrets: read from a private file or a named variable, shown nowhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from typing import NoReturn

from boxoffice.errors import Invalid

HIDDEN = "***"
FEWEST_SIGNS = 8
MOST_BYTES = 4_096
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Secret:
    """A text that prints, formats and pickles as nothing; only `reveal` gives it away."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def hidden_in(self, text: str) -> str:
        """The text with this secret blotted out."""
        return text.replace(self._value, HIDDEN)

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


def read_secret(
    setting: str, *, path: str, variable: str, environ: Mapping[str, str]
) -> Secret | None:
    """The secret of a setting from its file or its variable; None if the setting names neither.

    `setting` is its name without the ending, such as `gateways.stripe.key`. Invalid says what to
    mend and never quotes what was read.
    """
    if path and variable:
        raise Invalid("gateways.two_places", setting=setting)
    if path:
        return Secret(_checked(_read_private(path), setting=f"{setting}_file"))
    if variable:
        value = environ.get(variable, "")
        if not value.strip():
            raise Invalid("gateways.variable_unset", setting=f"{setting}_env", variable=variable)
        return Secret(_checked(value, setting=f"{setting}_env"))
    return None


def _read_private(path: str) -> str:
    """The text of a regular file that nobody but its owner may read or change."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            mode = os.fstat(descriptor).st_mode
            raw = os.read(descriptor, MOST_BYTES) if stat.S_ISREG(mode) else b""
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "no proper name"
        raise Invalid("gateways.file_unreadable", path=path, reason=reason) from None
    if not stat.S_ISREG(mode):
        raise Invalid("gateways.file_unreadable", path=path, reason="not a regular file")
    if mode & _OTHERS:
        raise Invalid("gateways.file_open", path=path, mode=f"{stat.S_IMODE(mode):04o}")
    return raw.decode("utf-8", "replace") if len(raw) < MOST_BYTES else ""


def _checked(value: str, *, setting: str) -> str:
    """One word of printable ASCII: a line break or a quote left in it would never match."""
    word = value.strip()
    fits = word.isascii() and word.isprintable() and len(word.split()) == 1
    if not fits or len(word) < FEWEST_SIGNS:
        raise Invalid("gateways.bad_secret", setting=setting)
    return word
