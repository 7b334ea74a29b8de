"""Sentences about what not everybody may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_WHAT = {
    "give_comp": "give tickets away",
    "refund_over_policy": "pay back more than the policy gives",
    "issue_voucher": "issue vouchers",
    "void_voucher": "void vouchers",
}


def _denied(details: Mapping[str, Any]) -> str:
    what = _WHAT.get(details["permission"], "do this")
    *others, last = details["ask"]
    whom = f"{', '.join(others)} or {last}" if others else last
    return (
        f"{details['actor']} may not {what} here; nothing was done. Ask {whom}, who can do it as"
        " themselves (`boxoffice help config`, supervisors)."
    )


WORDS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {"access.denied": _denied}
