"""Sentences about operation keys: used for something else, unknown, cut short."""

from __future__ import annotations

WORDS = {
    "operations.other_request": (
        "Operation key {op_key} already stands for another request."
        " Repeat that request word for word, or take a new key."
    ),
    "operations.unknown": (
        "It may have gone through: the answer was lost. Ask again with `--op-key {op_key}`:"
        " it is done once, however often you ask."
    ),
    "operations.interrupted": (
        "It was cut short before an answer came. Ask again with `--op-key {op_key}`:"
        " it is done once, however often you ask."
    ),
    "operations.not_kept": (
        "This till cannot note down what it is about to do ({reason}: {folder}), so nothing was"
        " begun. Make room or put the folder's permissions right, then try again."
    ),
    "operations.illegal_step": (
        "The {subject} {id} is {source} and cannot become {target}; nothing was changed."
        " Look at it again: somebody may have been first."
    ),
}
