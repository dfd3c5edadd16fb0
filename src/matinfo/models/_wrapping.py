"""Regressors around other regressors: what they share, and how to see through them."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
from sklearn.dummy import DummyRegressor
from sklearn.utils.validation import check_is_fitted


class WrapsRegressor:
    """The part of a regressor around another one that predicts: as the one inside, from what `_seen` shows it of `X`.

    Attributes
    ----------
    regressor : regressor
        The parameter.
    regressor_ : regressor
        The fitted one.
    """

    regressor: Any
    regressor_: Any

    def predict(self, X: Any, return_std: bool = False) -> Any:
        """Predict in the units of y.

        Parameters
        ----------
        X : array of shape (n, n_features)
        return_std : bool, default=False
            Also return the standard deviation; NaN where the regressor inside has none.

        Returns
        -------
        mean : array of shape (n,)
        std : array of shape (n,)
            Only with ``return_std=True``.
        """
        check_is_fitted(self, "regressor_")
        seen = self._seen(X)
        if not return_std:
            return self._restored(X, self.regressor_.predict(seen))
        if not predicts_std(self.regressor_):
            mean = self._restored(X, self.regressor_.predict(seen))
            return mean, np.full(len(mean), np.nan)
        mean, std = self.regressor_.predict(seen, return_std=True)
        return self._restored(X, mean), std * self._unit()

    def _seen(self, X: Any) -> Any:
        """What the regressor inside sees of new rows."""
        raise NotImplementedError

    def _restored(self, X: Any, mean: Any) -> Any:
        """Predictions in the units of y."""
        return mean

    def _unit(self) -> float:
        """What the regressor inside takes for 1, in the units of y."""
        return 1.0


def predicts_std(regressor: Any) -> bool:
    """Whether ``predict(X, return_std=True)`` works, and tells something."""
    inner, _ = unwrapped(regressor)
    if isinstance(inner, DummyRegressor):  # its standard deviation is zero for every row, which is no uncertainty
        return False
    return "return_std" in inspect.signature(inner.predict).parameters


def unwrapped(regressor: Any) -> tuple[Any, str]:
    """Regressor inside our wrappers, and the prefix of its options there."""
    prefix = ""
    while isinstance(regressor, WrapsRegressor):
        regressor, prefix = regressor.regressor, f"{prefix}regressor__"
    return regressor, prefix
