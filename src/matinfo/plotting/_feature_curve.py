"""Error against the number of features."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sklearn.pipeline import Pipeline

from matinfo._validation import option_message
from matinfo.plotting._colours import LINE_COLOUR, POINT_COLOUR
from matinfo.plotting._display import Display
from matinfo.plotting._text import axis_label

COLUMNS = ["n_features", "rmse", "standard_error", "best", "kept"]


class FeatureCurveDisplay(Display):
    """Curve of the error on left-out materials against the number of features that are kept.

    Make one with `from_estimator`.

    Parameters
    ----------
    curve : DataFrame
        As ``RecursiveSelection.curve_``.
    quantity, unit : str, default ""
        For the axis label, such as "Tg" and "K".

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    Raises
    ------
    ValueError
        If columns are missing.

    See Also
    --------
    matinfo.models.RecursiveSelection : Makes the curve.

    Examples
    --------
    >>> import numpy as np
    >>> from matinfo.models import RecursiveSelection
    >>> from matinfo.plotting import FeatureCurveDisplay
    >>> X = np.random.default_rng(0).normal(size=(60, 5))
    >>> display = FeatureCurveDisplay.from_estimator(RecursiveSelection().fit(X, X[:, 0] + X[:, 1]))
    >>> display.frame()["n_features"].tolist()
    [5, 4, 3, 2, 1]
    """

    def __init__(self, curve: pd.DataFrame, *, quantity: str = "", unit: str = "") -> None:
        if missing := [name for name in COLUMNS if name not in curve]:
            raise ValueError(f"curve must have the columns {', '.join(COLUMNS)}; {', '.join(missing)} missing.")
        self._frame = curve[COLUMNS].reset_index(drop=True)
        self.quantity = quantity
        self.unit = unit

    @classmethod
    def from_estimator(cls, estimator: Any, *, quantity: str = "", unit: str = "") -> FeatureCurveDisplay:
        """Make a display of a fitted selection, or of a model or pipeline that has one.

        Parameters
        ----------
        estimator : RecursiveSelection, Model or Pipeline
            Fitted.
        quantity, unit : str, default ""
            For the axis label.

        Raises
        ------
        TypeError
            If there is no fitted `RecursiveSelection` in it.

        See Also
        --------
        matinfo.models.RecursiveSelection : The selection.
        """
        parts = [estimator]
        for part in parts:  # grows while it is read
            if hasattr(part, "curve_"):
                return cls(part.curve_, quantity=quantity, unit=unit)
            if isinstance(part, Pipeline):
                parts += [step for _, step in part.steps]
            parts += [getattr(part, name) for name in ("regressor_", "selector_") if hasattr(part, name)]
        expected = "a fitted RecursiveSelection, or a model or pipeline with one"
        raise TypeError(option_message("estimator", expected, estimator, 'Fit mi.Model(select="rfe") first.'))

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row for each number of features.

        Returns
        -------
        DataFrame
            Columns ``n_features``, ``rmse``, ``standard_error``, ``best`` and ``kept``.
        """
        return self._frame.copy()

    def _draw(self, ax: Any) -> None:
        data = self._frame
        low, high = data["rmse"] - data["standard_error"], data["rmse"] + data["standard_error"]
        ax.fill_between(
            data["n_features"], low, high, color=POINT_COLOUR, alpha=0.2, linewidth=0, label="± standard error"
        )
        ax.plot(data["n_features"], data["rmse"], "o-", color=POINT_COLOUR, markersize=3.5, linewidth=1.2)
        kept, best = data[data["kept"]].iloc[0], data[data["best"]].iloc[0]
        if not best.equals(kept):
            limit = best["rmse"] + best["standard_error"]
            ax.axhline(limit, color=POINT_COLOUR, linewidth=0.8, linestyle=":", label="best + standard error")
            point = {"markersize": 8, "mfc": "white", "linestyle": "", "zorder": 4}
            label = f"best: {best['n_features']}, RMSE {best['rmse']:.3g}"
            ax.plot(best["n_features"], best["rmse"], "o", color=POINT_COLOUR, label=label, **point)
        ax.axvline(kept["n_features"], color=LINE_COLOUR, linewidth=1.0, zorder=1)
        label = f"kept: {kept['n_features']} of {data['n_features'].max()}, RMSE {kept['rmse']:.3g}"
        point = {"markersize": 7, "linestyle": "", "zorder": 5}
        ax.plot(kept["n_features"], kept["rmse"], "o", color=LINE_COLOUR, label=label, **point)
        ax.set_xscale("log")
        ax.set_xlim(data["n_features"].min() * 0.9, data["n_features"].max() * 1.1)
        ticks = [n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if n <= data["n_features"].max()]
        ax.set_xticks(ticks, [str(n) for n in ticks])
        ax.minorticks_off()
        ax.set(xlabel="Number of features", ylabel=self._label())
        ax.legend(loc="upper right", fontsize="small", framealpha=0.8, edgecolor="none")

    def _label(self) -> str:
        name = f"RMSE of {self.quantity}, inner folds" if self.quantity else "RMSE, inner folds"
        return axis_label(name, self.unit)
