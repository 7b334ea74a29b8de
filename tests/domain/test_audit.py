"""One entry stands on the one before it, also where many are alike."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from boxoffice.domain.audit import START, Entry, detail_text, link, links

ENTRY = Entry(
    at_ms=1, actor="ann", op_key="k", event="hold.expired", subject_kind="hold", subject_id="",
    from_state="active", to_state="expired", detail=detail_text({"why": "é"}),
)  # fmt: skip


def test_the_hash_of_an_entry_stays_what_it_is() -> None:
    assert link(START, till="t", seq=1, entry=ENTRY) == (
        "61b6ab71ffcc16bc4465a079ed9cdd44d0378e4096596724eae689c4dafdc275"
    )


@given(ids=st.lists(st.text()), seq=st.integers(min_value=1))
def test_entries_that_are_alike_are_chained_as_one_by_one(ids: list[str], seq: int) -> None:
    previous, one_by_one = START, []
    for number, subject_id in enumerate(ids, start=seq):
        entry = replace(ENTRY, subject_id=subject_id)
        previous = link(previous, till="t", seq=number, entry=entry)
        one_by_one.append(previous)
    assert links(START, till="t", seq=seq, entry=ENTRY, subject_ids=ids) == one_by_one
