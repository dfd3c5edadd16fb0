"""Folds that hold out the highest or lowest values of the property."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from sklearn.model_selection import BaseCrossValidator
from sklearn.utils import indexable
from sklearn.utils.validation import column_or_1d

from matinfo._validation import check_choice, check_number, option_message
from matinfo.data import material_groups
from matinfo.data._groups import check_groups


class ExtrapolationSplit(BaseCrossValidator):
    """Train on the inner values of the property and test on a tail.

    This asks whether a model finds materials that are better than all known ones.

    Parameters
    ----------
    test_size : float, default=0.2
        Share of the rows in the tail, in (0, 0.5].
    side : {"both", "high", "low"}, default="both"
        Which tail is tested. With "both" there are two folds, the high tail first; rows of the other tail are in
        training.

    See Also
    --------
    ClusterSplit : New kinds of materials, whatever their property.

    Notes
    -----
    The values in a tail are close to each other, so R2 compares with a mean that no model can know beforehand and is
    often negative. Look at the error and its sign, and compare with the dummy.

    Examples
    --------
    >>> from matinfo.evaluate import ExtrapolationSplit
    >>> y = [1.0, 9.0, 2.0, 3.0, 4.0]
    >>> for train, test in ExtrapolationSplit(side="high").split([[0], [1], [2], [3], [4]], y):
    ...     print(train, test)
    [0 2 3 4] [1]
    """

    # scikit-learn's metadata routing: cross_validate(..., params={"groups": ...}) hands the groups on
    __metadata_request__split: ClassVar[dict[str, Any]] = {"groups": True}

    def __init__(self, test_size: float = 0.2, *, side: Literal["both", "high", "low"] = "both") -> None:
        self.test_size = test_size
        self.side = side

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield positions of training and test rows.

        Parameters
        ----------
        X : list, Series, ndarray or DataFrame of n rows
            Structures, recipes or features. Not looked into when `groups` is given.
        y : array-like of shape (n,)
            The property.
        groups : array-like of shape (n,), optional
            Rows of one group stay together, and are ranked by their median; by default rows of one material.

        Yields
        ------
        train, test : ndarray of int
            Positions in `X`, ascending.

        Raises
        ------
        ValueError
            If `y` is missing or constant, or a value is not finite.
        InvalidRowsError
            If structures cannot be read, or groups are missing.
        """
        self._check_options()
        if y is None:
            raise ValueError("y must be given: rows are split by their value.")
        X, y, groups = indexable(X, y, groups)
        values = column_or_1d(y).astype(np.float64)
        if not np.isfinite(values).all():
            missing = np.flatnonzero(~np.isfinite(values))
            raise ValueError(
                f"y must hold a finite number in every row; got none in {len(missing)} of {len(values)} rows, first in "
                f"row {missing[0]}. Leave these rows out."
            )
        names = material_groups(X) if groups is None else check_groups(groups, len(values))
        codes = pd.factorize(names)[0]
        middles = pd.Series(values).groupby(codes).transform("median").to_numpy()
        if not np.ptp(middles) > 0:
            raise ValueError(f"y must vary between materials; got one value in {len(values)} rows.")
        rows = np.arange(len(values))
        for sign in [sign for side, sign in (("high", -1.0), ("low", 1.0)) if self.side in (side, "both")]:
            wanted = max(1, int(self.test_size * len(rows)))
            order = np.lexsort((codes, sign * middles))  # from the end of the tail, rows of one material side by side
            inside = pd.unique(codes[order[:wanted]])
            inside = inside[:-1] if len(inside) == codes.max() + 1 else inside  # a large group may be all the rest
            tail = np.isin(codes, inside)
            yield rows[~tail], rows[tail]

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Number of tails that are tested: 1 or 2."""
        self._check_options()
        return 2 if self.side == "both" else 1

    def _check_options(self) -> None:
        check_number("test_size", self.test_size, low=0.0, high=0.5)
        if self.test_size == 0:
            raise ValueError(option_message("test_size", "above 0", self.test_size))
        check_choice("side", self.side, ("both", "high", "low"))
