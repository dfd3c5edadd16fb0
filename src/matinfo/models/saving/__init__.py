"""Models in files: what a model is goes through skops, what people should know about it into a card."""
