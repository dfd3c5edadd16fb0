"""What a featurizer of structures must keep."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning
from matinfo.testing._redraw import redrawn
from matinfo.testing._run import demand, demand_same, run_checks

NOTHING = ("", "no structure", "C(", "*CC", None)  # none of them holds a structure
CHAIN = 1e-9  # how far features of one chain may differ between drawings, relative to the largest


def check_featurizer(featurizer: Any, X: Sequence[str], *, same_chain: bool = True) -> list[str]:
    """Check a featurizer of structures against what matinfo relies on.

    Parameters
    ----------
    featurizer : transformer
        It is cloned, and stays as it is.
    X : sequence of str
        At least three different structures that it reads.
    same_chain : bool, default=True
        Whether to ask that drawings of one material give the same features: repeat units rotated, reversed and
        repeated. A featurizer of drawings fails it.

    Returns
    -------
    list of str
        What was checked, a sentence each.

    Raises
    ------
    CheckError
        Names all that does not hold.

    See Also
    --------
    sklearn.utils.estimator_checks.check_estimator : Checks of transformers of numbers.

    Examples
    --------
    >>> import matinfo as mi
    >>> from matinfo.testing import check_featurizer
    >>> len(check_featurizer(mi.MorganFingerprint(n_bits=64), ["*CC*", "*CC(*)c1ccccc1", "CCO"]))
    11
    """
    X = list(X)
    demand(len(set(X)) >= 3, "X must hold at least three different structures", len(set(X)))
    fitted = clone(featurizer).fit(X)
    values = np.asarray(fitted.transform(X))

    def numbers() -> None:
        """Every structure has a row of finite numbers."""
        demand(values.ndim == 2 and len(values) == len(X), "transform must give one row a structure", values.shape)
        demand(np.isfinite(values.astype(np.float64)).all(), "features must be finite")

    def names() -> None:
        """Every column has a name of its own."""
        found = list(fitted.get_feature_names_out())
        demand(len(found) == values.shape[1], f"there are {values.shape[1]} columns", f"{len(found)} names")
        demand(len(set(found)) == len(found), "names must differ")

    def unfitted() -> None:
        """Before the fit it says that it is not fitted."""
        try:
            clone(featurizer).transform(X)
        except NotFittedError:
            return
        demand(not _needs_fit(featurizer), "transform before fit must raise NotFittedError")

    def parameters() -> None:
        """The fit changes no parameter, and a clone of the fitted one has the same."""
        before = repr(clone(featurizer).get_params())
        demand(repr(fitted.get_params()) == before, "fit must change no parameter")
        demand(repr(clone(fitted).get_params()) == before, "clone must keep the parameters")

    def again() -> None:
        """Fitted again it gives the same bytes."""
        demand_same(clone(featurizer).fit(X).transform(X), values, "a second fit must give the same numbers")
        demand_same(clone(featurizer).fit_transform(X), values, "fit_transform must be fit, then transform")

    def alone() -> None:
        """A row does not depend on the rows beside it."""
        rows = np.vstack([np.asarray(fitted.transform([one])) for one in X])
        demand_same(rows, values, "a row alone must give the same numbers", tolerance=1e-12)

    def columns() -> None:
        """A list, a Series and a column of a table give the same numbers, and stay as they are."""
        series = pd.Series(X, name="structure")
        demand_same(fitted.transform(series), values, "a Series must give the numbers of the list")
        frame = series.to_frame()
        demand_same(fitted.transform(frame), values, "a one-column DataFrame must give the numbers of the list")
        demand(series.tolist() == X, "X must not be changed")

    def pickled() -> None:
        """A pickle of the fitted one gives the same numbers."""
        demand_same(pickle.loads(pickle.dumps(fitted)).transform(X), values, "a pickle must give the same numbers")

    def raises() -> None:
        """Rows that hold no structure are named all together."""
        try:
            fitted.transform([X[0], *NOTHING])
        except InvalidRowsError as error:
            wanted = list(range(1, 1 + len(NOTHING)))
            demand([problem.label for problem in error.rows] == wanted, f"rows {wanted} are bad", error.rows)
            return
        demand(False, "rows without a structure must raise InvalidRowsError")

    def keeps() -> None:
        """With invalid='nan' such rows are NaN, the others as before."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InvalidRowsWarning)
            got = np.asarray(clone(featurizer).set_params(invalid="nan").fit(X).transform([*NOTHING, *X]))
        demand(np.isnan(got[: len(NOTHING)]).all(), "rows without a structure must be NaN")
        demand_same(got[len(NOTHING) :], values, "other rows must stay as they are")

    def chain() -> None:
        """One material gives the same numbers however it is drawn."""
        rng = np.random.default_rng(0)
        drawings = [[redrawn(one, rng, times=times) for one in X] for times in (1, 2)]
        for drawing in drawings:
            demand_same(fitted.transform(drawing), values, "drawings of one material differ", tolerance=CHAIN)

    checks = [numbers, names, unfitted, parameters, again, alone, columns, pickled, raises, keeps]
    return run_checks(featurizer, [*checks, chain] if same_chain else checks)


def _needs_fit(featurizer: Any) -> bool:
    try:
        check_is_fitted(clone(featurizer))
    except NotFittedError:
        return True
    return False
