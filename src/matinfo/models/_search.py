"""Searches for the options of a regressor, inside the training rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.experimental import enable_halving_search_cv  # noqa: F401 - lets scikit-learn hand out the next name
from sklearn.model_selection import GridSearchCV, HalvingRandomSearchCV, RandomizedSearchCV
from sklearn.utils import check_random_state

from matinfo._validation import option_message
from matinfo.models._search_spaces import SEARCH_DISTRIBUTIONS, SEARCH_SPACES
from matinfo.models._wrapping import unwrapped

Split = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]
SEARCHES = ("grid", "random", "halving")
SCORING = "neg_root_mean_squared_error"


def search_options(
    regressor: Any,
    X: Any,
    y: Any,
    splits: Sequence[Split],
    *,
    search: str,
    space: Mapping[str, Any] | None = None,
    n_iter: int = 30,
    random_state: Any = 0,
    n_jobs: int | None = None,
    **fit_options: Any,
) -> Any:
    """Search options by root mean squared error.

    Parameters
    ----------
    regressor : scikit-learn regressor
        Without a `space`: one whose class name stands in `SEARCH_SPACES`, or one of our wrappers around it.
    X, y : arrays of shape (n, n_features) and (n,)
        Training rows.
    splits : sequence of (train, test)
        Inner folds; materials must not stand on both sides.
    search : {"grid", "random", "halving"}
        Every combination of the documented lists; `n_iter` draws from the documented distributions, on all rows; or
        these draws on few rows first, the better third of them on three times as many rows, and so on.
    space : mapping of str to list or distribution, optional
        Options of the regressor, instead of the documented ones; lists only for the grid.
    n_iter : int, default=30
        Number of draws; not more than there are combinations of lists.
    random_state : int, RandomState or None, default=0
        Seeds the draws.
    n_jobs : int, optional
        Number of joblib workers.
    **fit_options
        Handed to ``fit`` of the regressor.

    Returns
    -------
    GridSearchCV, RandomizedSearchCV or HalvingRandomSearchCV
        Fitted, without a final refit.
    """
    blocks = fit_options.get("blocks")
    if blocks is not None and len(blocks) == len(y):  # scikit-learn would take it for one entry a row
        fit_options["blocks"] = {**blocks, "no column": slice(0, 0)}
    inner, prefix = unwrapped(regressor)
    named = {f"{prefix}{name}": values for name, values in _space_of(inner, search, space).items()}
    common: dict[str, Any] = {"cv": list(splits), "scoring": SCORING, "refit": False, "n_jobs": n_jobs}
    if search == "grid":
        return GridSearchCV(regressor, named, **common).fit(X, y, **fit_options)
    seed = int(check_random_state(random_state).randint(2**31))
    count = min(n_iter, _combinations(named))
    if search == "random":
        found = RandomizedSearchCV(regressor, named, n_iter=count, random_state=seed, **common)
    else:
        found = HalvingRandomSearchCV(
            regressor, named, n_candidates=count, min_resources="smallest", random_state=seed, **common
        )
    return found.fit(X, y, **fit_options)


def _space_of(regressor: Any, search: str, space: Mapping[str, Any] | None) -> dict[str, Any]:
    name, known = type(regressor).__name__, SEARCH_SPACES if search == "grid" else SEARCH_DISTRIBUTIONS
    if space is None:
        if name not in known:
            raise ValueError(
                f"there is no documented search space for {name}; known are {', '.join(known)}. "
                "Pass search_space={'option': [values]}, or a GridSearchCV over it as the regressor."
            )
        return dict(known[name])
    options = regressor.get_params()
    if unknown := [option for option in space if option not in options]:
        raise ValueError(
            f"search_space names {unknown}, which {name} does not have; it has {', '.join(sorted(options))}."
        )
    for option, values in space.items():
        drawn = hasattr(values, "rvs")
        if isinstance(values, str) or not (drawn or hasattr(values, "__len__")):
            expected = "a list of values, or a distribution of scipy.stats"
            raise TypeError(option_message(f"search_space[{option!r}]", expected, values))
        if drawn and search == "grid":
            raise ValueError(
                f"search_space[{option!r}] is a distribution, from which a grid cannot be made. "
                "Pass a list, or search='random'."
            )
    return dict(space)


def _combinations(space: Mapping[str, Any]) -> int:
    """Number of different draws; without end where there is a distribution."""
    if any(hasattr(values, "rvs") for values in space.values()):
        return 2**31
    return int(np.prod([len(values) for values in space.values()]))
