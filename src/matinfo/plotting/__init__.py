"""Displays: objects that hold the numbers of a picture and draw it on request; only ``plot`` loads matplotlib."""

from matinfo._public import publish
from matinfo.plotting._calibration import CalibrationDisplay
from matinfo.plotting._campaign import CampaignDisplay
from matinfo.plotting._chemical_map import ChemicalMapDisplay
from matinfo.plotting._comparison import ComparisonDisplay
from matinfo.plotting._contribution import ContributionDisplay
from matinfo.plotting._coverage import CoverageDisplay
from matinfo.plotting._distribution import DistributionDisplay
from matinfo.plotting._feature_curve import FeatureCurveDisplay
from matinfo.plotting._funnel import FunnelDisplay
from matinfo.plotting._importance import ImportanceDisplay
from matinfo.plotting._learning_curve import LearningCurveDisplay
from matinfo.plotting._missingness import MissingnessDisplay
from matinfo.plotting._pareto import ParetoDisplay
from matinfo.plotting._parity import ParityDisplay
from matinfo.plotting._residuals import ResidualsDisplay
from matinfo.plotting._structure_grid import StructureGridDisplay
from matinfo.plotting._tuning_map import TuningMapDisplay
from matinfo.plotting._tuning_table import tuning_table

__all__ = [
    "CalibrationDisplay",
    "CampaignDisplay",
    "ChemicalMapDisplay",
    "ComparisonDisplay",
    "ContributionDisplay",
    "CoverageDisplay",
    "DistributionDisplay",
    "FeatureCurveDisplay",
    "FunnelDisplay",
    "ImportanceDisplay",
    "LearningCurveDisplay",
    "MissingnessDisplay",
    "ParetoDisplay",
    "ParityDisplay",
    "ResidualsDisplay",
    "StructureGridDisplay",
    "TuningMapDisplay",
    "tuning_table",
]

publish(globals(), __all__)
