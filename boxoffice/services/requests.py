"""What every write is asked with: a frozen value as typed, before defaults, picks and prices."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

from boxoffice.domain.cards import looks_like_card_number
from boxoffice.errors import Invalid
from boxoffice.services.results import Result, Value
from boxoffice.storage.statements import Named

FREE_TEXT = ("name", "phone", "reason", "slip")
"""Fields where people may write whatever they like."""

MOST_FREE_TEXT = 500


class Request(Value):
    """A request; `answer` is what it is answered with, `step` its place in a flow of writes.

    `runs` names the statements a hot write always needs, which are compiled before the gate.
    """

    answer: ClassVar[type[Result]] = Result
    step: ClassVar[int] = 1
    runs: ClassVar[tuple[Named, ...]] = ()

    @model_validator(mode="after")
    def _with_decent_texts(self) -> Self:
        """Refuse a card's number, or a whole book, before the request is kept anywhere."""
        for name in FREE_TEXT:
            text = getattr(self, name, "")
            if len(text) > MOST_FREE_TEXT:
                raise Invalid("usage.text_too_long", field=name, most=MOST_FREE_TEXT)
            if looks_like_card_number(text):
                raise Invalid("cards.refused", field=name)
        return self
