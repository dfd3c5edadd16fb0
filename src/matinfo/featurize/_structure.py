"""What all featurizers of structures share: one column in, aligned rows of named numbers out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from matinfo._parallel import map_chunks
from matinfo._validation import InvalidPolicy, check_invalid
from matinfo.chem import Cell, StructureColumn, parse_report, report_problems, structure_column, warn_about
from matinfo.exceptions import RowProblem
from matinfo.featurize._base import Featurizer, FloatArray
from matinfo.featurize._cache import FeatureCache, Memory, memory_folder


class StructureFeaturizer(Featurizer):
    """Base of the featurizers that turn structures into named numbers.

    A subclass says what to compute for one material (`_worker`), or for many at once (`_chunk_worker`), how the results
    become an array (`_assemble`), and what the columns mean (`_features`).

    Parameters
    ----------
    invalid : {"raise", "nan"}, default="raise"
        What to do with rows that hold no usable structure: raise one `InvalidRowsError` that names them all, or give
        NaN in their places and warn once.
    n_jobs : int, optional
        Number of joblib workers. Results are the same bytes for every value.
    memory : str, path or joblib.Memory, optional
        Folder that keeps the features of every material, for later runs and for other processes.
    """

    def __init__(self, *, invalid: InvalidPolicy = "raise", n_jobs: int | None = None, memory: Memory = None) -> None:
        super().__init__(invalid=invalid, n_jobs=n_jobs)
        self.memory = memory

    def fit(self, X: Any, y: Any = None) -> Self:
        """Check the options and learn the columns where they depend on the data.

        Parameters
        ----------
        X : column of n structure strings
            List, Series, one-column DataFrame, or array of shape (n,) or (n, 1).
        y : ignored

        Returns
        -------
        self
        """
        self._start(X)
        if self._learns_columns:
            self._learn([row for row in self._compute(structure_column(X)) if row is not None])
        return self

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any:
        """Fit to `X` and return its features, computing them once.

        Parameters
        ----------
        X : column of n structure strings
            As in `fit`.
        y : ignored
        **fit_params : ignored

        Returns
        -------
        ndarray or DataFrame, shape (n, n_features_out)
        """
        self._start(X)
        rows = self._compute(structure_column(X))
        if self._learns_columns:
            self._learn([row for row in rows if row is not None])
        return self._keep_labels(self._align(rows), X)

    def transform(self, X: Any) -> Any:
        """Return the features of structures, one row each.

        Parameters
        ----------
        X : column of n structure strings
            As in `fit`.

        Returns
        -------
        ndarray or DataFrame, shape (n, n_features_out)
            float64; NaN only in rows that hold no structure, with ``invalid="nan"``.

        Raises
        ------
        InvalidRowsError
            With ``invalid="raise"``: names every row that holds no structure.
        """
        check_is_fitted(self, "n_features_in_")
        return self._keep_labels(self._align(self._compute(structure_column(X))), X)

    def transform_report(self, X: Any) -> tuple[FloatArray, list[RowProblem]]:
        """Return the features of structures, and the rows that hold none, without raising or warning of them.

        Parameters
        ----------
        X : column of n structure strings
            As in `fit`.

        Returns
        -------
        features : ndarray of shape (n, n_features_out)
            NaN in rows that hold no structure.
        problems : list of RowProblem
            One for each of these rows.
        """
        check_is_fitted(self, "n_features_in_")
        parts = self._parts(structure_column(X))
        rows = [row for part in parts for row in part.rows]
        return self._align(rows), [problem for part in parts for problem in part.problems]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.input_tags.allow_nan = self.invalid == "nan"
        return tags

    # --- for subclasses ---------------------------------------------------------------------------------------------

    _learns_columns = False

    def _worker(self) -> Callable[[Cell], Any]:
        """Return a picklable function that computes the raw features of one material."""
        raise NotImplementedError(f"{type(self).__name__} must define _worker or _chunk_worker.")

    def _chunk_worker(self) -> Callable[[Iterable[Cell]], list[Any]]:
        """Return a picklable function that computes the raw features of many materials; by default one by one.

        It gets at least one cell; what it gives for one must not depend on the others.
        """
        return partial(one_by_one, self._worker())

    def _check_options(self) -> None:
        """Raise for options that are out of range."""

    def _learn(self, rows: list[Any]) -> None:
        """Learn the columns from raw features; only called where `_learns_columns`."""

    def _assemble(self, rows: list[Any]) -> FloatArray:
        """Turn raw features into an array of shape (len(rows), n_features_out)."""
        return np.asarray(rows, dtype=np.float64)

    # --- shared -----------------------------------------------------------------------------------------------------

    def _start(self, X: Any) -> None:
        check_invalid(self.invalid)
        memory_folder(self.memory)
        self._check_options()
        self.n_features_in_ = 1
        if isinstance(X, pd.DataFrame):
            self.feature_names_in_ = np.asarray([str(name) for name in X.columns], dtype=object)
        elif hasattr(self, "feature_names_in_"):  # from an earlier fit
            del self.feature_names_in_

    def _compute(self, column: StructureColumn) -> list[Any]:
        """Raw features a row; None where the row holds no structure."""
        parts = self._parts(column)
        problems = [problem for part in parts for problem in part.problems]
        if odd := [note for part in parts for note in part.odd]:
            warn_about(odd)
        report_problems(problems, len(column.labels), self.invalid)
        return [row for part in parts for row in part.rows]

    def _parts(self, column: StructureColumn) -> list[ChunkResult]:
        if not column.labels:
            raise ValueError("X must have at least one row; got 0 rows.")
        rows = list(zip(column.values, column.labels, strict=True))
        work = self._chunk_worker()
        cache = FeatureCache.of(self.memory, work, type(self))
        return map_chunks(partial(compute_chunk, work, column.name, cache), rows, n_jobs=self.n_jobs)

    def _align(self, rows: list[Any]) -> FloatArray:
        valid = np.asarray([row is not None for row in rows])
        values = np.full((len(rows), len(self._features())), np.nan)
        if valid.any():
            values[valid] = self._assemble([row for row in rows if row is not None])
        return values


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What a worker sends back for consecutive rows."""

    rows: list[Any]
    problems: list[RowProblem]
    odd: list[tuple[object, Sequence[str]]]


def one_by_one(work: Callable[[Cell], Any], cells: Iterable[Cell]) -> list[Any]:
    """Compute the raw features of materials that have nothing in common."""
    return [work(cell) for cell in cells]


def compute_chunk(
    work: Callable[[Iterable[Cell]], list[Any]],
    name: str,
    cache: FeatureCache | None,
    rows: Sequence[tuple[Any, Any]],
) -> ChunkResult:
    """Compute the raw features of consecutive rows; the same material is computed once, or taken from the cache."""
    odd: list[tuple[object, Sequence[str]]] = []
    values = [value for value, _ in rows]
    read = cache.materials(values) if cache else {}
    known = set(read)
    canonical, problems = parse_report(values, [label for _, label in rows], name, odd=odd, read=read)
    materials = [string for string in dict.fromkeys(canonical) if string is not None]
    done = cache.load(materials) if cache else {}
    missing = [string for string in materials if string not in done]
    new = dict(zip(missing, work(map(Cell.from_canonical, missing)), strict=True)) if missing else {}
    if cache:
        strange = {value for value, _ in odd}  # to be warned of in every run
        written = {value: string for value, string in read.items() if value not in known and value not in strange}
        cache.store(written, new)
    done.update(new)
    return ChunkResult([None if string is None else done[string] for string in canonical], problems, odd)
