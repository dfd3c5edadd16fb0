"""Promised against observed coverage."""

from __future__ import annotations

from typing import Any

import pandas as pd

from matinfo._validation import check_choice, option_message
from matinfo.evaluate import Result
from matinfo.plotting._asked import asked_target, check_made
from matinfo.plotting._colours import GREY, series_colours
from matinfo.plotting._display import Display
from matinfo.plotting._text import plain

COLUMNS = ["model", "n_rows", "nominal", "observed", "low", "high"]


class CalibrationDisplay(Display):
    """Observed share of values inside intervals of growing width, against the share that was promised.

    On the diagonal a standard deviation says what it means. Below it the model is too sure of itself, above it too
    careful. Make one with `from_result`.

    Parameters
    ----------
    levels : DataFrame
        Rows of one target of ``Result.calibration``.
    quantity : str, default ""
        For the axis label.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    Raises
    ------
    ValueError
        If columns are missing or there is no row, as for models without standard deviations.

    See Also
    --------
    CoverageDisplay : Whether one promise holds in every part of the data.
    matinfo.evaluate.Result.calibration : The numbers.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import BayesianRidge
    >>> from matinfo.evaluate import Evaluator
    >>> from matinfo.plotting import CalibrationDisplay
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(60, 2))
    >>> result = Evaluator().compare({"bayes": BayesianRidge()}, X, X.sum(axis=1) + rng.normal(size=60))
    >>> CalibrationDisplay.from_result(result).frame().columns.tolist()
    ['model', 'n_rows', 'nominal', 'observed', 'low', 'high']
    """

    def __init__(self, levels: pd.DataFrame, *, quantity: str = "") -> None:
        if missing := [name for name in COLUMNS if name not in levels]:
            raise ValueError(f"levels must have the columns {', '.join(COLUMNS)}; {', '.join(missing)} missing.")
        if levels.empty:
            raise ValueError("levels must hold at least one row. Take a model with predict(X, return_std=True).")
        self._frame = levels[COLUMNS].reset_index(drop=True)
        self.quantity = quantity

    @classmethod
    def from_result(
        cls, result: Result, *, model: str | list[str] | None = None, target: str | None = None
    ) -> CalibrationDisplay:
        """Make a display of one, some or all models that give standard deviations.

        Parameters
        ----------
        result : matinfo.evaluate.Result
            What `Evaluator.compare` returned.
        model : str or list of str, optional
            Names of models; by default all but the dummy.
        target : str, optional
            Name of the target; may be left out where there is only one.

        Raises
        ------
        ValueError
            If a model or the target is not in the result, or no such model gives standard deviations.

        See Also
        --------
        matinfo.evaluate.Result.calibration : The numbers.
        """
        check_made("result", result, Result, "Evaluator.compare")
        target = asked_target(result, target)
        if model is None:
            names = [name for name in result.models if name != "dummy"]
        elif isinstance(model, str | list):
            names = [model] if isinstance(model, str) else model
        else:
            raise TypeError(option_message("model", "a name or a list of names", model))
        for name in names:
            check_choice("model", name, result.models)
        table = result.calibration()
        return cls(table[(table["target"] == target) & table["model"].isin(names)], quantity=target)

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row a model and level.

        Returns
        -------
        DataFrame
            ``model``, ``n_rows``, ``nominal`` (promised share), ``observed`` (share of rows), ``low`` and ``high``
            (95 % range of the true share).
        """
        return self._frame.copy()

    def _size(self) -> tuple[float, float]:
        return (4.6, 4.6)

    def _draw(self, ax: Any) -> None:
        from matplotlib.ticker import PercentFormatter

        ax.plot([0, 1], [0, 1], color=GREY, linewidth=1.0, zorder=1)
        for model, colour in series_colours(dict.fromkeys(self._frame["model"])).items():
            part = self._frame[self._frame["model"] == model].sort_values("nominal")
            ax.fill_between(part["nominal"], part["low"], part["high"], color=colour, alpha=0.18, linewidth=0)
            label = plain(f"{model} (n = {part['n_rows'].iloc[0]})")
            ax.plot(part["nominal"], part["observed"], "o-", color=colour, markersize=4, linewidth=1.2, label=label)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        of = f" of {self.quantity}" if self.quantity else ""
        ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="Promised coverage", ylabel=plain(f"Observed coverage{of}"))
        ax.set_aspect("equal", adjustable="box")
        ax.legend(loc="upper left", fontsize="small", frameon=False)
