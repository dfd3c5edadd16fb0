"""What all featurizers share: rows in, aligned rows of named numbers out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn import get_config
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from matinfo._validation import InvalidPolicy

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Feature:
    """Name of a feature, and what it means.

    Attributes
    ----------
    name, meaning, unit, reference : str
        `unit` is ``"1"`` for plain ratios; `reference` may be empty.
    """

    name: str
    meaning: str
    unit: str = "1"
    reference: str = ""


def is_per_heavy_atom(feature: Feature) -> bool:
    """Whether a feature is a sum over a cell or molecule, divided by its heavy atoms."""
    return feature.unit == "1/heavy atom" or feature.unit.endswith(" per heavy atom")


def of_a_cell(feature: Feature) -> Feature:
    """The same feature as a plain sum; others stay as they are."""
    return replace(feature, unit=feature.unit.replace("heavy atom", "cell")) if is_per_heavy_atom(feature) else feature


class Featurizer(TransformerMixin, BaseEstimator):
    """Base of the featurizers, which turn materials into named numbers.

    A featurizer follows the conventions of scikit-learn transformers: it works in ``Pipeline``, ``FeatureUnion`` and
    ``ColumnTransformer``, with ``clone``, ``set_params`` and ``set_output``. Featurizers of structures derive from
    `StructureFeaturizer`, which reads the structures; others fit and transform by themselves.

    Parameters
    ----------
    invalid : {"raise", "nan"}, default="raise"
        What to do with rows that cannot be used: raise one `InvalidRowsError` that names them all, or give NaN in
        their places and warn once.
    n_jobs : int, optional
        Number of joblib workers. Results are the same bytes for every value.
    """

    def __init__(self, *, invalid: InvalidPolicy = "raise", n_jobs: int | None = None) -> None:
        self.invalid = invalid
        self.n_jobs = n_jobs

    @abstractmethod
    def fit(self, X: Any, y: Any = None) -> Self:
        """Check the options and learn the columns where they depend on the data.

        Parameters
        ----------
        X : n materials
        y : ignored

        Returns
        -------
        self
        """

    @abstractmethod
    def transform(self, X: Any) -> Any:
        """Return the features of materials, one row each.

        Parameters
        ----------
        X : n materials
            As in `fit`.

        Returns
        -------
        ndarray or DataFrame, shape (n, n_features_out)
            float64; NaN only in rows that cannot be used, with ``invalid="nan"``.
        """

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Return the names of the columns, in order.

        Parameters
        ----------
        input_features : ignored

        Returns
        -------
        ndarray of str, shape (n_features_out,)
        """
        check_is_fitted(self, "n_features_in_")
        return np.asarray([feature.name for feature in self._features()], dtype=object)

    def describe(self) -> pd.DataFrame:
        """Say what every column means.

        Returns
        -------
        DataFrame
            One row a column, with `name`, `meaning`, `unit` and `reference`.
        """
        check_is_fitted(self, "n_features_in_")
        return pd.DataFrame(
            [(f.name, f.meaning, f.unit, f.reference) for f in self._features()],
            columns=["name", "meaning", "unit", "reference"],
        )

    # --- for subclasses ---------------------------------------------------------------------------------------------

    @abstractmethod
    def _features(self) -> Sequence[Feature]:
        """Return the columns, in order."""

    def _keep_labels(self, values: FloatArray, X: Any) -> Any:
        """Give the row labels of a Series to a DataFrame; scikit-learn 1.6 keeps those of a DataFrame only."""
        wanted = getattr(self, "_sklearn_output_config", {}).get("transform") or get_config()["transform_output"]
        if isinstance(X, pd.Series) and wanted == "pandas":
            return pd.DataFrame(values, index=X.index)
        return values
