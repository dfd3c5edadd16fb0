"""What a model uses, by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import check_number
from matinfo.plotting._colours import GREY, series_colours
from matinfo.plotting._display import Display
from matinfo.plotting._text import axis_label, plain


class ImportanceDisplay(Display):
    """Importance of named features, ingredients or levels, with its spread over repeats.

    Make one with `from_explanation` or `from_table`. Where a table holds several methods (permutation, conditional),
    they stand beside each other: a bar that is long for one and short for the other belongs to a feature for which
    others can stand in.

    Parameters
    ----------
    table : DataFrame
        ``name`` and ``importance``; where known ``std`` and ``method``.
    n_names : int, default=15
        The names of largest importance are kept.
    quantity, unit : str, default ""
        For the axis label, such as "RMSE of Tg" and "K".

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    Raises
    ------
    ValueError
        If columns are missing or there is no row.

    See Also
    --------
    FeatureCurveDisplay : How many features are needed.
    sklearn.inspection.permutation_importance : Importances of the columns of a table.

    Examples
    --------
    >>> import pandas as pd
    >>> from matinfo.plotting import ImportanceDisplay
    >>> table = pd.DataFrame({"name": ["filler", "sulfur"], "importance": [1.5, 4.0], "std": [0.2, 0.3]})
    >>> ImportanceDisplay.from_table(table, quantity="rise of the RMSE", unit="MPa").frame()["name"].tolist()
    ['sulfur', 'filler']
    """

    def __init__(self, table: pd.DataFrame, *, n_names: int = 15, quantity: str = "", unit: str = "") -> None:
        check_number("n_names", n_names, low=1, whole=True)
        if missing := [name for name in ("name", "importance") if name not in table]:
            raise ValueError(f"table must have the columns name and importance; {', '.join(missing)} missing.")
        if table.empty:
            raise ValueError("table must hold at least one row; got none.")
        frame = pd.DataFrame({"name": table["name"].astype(str), "importance": table["importance"].astype(float)})
        frame["std"] = table["std"].astype(float) if "std" in table else np.nan
        frame["method"] = table["method"].astype(str) if "method" in table else ""
        first = frame[frame["method"] == frame["method"].iloc[0]]
        order = first.sort_values("importance", ascending=False, kind="stable")["name"].drop_duplicates()
        places = frame["name"].map({name: place for place, name in enumerate(order.head(n_names))})
        frame = frame.assign(place=places).dropna(subset="place").sort_values("place", kind="stable")
        self._frame = frame.drop(columns="place").reset_index(drop=True)
        self.n_left_out = max(0, len(order) - n_names)
        self.quantity = quantity
        self.unit = unit

    @classmethod
    def from_table(
        cls, table: pd.DataFrame, *, n_names: int = 15, quantity: str = "", unit: str = ""
    ) -> ImportanceDisplay:
        """Make a display of importances at hand; the parameters are those of the class.

        See Also
        --------
        from_explanation : Ask a fitted model.
        """
        return cls(table, n_names=n_names, quantity=quantity, unit=unit)

    @classmethod
    def from_explanation(
        cls, explanation: Any, *, by: Any = None, n_names: int = 15, quantity: str = "", unit: str = ""
    ) -> ImportanceDisplay:
        """Make a display of what an explanation says.

        Parameters
        ----------
        explanation : Explanation
            Anything with a method ``importance(by)`` that gives such a table.
        by : str or mapping, optional
            Levels, features or columns.
        n_names : int, default=15
            The names of largest importance are kept.
        quantity, unit : str, default ""
            For the axis label.

        See Also
        --------
        from_table : Of importances at hand.
        """
        return cls(explanation.importance(by), n_names=n_names, quantity=quantity, unit=unit)

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, the most important name first.

        Returns
        -------
        DataFrame
            ``name``, ``importance``, ``std`` (NaN where unknown) and ``method`` ("" where unknown).
        """
        return self._frame.copy()

    def _size(self) -> tuple[float, float]:
        return (6.0, 1.2 + 0.2 * len(self._frame) + 0.1 * self._frame["name"].nunique())

    def _draw(self, ax: Any) -> None:
        names = list(dict.fromkeys(self._frame["name"]))
        place_of = {name: len(names) - 1 - place for place, name in enumerate(names)}
        methods = list(dict.fromkeys(self._frame["method"]))
        height = 0.8 / len(methods)
        ax.axvline(0.0, color=GREY, linewidth=0.8)
        for number, (method, colour) in enumerate(series_colours(methods).items()):
            part = self._frame[self._frame["method"] == method]
            places = part["name"].map(place_of) + height * ((len(methods) - 1) / 2 - number)
            ax.barh(places, part["importance"], height=0.92 * height, color=colour, label=plain(method))
            ax.errorbar(part["importance"], places, xerr=part["std"], fmt="none", ecolor="black", elinewidth=0.9)
        ax.set_yticks(list(place_of.values()), [plain(name) for name in names])
        ax.set_xlabel(axis_label(f"Importance: {self.quantity}" if self.quantity else "Importance", self.unit))
        if len(methods) > 1:
            ax.legend(frameon=False, fontsize="small", loc="lower right")
        if self.n_left_out:
            ax.set_title(f"{self.n_left_out} less important not shown", loc="right", fontsize="small", color="0.4")
        ax.spines[["top", "right"]].set_visible(False)
