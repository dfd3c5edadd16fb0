"""A regressor that looks at some blocks of the table."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.utils import get_tags

from matinfo.models._left_out import accepted_options
from matinfo.models._wrapping import WrapsRegressor
from matinfo.models.transfer._signals import HIDDEN, SOURCES, SPREADS, VIEW


class OnBlocks(WrapsRegressor, RegressorMixin, BaseEstimator):
    """Fit a regressor to the features of the target, or to signals of the sources, or to both.

    Parameters
    ----------
    regressor : regressor
    signals : tuple of str
        Blocks of signals that it sees; ``"view"`` stands for all blocks that begin so.
    features : bool, default=True
        Whether it sees the features of the target.
    """

    def __init__(self, regressor: Any, signals: tuple[str, ...] = (), *, features: bool = True) -> None:
        self.regressor = regressor
        self.signals = signals
        self.features = features

    def fit(
        self, X: Any, y: Any, *, blocks: Mapping[str, slice] | None = None, y_std: Any = None, groups: Any = None
    ) -> Self:
        """Fit to the blocks that are seen.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
        blocks : mapping of str to slice
            All blocks of the table.
        y_std, groups : arrays of shape (n,), optional
            They are handed to regressors whose ``fit`` takes them.

        Returns
        -------
        self
        """
        named = {"features": slice(0, X.shape[1])} if blocks is None else blocks
        order = [name for name in named if _is_signal(name) and name.split(" ")[0] in self.signals]
        order += [name for name in named if not _is_signal(name) and self.features]  # "known" stays the last
        places = np.arange(X.shape[1])
        self.columns_ = np.concatenate([places[named[name]] for name in order])
        ends = np.cumsum([0, *(len(places[named[name]]) for name in order)]).tolist()
        seen = {name: slice(*ends) for name, ends in zip(order, pairwise(ends), strict=True)}
        self.regressor_ = clone(self.regressor)
        options = accepted_options(self.regressor_.fit, blocks=seen, y_std=y_std, groups=groups)
        self.regressor_.fit(X[:, self.columns_], y, **options)
        return self

    def _seen(self, X: Any) -> Any:
        return X[:, self.columns_]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = get_tags(self.regressor).input_tags.allow_nan
        return tags


def _is_signal(name: str) -> bool:
    return name.split(" ")[0] in (SOURCES, SPREADS, HIDDEN, VIEW)
