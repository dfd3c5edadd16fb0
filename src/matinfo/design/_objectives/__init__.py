"""Objectives: what is wanted of the measured properties, as frozen values."""
