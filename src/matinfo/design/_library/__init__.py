"""Libraries of structures in files: too long for memory, worked through in chunks."""
