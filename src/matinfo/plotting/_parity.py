"""Predicted against measured values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from matinfo.evaluate import Result, mae, r2, rmse
from matinfo.plotting._asked import asked_model
from matinfo.plotting._colours import LINE_COLOUR, POINT_COLOUR
from matinfo.plotting._display import Display
from matinfo.plotting._numbers import as_numbers
from matinfo.plotting._text import axis_label, plain

MARGIN = 0.05  # of the range of values, on each side


class ParityDisplay(Display):
    """Parity plot: predicted against measured values, with the 1:1 line and intervals as thin bars.

    Make one with `from_predictions` or `from_result`.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n,)
        Measured and predicted values, in the same unit.
    interval : array-like of shape (n, 2), optional
        Lower and upper ends.
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
        If lengths differ or there is no row.

    See Also
    --------
    ResidualsDisplay : Errors against predictions, to look for a trend in the errors.

    Examples
    --------
    >>> from matinfo.plotting import ParityDisplay
    >>> display = ParityDisplay.from_predictions([100.0, 150.0], [110.0, 145.0], quantity="Tg", unit="degC")
    >>> display.frame()["residual"].tolist()
    [10.0, -5.0]
    """

    def __init__(
        self,
        y_true: ArrayLike,
        y_pred: ArrayLike,
        *,
        interval: ArrayLike | None = None,
        quantity: str = "",
        unit: str = "",
    ) -> None:
        truth, predicted = as_numbers("y_true", y_true), as_numbers("y_pred", y_pred)
        if truth.ndim != 1 or truth.shape != predicted.shape:
            shapes = f"{truth.shape} and {predicted.shape}"
            raise ValueError(f"y_true and y_pred must be one-dimensional and of equal length; got {shapes}.")
        if not truth.size:
            raise ValueError("y_true must hold at least one row; got none.")
        ends = np.full((truth.size, 2), np.nan) if interval is None else as_numbers("interval", interval)
        if ends.shape != (truth.size, 2):
            raise ValueError(f"interval must have shape {(truth.size, 2)}, low and high; got {ends.shape}.")
        self._frame = pd.DataFrame({"y_true": truth, "y_pred": predicted, "low": ends[:, 0], "high": ends[:, 1]})
        self.quantity = quantity
        self.unit = unit

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        y_pred: ArrayLike,
        *,
        interval: ArrayLike | None = None,
        quantity: str = "",
        unit: str = "",
    ) -> ParityDisplay:
        """Make a display of values at hand; the parameters are those of the class.

        See Also
        --------
        from_result : From a comparison of models.
        """
        return cls(y_true, y_pred, interval=interval, quantity=quantity, unit=unit)

    @classmethod
    def from_result(
        cls,
        result: Result,
        *,
        model: str,
        target: str | None = None,
        quantity: str | None = None,
        unit: str | None = None,
    ) -> ParityDisplay:
        """Make a display of the out-of-fold predictions of one model.

        Parameters
        ----------
        result : matinfo.evaluate.Result
            What `Evaluator.compare` returned.
        model : str
            Name of the model.
        target : str, optional
            Name of the target; may be left out where there is only one.
        quantity, unit : str, optional
            For the axis labels; by default the name of the target and its unit.

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
        return cls(
            part["y_true"],
            part["y_pred"],
            interval=part[["low", "high"]],
            quantity=target if quantity is None else quantity,
            unit=result.units.get(target, "") if unit is None else unit,
        )

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row a point.

        Returns
        -------
        DataFrame
            Columns ``y_true``, ``y_pred``, ``low``, ``high`` (NaN without intervals) and ``residual``
            (y_pred - y_true).
        """
        return self._frame.assign(residual=self._frame["y_pred"] - self._frame["y_true"])

    def _size(self) -> tuple[float, float]:
        return (4.8, 4.8)

    def _draw(self, ax: Any) -> None:
        low, high = self._limits()
        ax.plot([low, high], [low, high], color=LINE_COLOUR, linewidth=1.2, zorder=1, label="1:1")
        data = self._frame
        barred = data[data["low"].notna() & data["high"].notna()]
        if len(barred):
            ax.vlines(
                barred["y_true"], barred["low"], barred["high"], color=POINT_COLOUR, alpha=0.35, linewidth=0.8, zorder=2
            )
        ax.scatter(
            data["y_true"],
            data["y_pred"],
            s=16,
            color=POINT_COLOUR,
            alpha=0.75,
            edgecolors="white",
            linewidths=0.4,
            zorder=3,
        )
        ax.set(xlim=(low, high), ylim=(low, high), xlabel=self._label("Measured"), ylabel=self._label("Predicted"))
        ax.set_aspect("equal", adjustable="box")
        ax.text(0.04, 0.96, self._scores(), transform=ax.transAxes, va="top", ha="left", fontsize="small")

    def _limits(self) -> tuple[float, float]:
        """The same for both axes, so that the 1:1 line is the diagonal; wide enough for every point and bar."""
        values = self._frame.to_numpy()
        values = values[np.isfinite(values)]
        low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
        pad = MARGIN * (high - low) or 0.5
        return low - pad, high + pad

    def _label(self, side: str) -> str:
        return axis_label(f"{side} {self.quantity or 'value'}", self.unit)

    def _scores(self) -> str:
        """Scores over the points drawn, in three significant digits."""
        known = self._frame[self._frame["y_pred"].notna() & self._frame["y_true"].notna()]
        truth, predicted = known["y_true"], known["y_pred"]
        unit = f" {self.unit}" if self.unit else ""
        lines = [f"n = {len(known)}", f"R² = {r2(truth, predicted):.3f}"]
        lines += [f"RMSE = {rmse(truth, predicted):.3g}{unit}", f"MAE = {mae(truth, predicted):.3g}{unit}"]
        if len(known) < len(self._frame):
            lines.append(f"{len(self._frame) - len(known)} without prediction")
        return plain("\n".join(lines))
