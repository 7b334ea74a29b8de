"""How an import is asked for: what the sheet does not say, or says in its own words."""

from __future__ import annotations

from pydantic import Field

from boxoffice.services.results import Value


class Options(Value):
    """`mapped` names the column of a field, `defaults` what an empty cell of it means.

    `dates` says which comes first in 03/04/2026: dmy or mdy.
    """

    mapped: dict[str, str] = Field(default_factory=dict)
    defaults: dict[str, str] = Field(default_factory=dict)
    encoding: str = ""
    dates: str = ""
    screens: tuple[str, ...] = ()
    draft: bool = False
    strict: bool = False
