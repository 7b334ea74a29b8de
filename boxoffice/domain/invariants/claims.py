"""Claims against what they belong to: holds and blocks here, bookings beside their lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from boxoffice.domain.invariants import Invariant, Violation, place
from boxoffice.domain.lifecycle import BlockStatus, ClaimState, HoldStatus


def check_hold(hold: Any, claims: Sequence[Any], *, now_ms: int) -> Iterator[Violation]:
    """A hold that runs has all its seats until its own expiry; one that is over has none.

    One that ran out and was not swept keeps what nobody took since.
    """
    is_active = hold.status == HoldStatus.ACTIVE
    for claim in claims:
        code = _why_not(claim, hold, ClaimState.HELD, is_active=is_active)
        if not code and claim.expires_at_ms != hold.expires_at_ms:
            code = "verify.claim_expiry"
        if code:
            yield _of_claim(claim, code, hold, name=f"hold {hold.id}")
    runs = is_active and hold.expires_at_ms > now_ms
    few = runs and len(claims) < hold.seat_count
    if few or (is_active and len(claims) > hold.seat_count):
        yield Violation(
            Invariant.HOLD_SEATS, f"hold {hold.id}", "verify.hold_seats",
            {"wanted": hold.seat_count, "found": len(claims), "show": hold.show_id},
        )  # fmt: skip


def check_block(block: Any, claims: Sequence[Any]) -> Iterator[Violation]:
    """A block that stands has its seats; one that was lifted has none."""
    is_active = block.status == BlockStatus.ACTIVE
    for claim in claims:
        code = _why_not(claim, block, ClaimState.BLOCKED, is_active=is_active)
        if code:
            yield _of_claim(claim, code, block, name=f"block {block.id}")
    if is_active and len(claims) != block.seat_count:
        yield Violation(
            Invariant.BLOCK_SEATS, f"block {block.id}", "verify.block_seats",
            {"wanted": block.seat_count, "found": len(claims), "show": block.show_id},
        )  # fmt: skip
    if is_active != (block.released_at_ms == 0):
        yield Violation(
            Invariant.BLOCK_SEATS, f"block {block.id}", "verify.block_released",
            {"status": block.status, "show": block.show_id},
        )  # fmt: skip


def orphaned(claim: Any) -> Violation:
    """A claim whose hold, booking or block is not there."""
    return Violation(
        Invariant.CLAIM_OWNER, place(claim), "verify.claim_orphan",
        {"state": claim.state, "owner": f"{claim.owner_kind} {claim.owner_id}"},
    )  # fmt: skip


def _why_not(claim: Any, owner: Any, state: ClaimState, *, is_active: bool) -> str:
    if not is_active:
        return "verify.claim_outlived"
    if claim.show_id != owner.show_id:
        return "verify.claim_show"
    return "" if claim.state == state else "verify.claim_state"


def _of_claim(claim: Any, code: str, owner: Any, *, name: str) -> Violation:
    details = {"state": claim.state, "owner": name, "status": owner.status, "show": owner.show_id}
    return Violation(Invariant.CLAIM_OWNER, place(claim), code, details)
