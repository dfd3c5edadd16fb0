"""What models or plain functions say of structures, and what that is worth."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from matinfo.design._arrays import BoolArray, FloatArray
from matinfo.design._objectives.base import Objective
from matinfo.design._objectives.pareto import Pareto
from matinfo.design._oracle import Oracle
from matinfo.design._predictions import Predictions
from matinfo.exceptions import StructureWarning

_OUTSIDE = float(np.log(0.05))  # what being outside the domain of a model does to the chance of success


class Judge:
    """The score of structures: logarithm of the chance to meet the wish, or how good the prediction is.

    Every structure is predicted once; what was said of it is kept.

    Parameters
    ----------
    wish : Objective
    models : fitted model, Oracle, or mapping of str to either

    Attributes
    ----------
    can_be_met : bool
        Whether the wish has a chance of success; otherwise there is only more and less.
    n_left : int or None
        Structures that oracles may still be asked for; None without oracles.
    """

    def __init__(self, wish: Objective, models: Any) -> None:
        self.wish = wish
        by_name = models if isinstance(models, Mapping) else dict.fromkeys(wish.names, models)
        self.oracles = [model for model in {id(each): each for each in by_name.values()}.values() if _is_oracle(model)]
        if len(wish.names) > 1 and _is_oracle(models):
            raise ValueError(f"an Oracle gives one property; the wish names {list(wish.names)}. Pass one for each.")
        asked = {name: _Exact(model) if _is_oracle(model) else model for name, model in by_name.items()}
        self._predict = Predictions(wish.names, asked if self.oracles else models)
        zero = np.zeros((1, len(wish.names)))
        self.can_be_met = wish.log_success(zero, zero + 1.0) is not None
        self._scale: FloatArray | None = None  # of utilities, from the first structures
        self._said: dict[str, tuple[FloatArray, FloatArray, BoolArray]] = {}

    @property
    def n_left(self) -> int | None:
        return min((oracle.n_left for oracle in self.oracles), default=None)

    def __call__(self, structures: list[str]) -> FloatArray:
        """Scores, of shape (n,); not for a `Pareto` wish."""
        mean, std, outside = self._asked(structures)
        worth = self._worth(mean, std)
        return worth + self._penalty(worth[:, None], outside)[:, 0]

    def utilities(self, structures: list[str]) -> FloatArray:
        """How good each property is predicted to be, of shape (n, n_properties), for a `Pareto` wish."""
        assert isinstance(self.wish, Pareto)
        mean, _, outside = self._asked(structures)
        utilities = self.wish.oriented(mean)
        return utilities + self._penalty(utilities, outside)

    def table(self, structures: list[str]) -> pd.DataFrame:
        """Predictions and worth of structures, in their order."""
        frame = column_of(structures)
        mean, std, outside = self._asked(structures)
        for place, name in enumerate(self.wish.names):
            frame[name], frame[f"{name} sd"] = mean[:, place], std[:, place]
        worth = self._worth(mean, std)
        frame["worth"] = np.exp(worth) if self.can_be_met else worth
        frame["in_domain"] = outside == 0
        return frame

    # --- private ----------------------------------------------------------------------------------------------------

    def _asked(self, structures: list[str]) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Means, standard deviations, and how many models have each structure outside their domain."""
        new = [structure for structure in dict.fromkeys(structures) if structure not in self._said]
        if new:
            with warnings.catch_warnings(action="ignore", category=StructureWarning):  # odd ones are for filters
                mean, std, inside = self._predict.with_domain(column_of(new))
            self._said.update(zip(new, zip(mean, std, inside.T, strict=True), strict=True))
        said = [self._said[structure] for structure in structures]
        shape = (len(structures), len(self.wish.names))
        mean, std = (np.array([each[k] for each in said], dtype=np.float64).reshape(shape) for k in (0, 1))
        return mean, std, np.array([float((~each[2]).sum()) for each in said])

    def _worth(self, mean: FloatArray, std: FloatArray) -> FloatArray:
        if not len(mean):
            return np.empty(0)
        if isinstance(self.wish, Pareto):
            return self.wish.utility(mean)
        logs = self.wish.log_success(mean, std)
        return self.wish.expected(mean, std, mean) if logs is None else logs

    def _penalty(self, worth: FloatArray, outside: FloatArray) -> FloatArray:
        """What being outside costs: a share of the chance, or of the spread of the first structures."""
        if self.can_be_met:
            return _OUTSIDE * outside[:, None]
        if self._scale is None:
            with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # nothing has a value
                spread = np.nanstd(worth, axis=0) if len(worth) > 1 else np.zeros(worth.shape[1])
            self._scale = np.where(spread > 0.0, spread, 1.0)
        return _OUTSIDE * self._scale * outside[:, None]


class _Exact:
    """An oracle in the place of a model."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle

    def predict(self, frame: pd.DataFrame, return_std: bool = True) -> tuple[FloatArray, FloatArray]:
        """Values, without spread."""
        values = self.oracle(frame["structure"].tolist())
        return values, np.zeros(len(values))


def column_of(structures: list[str]) -> pd.DataFrame:
    """Structures as the one column that models take."""
    return pd.DataFrame({"structure": pd.Series(structures, dtype=object)})


def _is_oracle(model: Any) -> bool:
    return isinstance(model, Oracle)
