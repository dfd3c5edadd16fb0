"""Transfer: other data help where those of the target are few, and prove it."""
