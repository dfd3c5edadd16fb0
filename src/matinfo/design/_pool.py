"""A table of candidates, one row each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist
from sklearn.base import clone

from matinfo._validation import check_number, option_message
from matinfo.design._arrays import FloatArray
from matinfo.design._candidates import own_columns
from matinfo.design._row_keys import row_keys
from matinfo.design._space.parameter import read_numbers
from matinfo.exceptions import InvalidRowsError, RowProblem


class Pool:
    """Candidates that are listed one by one: settings of a machine, compounds in stock, structures to synthesise.

    Parameters
    ----------
    frame : DataFrame, or Series of structures
        One row a candidate, with the columns that a model is to see and no others. Batches keep its row labels.
    featurizer : transformer, optional
        Turns the frame into numbers, for a model that has no featurizer of its own: ``mi.PolymerFingerprint()``. By
        default columns of numbers are used as they are, and a column of anything else becomes one column a value.

    Attributes
    ----------
    frame : DataFrame
        The candidates.
    columns : list of str
        Names of its columns.
    n_candidates : float
        Number of rows.
    feature_names : list of str
        Names of the columns of `encode`.

    Raises
    ------
    InvalidRowsError
        If cells are empty or a candidate stands there twice; all such rows are named.

    See Also
    --------
    RecipeSpace : Candidates described by bounds and constraints.

    Examples
    --------
    >>> import matinfo as mi
    >>> import pandas as pd
    >>> pool = mi.Pool(pd.DataFrame({"oven_degC": [80, 100, 120], "hardener": ["A", "A", "B"]}))
    >>> pool.feature_names
    ['oven_degC', 'hardener = A', 'hardener = B']
    >>> pool.encode(pool.frame)[0].tolist()
    [0.0, 1.0, 0.0]
    """

    def __init__(self, frame: pd.DataFrame | pd.Series, *, featurizer: Any = None) -> None:
        self.frame = _read_frame(frame)
        self.featurizer = featurizer
        self._places = {key: place for place, key in enumerate(row_keys(self.frame, self.columns))}
        self._encoder = _RangeEncoder(self.frame, featurizer)

    @property
    def columns(self) -> list[str]:
        return list(self.frame.columns)

    @property
    def n_candidates(self) -> float:
        return float(len(self.frame))

    @property
    def feature_names(self) -> list[str]:
        return self._encoder.names

    def check(self, frame: pd.DataFrame) -> list[RowProblem]:
        """Say which rows are not in the pool.

        Parameters
        ----------
        frame : DataFrame
            Rows with the columns of the pool; others are ignored.

        Returns
        -------
        list of RowProblem
            Empty where every row is a candidate.

        Raises
        ------
        ValueError
            If a column is missing.
        """
        keys = row_keys(own_columns(frame, self.columns), self.columns)
        where, reason = ", ".join(self.columns), "is no row of the pool."
        return [
            RowProblem(label, where, key, "outside-pool", reason)
            for label, key in zip(frame.index.tolist(), keys, strict=True)
            if key not in self._places
        ]

    def sample(self, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Draw different candidates, or all of them where there are fewer.

        Parameters
        ----------
        n : int
            Number of rows.
        rng : numpy.random.Generator
            Source of random numbers.

        Returns
        -------
        DataFrame
        """
        check_number("n", n, low=0, whole=True)
        return self.frame.iloc[rng.permutation(len(self.frame))[:n]]

    def around(self, frame: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Return the candidates that are nearest to any row of `frame`, these rows left out.

        Parameters
        ----------
        frame : DataFrame
            Rows with the columns of the pool.
        n : int
            Number of neighbours.
        rng : numpy.random.Generator
            Not needed by a pool.

        Returns
        -------
        DataFrame
        """
        distances = cdist(self.encode(self.frame), self.encode(frame)).min(axis=1)
        order = np.argsort(distances, kind="stable")
        return self.frame.iloc[order[distances[order] > 0.0][:n]]

    def chunks(self, size: int) -> Iterator[pd.DataFrame]:
        """Go through the pool in its order.

        Parameters
        ----------
        size : int
            Largest number of rows at a time.

        Yields
        ------
        DataFrame
        """
        check_number("size", size, low=1, whole=True)
        for start in range(0, len(self.frame), size):
            yield self.frame.iloc[start : start + size]

    def encode(self, frame: pd.DataFrame) -> FloatArray:
        """Numbers for a model: each column over its range in the pool, or the features over theirs.

        Parameters
        ----------
        frame : DataFrame
            Rows with the columns of the pool.

        Returns
        -------
        ndarray of shape (len(frame), len(feature_names))
            NaN where a cell of a column of numbers is none; zeros where an option is not in the pool.
        """
        return self._encoder(own_columns(frame, self.columns))

    def labels_of(self, frame: pd.DataFrame) -> list[Any]:
        """Row labels that candidates have in the pool.

        Parameters
        ----------
        frame : DataFrame
            Rows of the pool, under any labels.

        Returns
        -------
        list
        """
        keys = row_keys(own_columns(frame, self.columns), self.columns)
        return [self.frame.index[self._places[key]] for key in keys]

    def to_dict(self) -> dict[str, Any]:
        """Describe the pool with what JSON can hold.

        Returns
        -------
        dict
            For `from_dict`.

        Raises
        ------
        TypeError
            If there is a featurizer, which JSON cannot hold.
        """
        if self.featurizer is not None:
            raise TypeError("a Pool with a featurizer cannot be described as JSON. Make it again when it is needed.")
        rows = self.frame.astype(object).to_numpy().tolist()
        return {"columns": self.columns, "labels": self.frame.index.tolist(), "rows": rows}

    @classmethod
    def from_dict(cls, description: Mapping[str, Any]) -> Self:
        """Make the pool that `to_dict` described.

        Parameters
        ----------
        description : mapping
            What `to_dict` returned.
        """
        return cls(
            pd.DataFrame(description["rows"], columns=description["columns"], index=pd.Index(description["labels"]))
        )

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return f"Pool({len(self.frame)} candidates, columns={self.columns})"


class _RangeEncoder:
    """Features of rows, each over its range in the pool."""

    def __init__(self, frame: pd.DataFrame, featurizer: Any) -> None:
        self.featurizer = None if featurizer is None else clone(featurizer).fit(frame)
        self.options = {
            name: list(dict.fromkeys(frame[name].tolist()))
            for name in frame.columns
            if not pd.api.types.is_numeric_dtype(frame[name])
        }
        features = self._raw(frame)
        self.names = self._names(frame, features.shape[1])
        _check_features(frame, features)
        low, high = features.min(axis=0), features.max(axis=0)
        varies = high > low
        self.low, self.width = low, np.where(varies, high - low, 1.0)

    def __call__(self, frame: pd.DataFrame) -> FloatArray:
        return (self._raw(frame) - self.low) / self.width

    def _raw(self, frame: pd.DataFrame) -> FloatArray:
        if self.featurizer is not None:
            return np.asarray(self.featurizer.transform(frame), dtype=np.float64)
        blocks = [self._block(name, frame[name]) for name in frame.columns]
        return np.column_stack(blocks)

    def _block(self, name: str, cells: pd.Series) -> FloatArray:
        if name not in self.options:
            return read_numbers(cells)[:, None]
        return np.array([[cell == option for option in self.options[name]] for cell in cells.tolist()], np.float64)

    def _names(self, frame: pd.DataFrame, count: int) -> list[str]:
        if self.featurizer is not None:
            own = getattr(self.featurizer, "get_feature_names_out", None)
            return [f"feature {i}" for i in range(count)] if own is None else [str(name) for name in own()]
        names = [[f"{n} = {o}" for o in self.options[n]] if n in self.options else [n] for n in frame.columns]
        return [name for block in names for name in block]


def _read_frame(frame: pd.DataFrame | pd.Series) -> pd.DataFrame:
    if isinstance(frame, pd.Series):
        frame = frame.to_frame(name=frame.name if frame.name is not None else "structure")
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(option_message("frame", "a DataFrame with one row a candidate", frame))
    if not len(frame) or not len(frame.columns):
        raise ValueError(f"frame must hold at least one candidate and one column; got shape {frame.shape}.")
    if not all(isinstance(name, str) for name in frame.columns):
        raise TypeError(option_message("frame", "a table whose columns have names", list(frame.columns)))
    for what, repeated in (("column", frame.columns.duplicated()), ("row label", frame.index.duplicated())):
        if repeated.any():
            raise ValueError(f"frame must have every {what} once. Rename columns, or call reset_index(drop=True).")
    frame = frame.infer_objects()  # numbers among texts came as objects; read from JSON they come as numbers
    problems = [
        RowProblem(label, name, None, "empty-cell", "a candidate needs a value in every column.")
        for name in frame.columns
        for label in frame.index[frame[name].isna()]
    ]
    problems += [
        RowProblem(label, name, cell, "not-finite", "a candidate needs a finite number.")
        for name in frame.columns
        for label, cell in frame[name].items()
        if isinstance(cell, float) and math.isinf(cell)
    ]
    keys = row_keys(frame, list(frame.columns))
    first: dict[Any, Any] = {}
    for label, key in zip(frame.index, keys, strict=True):
        if key in first:
            problems.append(RowProblem(label, "", key, "repeated", f"the same candidate as row {first[key]!r}."))
        first.setdefault(key, label)
    if problems:
        raise InvalidRowsError(problems, len(frame), "Complete the cells, and keep one row a candidate.")
    return frame.copy()


def _check_features(frame: pd.DataFrame, features: FloatArray) -> None:
    problems = [
        RowProblem(label, ", ".join(frame.columns), tuple(cells), "no-features", "the featurizer gives it no numbers.")
        for label, cells, row in zip(frame.index.tolist(), frame.to_numpy(), features, strict=True)
        if not np.isfinite(row).all()
    ]
    if problems:
        raise InvalidRowsError(problems, len(frame), "Leave these candidates out, or fill gaps after the featurizer.")
