"""What the house decides: pure functions and values, standard library only."""
