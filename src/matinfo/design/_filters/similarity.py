"""Likeness of structures: count-Tanimoto similarity of circular environments of the infinite chain."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from matinfo.design._arrays import FloatArray
from matinfo.exceptions import StructureWarning
from matinfo.featurize import MorganFingerprint

N_ENVIRONMENTS = 2048  # columns that environments are hashed to


def environment_counts(structures: Sequence[str]) -> FloatArray:
    """Counts of environments of two bonds per heavy atom, of shape (n, 2048)."""
    if not len(structures):  # as when filters before left nothing
        return np.empty((0, N_ENVIRONMENTS))
    with warnings.catch_warnings(action="ignore", category=StructureWarning):  # odd structures are compared as well
        return np.asarray(MorganFingerprint(2, n_bits=N_ENVIRONMENTS).fit_transform(list(structures)))


def similarity_to(row: FloatArray, others: FloatArray) -> FloatArray:
    """Sum of minima over sum of maxima of one row and each of several others."""
    filled = np.flatnonzero(row)
    minima = np.minimum(others[:, filled], row[filled]).sum(axis=1)
    return np.asarray(minima / np.maximum(row.sum() + others.sum(axis=1) - minima, 1e-12))
