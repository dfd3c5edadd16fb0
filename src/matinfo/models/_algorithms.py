"""Regressors by one word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sklearn.base import clone
from sklearn.ensemble import ExtraTreesRegressor, HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Lasso, Ridge
from sklearn.neural_network import MLPRegressor
from sklearn.svm import SVR
from sklearn.utils import get_tags

from matinfo._validation import option_message
from matinfo.models._filled import FilledRegressor
from matinfo.models._kernel_bank import KernelBankRegressor
from matinfo.models._scaled import prepared
from matinfo.models._small_data import SmallDataRegressor

ALGORITHMS: dict[str, Callable[[], Any]] = {
    "ridge": lambda: Ridge(alpha=10.0),
    "lasso": lambda: Lasso(alpha=0.01, max_iter=10_000),
    "krr": lambda: KernelRidge(kernel="rbf", alpha=0.1, gamma=0.001),
    "svr": lambda: SVR(C=10.0),
    "rf": lambda: RandomForestRegressor(300, max_features=0.3),
    "et": lambda: ExtraTreesRegressor(300, max_features=0.3),
    "gb": lambda: HistGradientBoostingRegressor(learning_rate=0.05, max_iter=300, max_features=0.3),
    "gp": KernelBankRegressor,
    "mlp": lambda: MLPRegressor(hidden_layer_sizes=(100,), alpha=0.1, max_iter=1_000),
}


def new_regressor(
    regressor: Any, effort: str | None = None, *, random_state: Any, n_jobs: int | None, fill_holes: bool = False
) -> Any:
    """Make the regressor of a word, or the default one, seeded; clone a regressor that is given as an object.

    Parameters
    ----------
    regressor : str, regressor or None
        One of the words in `ALGORITHMS`, any regressor, or None for the default.
    effort : str, optional
        Handed to the default.
    random_state : int, RandomState or None
    n_jobs : int, optional
        Both are handed to the algorithms that take them, not to objects.
    fill_holes : bool, default=False
        The features have holes: fill them for regressors that take none.

    Returns
    -------
    regressor
        Not fitted; standardising where it needs that.

    Raises
    ------
    ValueError
        The word is not known, or there is an effort for a regressor without one.
    """
    if regressor is not None and effort is not None:
        raise ValueError(
            f"effort is for the default regressor; got effort={effort!r} with {regressor!r}. "
            "Leave it out; search='random' and n_iter= say how long options are searched."
        )
    if isinstance(regressor, str) and regressor not in ALGORITHMS:
        words = ", ".join(repr(word) for word in ALGORITHMS)
        raise ValueError(option_message("regressor", f"one of {words}, or a regressor of scikit-learn", regressor))
    if regressor is None or isinstance(regressor, str):
        made = SmallDataRegressor() if regressor is None else ALGORITHMS[regressor]()
        options = {"random_state": random_state, "n_jobs": n_jobs} | ({} if effort is None else {"effort": effort})
        made.set_params(**{name: value for name, value in options.items() if name in made.get_params()})
    else:
        made = clone(regressor)
    takes_holes = get_tags(made).input_tags.allow_nan
    made = prepared(made)
    return FilledRegressor(made) if fill_holes and not takes_holes else made
