"""Errors against predictions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from matinfo.evaluate import Result
from matinfo.plotting._asked import asked_model
from matinfo.plotting._colours import GREY, LINE_COLOUR, POINT_COLOUR
from matinfo.plotting._display import Display
from matinfo.plotting._numbers import as_numbers
from matinfo.plotting._text import axis_label

ROWS_PER_BIN = 20  # fewer do not tell a trend from scatter
MOST_BINS = 10


class ResidualsDisplay(Display):
    """Residuals (predicted - measured) against predicted values, with their mean along the axis.

    A mean that leaves zero is a bias that a better model could remove; a cloud that opens to one side is an error that
    depends on the value, which one RMSE for all rows hides. Make one with `from_predictions` or `from_result`.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n,)
        Measured and predicted values, in the same unit. Rows without prediction (NaN) are left out.
    quantity, unit : str, default ""
        For the axis labels, such as "Tg" and "degC".

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    Raises
    ------
    ValueError
        If lengths differ or no row has both values.

    See Also
    --------
    ParityDisplay : Predicted against measured values.
    matinfo.evaluate.Result.by_group : Bias and errors by group.

    Examples
    --------
    >>> from matinfo.plotting import ResidualsDisplay
    >>> display = ResidualsDisplay.from_predictions([100.0, 150.0], [110.0, 145.0], quantity="Tg", unit="degC")
    >>> display.frame()["residual"].tolist()
    [10.0, -5.0]
    """

    def __init__(self, y_true: ArrayLike, y_pred: ArrayLike, *, quantity: str = "", unit: str = "") -> None:
        truth, predicted = as_numbers("y_true", y_true), as_numbers("y_pred", y_pred)
        if truth.ndim != 1 or truth.shape != predicted.shape:
            shapes = f"{truth.shape} and {predicted.shape}"
            raise ValueError(f"y_true and y_pred must be one-dimensional and of equal length; got {shapes}.")
        frame = pd.DataFrame({"y_true": truth, "y_pred": predicted, "residual": predicted - truth})
        self._frame = frame[np.isfinite(frame["residual"])].reset_index(drop=True)
        if self._frame.empty:
            raise ValueError("y_true and y_pred must share at least one row with both values; got none.")
        self.quantity = quantity
        self.unit = unit

    @classmethod
    def from_predictions(
        cls, y_true: ArrayLike, y_pred: ArrayLike, *, quantity: str = "", unit: str = ""
    ) -> ResidualsDisplay:
        """Make a display of values at hand; the parameters are those of the class.

        See Also
        --------
        from_result : From a comparison of models.
        """
        return cls(y_true, y_pred, quantity=quantity, unit=unit)

    @classmethod
    def from_result(cls, result: Result, *, model: str, target: str | None = None) -> ResidualsDisplay:
        """Make a display of the out-of-fold predictions of one model.

        Parameters
        ----------
        result : matinfo.evaluate.Result
            What `Evaluator.compare` returned.
        model : str
            Name of the model.
        target : str, optional
            Name of the target; may be left out where there is only one.

        Raises
        ------
        ValueError
            If model or target is not in the result, or there are several targets and none is named.

        See Also
        --------
        from_predictions : From arrays.
        """
        target = asked_model(result, model, target)
        every = result.predictions()
        part = every[(every["model"] == model) & (every["target"] == target)]
        return cls(part["y_true"], part["y_pred"], quantity=target, unit=result.units.get(target, ""))

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row a point.

        Returns
        -------
        DataFrame
            Columns ``y_true``, ``y_pred`` and ``residual`` (y_pred - y_true).
        """
        return self._frame.copy()

    def trend(self) -> pd.DataFrame:
        """Mean residual along the prediction, in bins of equal count.

        Returns
        -------
        DataFrame
            One row a bin: ``y_pred`` and ``residual`` (means), ``standard_error`` and ``n_rows``; no row where there
            are too few points for two bins.
        """
        ordered = self._frame.sort_values("y_pred", kind="stable")
        n_bins = min(MOST_BINS, len(ordered) // ROWS_PER_BIN)
        parts = np.array_split(np.arange(len(ordered)), n_bins) if n_bins > 1 else []
        rows = []
        for part in parts:
            residuals = ordered["residual"].to_numpy()[part]
            error = residuals.std(ddof=1) / np.sqrt(len(part))
            rows.append((ordered["y_pred"].to_numpy()[part].mean(), residuals.mean(), error, len(part)))
        return pd.DataFrame(rows, columns=["y_pred", "residual", "standard_error", "n_rows"])

    def _draw(self, ax: Any) -> None:
        data, trend = self._frame, self.trend()
        ax.axhline(0.0, color=GREY, linewidth=1.0, zorder=1)
        style = {"s": 16, "alpha": 0.6, "edgecolors": "white", "linewidths": 0.4, "zorder": 2}
        ax.scatter(data["y_pred"], data["residual"], color=POINT_COLOUR, **style)
        if len(trend):
            label, error = "mean of a bin ± 2 standard errors", 2 * trend["standard_error"]
            style = {"color": LINE_COLOUR, "markersize": 4, "capsize": 2, "linewidth": 1.2, "zorder": 3}
            ax.errorbar(trend["y_pred"], trend["residual"], error, fmt="o-", label=label, **style)
            ax.legend(fontsize="small", framealpha=0.8, edgecolor="none")
        ax.set_xlabel(axis_label(f"Predicted {self.quantity or 'value'}", self.unit))
        ax.set_ylabel(axis_label("Predicted - measured", self.unit))
