"""From what a user passes as X to features, with every unusable row named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone
from sklearn.utils.validation import validate_data

from matinfo._take_rows import take_rows
from matinfo._validation import InvalidPolicy
from matinfo.chem import structure_column
from matinfo.exceptions import InvalidRowsError
from matinfo.featurize import Featurizer, RecipeFeatures, StructureFeaturizer, WithKnownNumbers
from matinfo.models._defaults import default_features
from matinfo.models._inputs import Kind, check_same_kind, input_kind, names_ingredients, refuse_text
from matinfo.models._kernels import FloatArray
from matinfo.models._rows import report_unusable, row_labels


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads inputs of one kind for one model.

    Attributes
    ----------
    kind : {"structures", "structures with numbers", "table"}
    featurizer : transformer or None
        None where a table is used as it is.
    invalid : {"raise", "nan"}
    """

    kind: Kind
    featurizer: Any
    invalid: InvalidPolicy

    @classmethod
    def new(cls, estimator: Any, X: Any, *, invalid: InvalidPolicy, memory: Any, n_jobs: int | None) -> Reader:
        """Choose how to read `X`, with the featurizer of the estimator or the default one."""
        kind, chosen = input_kind(X), estimator.featurizer
        if chosen is None and kind == "table":
            return cls(kind, RecipeFeatures(invalid=invalid) if names_ingredients(X) else None, invalid)
        featurizer = default_features(n_jobs) if chosen is None else clone(chosen)
        for part in (featurizer, *featurizer.get_params().values()):  # also inside a pipeline or a column transformer
            if isinstance(part, Featurizer) and invalid == "nan":
                part.set_params(invalid="nan")
            if isinstance(part, StructureFeaturizer) and part.memory is None:
                part.set_params(memory=memory)
        if kind == "structures with numbers" and isinstance(featurizer, StructureFeaturizer):
            featurizer = WithKnownNumbers(featurizer, invalid=invalid)
        return cls(kind, featurizer, invalid)

    @property
    def blocks(self) -> dict[str, slice] | None:
        """Columns that belong together, where the featurizer tells."""
        return getattr(self.featurizer, "output_indices_", None)

    @property
    def holds_constants(self) -> bool:
        """Whether a column that never varied in training says that a row is new: a setting, or an ingredient.

        So it is for tables, as they are or as recipes. Among features of structures rare ones are constant in many
        small tables.
        """
        return self.featurizer is None or isinstance(self.featurizer, RecipeFeatures)

    def fit(self, estimator: Any, X: Any, y: FloatArray) -> FloatArray:
        """Fit the featurizer; features of shape (n, n_features). The estimator gets names and number of the columns."""
        if self.featurizer is None:
            refuse_text(X)
            features = validate_data(estimator, X, dtype=np.float64, ensure_all_finite=False, ensure_min_samples=2)
        else:
            _remember_columns(estimator, X)
            features = np.asarray(self.featurizer.fit_transform(X, y), dtype=np.float64)
        self._report_unusable(estimator, features, X)
        return features

    def read(self, estimator: Any, X: Any) -> FloatArray:
        """Features of new rows, which must have the columns that the estimator remembers."""
        check_same_kind(self.kind, X)
        if self.featurizer is None:
            refuse_text(X)
            features = validate_data(estimator, X, reset=False, dtype=np.float64, ensure_all_finite=False)
        else:
            features = np.asarray(self.featurizer.transform(X), dtype=np.float64)
        self._report_unusable(estimator, features, X)
        return features

    def read_report(self, estimator: Any, X: Any, n_features: int) -> tuple[FloatArray, dict[int, str]]:
        """Features of new rows, NaN where a row cannot be used, and the reasons by position; nothing is raised."""
        X = _by_position(X)
        if self.kind == "structures" and isinstance(self.featurizer, StructureFeaturizer):
            check_same_kind(self.kind, X)
            features, problems = self.featurizer.transform_report(X)
            return features, {problem.label: str(problem.reason) for problem in problems}
        reasons: dict[int, str] = {}
        rows, good, total = X, None, 0
        while True:  # of rows that can be read, some may still have features that are not finite
            try:
                read = self.read(estimator, rows)
                break
            except InvalidRowsError as error:
                if good is None:
                    good, total = np.arange(error.total), error.total
                bad = {int(problem.label): str(problem.reason) for problem in error.rows}
                reasons |= {int(good[place]): reason for place, reason in bad.items()}
                good = np.delete(good, list(bad))
                if not len(good):
                    return np.full((total, n_features), np.nan), reasons
                rows = _by_position(take_rows(X, good))
        if good is None:
            return read, reasons
        features = np.full((total, n_features), np.nan)
        features[good] = read
        return features, reasons

    def usable(self, features: FloatArray) -> npt.NDArray[np.bool_]:
        """Rows that are finite, apart from known numbers with holes."""
        finite = np.isfinite(features)
        if isinstance(self.featurizer, WithKnownNumbers):
            finite[:, self.featurizer.output_indices_["known"]] = True
        return np.asarray(finite.all(axis=1), dtype=bool)

    def labels(self, X: Any) -> list[Any]:
        """Row labels of `X`, or positions."""
        return list(structure_column(X).labels) if self.kind == "structures" else row_labels(X)

    def names(self, estimator: Any, n_features: int) -> list[str]:
        """Names of the features; numbered where neither the featurizer nor the table names them."""
        if hasattr(self.featurizer, "get_feature_names_out"):
            return [str(name) for name in self.featurizer.get_feature_names_out()]
        known = getattr(estimator, "feature_names_in_", None) if self.featurizer is None else None
        return [f"feature {place}" for place in range(n_features)] if known is None else [str(name) for name in known]

    def _report_unusable(self, estimator: Any, features: FloatArray, X: Any) -> None:
        if isinstance(self.featurizer, Featurizer):
            return  # it has raised or warned by itself, and gives NaN for nothing else
        names = getattr(estimator, "feature_names_in_", None) if self.featurizer is None else None
        labels = row_labels(X) if isinstance(X, pd.DataFrame | pd.Series) else list(range(len(features)))
        report_unusable(features, labels, names, self.invalid)


def _by_position(X: Any) -> Any:
    """With positions for row labels, so that problems tell positions."""
    return X.reset_index(drop=True) if isinstance(X, pd.DataFrame | pd.Series) else X


def _remember_columns(estimator: Any, X: Any) -> None:
    estimator.n_features_in_ = X.shape[1] if len(getattr(X, "shape", ())) == 2 else 1
    if isinstance(X, pd.DataFrame):
        estimator.feature_names_in_ = np.asarray([str(name) for name in X.columns], dtype=object)
    else:
        estimator.__dict__.pop("feature_names_in_", None)  # of an earlier fit
