"""Sentences about the database as a machine: busy, full, read-only, a broken promise."""

from __future__ import annotations

WORDS = {
    "storage.busy": (
        "The database stayed busy for {seconds} seconds and nothing was changed. Try again."
    ),
    "storage.full": "The disk is full and nothing was changed. Make room, then try again.",
    "storage.read_only": (
        "The database cannot be written to and nothing was changed."
        " Check the file's and its folder's permissions, and that the disk is not read-only."
    ),
    "storage.constraint": (
        "The database refused a record that breaks its rule {name}; nothing was changed."
        " `boxoffice db verify` tells whether the data is whole."
    ),
    "storage.io": (
        "The disk could not be read or written ({detail})."
        " Check the disk, see with `boxoffice last` what was done, then run `boxoffice db verify`."
    ),
    "storage.lost_transaction": (
        "The database gave the transaction up half-way, so all of it was undone."
        " Check that the disk has room, then try again."
    ),
}
