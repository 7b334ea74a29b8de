"""A box office: sell every seat once, lose no paid booking."""

__version__ = "0.1.0"
