"""Featurizers: scikit-learn transformers from structures to named numbers."""

from matinfo._public import publish
from matinfo.featurize._base import Feature, Featurizer
from matinfo.featurize._polymer import PolymerFingerprint

__all__ = ["Feature", "Featurizer", "PolymerFingerprint"]

publish(globals(), __all__)
