"""Structures as sentences: words, what may follow, and a language learned from known structures."""
