"""Sentences about a clock that was set while the machine was running."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def _jumped(details: Mapping[str, Any]) -> str:
    minutes = int(details["minutes"])
    way = "ahead" if minutes > 0 else "behind"
    return (
        f"This machine's clock jumped {abs(minutes)} min {way}. Until somebody has looked, holds"
        " run by the old time and the sweep expires nothing. Set the clock right; if it is right"
        " already, run `boxoffice doctor --accept-clock`."
    )


WORDS = {"clock.jumped": _jumped}
