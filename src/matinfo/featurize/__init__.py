"""Featurizers: scikit-learn transformers from structures and recipes to named numbers."""

from matinfo._public import publish
from matinfo.featurize._atom_pairs import AtomPairFingerprint
from matinfo.featurize._base import Feature, Featurizer
from matinfo.featurize._copolymer import CopolymerFeatures
from matinfo.featurize._descriptors import Descriptors
from matinfo.featurize._hashed import HashedCounts
from matinfo.featurize._morgan import MorganFingerprint
from matinfo.featurize._polymer import PolymerFingerprint
from matinfo.featurize._recipe import RecipeFeatures
from matinfo.featurize._stack import FeatureStack
from matinfo.featurize._structure import StructureFeaturizer
from matinfo.featurize._torsions import TorsionFingerprint
from matinfo.featurize._with_numbers import WithKnownNumbers

__all__ = [
    "AtomPairFingerprint",
    "CopolymerFeatures",
    "Descriptors",
    "Feature",
    "FeatureStack",
    "Featurizer",
    "HashedCounts",
    "MorganFingerprint",
    "PolymerFingerprint",
    "RecipeFeatures",
    "StructureFeaturizer",
    "TorsionFingerprint",
    "WithKnownNumbers",
]

publish(globals(), __all__)
