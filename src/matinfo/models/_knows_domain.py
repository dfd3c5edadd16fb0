"""What a model says of the domain in which it can be trusted."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from matinfo._validation import check_number
from matinfo.models._domain import Domain
from matinfo.models._kernels import FloatArray
from matinfo.models._known import KnownMaterials
from matinfo.models._rows import row_labels

BoolArray = npt.NDArray[np.bool_]


class KnowsDomain:
    """The part of `Model` that compares materials with the training ones."""

    domain_: Domain
    known_: KnownMaterials

    def predict_with_domain(self, X: Any) -> tuple[FloatArray, FloatArray, BoolArray]:
        """Predict and say which materials are like the training ones, computing features once.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            As in `fit`.

        Returns
        -------
        mean, std : ndarray of shape (n,), or (n, n_properties) for several properties
            As of `predict`.
        inside : ndarray of bool, shape (n,)
            As of `in_domain`.
        """
        features, usable = self._read(X)
        return *self._predicted(X, features, usable, with_std=True), self._inside(features, usable)

    def in_domain(self, X: Any) -> BoolArray:
        """Say which materials are like the training ones.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            As in `fit`.

        Returns
        -------
        ndarray of bool, shape (n,)
            True where the mean similarity to the three nearest training materials reaches the value that 95 % of the
            training materials reach among themselves, and the mean left-out error of the ten nearest does not pass the
            value that 95 % of them do not pass; False in rows without a usable structure.
        """
        return self._inside(*self._read(X))

    def neighbours(self, X: Any, k: int = 5) -> pd.DataFrame:
        """Name the known materials that are most like each new one.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            As in `fit`.
        k : int, default=5
            Number of training rows for each new one; all of them where there are fewer.

        Returns
        -------
        DataFrame
            Columns `row` (label in `X`), `rank` (from 1), `known` (label of the training row), `structure` (only of
            structures), `similarity` (between 0 and 1, as in `in_domain`) and one for each property, with its measured
            value. Rows of `X` without a usable structure have none.
        """
        check_number("k", k, low=1, whole=True)
        features, usable = self._read(X)
        places, similarity = self.domain_.nearest(features[usable], k)
        labels = row_labels(X)
        return self.known_.table([labels[row] for row in np.flatnonzero(usable)], places, similarity)

    # --- private ----------------------------------------------------------------------------------------------------

    def _read(self, X: Any) -> tuple[FloatArray, BoolArray]:
        """Features, and which rows can be used."""
        raise NotImplementedError

    def _predicted(
        self, X: Any, features: FloatArray, usable: BoolArray, *, with_std: bool
    ) -> tuple[FloatArray, FloatArray]:
        """Means and standard deviations."""
        raise NotImplementedError

    def _inside(self, features: FloatArray, usable: BoolArray) -> BoolArray:
        inside = np.zeros(len(usable), dtype=bool)
        if usable.any():
            inside[usable] = self.domain_.contains(features[usable])
        return inside
