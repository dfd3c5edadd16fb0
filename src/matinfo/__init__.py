"""matinfo: materials informatics for polymers, molecules and recipes.

Public names are resolved on first use, so that importing the package loads neither RDKit nor scikit-learn
and changes nothing in the process.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0.dev0"

_HOMES = {
    "matinfo.chem": ("Recipe", "RepeatUnit", "canonicalize", "find_routes", "polymer_class", "polymerize"),
    "matinfo.data": (
        "Calibration",
        "Dataset",
        "ExperimentLog",
        "MaterialSplit",
        "check_table",
        "fetch_dataset",
        "fetch_file",
        "load_polymers",
        "make_rubber_compounds",
        "read_table",
    ),
    "matinfo.design": (
        "AllowedElements",
        "Amount",
        "AtMost",
        "Choice",
        "Designer",
        "Desirability",
        "Diverse",
        "Forbid",
        "ForbidTogether",
        "Level",
        "Linear",
        "MakeableBy",
        "MaxSAScore",
        "Maximize",
        "Minimize",
        "MolarMass",
        "Neutral",
        "Novel",
        "OneOf",
        "Oracle",
        "Pareto",
        "Pool",
        "Predicted",
        "ReactionSpace",
        "RecipeSpace",
        "Require",
        "RingSizes",
        "Screen",
        "SimilarTo",
        "StructureGenerator",
        "SumTo",
        "Target",
        "Window",
        "find_recipes",
        "find_structures",
        "initial_design",
        "predict_table",
    ),
    "matinfo.evaluate": ("Evaluator", "LearningCurve"),
    "matinfo.featurize": (
        "CopolymerFeatures",
        "Descriptors",
        "Featurizer",
        "MorganFingerprint",
        "PolymerFingerprint",
        "RecipeFeatures",
    ),
    "matinfo.interpret": ("explain",),
    "matinfo.models": ("Model", "SourceLibrary", "TransferModel", "load_model"),
    "matinfo.reporting": ("report",),
    "matinfo._versions": ("show_versions",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

_ROOMS = ("chem", "data", "design", "evaluate", "featurize", "interpret", "models", "plotting", "reporting", "testing")

__all__ = ["__version__", *sorted(_HOME_OF)]

if TYPE_CHECKING:
    from matinfo._versions import show_versions as show_versions
    from matinfo.chem import Recipe as Recipe
    from matinfo.chem import RepeatUnit as RepeatUnit
    from matinfo.chem import canonicalize as canonicalize
    from matinfo.chem import find_routes as find_routes
    from matinfo.chem import polymer_class as polymer_class
    from matinfo.chem import polymerize as polymerize
    from matinfo.data import Calibration as Calibration
    from matinfo.data import Dataset as Dataset
    from matinfo.data import ExperimentLog as ExperimentLog
    from matinfo.data import MaterialSplit as MaterialSplit
    from matinfo.data import check_table as check_table
    from matinfo.data import fetch_dataset as fetch_dataset
    from matinfo.data import fetch_file as fetch_file
    from matinfo.data import load_polymers as load_polymers
    from matinfo.data import make_rubber_compounds as make_rubber_compounds
    from matinfo.data import read_table as read_table
    from matinfo.design import AllowedElements as AllowedElements
    from matinfo.design import Amount as Amount
    from matinfo.design import AtMost as AtMost
    from matinfo.design import Choice as Choice
    from matinfo.design import Designer as Designer
    from matinfo.design import Desirability as Desirability
    from matinfo.design import Diverse as Diverse
    from matinfo.design import Forbid as Forbid
    from matinfo.design import ForbidTogether as ForbidTogether
    from matinfo.design import Level as Level
    from matinfo.design import Linear as Linear
    from matinfo.design import MakeableBy as MakeableBy
    from matinfo.design import Maximize as Maximize
    from matinfo.design import MaxSAScore as MaxSAScore
    from matinfo.design import Minimize as Minimize
    from matinfo.design import MolarMass as MolarMass
    from matinfo.design import Neutral as Neutral
    from matinfo.design import Novel as Novel
    from matinfo.design import OneOf as OneOf
    from matinfo.design import Oracle as Oracle
    from matinfo.design import Pareto as Pareto
    from matinfo.design import Pool as Pool
    from matinfo.design import Predicted as Predicted
    from matinfo.design import ReactionSpace as ReactionSpace
    from matinfo.design import RecipeSpace as RecipeSpace
    from matinfo.design import Require as Require
    from matinfo.design import RingSizes as RingSizes
    from matinfo.design import Screen as Screen
    from matinfo.design import SimilarTo as SimilarTo
    from matinfo.design import StructureGenerator as StructureGenerator
    from matinfo.design import SumTo as SumTo
    from matinfo.design import Target as Target
    from matinfo.design import Window as Window
    from matinfo.design import find_recipes as find_recipes
    from matinfo.design import find_structures as find_structures
    from matinfo.design import initial_design as initial_design
    from matinfo.design import predict_table as predict_table
    from matinfo.evaluate import Evaluator as Evaluator
    from matinfo.evaluate import LearningCurve as LearningCurve
    from matinfo.featurize import CopolymerFeatures as CopolymerFeatures
    from matinfo.featurize import Descriptors as Descriptors
    from matinfo.featurize import Featurizer as Featurizer
    from matinfo.featurize import MorganFingerprint as MorganFingerprint
    from matinfo.featurize import PolymerFingerprint as PolymerFingerprint
    from matinfo.featurize import RecipeFeatures as RecipeFeatures
    from matinfo.interpret import explain as explain
    from matinfo.models import Model as Model
    from matinfo.models import SourceLibrary as SourceLibrary
    from matinfo.models import TransferModel as TransferModel
    from matinfo.models import load_model as load_model
    from matinfo.reporting import report as report


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        value = getattr(importlib.import_module(_HOME_OF[name]), name)
        globals()[name] = value
        return value
    if name in _ROOMS:
        return importlib.import_module(f"matinfo.{name}")
    raise AttributeError(f"module 'matinfo' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF, *_ROOMS})
