"""Documented search spaces, searched inside the training rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GridSearchCV

from matinfo.models._scaled import ScaledRegressor

Split = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]

SEARCH_SPACES: dict[str, dict[str, list[Any]]] = {
    "Ridge": {"alpha": [0.1, 1.0, 10.0, 100.0, 1000.0]},
    "Lasso": {"alpha": [0.001, 0.003, 0.01, 0.03, 0.1]},
    "ElasticNet": {"alpha": [0.001, 0.01, 0.1], "l1_ratio": [0.2, 0.5, 0.8]},
    "KernelRidge": {"kernel": ["rbf"], "alpha": [0.01, 0.1, 1.0], "gamma": [0.0003, 0.001, 0.003, 0.01]},
    "SVR": {"C": [1.0, 10.0, 100.0], "gamma": ["scale", 0.001, 0.003, 0.01], "epsilon": [0.03, 0.1]},
    "RandomForestRegressor": {"max_features": [0.1, 0.3, 1.0], "min_samples_leaf": [1, 3]},
    "ExtraTreesRegressor": {"max_features": [0.1, 0.3, 1.0], "min_samples_leaf": [1, 3]},
    "GradientBoostingRegressor": {"learning_rate": [0.03, 0.1], "max_depth": [3, 5], "n_estimators": [200, 500]},
    "HistGradientBoostingRegressor": {"learning_rate": [0.03, 0.1], "max_leaf_nodes": [7, 15, 31]},
    "KNeighborsRegressor": {"n_neighbors": [1, 3, 5, 10], "weights": ["uniform", "distance"]},
    "MLPRegressor": {"alpha": [0.001, 0.1, 1.0], "hidden_layer_sizes": [(50,), (100,), (50, 50)]},
    "SmallDataRegressor": {"C": [1.0, 3.0, 10.0], "epsilon": [0.03, 0.1]},
}


def grid_search(regressor: Any, X: Any, y: Any, splits: Sequence[Split], *, n_jobs: int | None) -> GridSearchCV:
    """Search the documented space of a regressor by root mean squared error.

    Parameters
    ----------
    regressor : scikit-learn regressor
        One whose class name stands in `SEARCH_SPACES`, or a `ScaledRegressor` around it.
    X, y : arrays of shape (n, n_features) and (n,)
        Training rows.
    splits : sequence of (train, test)
        Inner folds; materials must not stand on both sides.
    n_jobs : int, optional
        Number of joblib workers.

    Returns
    -------
    GridSearchCV
        Fitted, without a final refit.
    """
    scaled = isinstance(regressor, ScaledRegressor)
    name = type(regressor.regressor if scaled else regressor).__name__
    if name not in SEARCH_SPACES:
        raise ValueError(
            f"there is no documented search space for {name}; known are {', '.join(SEARCH_SPACES)}. "
            "Pass a GridSearchCV over it as the regressor instead."
        )
    space = {f"regressor__{key}" if scaled else key: values for key, values in SEARCH_SPACES[name].items()}
    search = GridSearchCV(
        regressor, space, cv=list(splits), scoring="neg_root_mean_squared_error", refit=False, n_jobs=n_jobs
    )
    return search.fit(X, y)
