"""Set-up files on the disk: whole ones or none, and never two that say the same."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from boxoffice.domain.layouts import printable
from boxoffice.errors import Failed, Invalid, Refused
from boxoffice.services.setup.files import FORMS
from boxoffice.services.setup.spelling import spell

ENDINGS = {"yaml": ".yaml", "toml": ".toml", "json": ".json"}


def form_for(path: str, *, form: str) -> str:
    """The form asked for, else the one the file's name ends in, else YAML; both have to agree."""
    named = "" if _is_folder(path) else FORMS.get(os.path.splitext(path)[1].lower(), "")
    if form and named and form != named:
        raise Invalid("setup.form_differs", file=printable(path), named=named, form=form)
    return form or named or "yaml"


def require_yaml(path: str) -> None:
    """A new file has comments, as YAML allows."""
    named = form_for(path, form="")
    if named != "yaml":
        raise Invalid("setup.form_differs", file=printable(path), named=named, form="yaml")


def _is_folder(path: str) -> bool:
    return path.endswith(os.sep) or os.path.isdir(path)


def texts_of(house: Mapping[str, Any], path: str, *, form: str) -> dict[str, str]:
    """What goes into which file: all into one, or into a folder a file for each kind."""
    if path == "-" or not _is_folder(path):
        return {path: spell(house, form=form)}
    texts = {
        os.path.join(path, f"{kind}{ENDINGS[form]}"): spell({kind: things}, form=form)
        for kind, things in house.items()
    }
    _refuse_others(path, texts)
    return texts


def _refuse_others(folder: str, texts: Mapping[str, str]) -> None:
    """Files in the folder that would be read together with the ones written."""
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    others = [
        name
        for name in names
        if os.path.splitext(name)[1].lower() in FORMS
        and not name.startswith(".")
        and os.path.join(folder, name) not in texts
    ]
    if others:
        raise Refused("setup.other_files", folder=printable(folder), files=others[:5])


def is_same(path: str, text: str) -> bool:
    """Whether a file says exactly this already."""
    content = text.encode()
    try:
        if not os.path.isfile(path) or os.path.getsize(path) != len(content):
            return False
        with open(path, "rb") as file:
            return file.read() == content
    except OSError:
        return False


def write_all(texts: Mapping[str, str]) -> None:
    """Write every file whole, making its folder if that is what is missing."""
    from boxoffice.services.layouts import save

    for path, text in texts.items():
        folder = os.path.dirname(path)
        if folder and os.path.isdir(os.path.dirname(folder) or ".") and not os.path.exists(folder):
            _make(folder)
        save(os.path.realpath(path), text)


def _make(folder: str) -> None:
    try:
        os.mkdir(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Failed("layouts.unwritable", file=printable(folder), reason=reason) from None
