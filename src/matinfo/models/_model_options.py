"""Options of `Model`, checked when it is fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinfo._validation import check_choice, check_invalid, check_number
from matinfo.models._search import SEARCHES

if TYPE_CHECKING:
    from matinfo.models._model import Model

INTERVALS = ("cv", "cv+", "jackknife+")


def check_options(model: Model) -> None:
    """Raise for options of a model that are out of range or do not go together."""
    check_invalid(model.invalid)
    check_choice("effort", model.effort, (None, "fast", "default", "best"))
    check_choice("search", model.search, (None, *SEARCHES))
    check_choice("interval", model.interval, INTERVALS)
    check_number("n_iter", model.n_iter, low=1, whole=True)
    if model.search_space is not None and model.search is None:
        raise ValueError("search_space needs a search; got search=None. Pass search='grid' or search='random'.")
    check_number("calibration_folds", model.calibration_folds, low=0, whole=True)
    if model.calibration_folds == 1:
        raise ValueError("calibration_folds must be 0 or at least 2; got 1. Try 5.")
