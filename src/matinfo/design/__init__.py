"""What to make next: candidates and their constraints, objectives, acquisition functions."""

from __future__ import annotations

from matinfo._public import publish
from matinfo.design._acquisition.confidence_bound import upper_confidence_bound
from matinfo.design._acquisition.improvement import log_expected_improvement, log_probability_of_improvement
from matinfo.design._acquisition.pareto import (
    hypervolume,
    log_expected_hypervolume_improvement,
    log_probability_not_dominated,
    pareto_front,
)
from matinfo.design._acquisition.per_cost import score_per_cost
from matinfo.design._acquisition.target import log_expected_approach
from matinfo.design._acquisition.window import log_probability_in_window
from matinfo.design._batch import believer_batch, joint_batch
from matinfo.design._campaign.advice import Advice
from matinfo.design._campaign.designer import Designer
from matinfo.design._campaign.file import CampaignFileError
from matinfo.design._campaign.spread import NoUncertaintyError
from matinfo.design._candidates import CandidateSource
from matinfo.design._filters.base import Filter
from matinfo.design._filters.diverse import Diverse
from matinfo.design._filters.elements import AllowedElements
from matinfo.design._filters.makeable import MakeableBy
from matinfo.design._filters.material import Material
from matinfo.design._filters.molar_mass import MolarMass
from matinfo.design._filters.neutral import Neutral
from matinfo.design._filters.novel import Novel
from matinfo.design._filters.predicted import Predicted
from matinfo.design._filters.rings import RingSizes
from matinfo.design._filters.sa_score import MaxSAScore, sa_score
from matinfo.design._filters.similar_to import SimilarTo
from matinfo.design._filters.smarts import Forbid, Require
from matinfo.design._find_recipes import FoundRecipes, find_recipes
from matinfo.design._find_structures import FoundStructures, find_structures
from matinfo.design._funnel import Funnel
from matinfo.design._initial_design import initial_design
from matinfo.design._objectives.base import Objective
from matinfo.design._objectives.desirability import Desirability
from matinfo.design._objectives.maximize import Maximize
from matinfo.design._objectives.minimize import Minimize
from matinfo.design._objectives.pareto import Pareto
from matinfo.design._objectives.target import Target
from matinfo.design._objectives.window import Window
from matinfo.design._oracle import Oracle
from matinfo.design._pool import Pool
from matinfo.design._predict_table import predict_table
from matinfo.design._predicted_table import PredictedTable
from matinfo.design._process import ConditionalProcess
from matinfo.design._reaction_space import ReactionSpace
from matinfo.design._score import acquisition_score
from matinfo.design._screen import Screen
from matinfo.design._search_candidates import SearchResult, search_candidates
from matinfo.design._space.amount import Amount
from matinfo.design._space.at_most import AtMost
from matinfo.design._space.choice import Choice
from matinfo.design._space.forbid_together import ForbidTogether
from matinfo.design._space.level import Level
from matinfo.design._space.linear import Linear
from matinfo.design._space.one_of import OneOf
from matinfo.design._space.recipe_space import RecipeSpace
from matinfo.design._space.sum_to import SumTo
from matinfo.design._structure_generator import StructureGenerator

__all__ = [
    "Advice",
    "AllowedElements",
    "Amount",
    "AtMost",
    "CampaignFileError",
    "CandidateSource",
    "Choice",
    "ConditionalProcess",
    "Designer",
    "Desirability",
    "Diverse",
    "Filter",
    "Forbid",
    "ForbidTogether",
    "FoundRecipes",
    "FoundStructures",
    "Funnel",
    "Level",
    "Linear",
    "MakeableBy",
    "Material",
    "MaxSAScore",
    "Maximize",
    "Minimize",
    "MolarMass",
    "Neutral",
    "NoUncertaintyError",
    "Novel",
    "Objective",
    "OneOf",
    "Oracle",
    "Pareto",
    "Pool",
    "Predicted",
    "PredictedTable",
    "ReactionSpace",
    "RecipeSpace",
    "Require",
    "RingSizes",
    "Screen",
    "SearchResult",
    "SimilarTo",
    "StructureGenerator",
    "SumTo",
    "Target",
    "Window",
    "acquisition_score",
    "believer_batch",
    "find_recipes",
    "find_structures",
    "hypervolume",
    "initial_design",
    "joint_batch",
    "log_expected_approach",
    "log_expected_hypervolume_improvement",
    "log_expected_improvement",
    "log_probability_in_window",
    "log_probability_not_dominated",
    "log_probability_of_improvement",
    "pareto_front",
    "predict_table",
    "sa_score",
    "score_per_cost",
    "search_candidates",
    "upper_confidence_bound",
]

publish(globals(), __all__)
