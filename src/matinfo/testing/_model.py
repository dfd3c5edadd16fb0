"""What a model must keep to stand where a matinfo model stands."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from matinfo._take_rows import take_rows
from matinfo.chem import structure_problems
from matinfo.evaluate._protocol import gives_intervals, gives_std
from matinfo.testing._redraw import redrawn
from matinfo.testing._run import demand, demand_same, run_checks

BATCH = 1e-6  # sums of another length may come out otherwise in the last digits


def check_model(model: Any, X: Any, y: Any, *, same_chain: bool = True) -> list[str]:
    """Check a regressor against what evaluation and design rely on; what it offers beyond `predict` is checked too.

    Parameters
    ----------
    model : regressor
        It is cloned, and stays as it is.
    X : sequence of structures, or table of shape (n, n_columns)
        At least ten rows that it can learn from.
    y : array-like of shape (n,)
        Values that `X` tells something about.
    same_chain : bool, default=True
        For structures, whether to ask that drawings of one material are predicted alike.

    Returns
    -------
    list of str
        What was checked, a sentence each.

    Raises
    ------
    CheckError
        Names all that does not hold.

    Examples
    --------
    >>> import matinfo as mi
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.pipeline import make_pipeline
    >>> from matinfo.testing import check_model
    >>> data = mi.load_polymers().select("Tg")
    >>> model = make_pipeline(mi.PolymerFingerprint("A"), Ridge())
    >>> len(check_model(model, data.X.iloc[:30], data.y.iloc[:30]))
    9
    """
    X = X if isinstance(X, pd.DataFrame | pd.Series | np.ndarray) else list(X)
    target = np.asarray(y, dtype=np.float64)
    demand(len(target) >= 10, "X must have at least ten rows", len(target))
    kept_X, kept_y = copy.deepcopy(X), copy.deepcopy(y)  # before the first fit: a second may change nothing more
    fitted = clone(model)
    returned = fitted.fit(X, y)
    mean = np.asarray(fitted.predict(X), dtype=np.float64)

    def shape() -> None:
        """The fit returns the model, and predictions are finite numbers, one a row."""
        demand(returned is fitted, "fit must return self")
        demand(mean.shape == target.shape, f"predict must give shape {target.shape}", mean.shape)
        demand(np.isfinite(mean).all(), "predictions must be finite")

    def unfitted() -> None:
        """Before the fit it says that it is not fitted."""
        try:
            clone(model).predict(X)
        except NotFittedError:
            return
        demand(False, "predict before fit must raise NotFittedError")

    def parameters() -> None:
        """The fit changes no parameter, and a clone of the fitted one has the same."""
        before = repr(clone(model).get_params())
        demand(repr(fitted.get_params()) == before, "fit must change no parameter")
        demand(repr(clone(fitted).get_params()) == before, "clone must keep the parameters")

    def again() -> None:
        """The same seed gives the same bytes."""
        second = clone(model).fit(X, y).predict(X)
        demand_same(second, mean, "two fits must predict the same; give it a random_state")

    def batches() -> None:
        """A prediction does not depend on the rows beside it, nor on their order."""
        order = np.random.default_rng(0).permutation(len(target))
        demand_same(
            fitted.predict(take_rows(X, order)), mean[order], "the order of rows changes predictions", tolerance=BATCH
        )
        one = np.ravel([fitted.predict(take_rows(X, [row])) for row in range(3)])
        demand_same(one, mean[:3], "a row alone is predicted otherwise", tolerance=BATCH)

    def inputs() -> None:
        """Inputs stay as they are."""
        demand(pd.DataFrame(kept_X).equals(pd.DataFrame(X)), "X must not be changed")
        demand(np.array_equal(np.asarray(kept_y), np.asarray(y), equal_nan=True), "y must not be changed")

    def pickled() -> None:
        """A pickle of the fitted one predicts the same bytes."""
        demand_same(pickle.loads(pickle.dumps(fitted)).predict(X), mean, "a pickle must predict the same")

    def learns() -> None:
        """It predicts its training rows better than their mean does."""
        error, spread = float(((mean - target) ** 2).mean()), float(target.var())
        demand(error < spread, f"the squared error must be below the variance {spread:.3g}", error)

    def std() -> None:
        """Standard deviations are positive, and the means beside them those without."""
        beside, deviation = fitted.predict(X, return_std=True)
        demand_same(beside, mean, "return_std must not change the mean", tolerance=BATCH)
        demand(np.shape(deviation) == target.shape and (np.asarray(deviation) > 0).all(), "std must be positive")

    def interval() -> None:
        """Intervals have a lower and an upper end, and grow with the coverage."""
        narrow, wide = (np.asarray(fitted.predict_interval(X, coverage=share)) for share in (0.5, 0.8))
        demand(narrow.shape == (len(target), 2), f"predict_interval must give {(len(target), 2)}", narrow.shape)
        demand((narrow[:, 0] <= narrow[:, 1]).all(), "the lower end must not lie above the upper")
        demand(
            (wide[:, 1] - wide[:, 0] >= narrow[:, 1] - narrow[:, 0] - 1e-9).all(), "80 % must not be narrower than 50 %"
        )

    def domain() -> None:
        """Most training rows lie in the domain."""
        inside = np.asarray(fitted.in_domain(X))
        demand(
            inside.dtype == bool and inside.shape == target.shape, "in_domain must give one bool a row", inside.dtype
        )
        demand(inside.mean() >= 0.8, "at least 80 % of the training rows must be inside", float(inside.mean()))

    def chain() -> None:
        """One material is predicted alike however it is drawn."""
        rng = np.random.default_rng(0)
        for times in (1, 2):
            drawings = [redrawn(one, rng, times=times) for one in X]
            demand_same(
                fitted.predict(drawings), mean, "drawings of one material are predicted otherwise", tolerance=BATCH
            )

    checks = [shape, unfitted, parameters, again, batches, inputs, pickled, learns]
    checks += [std] if gives_std(model) else []
    checks += [interval] if gives_intervals(fitted) else []
    checks += [domain] if hasattr(fitted, "in_domain") else []
    checks += [chain] if same_chain and _holds_structures(X) else []
    return run_checks(model, checks)


def _holds_structures(X: Any) -> bool:
    if isinstance(X, pd.DataFrame) or (isinstance(X, np.ndarray) and X.ndim > 1):
        return False
    return not structure_problems(list(X)[:3])
