"""What not everybody at a till may do, and who may."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What gives money or seats away, and so asks for somebody with a name."""

    GIVE_COMP = "give_comp"
    REFUND_OVER_POLICY = "refund_over_policy"
    ISSUE_VOUCHER = "issue_voucher"
    VOID_VOUCHER = "void_voucher"


def supervisors(text: str) -> tuple[str, ...]:
    """The names in `ann, bob`, each once."""
    names = (name.strip() for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def may(actor: str, named: tuple[str, ...]) -> bool:
    """Whether somebody may do what asks for a permission; anybody where nobody is named."""
    return not named or actor in named
