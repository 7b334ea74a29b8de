"""The same command sent many times under one operation key is one sale and one answer."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.concurrency.crowds import all_at_once
from tests.concurrency.houses import House
from tests.concurrency.ledger import require_sound, sold

SENT = 8


@pytest.mark.slow
def test_eight_of_the_same_key_are_one_sale_and_seven_replays(house: House) -> None:
    line = ("sell", "1", "F7-8", "-c", "exact", "--till", "t1", "--op-key", "CABLEPULLED", "--json")
    answers = all_at_once(house, [line] * SENT)
    assert [answer.code for answer in answers] == [0] * SENT
    documents = [json.loads(answer.out) for answer in answers]
    assert Counter(document["replayed"] for document in documents) == {False: 1, True: SENT - 1}
    (ref,) = {document["booking"]["ref"] for document in documents}
    assert {document["op_key"] for document in documents} == {"CABLEPULLED"}
    first, *others = ({**document, "replayed": True} for document in documents)
    assert [first] * (SENT - 1) == others
    assert sold(house) == {(ref, "F7"), (ref, "F8")}
    require_sound(house)
