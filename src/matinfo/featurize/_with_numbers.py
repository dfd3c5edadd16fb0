"""Features of structures, and numbers that are known beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.utils.validation import check_is_fitted

from matinfo._validation import InvalidPolicy, check_invalid, option_message
from matinfo.chem import report_problems
from matinfo.exceptions import RowProblem
from matinfo.featurize._base import Feature, Featurizer, FloatArray
from matinfo.featurize._structure import StructureFeaturizer


class WithKnownNumbers(Featurizer):
    """Features of a column of structures, and the other columns of the table as they are, holes included.

    Properties that were measured on a new material, or the conditions of the measurement, are inputs like its
    structure. An empty cell is NaN, in its own column only; a `Model` handles it.

    Parameters
    ----------
    featurizer : StructureFeaturizer
        Featurizer of the structures; it stays as it is, a clone of it is fitted.
    structure : str, optional
        Column of structures; by default the only column that holds text.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows without a usable structure, or give NaN in their places and warn once.

    Attributes
    ----------
    featurizer_ : StructureFeaturizer
        The fitted clone.
    output_indices_ : dict of str to slice
        Columns of each block of the featurizer; those of the numbers are called ``"known"``.

    Examples
    --------
    >>> import pandas as pd
    >>> import matinfo as mi
    >>> table = pd.DataFrame({"psmiles": ["*CC*", "*CCO*"], "density_g_cm3": [0.85, None]})
    >>> both = mi.featurize.WithKnownNumbers(mi.PolymerFingerprint("A"))
    >>> both.fit_transform(table)[:, both.output_indices_["known"]].ravel()
    array([0.85,  nan])
    """

    def __init__(
        self, featurizer: StructureFeaturizer, *, structure: str | None = None, invalid: InvalidPolicy = "raise"
    ) -> None:
        self.featurizer = featurizer
        self.structure = structure
        self.invalid = invalid

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit the featurizer to the structures.

        Parameters
        ----------
        X : DataFrame of shape (n, 1 + n_numbers)
            One column of structures, and columns of numbers with empty cells where a number is not known.
        y : ignored

        Returns
        -------
        self
        """
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any:
        """Fit to `X` and return its features, computing them once.

        Parameters
        ----------
        X : DataFrame of shape (n, 1 + n_numbers)
        y : ignored
        **fit_params : ignored

        Returns
        -------
        ndarray of shape (n, n_features_out)
        """
        check_invalid(self.invalid)
        if not isinstance(X, pd.DataFrame):
            raise TypeError(option_message("X", "a DataFrame with a column of structures", type(X).__name__))
        if not X.columns.is_unique:
            twice = sorted({str(name) for name in X.columns[X.columns.duplicated()]})
            raise ValueError(f"column names must be unique; got {twice} more than once. Rename or drop one of each.")
        self.structure_ = self._find_structure(X)
        self.numbers_ = [name for name in X.columns if name != self.structure_]
        self.n_features_in_ = X.shape[1]
        self.feature_names_in_ = np.asarray([str(name) for name in X.columns], dtype=object)
        self.featurizer_ = clone(self.featurizer).set_params(invalid=self.invalid)
        structures = np.asarray(self.featurizer_.fit_transform(X[self.structure_]), dtype=np.float64)
        width = structures.shape[1]
        inner = getattr(self.featurizer_, "output_indices_", {"structure": slice(0, width)})
        self.output_indices_ = {**inner, "known": slice(width, width + len(self.numbers_))}
        return np.hstack([structures, self._read_numbers(X)])

    def transform(self, X: Any) -> Any:
        """Return features of the structures, and the numbers.

        Parameters
        ----------
        X : DataFrame of shape (n, 1 + n_numbers)
            With the columns of `fit`, in any order.

        Returns
        -------
        ndarray of shape (n, n_features_out)
            NaN where a number is not known; with ``invalid="nan"`` also in rows that hold no structure.
        """
        check_is_fitted(self, "output_indices_")
        names = [self.structure_, *self.numbers_]
        if missing := [name for name in names if not isinstance(X, pd.DataFrame) or name not in X.columns]:
            raise ValueError(
                f"X must be a table with the columns {names}; {missing} are missing. "
                "Leave the cells of a number empty where it is not known."
            )
        structures = np.asarray(self.featurizer_.transform(X[self.structure_]), dtype=np.float64)
        return np.hstack([structures, self._read_numbers(X)])

    def _features(self) -> Sequence[Feature]:
        known = [Feature(str(name), "known beside the structure", "as given") for name in self.numbers_]
        return [*self.featurizer_._features(), *known]

    def _find_structure(self, X: pd.DataFrame) -> Any:
        if self.structure is not None:
            if self.structure not in X.columns:
                raise ValueError(option_message("structure", f"one of the columns {list(X.columns)}", self.structure))
            return self.structure
        text = [name for name in X.columns if any(isinstance(value, str) for value in X[name])]
        if len(text) != 1:
            raise ValueError(f"X must have one column of text; got {text}. Name it with structure=.")
        return text[0]

    def _read_numbers(self, X: pd.DataFrame) -> FloatArray:
        """Numbers as floats; raise once for every cell that is neither a finite number nor empty."""
        values = np.full((len(X), len(self.numbers_)), np.nan)
        problems: list[RowProblem] = []
        for place, name in enumerate(self.numbers_):
            if X[name].dtype.kind in "mMc":  # pandas would make nanoseconds of a date
                raise TypeError(
                    f"column {name!r} holds {X[name].dtype}, not numbers. Turn it into numbers, or drop it."
                )
            numbers = pd.to_numeric(X[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
            bad = np.isinf(numbers) | (np.isnan(numbers) & X[name].notna().to_numpy())
            values[:, place] = numbers
            for row in np.flatnonzero(bad).tolist():
                reason = "it is not a finite number; leave the cell empty where nothing is known."
                problems.append(RowProblem(X.index[row], str(name), X[name].iloc[row], "not-a-number", reason))
        report_problems(problems, len(X), "raise")
        return values

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.allow_nan = True
        return tags
