"""Sentences about operation keys: used for something else, unknown, cut short."""

from __future__ import annotations

WORDS = {
    "operations.other_request": (
        "Operation key {op_key} already stands for another request."
        " Repeat that request word for word, or take a new key."
    ),
    "operations.unknown": (
        "Nothing was done under operation key {op_key}; it is safe to start again."
    ),
    "operations.interrupted": (
        "It was cut short before the answer came. Ask again with `--op-key {op_key}`:"
        " it is done once, however often you ask."
    ),
}
