"""What every filter does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from matinfo.design._filters.material import Material


class Filter(ABC):
    """A named reason to drop candidates.

    Subclasses are frozen dataclasses; a filter of your own needs a `label` and a `reasons`.
    """

    columns: tuple[str, ...] = ()
    """Columns of the table that the filter looks at, beside the structures."""

    @property
    @abstractmethod
    def label(self) -> str:
        """What passes, in a few words."""

    @abstractmethod
    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        """Say why each candidate is dropped.

        Parameters
        ----------
        materials : sequence of Material, length n
            Candidates that are left, best first.
        frame : DataFrame
            Their rows of the table.

        Returns
        -------
        list of str, length n
            Empty where a candidate passes.
        """

    def notes(self, materials: Sequence[Material]) -> Mapping[str, Sequence[Any]]:
        """Columns to add to the table for candidates that passed; none by default.

        Parameters
        ----------
        materials : sequence of Material, length n
            Candidates that passed this filter.

        Returns
        -------
        mapping of str to sequence of length n
        """
        return {}
