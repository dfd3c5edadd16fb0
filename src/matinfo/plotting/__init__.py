"""Displays: objects that hold the numbers of a picture and draw it on request; only ``plot`` loads matplotlib."""

from matinfo._public import publish
from matinfo.plotting._parity import ParityDisplay

__all__ = ["ParityDisplay"]

publish(globals(), __all__)
