"""Shows called off: nothing is sold any more, and everybody gets their money back."""
