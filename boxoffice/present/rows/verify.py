"""What a check of the whole database found, as JSON and as a table."""

from __future__ import annotations

from typing import Any

from boxoffice.present.tables import Column, Table
from boxoffice.present.words import reason
from boxoffice.services.verify import Finding, VerifyResult

VIOLATIONS = (
    Column("invariant", "Rule"),
    Column("subject", "Of what", is_flexible=True),
    Column("detail", "What is wrong", is_flexible=True),
    Column("mend", "What to do", is_flexible=True),
)


def document(result: VerifyResult) -> dict[str, Any]:
    """The JSON shape, with what is wrong and what to do in words."""
    return {
        "ok": result.ok,
        "checked": result.checked,
        "violations": [
            {
                "invariant": found.invariant, "subject": found.subject,
                "detail": reason(found.code, found.details), "mend": mend(found),
            }
            for found in result.violations
        ],
    }  # fmt: skip


def mend(found: Finding) -> str:
    """What to do about it, with the booking and the show by name."""
    words = reason(f"verify.mend_{found.invariant}", {})
    details = found.details
    if details.get("ref"):
        words = words.replace("REF", str(details["ref"]))
    if details.get("show"):
        words = words.replace("SHOW", str(details["show"]))
    if details.get("seat"):
        words = words.replace("SEATS", str(details["seat"]))
    return words


def violations_table(result: VerifyResult) -> Table:
    """One line per violation."""
    rows = tuple(tuple(each.values()) for each in document(result)["violations"])
    return Table(name="violations", columns=VIOLATIONS, rows=rows)


def text(result: VerifyResult, *, width: int = 80) -> str:
    """For people: one line if all is well, else each violation with what to do."""
    if result.ok:
        return reason("verify.all_well", {"count": sum(result.checked.values())}) + "\n"
    many = len(result.violations)
    lines = [reason("verify.one_wrong" if many == 1 else "verify.some_wrong", {"count": many})]
    for each in document(result)["violations"]:
        lines += ["", f"{each['invariant']}: {each['subject']}"]
        lines += [_indented(each[name], width) for name in ("detail", "mend")]
    return "\n".join(lines) + "\n"


def _indented(words: str, width: int) -> str:
    import textwrap

    return textwrap.fill(
        words, width, initial_indent="  ", subsequent_indent="  ", break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
