"""A regressor on the features that a selector keeps."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.utils.validation import validate_data

from matinfo._validation import option_message
from matinfo.models._blocks import surviving_blocks
from matinfo.models._left_out import accepted_options
from matinfo.models._selection import RecursiveSelection
from matinfo.models._sensitivity import FloatArray
from matinfo.models._stability import StabilitySelection
from matinfo.models._wrapping import WrapsRegressor

SELECTORS: dict[str, Callable[..., Any]] = {"rfe": RecursiveSelection, "stability": StabilitySelection}


class SelectedRegressor(WrapsRegressor, RegressorMixin, BaseEstimator):
    """Select features, then fit a regressor to those that are left; both again in every fit.

    A pipeline of selector and regressor gives the same numbers; this class also hands on groups, and the blocks of
    columns that some regressors treat apart.

    Parameters
    ----------
    selector : selector of scikit-learn
        Such as `RecursiveSelection` or ``sklearn.feature_selection.RFECV``.
    regressor : regressor
        Fitted to the columns that are left.

    Attributes
    ----------
    selector_ : selector
        Fitted.
    regressor_ : regressor
        Fitted.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import Ridge
    >>> from matinfo.models import RecursiveSelection, SelectedRegressor
    >>> rng = np.random.default_rng(0)
    >>> X, noise = rng.normal(size=(60, 8)), 0.3 * rng.normal(size=60)
    >>> model = SelectedRegressor(RecursiveSelection(), Ridge()).fit(X, X[:, 2] - X[:, 5] + noise)
    >>> model.selector_.get_support(indices=True), model.regressor_.n_features_in_
    (array([2, 5]), 2)
    """

    def __init__(self, selector: Any, regressor: Any) -> None:
        self.selector = selector
        self.regressor = regressor

    def fit(
        self, X: Any, y: Any, groups: Any = None, blocks: Mapping[str, slice] | None = None, y_std: Any = None
    ) -> Self:
        """Select, and fit to what is left.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
        groups : array-like of shape (n,), optional
            Handed to a selector, and to a regressor, whose ``fit`` takes it.
        blocks : mapping of str to slice, optional
            Blocks of columns of `X`; what is left of them is handed to a regressor whose ``fit`` takes it.
        y_std : array of shape (n,), optional
            Handed to a regressor whose ``fit`` takes it.

        Returns
        -------
        self
        """
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64)
        self.selector_, self.regressor_ = clone(self.selector), clone(self.regressor)
        X, blocks = select_features(self.selector_, X, y, groups, blocks)
        options = accepted_options(self.regressor_.fit, groups=groups, blocks=blocks, y_std=y_std)
        self.regressor_.fit(X, y, **options)
        return self

    def _seen(self, X: Any) -> Any:
        return validate_data(self, X, reset=False, dtype=np.float64)[:, self.selector_.get_support()]


def select_features(
    selector: Any, X: FloatArray, y: FloatArray, groups: Any, blocks: Mapping[str, slice] | None
) -> tuple[FloatArray, dict[str, slice] | None]:
    """Fit a selector; return the columns that it keeps, and their blocks.

    Raises
    ------
    ValueError
        If no column is left.
    """
    with warnings.catch_warnings():  # of scikit-learn 1.6, where the folds of a selector need no groups
        warnings.filterwarnings("ignore", message="The groups parameter is ignored")
        selector.fit(X, y, **accepted_options(selector.fit, groups=groups))
    support = selector.get_support()
    if not support.any():
        raise ValueError(f"{type(selector).__name__} kept none of {X.shape[1]} features. Loosen its options.")
    return X[:, support], None if blocks is None else surviving_blocks(blocks, support)


def new_selector(select: Any, *, random_state: Any, n_jobs: int | None) -> Any:
    """Make the selector of a word, seeded; clone a selector that is given as an object; None stays None.

    Raises
    ------
    ValueError, TypeError
        If it is neither one of these words nor a selector.
    """
    if select is None:
        return None
    if isinstance(select, str) and select in SELECTORS:
        return SELECTORS[select](random_state=random_state, n_jobs=n_jobs)
    words = "None, " + ", ".join(map(repr, SELECTORS))
    if isinstance(select, str):
        raise ValueError(option_message("select", f"{words} or a selector of scikit-learn", select))
    if inspect.isclass(select) or not (hasattr(select, "fit") and hasattr(select, "get_support")):
        raise TypeError(option_message("select", f"{words} or a selector of scikit-learn", select))
    return clone(select)
