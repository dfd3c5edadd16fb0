"""Honest comparison of models: folds that do not leak, metrics on train and test, a dummy always beside."""

from matinfo._paired import PairedTest, corrected_paired_test
from matinfo._public import publish
from matinfo.evaluate._class_split import ClassSplit
from matinfo.evaluate._cluster_split import ClusterSplit
from matinfo.evaluate._clusters import material_clusters
from matinfo.evaluate._curation_effect import compare_curation
from matinfo.evaluate._evaluator import Evaluator
from matinfo.evaluate._extrapolation_split import ExtrapolationSplit
from matinfo.evaluate._leakage import Leak
from matinfo.evaluate._learning_curve import LearningCurve
from matinfo.evaluate._metrics import Metric, coverage, interval_score, interval_width, mae, r2, rmse
from matinfo.evaluate._problems import EvaluationError, FailedFitWarning, LeakageError, LeakageWarning
from matinfo.evaluate._protocol import Predicts, PredictsIntervals, PredictsWithStd
from matinfo.evaluate._result import Result

__all__ = [
    "ClassSplit",
    "ClusterSplit",
    "EvaluationError",
    "Evaluator",
    "ExtrapolationSplit",
    "FailedFitWarning",
    "Leak",
    "LeakageError",
    "LeakageWarning",
    "LearningCurve",
    "Metric",
    "PairedTest",
    "Predicts",
    "PredictsIntervals",
    "PredictsWithStd",
    "Result",
    "compare_curation",
    "corrected_paired_test",
    "coverage",
    "interval_score",
    "interval_width",
    "mae",
    "material_clusters",
    "r2",
    "rmse",
]

publish(globals(), __all__)
