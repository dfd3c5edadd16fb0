"""Folds that hold out whole polymer classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import BaseCrossValidator
from sklearn.utils import check_random_state, indexable

from matinfo._validation import check_number
from matinfo.data import material_groups
from matinfo.data._groups import as_frame, structure_place
from matinfo.data._split import deal_groups, sides_of
from matinfo.evaluate._whole_groups import keep_whole

RARE = "rare classes"


class ClassSplit(BaseCrossValidator):
    """Cross-validation in which the polymer class of the test rows is new to the model.

    Parameters
    ----------
    n_splits : int, optional
        Deal whole classes to so many folds of near-equal size. By default every class is a fold of its own.
    min_rows : int, default=5
        Classes with fewer rows are held out together, as one class.
    random_state : int, RandomState or None, default=0
        Seed of the dealing, where `n_splits` is given.

    See Also
    --------
    matinfo.chem.polymer_class : The classes.
    ClusterSplit : Hold out kinds that are found in the data, also of molecules and recipes.
    Result.by_group : Scores by class.

    Examples
    --------
    >>> from matinfo.evaluate import ClassSplit
    >>> X = ["*CC*", "*CC(*)C", "*OCCOC(=O)CCC(*)=O", "*OCCOC(=O)CCCCC(*)=O"]
    >>> for train, test in ClassSplit(min_rows=2).split(X):
    ...     print(train, test)
    [0 1] [2 3]
    [2 3] [0 1]
    """

    # scikit-learn's metadata routing: cross_validate(..., params={"groups": ...}) hands the groups on
    __metadata_request__split: ClassVar[dict[str, Any]] = {"groups": True}

    def __init__(self, n_splits: int | None = None, *, min_rows: int = 5, random_state: Any = 0) -> None:
        self.n_splits = n_splits
        self.min_rows = min_rows
        self.random_state = random_state

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield positions of training and test rows, classes in the order of their names.

        Parameters
        ----------
        X : list, Series, ndarray or DataFrame of shape (n,) or (n, k)
            Structures.
        y : array-like of shape (n,), optional
            Ignored.
        groups : array-like of shape (n,), optional
            Rows of one group stay together, in the class where most of them are. Materials always do.

        Yields
        ------
        train, test : ndarray of int
            Positions in `X`, ascending.

        Raises
        ------
        InvalidRowsError
            If structures cannot be read, or groups are missing.
        ValueError
            If `X` holds no structures, or there are fewer classes than folds.
        """
        self._check_options()
        X, y, groups = indexable(X, y, groups)
        classes = self._classes(X, groups)
        folds = classes
        if self.n_splits is not None:
            folds = deal_groups(classes, self.n_splits, check_random_state(self.random_state))
        names = np.unique(folds)
        if len(names) < 2:
            raise ValueError(
                f"ClassSplit needs at least 2 classes of {self.min_rows} rows or more; got {names.tolist()} in "
                f"{len(folds)} rows. Take a smaller min_rows, or ClusterSplit()."
            )
        yield from sides_of(folds)

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Number of folds; without `n_splits` it takes `X` to count the classes."""
        self._check_options()
        if self.n_splits is not None:
            return int(self.n_splits)
        if X is None:
            raise ValueError("X must be given: the number of folds is that of the classes in it.")
        return len(np.unique(self._classes(X, groups)))

    def _classes(self, X: Any, groups: Any) -> NDArray[Any]:
        classes = polymer_classes(X)
        if groups is not None:
            classes = keep_whole(classes, groups)
        sizes = pd.Series(classes).map(pd.Series(classes).value_counts())
        return np.where(sizes.to_numpy() < self.min_rows, RARE, classes)

    def _check_options(self) -> None:
        check_number("min_rows", self.min_rows, low=1, whole=True)
        if self.n_splits is not None:
            check_number("n_splits", self.n_splits, low=2, whole=True)


def polymer_classes(X: Any) -> NDArray[Any]:
    """Class of every row; each material is looked at once.

    Raises
    ------
    InvalidRowsError
        If structures cannot be read.
    ValueError
        If rows are no structures.
    """
    from matinfo.chem import Cell, class_of_cell  # RDKit is loaded when a structure has to be read, not before

    if structure_place(as_frame(X)) is None:
        raise ValueError(
            "ClassSplit needs structures; got a table. Split the structures, and pass the folds on: "
            "Evaluator(cv=list(ClassSplit().split(structures)))."
        )
    materials = material_groups(X)
    known = {material: class_of_cell(Cell.from_canonical(material)) for material in set(materials.tolist())}
    return np.asarray([known[material] for material in materials.tolist()], dtype=object)
