"""The first experiments, chosen before anything was measured."""

from __future__ import annotations

from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from matinfo._validation import check_choice, check_number, check_rng
from matinfo.design._arrays import FloatArray, IntArray
from matinfo.design._candidates import CandidateSource

DesignKind = Literal["space-filling", "d-optimal", "random"]
LinearModel = Literal["linear", "interactions", "quadratic"]

_CANDIDATES = 4096  # rows to choose from
_EXCHANGES = 20  # passes over the design
_MOST_POWERS = 10  # of the product over columns, so that many columns do not overflow
_RIDGE = 1e-6  # lets a design begin with fewer rows than the model has terms


def initial_design(
    source: CandidateSource,
    n: int,
    kind: DesignKind = "space-filling",
    *,
    rng: np.random.Generator,
    model: LinearModel = "linear",
) -> pd.DataFrame:
    """Choose `n` first experiments that can be made.

    Parameters
    ----------
    source : CandidateSource
        What can be made, such as a `RecipeSpace`; its constraints hold in the design.
    n : int
        Number of experiments; all candidates are returned where there are fewer.
    kind : {"space-filling", "d-optimal", "random"}, default="space-filling"
        ``"space-filling"`` spreads experiments in every column and every combination of columns, which serves any
        model;
        ``"d-optimal"`` makes the coefficients of a linear model as sure as can be, which puts experiments at corners;
        ``"random"`` draws evenly.
    rng : numpy.random.Generator
        Source of random numbers.
    model : {"linear", "interactions", "quadratic"}, default="linear"
        For ``"d-optimal"``: terms of the linear model, in the features of ``source.encode``. Terms that the
        constraints tie together (amounts that sum to one) count once.

    Returns
    -------
    DataFrame of shape (n, len(source.columns))
        Experiments, no two alike.

    References
    ----------
    V. R. Joseph, E. Gul, S. Ba, Maximum projection designs for computer experiments, Biometrika 102 (2015) 371. V. V.
    Fedorov, Theory of Optimal Experiments, Academic Press 1972.

    Examples
    --------
    >>> import matinfo as mi
    >>> import numpy as np
    >>> space = mi.RecipeSpace([mi.Amount("resin", 0, 1), mi.Amount("oil", 0, 1)], [mi.SumTo(["resin", "oil"], 1)])
    >>> design = initial_design(space, 3, rng=np.random.default_rng(0))
    >>> sorted(design["resin"].round(1))
    [0.0, 0.5, 1.0]
    """
    check_rng(rng)
    check_number("n", n, low=1, whole=True)
    check_choice("kind", kind, ("space-filling", "d-optimal", "random"))
    check_choice("model", model, ("linear", "interactions", "quadratic"))
    if kind == "random":
        return source.sample(n, rng)
    frame = _choose_from(source, n, rng)
    if len(frame) <= n:
        return frame
    X = source.encode(frame)
    rows = _space_filling(X, n, rng) if kind == "space-filling" else _d_optimal(_terms(X, model), n, rng)
    return frame.iloc[rows].reset_index(drop=True)


def _choose_from(source: CandidateSource, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """A sample, and rows farther out: those of the sample at the ends of random directions, and their neighbours."""
    frame = source.sample(max(_CANDIDATES, 4 * n), rng)
    if len(frame) == source.n_candidates:
        return frame
    for _ in range(3):
        X = source.encode(frame)
        outermost = np.unique((X @ rng.standard_normal((X.shape[1], 64))).argmax(axis=0))
        near = source.around(frame.iloc[outermost], _CANDIDATES // 4, rng)
        frame = pd.concat([frame, near]).drop_duplicates(ignore_index=True)
    return frame


def _space_filling(X: FloatArray, n: int, rng: np.random.Generator) -> IntArray:
    """MaxPro: rows that differ in every column, so that no projection of the design collapses.

    Far apart alone would put all rows at corners, where a property that bends in between looks flat.
    """
    chosen = [int(((X - X.mean(axis=0)) ** 2).sum(axis=1).argmax())]
    crowding = np.empty((len(X), n))  # of each candidate by each row chosen
    crowding[:, 0] = _crowding(X, X[chosen[0]], n)
    while len(chosen) < n:
        chosen.append(_least(crowding[:, : len(chosen)].sum(axis=1), chosen))
        crowding[:, len(chosen) - 1] = _crowding(X, X[chosen[-1]], n)
    for _ in range(_EXCHANGES if n > 1 else 0):
        moved = False
        for place in rng.permutation(n):
            others = crowding.sum(axis=1) - crowding[:, place]
            best = _least(others, chosen)
            if others[best] < others[chosen[place]] * (1.0 - 1e-9):
                chosen[place] = best
                crowding[:, place] = _crowding(X, X[best], n)
                moved = True
        if not moved:
            break
    return np.array(chosen, dtype=np.int64)


def _crowding(X: FloatArray, x: FloatArray, n: int) -> FloatArray:
    """Inverse of the product over columns of squared differences, which equal values make large but not infinite."""
    apart = np.log((X - x) ** 2 + (0.5 / n) ** 2)
    return np.exp(-apart.mean(axis=1) * min(X.shape[1], _MOST_POWERS))


def _least(values: FloatArray, but: list[int]) -> int:
    values = values.copy()
    values[but] = np.inf
    return int(values.argmin())


def _d_optimal(F: FloatArray, n: int, rng: np.random.Generator) -> IntArray:
    """Exchange rows as long as the determinant of the information matrix grows."""
    chosen = rng.choice(len(F), size=n, replace=False)
    inverse = np.linalg.inv(F[chosen].T @ F[chosen] + _RIDGE * np.eye(F.shape[1]))
    for _ in range(_EXCHANGES):
        moved = False
        for place in range(n):
            old = F[chosen[place]]
            spread = np.einsum("ij,jk,ik->i", F, inverse, F)
            cross = F @ (inverse @ old)
            own = float(old @ inverse @ old)
            growth = spread - (spread * own - cross**2) - own  # of the determinant, as a share of it
            growth[chosen] = -np.inf
            best = int(growth.argmax())
            if growth[best] > 1e-9:
                chosen[place] = best
                inverse = np.linalg.inv(F[chosen].T @ F[chosen] + _RIDGE * np.eye(F.shape[1]))
                moved = True
        if not moved:
            break
    return np.asarray(chosen, dtype=np.int64)


def _terms(X: FloatArray, model: LinearModel) -> FloatArray:
    """Columns of the linear model, turned into independent ones over the candidates."""
    columns = [np.ones(len(X)), *X.T]
    if model != "linear":
        columns += [X[:, i] * X[:, j] for i, j in combinations(range(X.shape[1]), 2)]
    if model == "quadratic":
        columns += list((X**2).T)
    left, sizes, _ = np.linalg.svd(np.column_stack(columns), full_matrices=False)
    return np.asarray(left[:, sizes > 1e-9 * sizes[0]] * np.sqrt(len(X)))
