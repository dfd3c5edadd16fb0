"""How quickly campaigns find something good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from matinfo._validation import check_choice, option_message
from matinfo.design import Designer, Maximize, Minimize
from matinfo.plotting._colours import series_colours
from matinfo.plotting._display import Display
from matinfo.plotting._numbers import as_numbers
from matinfo.plotting._text import axis_label, plain

BAND = (0.1, 0.9)  # quantiles between which the band of several runs lies


class CampaignDisplay(Display):
    """Best value so far against the number of experiments, for one or several ways to choose them.

    Make one with `from_designers` or `from_values`. Of several runs of one way the median is a line, and eight in ten
    runs lie in the band.

    Parameters
    ----------
    best : mapping of str to array of shape (n_runs, n_experiments)
        Best value so far, for each way; a way named "random" is drawn in grey.
    optimum : float, optional
        Best value that there is, where it is known.
    phases : sequence of (str, int), optional
        Names of the parts of a campaign and the number of experiments at which each ends.
    quantity, unit : str, default ""
        For the axis label, such as "strength" and "MPa".

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    See Also
    --------
    matinfo.design.Designer : Where campaigns come from.

    Examples
    --------
    >>> from matinfo.plotting import CampaignDisplay
    >>> display = CampaignDisplay.from_values({"greedy": [3.0, 9.0, 7.0], "random": [3.0, 2.0, 5.0]})
    >>> display.frame()["median"].tolist()
    [3.0, 9.0, 9.0, 3.0, 3.0, 5.0]
    """

    def __init__(
        self,
        best: Mapping[str, ArrayLike],
        *,
        optimum: float | None = None,
        phases: Sequence[tuple[str, int]] = (),
        quantity: str = "",
        unit: str = "",
    ) -> None:
        if not isinstance(best, Mapping) or not best:
            raise TypeError(option_message("best", "a mapping of a name to runs", best))
        self._best = {name: np.atleast_2d(as_numbers(f"values of {name!r}", runs)) for name, runs in best.items()}
        for name, runs in self._best.items():
            if runs.ndim != 2 or not runs.size:
                raise ValueError(f"{name!r} must hold runs of shape (n_runs, n_experiments); got {runs.shape}.")
        self.optimum = optimum
        self.phases = tuple(phases)
        self.quantity = quantity
        self.unit = unit

    @classmethod
    def from_values(
        cls, values: Mapping[str, ArrayLike], *, direction: Literal["max", "min"] = "max", **options: Any
    ) -> CampaignDisplay:
        """Make a display of values in the order in which they were measured.

        Parameters
        ----------
        values : mapping of str to array of shape (n_experiments,) or (n_runs, n_experiments)
            Measured values of each way to choose; NaN where an experiment failed.
        direction : {"max", "min"}, default="max"
            What is best.
        **options
            As of the class.

        Returns
        -------
        CampaignDisplay
        """
        check_choice("direction", direction, ("max", "min"))
        running = np.fmax.accumulate if direction == "max" else np.fmin.accumulate
        runs = {name: np.atleast_2d(as_numbers(f"values of {name!r}", each)) for name, each in values.items()}
        return cls({name: running(each, axis=1) for name, each in runs.items()}, **options)

    @classmethod
    def from_designers(
        cls, designers: Mapping[str, Designer | Sequence[Designer]], *, target: str | None = None, **options: Any
    ) -> CampaignDisplay:
        """Make a display of campaigns for the same objective; name those that chose at random "random".

        Parameters
        ----------
        designers : mapping of str to Designer, or to several Designers
            One or several campaigns of each way to choose. Experiments without a result yet are left out.
        target : str, optional
            Which property to draw; may be left out where the objective is `Maximize` or `Minimize`.
        **options
            As of the class; quantity and unit are those of the property.

        Returns
        -------
        CampaignDisplay

        Raises
        ------
        ValueError
            If no property is named for another objective, or one way has campaigns of different lengths.

        See Also
        --------
        from_values : From measured values.
        """
        runs = {name: [each] if isinstance(each, Designer) else list(each) for name, each in designers.items()}
        objective = next(each.objective for several in runs.values() for each in several)
        if target is None:
            if not isinstance(objective, Maximize | Minimize):
                raise ValueError(option_message("target", f"one of {list(objective.names)}", None))
            target = objective.name
        check_choice("target", target, objective.names)
        values = {name: [_told(each, target) for each in several] for name, several in runs.items()}
        for name, several in values.items():
            if len({len(each) for each in several}) != 1:
                lengths = [len(each) for each in several]
                raise ValueError(f"campaigns of one way must be equally long; those of {name!r} have {lengths}.")
        direction: Literal["max", "min"] = "min" if isinstance(objective, Minimize) else "max"
        known = {"quantity": target, "unit": objective.units[target] or ""}
        return cls.from_values(values, direction=direction, **(known | options))

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture.

        Returns
        -------
        DataFrame
            Columns ``way``, ``experiment`` (from 1), ``median``, ``low`` and ``high`` (between which eight in ten runs
            lie; NaN before the first result) and ``runs``.
        """
        return pd.concat([self._numbers(name) for name in self._best], ignore_index=True)

    # --- private ----------------------------------------------------------------------------------------------------

    def _numbers(self, name: str) -> pd.DataFrame:
        runs = self._best[name]
        numbers, known = np.full((3, runs.shape[1]), np.nan), np.isfinite(runs).any(axis=0)
        numbers[:, known] = np.nanquantile(runs[:, known], [BAND[0], 0.5, BAND[1]], axis=0)
        low, median, high = numbers
        experiment = np.arange(1, runs.shape[1] + 1)
        table = {"way": name, "experiment": experiment, "median": median, "low": low, "high": high}
        return pd.DataFrame(table | {"runs": len(runs)})

    def _size(self) -> tuple[float, float]:
        return (6.4, 4.2)

    def _draw(self, ax: Any) -> None:
        for name, colour in series_colours(self._best).items():
            data = self._numbers(name)
            ax.step(
                data["experiment"],
                data["median"],
                where="post",
                color=colour,
                linewidth=1.6,
                label=plain(name),
                zorder=3,
            )
            ax.fill_between(
                data["experiment"], data["low"], data["high"], step="post", color=colour, alpha=0.18, linewidth=0
            )
        if self.optimum is not None:
            ax.axhline(self.optimum, color="black", linestyle="--", linewidth=1.0, label="optimum", zorder=2)
        self._draw_phases(ax)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.set(xlabel="Experiments", ylabel=axis_label(f"Best {self.quantity or 'value'} so far", self.unit))
        ax.legend(loc="lower right", frameon=False)

    def _draw_phases(self, ax: Any) -> None:
        """A thin line at the end of each phase but the last, and its name above the axes."""
        longest = max(runs.shape[1] for runs in self._best.values())
        start = 1
        for name, end in self.phases:
            if end < longest:
                ax.axvline(end, color="#b0b0b0", linewidth=0.8, zorder=1)
            middle = 0.5 * (start + min(end, longest))
            above = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "bottom"}
            ax.text(middle, 1.01, plain(name), fontsize="small", **above)
            start = end
        ax.set_xlim(0, longest + 1)


def _told(designer: Designer, target: str) -> np.ndarray:
    """Measured values in the order in which they were told; NaN where an experiment failed."""
    history = designer.history_
    return history.loc[~history["status"].isin(["pending", "withdrawn"]), target].to_numpy(dtype=np.float64)
