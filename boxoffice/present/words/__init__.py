"""Sentences for codes: each area of codes keeps its words in a module of its own name.

An area is imported when one of its codes is first put into words, so a sale that works pays
for none of them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from boxoffice.errors import BoxofficeError
from boxoffice.present.text import clean, clean_deep

Words = Mapping[str, str | Callable[[Mapping[str, Any]], str]]


def sentence(error: BoxofficeError) -> str:
    """What went wrong and what to do next; the promise of the error's family if nothing fits.

    Money taken towards what did not come about is named with it, or nobody would hand it back.
    """
    family = (type(error).__doc__ or BoxofficeError.__doc__ or "").strip()
    said = phrase(error.code, error.details) or clean(family)
    back = [phrase("payments.hand_back", each) for each in error.details.get("hand_back") or ()]
    return " ".join([said, *filter(None, back)])


def reason(code: str, details: Mapping[str, Any]) -> str:
    """Why a choice was made or what to look out for; the code's own words if it has no others."""
    return phrase(code, details) or clean(code).rpartition(".")[2].replace("_", " ")


def phrase(code: str, details: Mapping[str, Any]) -> str:
    """The words of a code with its details cleaned, or "" where none fit; never raises.

    A sentence is asked for when something is already wrong: a missing or odd detail must not
    hide the error behind another one. What stands in no line (0) begins the sentence.
    """
    try:
        template = find_words(code)
        if template is None:
            return ""
        values = clean_deep(dict(details))
        text = template(values) if callable(template) else template.format_map(_spelled(values))
        return clean(text[:1].upper() + text[1:] if details.get("line") == 0 else text)
    except Exception:  # noqa: BLE001
        return ""


def find_words(code: str) -> str | Callable[[Mapping[str, Any]], str] | None:
    """The template or function that an area keeps for a code."""
    area = code.partition(".")[0]
    name = f"{__name__}.{area}"
    if not area.isidentifier():
        return None
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
    words: Words = module.WORDS
    return words.get(code)


def _spelled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Lists joined with commas, so that a template can name one."""
    return {
        key: ", ".join(map(str, value)) if isinstance(value, list) else value
        for key, value in values.items()
    }
