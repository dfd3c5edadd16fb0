"""Folds that hold out whole clusters of like materials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
from sklearn.model_selection import BaseCrossValidator
from sklearn.utils import check_random_state, indexable

from matinfo._validation import check_number
from matinfo.data import material_groups
from matinfo.data._split import deal_groups, sides_of
from matinfo.evaluate._clusters import cluster_materials
from matinfo.evaluate._whole_groups import keep_whole

CLUSTERS_PER_FOLD = 2  # more of them leave near relatives in training, fewer make folds of unequal size


class ClusterSplit(BaseCrossValidator):
    """Cross-validation in which no test material has one of its kind in training.

    Materials are clustered, and whole clusters are dealt to folds of near-equal size. This asks how well a model does
    on chemistry, or on recipes, unlike any that it has seen.

    Parameters
    ----------
    n_splits : int, default=5
        Number of folds, at least 2.
    n_clusters : int, optional
        Number of clusters; by default two a fold, or fewer where there are not four materials a fold. With as many
        clusters as folds each fold is one cluster (leave-one-cluster-out), harder and of unequal size.
    random_state : int, RandomState or None, default=0
        Seed of the first centres and of the dealing.

    See Also
    --------
    material_clusters : The clusters, and how they are found.
    ClassSplit : Hold out polymer classes that have a name.
    matinfo.data.MaterialSplit : New materials, of kinds that may be known.

    References
    ----------
    B. Meredig et al., Mol. Syst. Des. Eng. 3, 819 (2018), on leave-one-cluster-out.

    Examples
    --------
    >>> from matinfo.evaluate import ClusterSplit
    >>> X = ["*CC(*)C(=O)OC", "*CC(*)C(=O)OCC", "*CC(*)c1ccccc1", "*CC(*)c1ccc(C)cc1"]
    >>> for train, test in ClusterSplit(n_splits=2, n_clusters=2).split(X):
    ...     print(train, test)
    [0 1] [2 3]
    [2 3] [0 1]
    """

    # scikit-learn's metadata routing: cross_validate(..., params={"groups": ...}) hands the groups on
    __metadata_request__split: ClassVar[dict[str, Any]] = {"groups": True}

    def __init__(self, n_splits: int = 5, *, n_clusters: int | None = None, random_state: Any = 0) -> None:
        self.n_splits = n_splits
        self.n_clusters = n_clusters
        self.random_state = random_state

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield positions of training and test rows.

        Parameters
        ----------
        X : list, Series, ndarray or DataFrame of shape (n,) or (n, k)
            Structures, recipes or features.
        y : array-like of shape (n,), optional
            Ignored.
        groups : array-like of shape (n,), optional
            Rows of one group stay together, in the cluster where most of them are. Materials always do.

        Yields
        ------
        train, test : ndarray of int
            Positions in `X`, ascending.

        Raises
        ------
        InvalidRowsError
            If structures cannot be read, or groups are missing.
        ValueError
            If there are fewer materials than clusters, or fewer clusters than folds.
        """
        self._check_options()
        X, y, groups = indexable(X, y, groups)
        rng = check_random_state(self.random_state)
        names = material_groups(X)
        clusters = cluster_materials(X, names, self._count(len(np.unique(names))), rng)
        if groups is not None:
            clusters = keep_whole(clusters, groups)
        yield from sides_of(deal_groups(clusters, self.n_splits, rng))

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Number of folds."""
        self._check_options()
        return int(self.n_splits)

    def _count(self, n_materials: int) -> int:
        if self.n_clusters is not None:
            return self.n_clusters
        return max(min(CLUSTERS_PER_FOLD * self.n_splits, n_materials // 2), self.n_splits)

    def _check_options(self) -> None:
        check_number("n_splits", self.n_splits, low=2, whole=True)
        if self.n_clusters is not None:
            check_number("n_clusters", self.n_clusters, low=self.n_splits, whole=True)
