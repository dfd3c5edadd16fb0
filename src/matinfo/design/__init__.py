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
from matinfo.design._acquisition.target import log_expected_approach
from matinfo.design._acquisition.window import log_probability_in_window
from matinfo.design._candidates import CandidateSource
from matinfo.design._objectives.base import Objective
from matinfo.design._objectives.desirability import Desirability
from matinfo.design._objectives.maximize import Maximize
from matinfo.design._objectives.minimize import Minimize
from matinfo.design._objectives.pareto import Pareto
from matinfo.design._objectives.target import Target
from matinfo.design._objectives.window import Window
from matinfo.design._process import ConditionalProcess
from matinfo.design._score import acquisition_score

__all__ = [
    "CandidateSource",
    "ConditionalProcess",
    "Desirability",
    "Maximize",
    "Minimize",
    "Objective",
    "Pareto",
    "Target",
    "Window",
    "acquisition_score",
    "hypervolume",
    "log_expected_approach",
    "log_expected_hypervolume_improvement",
    "log_expected_improvement",
    "log_probability_in_window",
    "log_probability_not_dominated",
    "log_probability_of_improvement",
    "pareto_front",
    "upper_confidence_bound",
]

publish(globals(), __all__)
