"""Keeping data: datasets as folders and zip files, safe export, and a log of experiments as they happen."""
