"""A dataset that was simulated, so that its truth and its noise are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from matinfo.data._dataset import Dataset


class SimulatedDataset(Dataset):
    """Simulated rows: what was measured is the truth plus noise of a known size.

    What `select`, `take`, `split`, `curate` and the other methods return are plain datasets.

    Parameters
    ----------
    frame : DataFrame
        The table, measurements included.
    truth : DataFrame
        Noise-free values of the targets, in the same rows.
    noise_sd : mapping of str to float
        Standard deviation of the noise of every target.
    **options
        As in `Dataset`.

    See Also
    --------
    make_rubber_compounds : One of these.
    """

    __slots__ = ("_noise_sd", "_truth")
    _truth: pd.DataFrame
    _noise_sd: dict[str, float]

    def __init__(
        self, frame: pd.DataFrame, *, truth: pd.DataFrame, noise_sd: Mapping[str, float], **options: Any
    ) -> None:
        super().__init__(frame, **options)
        self._fill(_truth=truth.copy(), _noise_sd=dict(noise_sd))

    @property
    def truth(self) -> pd.DataFrame:
        """Noise-free values, one column a target; a copy."""
        return self._truth.copy()

    @property
    def noise_sd(self) -> pd.Series:
        """Standard deviation of the noise, in the unit of each target."""
        return pd.Series(self._noise_sd, name="noise_sd")

    @property
    def noise_ceiling(self) -> pd.Series:
        """R2 of the truth itself on these measurements: no model can do better, but by luck."""
        measured = self._frame[list(self._truth.columns)]
        squares = ((measured - self._truth) ** 2).sum()
        return pd.Series(1 - squares / ((measured - measured.mean()) ** 2).sum(), name="noise_ceiling")
