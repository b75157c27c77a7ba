"""One visit: what was read of it, and the decisions made about it."""
