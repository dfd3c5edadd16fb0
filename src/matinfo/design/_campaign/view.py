"""What a campaign says about itself: experiments, the best of them, whether to stop."""

from __future__ import annotations

import numpy as np
import pandas as pd

from matinfo._validation import check_number
from matinfo.design._campaign.advice import Advice, advise
from matinfo.design._campaign.history import History
from matinfo.design._candidates import CandidateSource
from matinfo.design._objectives.base import Objective


class CampaignView:
    """Properties of a campaign; what changes it stands in `Designer`."""

    objective: Objective
    candidates: CandidateSource
    units: dict[str, str | None]
    _history: History

    @property
    def history_(self) -> pd.DataFrame:
        """One row an experiment, pending ones last."""
        return self._history.frame()

    @property
    def best_(self) -> pd.DataFrame:
        """The best setting so far with the mean of its measured values, or the front of a `Pareto` objective."""
        history = self._history
        complete = np.flatnonzero(np.isfinite(history.setting_values).all(axis=1))
        rows, values = history.setting_rows.iloc[complete], history.setting_values[complete]
        utility = self.objective.utility(values) if len(complete) else np.empty(0)
        best = utility == np.max(utility, initial=-np.inf)
        return rows[best].assign(**dict(zip(history.names, values[best].T, strict=True)))

    def advice(self, *, n_rounds: int = 3) -> Advice:
        """Say whether to stop: whether the gain to be expected lies below the noise of one measurement.

        Parameters
        ----------
        n_rounds : int, default=3
            How many of the last rounds must agree.

        Returns
        -------
        Advice
            With ``stop`` and ``reason``.
        """
        check_number("n_rounds", n_rounds, low=1, whole=True)
        name = self._history.names[0]
        return advise(self._history.rounds, n_rounds, self.units.get(name) or "")

    def __repr__(self) -> str:
        told, pending = len(self._history.made), len(self._history.pending)
        return (
            f"<Designer: {self.objective.describe()}; {len(self._history.rounds)} rounds, {told} experiments told, "
            f"{pending} pending>"
        )

    def _repr_html_(self) -> str:
        from matinfo.design._campaign.card import campaign_card

        return campaign_card(self)
