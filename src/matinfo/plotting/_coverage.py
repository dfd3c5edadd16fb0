"""Coverage of prediction intervals in parts of the data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matinfo.evaluate import Result
from matinfo.plotting._asked import asked_model
from matinfo.plotting._colours import GREY, LINE_COLOUR, POINT_COLOUR
from matinfo.plotting._display import Display
from matinfo.plotting._text import axis_label, plain

COLUMNS = ["group", "n_rows", "y_pred_mean", "coverage", "coverage_low", "coverage_high", "interval_width"]


class CoverageDisplay(Display):
    """Share of true values inside their interval, by predicted value or by group, beside what was promised.

    Make one with `from_result`.

    Parameters
    ----------
    groups : DataFrame
        Rows of one model and target of ``Result.by_group``.
    promised : float
        Coverage that the intervals promise.
    by_prediction : bool, default=False
        Whether the groups are bins of the prediction, drawn along it; others get a line each, with their name.
    quantity, unit : str, default ""
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
        If columns are missing, as for a model without intervals.

    See Also
    --------
    matinfo.evaluate.Result.by_group : The numbers, with errors and z scores.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.gaussian_process import GaussianProcessRegressor
    >>> from matinfo.evaluate import Evaluator
    >>> from matinfo.plotting import CoverageDisplay
    >>> X = np.random.default_rng(0).normal(size=(60, 2))
    >>> result = Evaluator().compare({"gp": GaussianProcessRegressor(alpha=0.1)}, X, X.sum(axis=1))
    >>> CoverageDisplay.from_result(result, model="gp", n_bins=3).frame()["n_rows"].tolist()
    [20, 20, 20]
    """

    def __init__(
        self, groups: pd.DataFrame, *, promised: float, by_prediction: bool = False, quantity: str = "", unit: str = ""
    ) -> None:
        missing = [name for name in COLUMNS if name not in groups]
        if missing or groups["coverage"].isna().any():
            raise ValueError("groups must have coverage, range and width in every row. Take a model with intervals.")
        self._frame = groups[COLUMNS].reset_index(drop=True)
        self.promised = promised
        self.by_prediction = by_prediction
        self.quantity = quantity
        self.unit = unit

    @classmethod
    def from_result(
        cls, result: Result, *, model: str, target: str | None = None, by: Any = "prediction", n_bins: int = 10
    ) -> CoverageDisplay:
        """Make a display of the intervals of one model.

        Parameters
        ----------
        result : matinfo.evaluate.Result
            What `Evaluator.compare` returned.
        model : str
            Name of the model.
        target : str, optional
            Name of the target; may be left out where there is only one.
        by, n_bins
            As in ``Result.by_group``.

        Raises
        ------
        ValueError
            If model or target is not in the result, or the model gives no intervals.

        See Also
        --------
        matinfo.evaluate.Result.by_group : The numbers.
        """
        target = asked_model(result, model, target)
        groups = result.by_group(by, n_bins=n_bins)
        groups = groups[(groups["model"] == model) & (groups["target"] == target)]
        by_prediction = isinstance(by, str) and by == "prediction"
        return cls(
            groups[groups["group"] > 0] if by_prediction else groups,  # 0: rows without a prediction
            promised=result.coverage,
            by_prediction=by_prediction,
            quantity=target,
            unit=result.units.get(target, ""),
        )

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row a group.

        Returns
        -------
        DataFrame
            Columns ``group``, ``n_rows``, ``y_pred_mean``, ``coverage``, ``coverage_low`` and ``coverage_high`` (95 %
            range), and ``interval_width``.
        """
        return self._frame.copy()

    def _size(self) -> tuple[float, float]:
        return (5.6, 3.6 if self.by_prediction else 1.2 + 0.28 * len(self._frame))

    def _draw(self, ax: Any) -> None:
        draw = self._draw_bins if self.by_prediction else self._draw_names
        draw(ax)

    def _draw_bins(self, ax: Any) -> None:
        data = self._frame
        ax.axhline(self.promised, color=LINE_COLOUR, linewidth=1.2, zorder=1, label=f"promised {self.promised:.0%}")
        ax.vlines(data["y_pred_mean"], data["coverage_low"], data["coverage_high"], color=POINT_COLOUR, alpha=0.5)
        ax.plot(data["y_pred_mean"], data["coverage"], "o-", color=POINT_COLOUR, markersize=5, linewidth=0.8)
        label = axis_label(f"Predicted {self.quantity or 'value'}", self.unit)
        ax.set(xlabel=label, ylabel="Coverage", ylim=self._limits())
        self._finish(ax, ax.yaxis)

    def _draw_names(self, ax: Any) -> None:
        data = self._frame.sort_values(["coverage", "n_rows"], ascending=[False, False], kind="stable")
        places = np.arange(len(data))
        ax.axvline(self.promised, color=LINE_COLOUR, linewidth=1.2, zorder=1, label=f"promised {self.promised:.0%}")
        ax.hlines(places, data["coverage_low"], data["coverage_high"], color=POINT_COLOUR, alpha=0.5)
        ax.plot(data["coverage"], places, "o", color=POINT_COLOUR, markersize=5)
        ax.set_yticks(places, [plain(f"{name} ({n})") for name, n in zip(data["group"], data["n_rows"], strict=True)])
        ax.set(xlabel="Coverage", xlim=self._limits(), ylim=(-0.6, len(data) - 0.4))
        ax.grid(axis="y", color=GREY, alpha=0.2)
        self._finish(ax, ax.xaxis)

    def _limits(self) -> tuple[float, float]:
        lowest = min(float(self._frame["coverage_low"].min()), self.promised)
        return max(0.0, lowest - 0.05), 1.02

    def _finish(self, ax: Any, shares: Any) -> None:
        from matplotlib.ticker import PercentFormatter

        shares.set_major_formatter(PercentFormatter(1.0, decimals=0))
        ax.legend(loc="lower left", fontsize="small", frameon=False)
