"""Groups of materials that are like each other."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans
from sklearn.metrics.pairwise import manhattan_distances
from sklearn.utils import check_random_state

from matinfo._validation import check_number
from matinfo.data import material_groups
from matinfo.data._groups import as_frame, structure_place
from matinfo.exceptions import StructureWarning

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]
ROUNDS = 30  # of moving medoids; they settle in fewer
NEAREST = 200  # members of a cluster among which its new medoid is looked for


def material_clusters(X: Any, n_clusters: int, *, rng: Any = 0) -> Labels:
    """Number the cluster of every row; rows of one material have the same number.

    Parameters
    ----------
    X : list, Series, ndarray or DataFrame of n rows
        Structures, or a table of recipes or features.
    n_clusters : int
        How many; no more than there are materials.
    rng : int, RandomState or None, default=0
        Seed of the first centres.

    Returns
    -------
    ndarray of int, shape (n,)
        From 0.

    Raises
    ------
    InvalidRowsError
        If structures cannot be read.
    ValueError
        If there are fewer materials than clusters.

    See Also
    --------
    ClusterSplit : Folds of whole clusters.

    Notes
    -----
    Structures: k-medoids on 1 - s, where s is the MinMax (count Tanimoto) similarity of the Morgan counts per heavy
    atom, radius 2. Tables: k-means on standardised columns; each value of a text is a column, empty cells are means.

    Examples
    --------
    >>> from matinfo.evaluate import material_clusters
    >>> X = ["*CC(*)C(=O)OC", "*CC(*)C(=O)OCC", "*CC(*)c1ccccc1", "*CC(*)c1ccc(C)cc1"]
    >>> clusters = material_clusters(X, 2)
    >>> bool(clusters[0] == clusters[1]), bool(clusters[2] == clusters[3]), bool(clusters[0] == clusters[2])
    (True, True, False)
    """
    check_number("n_clusters", n_clusters, low=1, whole=True)
    return cluster_materials(X, material_groups(X), n_clusters, check_random_state(rng))


def cluster_materials(X: Any, names: NDArray[Any], n_clusters: int, rng: np.random.RandomState) -> Labels:
    """Number the cluster of every row, where the names of the materials are known."""
    frame = as_frame(X)
    codes, first = _first_rows(names)
    if len(first) < n_clusters:
        raise ValueError(f"{n_clusters} clusters need as many materials; got {len(first)} in {len(names)} rows.")
    if structure_place(frame) is None:
        labels = _cluster_numbers(_standardised(frame.iloc[first]), n_clusters, rng)
    else:
        labels = _cluster_structures(names[first].tolist(), n_clusters, rng)
    return labels[codes]


def _first_rows(names: NDArray[Any]) -> tuple[Labels, Labels]:
    """Number of the material of every row, and the first row of each material."""
    codes, uniques = pd.factorize(names)
    first = np.full(len(uniques), len(codes), dtype=np.intp)
    np.minimum.at(first, codes, np.arange(len(codes), dtype=np.intp))
    return np.asarray(codes, dtype=np.intp), first


def _standardised(frame: pd.DataFrame) -> Floats:
    numbers = pd.get_dummies(frame.dropna(axis=1, how="all"), dummy_na=False).to_numpy(dtype=np.float64)
    spread = np.nanstd(numbers, axis=0)
    scaled = (numbers - np.nanmean(numbers, axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.nan_to_num(scaled, nan=0.0)


def _cluster_numbers(values: Floats, n_clusters: int, rng: np.random.RandomState) -> Labels:
    found = KMeans(n_clusters, n_init=4, random_state=rng).fit_predict(values)
    return np.asarray(found, dtype=np.intp)


def _cluster_structures(structures: Sequence[str], n_clusters: int, rng: np.random.RandomState) -> Labels:
    from matinfo.featurize import MorganFingerprint  # RDKit is loaded when a structure has to be read, not before

    with warnings.catch_warnings():  # odd structures are for the model to warn of, once
        warnings.simplefilter("ignore", StructureWarning)
        counts = csr_matrix(MorganFingerprint().fit_transform(list(structures)))
    return k_medoids(counts, n_clusters, rng)


def k_medoids(counts: csr_matrix, n_clusters: int, rng: np.random.RandomState) -> Labels:
    """Cluster rows of counts around rows of theirs, by MinMax distance.

    Parameters
    ----------
    counts : csr_matrix of shape (n, n_features)
        Nothing below zero.
    n_clusters : int
        At most n.
    rng : RandomState
        Draws the first medoids, far ones more often (k-means++).

    Returns
    -------
    ndarray of int, shape (n,)
    """
    medoids = _first_medoids(counts, n_clusters, rng)
    labels = np.empty(0, dtype=np.intp)
    for _ in range(ROUNDS):
        distances = minmax_distances(counts, counts[medoids])
        labels = np.asarray(distances.argmin(axis=1), dtype=np.intp)
        labels[medoids] = np.arange(n_clusters)  # also where two medoids have equal counts
        moved = [
            _medoid(counts, np.flatnonzero(labels == cluster), distances[:, cluster]) for cluster in range(n_clusters)
        ]
        if moved == medoids:
            break
        medoids = moved
    return labels


def minmax_distances(left: csr_matrix, right: csr_matrix) -> Floats:
    """1 - sum of minima / sum of maxima, for all pairs of rows; 0 between rows without any count.

    The sums follow from the Manhattan distance d and the sums a, b of the rows: (a + b - d) / 2 and (a + b + d) / 2.
    """
    apart = manhattan_distances(left, right)
    total = np.asarray(left.sum(axis=1)).reshape(-1, 1) + np.asarray(right.sum(axis=1)).reshape(1, -1)
    return np.asarray(2.0 * apart / np.maximum(total + apart, np.finfo(float).tiny), dtype=np.float64)


def _first_medoids(counts: csr_matrix, n_clusters: int, rng: np.random.RandomState) -> list[int]:
    n_rows = counts.shape[0]
    medoids = [int(rng.randint(n_rows))]
    nearest = minmax_distances(counts, counts[medoids]).ravel()
    while len(medoids) < n_clusters:
        weights = nearest**2
        weights[medoids] = 0.0
        if not weights.sum() > 0:  # only copies are left
            weights = np.ones(n_rows)
            weights[medoids] = 0.0
        chosen = int(rng.choice(n_rows, p=weights / weights.sum()))
        medoids.append(chosen)
        nearest = np.minimum(nearest, minmax_distances(counts, counts[[chosen]]).ravel())
    return medoids


def _medoid(counts: csr_matrix, members: Labels, distances: Floats) -> int:
    """The member with the smallest sum of distances to all others, among those nearest to the old medoid."""
    candidates = members[np.argsort(distances[members], kind="stable")[:NEAREST]]
    totals = minmax_distances(counts[candidates], counts[members]).sum(axis=1)
    return int(candidates[totals.argmin()])
