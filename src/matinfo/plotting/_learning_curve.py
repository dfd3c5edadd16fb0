"""Error against the number of training rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import check_choice
from matinfo.evaluate import LearningCurve
from matinfo.plotting._asked import asked_target, check_made
from matinfo.plotting._colours import BESIDE, series_colours
from matinfo.plotting._display import Display
from matinfo.plotting._text import METRIC_WORDS, axis_label, plain


class LearningCurveDisplay(Display):
    """Learning curves of several models: a metric on test rows against the number of training rows.

    Make one with `from_curve`.

    Parameters
    ----------
    points : DataFrame
        Columns ``model``, ``size``, ``mean`` and ``standard_error``.
    label : str, default ""
        Of the vertical axis.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    See Also
    --------
    matinfo.evaluate.Evaluator.learning_curve : Makes the curves.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import Ridge
    >>> from matinfo.evaluate import Evaluator
    >>> from matinfo.plotting import LearningCurveDisplay
    >>> X = np.random.default_rng(0).normal(size=(60, 2))
    >>> curve = Evaluator(cv=3).learning_curve({"ridge": Ridge()}, X, X.sum(axis=1), sizes=[10, 40])
    >>> LearningCurveDisplay.from_curve(curve).frame()["size"].tolist()
    [10, 40, 10, 40]
    """

    def __init__(self, points: pd.DataFrame, *, label: str = "") -> None:
        self._frame = points[["model", "size", "mean", "standard_error"]].reset_index(drop=True)
        self.label = label

    @classmethod
    def from_curve(
        cls, curve: LearningCurve, *, metric: str = "rmse", target: str | None = None
    ) -> LearningCurveDisplay:
        """Make a display of all models.

        Parameters
        ----------
        curve : matinfo.evaluate.LearningCurve
            What `Evaluator.learning_curve` returned.
        metric : str, default="rmse"
            One of the metrics that were taken.
        target : str, optional
            Name of the target; may be left out where there is only one.

        Raises
        ------
        ValueError
            If metric or target is not in the curve.

        See Also
        --------
        matinfo.evaluate.LearningCurve.summary : The numbers.
        """
        check_made("curve", curve, LearningCurve, "Evaluator.learning_curve")
        target = asked_target(curve, target)
        known = {one.name: one for one in curve.metrics}
        check_choice("metric", metric, known)
        table = curve.summary()
        table = table[table["target"] == target]
        unit = curve.units.get(target, "") if known[metric].in_target_unit else ""
        error = table[f"{metric}_test_sd"] / np.sqrt(table["n_fits"])
        points = table[["model", "size"]].assign(mean=table[f"{metric}_test"], standard_error=error)
        return cls(points, label=axis_label(f"{METRIC_WORDS.get(metric, metric)} of {target}, test rows", unit))

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row a model and size.

        Returns
        -------
        DataFrame
            Columns ``model``, ``size``, ``mean`` and ``standard_error`` (spread over fits / root of their number).
        """
        return self._frame.copy()

    def _draw(self, ax: Any) -> None:
        for model, colour in series_colours(dict.fromkeys(self._frame["model"])).items():
            part = self._frame[self._frame["model"] == model].sort_values("size")
            low, high = part["mean"] - part["standard_error"], part["mean"] + part["standard_error"]
            ax.fill_between(part["size"], low, high, color=colour, alpha=0.18, linewidth=0)
            style = {"linestyle": "--", "marker": ""} if model in BESIDE else {"linestyle": "-", "marker": "o"}
            ax.plot(part["size"], part["mean"], color=colour, markersize=4, linewidth=1.3, label=plain(model), **style)
        sizes = sorted(set(self._frame["size"]))
        ax.set_xscale("log")
        ax.set_xticks(sizes, [str(size) for size in sizes])
        ax.minorticks_off()
        ax.set(xlabel="Training rows", ylabel=self.label)
        ax.legend(fontsize="small", frameon=False)
