"""Where candidates come from: the protocol that pools, recipe spaces and generators of structures share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt
import pandas as pd

from matinfo.exceptions import RowProblem


@runtime_checkable
class CandidateSource(Protocol):
    """Anything that candidates for the next experiment can be taken from.

    Rows are DataFrames with the columns `columns`, whatever the source. A source is a value: it keeps no memory of what
    was asked.

    Attributes
    ----------
    columns : list of str
        Names of the columns of every frame that goes in or comes out.
    n_candidates : float
        Number of different candidates, ``inf`` where an amount is continuous.
    feature_names : list of str
        Names of the columns of `encode`.

    See Also
    --------
    RecipeSpace : Recipes with bounds, steps and constraints.

    Notes
    -----
    A source may offer more, and is asked for it where it does:

    - ``labels_of(frame)``: row labels that candidates keep.
    - ``canonical(frame)``: the same candidates, where one can be written in several ways.
    - ``notes(frame)``: columns to show beside candidates, as a DataFrame with the index of `frame`.
    - ``search_budget``: how many candidates a search may score, where they are slow to make.
    - ``find(wish, models, *, n, n_particles, n_calls, rng)``: candidates for models that were fitted before, while
      nothing has been told; returns `FoundStructures`.
    """

    @property
    def columns(self) -> list[str]: ...

    @property
    def n_candidates(self) -> float: ...

    @property
    def feature_names(self) -> list[str]: ...

    def check(self, frame: pd.DataFrame) -> list[RowProblem]:
        """Say for each row that does not belong to the source which bound, level or constraint it breaks."""
        ...

    def sample(self, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Draw `n` varied rows that may be made, or all of them where the source has fewer."""
        ...

    def around(self, frame: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Draw `n` rows that may be made and differ little from rows of `frame`."""
        ...

    def chunks(self, size: int) -> Iterator[pd.DataFrame]:
        """Go through every candidate of a finite source in a fixed order, at most `size` rows at a time."""
        ...

    def encode(self, frame: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Numbers for a model that is given no featurizer, of shape (len(frame), len(feature_names))."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Describe the source with what JSON can hold; `from_dict` of the same class reads it back."""
        ...

    @classmethod
    def from_dict(cls, description: dict[str, Any]) -> Self:
        """Make the source that `to_dict` described."""
        ...


def own_columns(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The columns of a source in its order; others are left out.

    Raises
    ------
    ValueError
        If a column is missing, or stands there more than once.
    """
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ValueError(f"frame must have the columns {list(columns)}; missing: {missing}.")
    twice = [name for name in columns if list(frame.columns).count(name) > 1]
    if twice:
        raise ValueError(f"frame must have each column once; there more than once: {twice}.")
    return frame[list(columns)]


def as_source_writes(source: CandidateSource, frame: pd.DataFrame) -> pd.DataFrame:
    """Candidates in the columns of their source, each written in the one way in which the source writes it."""
    own = own_columns(frame, source.columns)
    canonical = getattr(source, "canonical", None)
    return own if canonical is None else canonical(own)
