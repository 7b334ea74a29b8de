"""Sentences about broken seats of a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boxoffice.present.labels import spoken


def _not_broken(details: Mapping[str, Any]) -> str:
    labels = spoken(details["labels"])
    return (
        f"{labels} of {details['screen']} was not blocked for every show, so nothing was"
        " given back. `boxoffice show unblock SHOW SEATS` gives a block of one show back."
    )


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {"broken.not_broken": _not_broken}
