"""What each till of a crowd knows when it goes home: its sales, and why it was refused what."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from boxoffice.errors import BoxofficeError
from tests.concurrency.houses import House


@dataclass
class Diary:
    """References of sales that were answered and not taken back, and refusals by their code."""

    refs: list[str] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)

    def refused(self, error: BoxofficeError) -> None:
        self.refusals[error.code] += 1

    def leave(self, house: House, till: int) -> None:
        """Put it where no database can lose it."""
        text = json.dumps({"refs": self.refs, "refusals": self.refusals})
        (house.home / f"diary-{till}.json").write_text(text, encoding="utf-8")


def read_all(house: House, *, tills: int) -> Diary:
    """The diaries of all tills as one."""
    found = Diary()
    for till in range(tills):
        told = json.loads((house.home / f"diary-{till}.json").read_text(encoding="utf-8"))
        found.refs += told["refs"]
        found.refusals += Counter(told["refusals"])
    return found
