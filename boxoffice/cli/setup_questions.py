"""The five questions of `boxoffice setup new`, and what comes after them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from boxoffice.cli.global_options import typed
from boxoffice.cli.session import session
from boxoffice.errors import Invalid

if TYPE_CHECKING:
    from boxoffice.cli.output import Output
    from boxoffice.services.setup.new import Answers

QUESTIONS = {
    "name": "What is the cinema called?",
    "city": "In which city?",
    "currency": "In which currency does it sell?",
    "rows": "How many rows has the hall?",
    "seats": "How many seats has a row?",
}


def answers_of(given: Mapping[str, str], out: Output) -> Answers:
    """The flags, then the answers on a terminal, then what is usual, which is told."""
    from boxoffice.services.setup import new

    usual = vars(new.Answers(currency=new.guessed_currency(locale=out.locale)))
    found = dict(given)
    for name, question in QUESTIONS.items():
        check = _check_of(name, found)
        if found[name]:
            check(found[name])
        elif out.can_ask:
            found[name] = _asked(question, out, usual=usual[name], check=check, flag=f"--{name}")
    missing = [name for name in QUESTIONS if not found[name]]
    if missing:
        words = ", ".join(f"--{name} {usual[name]!r}" for name in missing)
        out.talk(f"Taken for granted: {words}.")
    return new.Answers(**{name: found[name] or usual[name] for name in QUESTIONS})


def _check_of(name: str, found: Mapping[str, str]) -> Callable[[str], Any]:
    """What an answer has to get past; a hall is checked once both its numbers are there."""
    from boxoffice.services.setup import new

    if name == "rows":
        return lambda text: new.hall_of(text, "1", name="")
    if name == "seats":
        return lambda text: new.hall_of(found["rows"] or "1", text, name="")
    return new.check_currency if name == "currency" else new.check_name


def _asked(
    question: str, out: Output, *, usual: str, check: Callable[[str], Any], flag: str
) -> str:
    from boxoffice.present.words import sentence

    while True:
        answer = out.ask(f"{question} [{usual}]", flag=flag) or usual
        try:
            check(answer)
        except Invalid as error:
            out.warn(sentence(error))
        else:
            return answer


def offer_to_apply(file: str, out: Output) -> None:
    """On a terminal, make the house at once; elsewhere say what comes next."""
    settings = typed().settings()
    is_begun = settings.is_postgres or os.path.exists(settings.db)
    if not out.can_ask:
        first = "" if is_begun else "`boxoffice db init`, then "
        out.talk(f"Next: {first}`boxoffice setup apply {file}`.")
        return
    if not out.confirm("Apply it now?" if is_begun else "Make the database and apply it now?"):
        out.talk(f"Later: `boxoffice setup apply {file}`.")
        return
    from boxoffice.services import databases
    from boxoffice.services.setup.sources import read_sources
    from boxoffice.services.setup.use import apply_document

    databases.initialise(settings)
    with session(writes=True) as (app, ctx, _):
        apply_document(app, ctx, read_sources([file]))
    out.talk("Done. `boxoffice now` shows what is on, `boxoffice sell 2 A1` sells a seat.")
