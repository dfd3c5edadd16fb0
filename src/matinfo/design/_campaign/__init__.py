"""The loop of experiment and model."""
