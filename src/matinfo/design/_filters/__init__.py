"""Named reasons to drop a candidate, one a file."""
