"""The door of the room: a model and rows in, answers out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from matinfo._validation import check_number, option_message
from matinfo.data import Dataset
from matinfo.interpret._explanation import Explanation
from matinfo.interpret._predictor import Predictor, blocks_of, features_of, place_of, recipe_parts


def explain(
    model: Any,
    X: Any,
    y: Any = None,
    *,
    target: str | None = None,
    max_rows: int = 200,
    random_state: Any = 0,
    n_jobs: int | None = None,
) -> Explanation:
    """Ask a fitted model why it predicts what it predicts.

    Parameters
    ----------
    model : fitted model
        A `Model`, a scikit-learn pipeline, or anything that predicts.
    X : column of n structures, or table of shape (n, n_columns)
        Rows to explain the model on: left-out rows, where there are some; importances on training rows count what was
        learned by heart too.
    y : array-like of shape (n,), optional
        Measured values. With them an importance is the rise of the root mean squared error, without them the root mean
        squared change of the prediction. Rows without a value are left out.
    target : str, optional
        Which of several properties of the model.
    max_rows : int, default=200
        With more rows so many of them are drawn.
    random_state : int, RandomState or None, default=0
        Seeds draws of rows and exchanges of values.
    n_jobs : int, optional
        Number of joblib workers. Results are the same for every value.

    Returns
    -------
    Explanation
        Answers by its methods ``importance``, ``contributions``, ``pieces`` and ``effect``.

    Raises
    ------
    TypeError
        The model does not predict, or `X` is a Dataset.
    ValueError
        `X` and `y` have different lengths, fewer than three rows, or `target` is not known.

    See Also
    --------
    matinfo.plotting.ContributionDisplay : Contributions drawn on the structure.
    sklearn.inspection.permutation_importance : Importances of single columns of a table.

    Examples
    --------
    >>> import matinfo as mi
    >>> data = mi.load_polymers().select("Tg")
    >>> train, test = data.split(random_state=0)
    >>> model = mi.Model(mi.PolymerFingerprint("AQM"), "ridge", calibration_folds=0).fit(train.X, train.y)
    >>> explanation = mi.explain(model, test.X, test.y)
    >>> explanation.importance(methods=("permutation",))["name"].tolist()
    ['Q', 'A', 'M']
    >>> table = explanation.contributions(["*CC(*)c1ccccc1"])
    >>> table["piece"].tolist(), bool(table["contribution"].iloc[2] > 0)
    (['*C*', '*C(*)*', '*c1ccccc1'], True)
    """
    if not hasattr(model, "predict") or isinstance(model, type):
        raise TypeError(option_message("model", "a fitted model with predict", model))
    if isinstance(X, Dataset):
        raise TypeError(option_message("X", "a column of structures or a table", X, "Pass ds.X and ds.y of a Dataset."))
    check_number("max_rows", max_rows, low=3, whole=True)
    if isinstance(model, BaseEstimator):
        check_is_fitted(model)
    place = place_of(model, target)
    X, y = _rows(X, y, max_rows, check_random_state(random_state))
    features = features_of(model, X)
    blocks = {} if features is None else blocks_of(model, features.shape[1])
    choices, groups = recipe_parts(model)
    return Explanation(
        predict=Predictor(model, place=place),
        X=X,
        y=y,
        features=features,
        blocks=blocks,
        choices=choices,
        groups=groups,
        random_state=random_state,
        n_jobs=n_jobs,
    )


def _rows(X: Any, y: Any, max_rows: int, rng: np.random.RandomState) -> tuple[Any, Any]:
    """Rows with a measured value, at most `max_rows` of them; rows of lists become an array, structures a Series."""
    table: Any = X if isinstance(X, pd.DataFrame | pd.Series) else np.asarray(X)
    if isinstance(table, np.ndarray) and (table.ndim != 2 or table.shape[1] == 1):
        table = pd.Series(np.ravel(np.asarray(X, dtype=object)), dtype=object)
    n_rows = len(table)
    chosen = np.arange(n_rows)
    values = None
    if y is not None:
        values = np.asarray(y, dtype=np.float64)
        if values.shape not in ((n_rows,), (n_rows, 1)):
            raise ValueError(option_message("y", f"of shape ({n_rows},), as long as X", values.shape))
        values = values.ravel()
        chosen = np.flatnonzero(np.isfinite(values))
    if len(chosen) < 3:
        raise ValueError(f"an explanation needs at least 3 rows; got {len(chosen)}. Add rows.")
    if len(chosen) > max_rows:
        chosen = np.sort(rng.permutation(chosen)[:max_rows])
    taken = table[chosen] if isinstance(table, np.ndarray) else table.iloc[chosen]
    return taken, None if values is None else values[chosen]
