"""How many people are needed at which hour, and what would have been otherwise."""
