"""Measured values of two properties, and the front of those that none other beats."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import check_choice, option_message
from matinfo.design import Designer, Pareto, hypervolume, pareto_front
from matinfo.plotting._colours import LINE_COLOUR, POINT_COLOUR
from matinfo.plotting._display import Display
from matinfo.plotting._text import axis_label


class ParetoDisplay(Display):
    """Experiments in the plane of two properties, with the front of the best trades between them.

    Make one with `from_values` or `from_designer`.

    Parameters
    ----------
    values : DataFrame
        Measured values, one column a property, in the units of the objective; experiments in the order in which they
        were made.
    objective : Pareto
        What is wanted of them.
    x, y : str, optional
        The two properties to draw; by default the first two of the objective. The front is that of all properties.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    Raises
    ------
    ValueError
        If a property is missing, or no experiment has all of them.

    See Also
    --------
    ParityDisplay : Predicted against measured values of one property.

    Examples
    --------
    >>> import matinfo as mi
    >>> import pandas as pd
    >>> from matinfo.plotting import ParetoDisplay
    >>> measured = pd.DataFrame({"strength": [10.0, 20.0, 9.0], "cost": [1.0, 4.0, 2.0]})
    >>> worst = {"strength": 0, "cost": 5}
    >>> wish = mi.Pareto([mi.Maximize("strength", unit="MPa"), mi.Minimize("cost")], reference=worst)
    >>> ParetoDisplay.from_values(measured, wish).frame()
       experiment  strength  cost  on_front  hypervolume
    0           0      10.0   1.0      True         40.0
    1           1      20.0   4.0      True         50.0
    2           2       9.0   2.0     False         50.0
    """

    def __init__(self, values: pd.DataFrame, objective: Pareto, *, x: str | None = None, y: str | None = None) -> None:
        if not isinstance(objective, Pareto):
            raise TypeError(option_message("objective", "a Pareto objective", objective))
        missing = [name for name in objective.names if name not in values.columns]
        if missing:
            raise ValueError(f"values must have the columns {list(objective.names)}; missing: {missing}.")
        self.objective = objective
        self.x, self.y = x or objective.names[0], y or objective.names[1]
        for label, name in (("x", self.x), ("y", self.y)):
            check_choice(label, name, objective.names)
        self._values = values[list(objective.names)].dropna()
        if self._values.empty:
            raise ValueError("values must hold at least one experiment with all properties; got none.")

    @classmethod
    def from_values(
        cls, values: pd.DataFrame, objective: Pareto, *, x: str | None = None, y: str | None = None
    ) -> ParetoDisplay:
        """Make a display of values at hand; the parameters are those of the class.

        See Also
        --------
        from_designer : From a campaign.
        """
        return cls(values, objective, x=x, y=y)

    @classmethod
    def from_designer(cls, designer: Designer, *, x: str | None = None, y: str | None = None) -> ParetoDisplay:
        """Make a display of what a campaign has measured.

        Parameters
        ----------
        designer : Designer
            A campaign with a `Pareto` objective.
        x, y : str, optional
            The two properties to draw.

        See Also
        --------
        from_values : From a table.
        """
        if not isinstance(designer.objective, Pareto):
            raise TypeError(option_message("designer", "a campaign with a Pareto objective", designer.objective))
        history = designer.history_
        return cls(history[history["status"].isin(["measured", "partial"])], designer.objective, x=x, y=y)

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row an experiment that has all properties.

        Returns
        -------
        DataFrame
            ``experiment`` (its label), the properties, ``on_front``, and the ``hypervolume`` of all experiments up to
            this one. Its reference point is that of the objective, or by default that of all experiments.
        """
        numbers = self._values.to_numpy(dtype=np.float64)
        oriented, worst = self.objective.oriented(numbers), self.objective.reference_point(numbers)
        grown = [hypervolume(oriented[: place + 1], worst) for place in range(len(oriented))]
        frame = self._values.reset_index(names="experiment")
        return frame.assign(on_front=pareto_front(oriented), hypervolume=grown)

    def _size(self) -> tuple[float, float]:
        return (4.8, 4.0)

    def _draw(self, ax: Any) -> None:
        frame = self.frame()
        front = frame[frame["on_front"]].sort_values([self.x, self.y])
        rest = frame[~frame["on_front"]]
        ax.scatter(rest[self.x], rest[self.y], s=18, color=POINT_COLOUR, alpha=0.6, linewidths=0, label="experiments")
        if len(self.objective.names) == 2:  # with more, neighbours in the plane are no neighbours on the front
            ax.plot(front[self.x], front[self.y], color=LINE_COLOUR, linewidth=1.2, zorder=2)
        ax.scatter(front[self.x], front[self.y], s=30, color=LINE_COLOUR, linewidths=0, zorder=3, label="front")
        ax.set(xlabel=self._label(self.x), ylabel=self._label(self.y))
        ax.legend(frameon=False, fontsize="small")

    def _label(self, name: str) -> str:
        return axis_label(name, self.objective.units[name])
