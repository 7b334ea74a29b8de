"""Named reads and changes, one file per concept."""
