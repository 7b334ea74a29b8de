"""A show on its way to another screen or time, with everybody who has a seat."""
