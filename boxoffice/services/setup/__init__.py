"""The house out of files: read, resolved, planned, applied, written out again."""
