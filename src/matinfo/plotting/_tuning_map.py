"""Score of a search over the options of a regressor, as a table and as a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import check_choice, option_message
from matinfo.plotting._colours import COLOUR_MAP, POINT_COLOUR
from matinfo.plotting._display import Display
from matinfo.plotting._text import METRIC_WORDS, axis_label, plain
from matinfo.plotting._tuning_table import SCORE_COLUMNS, tuning_table

BEST: dict[str, Any] = {"marker": "*", "markersize": 14, "color": "white", "markeredgecolor": "black"}
MOSTLY_EMPTY = 0.5  # share of empty cells above which single points are drawn and no map
SHORT_WORDS = {"root mean squared error": "rmse", "mean absolute error": "mae"}
IN_UNIT = (*SHORT_WORDS, "median absolute error", "max error")  # scores in the unit of the property
MANY_STEPS = 3.0  # a number whose largest value is this many times its smallest gets a logarithmic axis


class TuningMapDisplay(Display):
    """How the score of a model depends on one or two of its options.

    Take it with `from_search`, from any fitted search of scikit-learn or from a `matinfo.models.Model` with a search.

    Parameters
    ----------
    table : DataFrame
        One row a candidate, as `tuning_table` gives it.
    x : str
        Option on the horizontal axis.
    y : str, optional
        Option on the vertical axis; without it the score is drawn as a line.
    quantity, unit : str, default ""
        Of the property that was scored, for the axis label, such as "Tg" and "K".

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    See Also
    --------
    tuning_table : The numbers alone.

    Examples
    --------
    >>> from sklearn.datasets import make_regression
    >>> from sklearn.model_selection import GridSearchCV
    >>> from sklearn.svm import SVR
    >>> X, y = make_regression(60, 4, random_state=0)
    >>> search = GridSearchCV(SVR(), {"C": [1, 100], "gamma": [0.01, 0.1]}, scoring="neg_root_mean_squared_error")
    >>> display = TuningMapDisplay.from_search(search.fit(X, y), x="C", y="gamma")
    >>> display.grid().shape
    (2, 2)
    """

    def __init__(
        self, table: pd.DataFrame, *, x: str, y: str | None = None, quantity: str = "", unit: str = ""
    ) -> None:
        options = [name for name in table.columns if name not in SCORE_COLUMNS]
        for axis, name in (("x", x), ("y", y)):
            if name is not None:
                check_choice(axis, name, options)
        if y == x:
            raise ValueError(option_message("y", "another option than x", y))
        self._table = table.copy()
        self.x = x
        self.y = y
        self.quantity = quantity
        self.unit = unit

    @classmethod
    def from_search(
        cls, search: Any, *, x: str, y: str | None = None, quantity: str = "", unit: str = ""
    ) -> TuningMapDisplay:
        """Read the candidates of a fitted search.

        Parameters
        ----------
        search : GridSearchCV, RandomizedSearchCV, halving search, or Model with a search
            Fitted.
        x : str
            Option on the horizontal axis, such as ``"C"``.
        y : str, optional
            Option on the vertical axis, such as ``"gamma"``.
        quantity, unit : str, default ""
            For the axis label.

        Returns
        -------
        TuningMapDisplay
        """
        return cls(tuning_table(search), x=x, y=y, quantity=quantity, unit=unit)

    def frame(self) -> pd.DataFrame:
        """The candidates, one row each.

        Returns
        -------
        DataFrame
            As `tuning_table` gives it.
        """
        return self._table.copy()

    def grid(self) -> pd.DataFrame:
        """The best score of each value of `x`, or of each pair of values.

        Options that are not drawn take their best value in every cell: the map shows what can be reached there.
        Candidates whose fits failed have no score.

        Returns
        -------
        DataFrame
            With `y`: one row a value of `y`, one column a value of `x`, NaN where no candidate lies. Without: one
            row a value of `x`, with ``score``, ``score_sd`` and, where known, ``train_score``.
        """
        lower = self._table["is_error"].iloc[0]
        keys = [self.x] if self.y is None else [self.y, self.x]
        ordered = self._table.assign(**{key: _sortable(self._table[key]) for key in keys}).dropna(subset="score")
        groups = ordered.groupby(keys, sort=True, observed=True)["score"]
        best = ordered.loc[groups.idxmin() if lower else groups.idxmax()]
        if self.y is None:
            return best.set_index(self.x)[[name for name in SCORE_COLUMNS[:3] if name in best]]
        return best.set_index(keys)["score"].unstack()  # noqa: PD010 - each pair of values stands once

    def _size(self) -> tuple[float, float]:
        return (4.8, 3.9)

    def _draw(self, ax: Any) -> None:
        if self.y is None:
            self._draw_line(ax)
        else:
            self._draw_map(ax)

    def _draw_line(self, ax: Any) -> None:
        best = self.grid()
        numeric = pd.api.types.is_numeric_dtype(best.index)
        places = best.index.to_numpy() if numeric else np.arange(len(best))
        style: dict[str, Any] = {"color": POINT_COLOUR, "marker": "o"}
        ax.errorbar(places, best["score"], yerr=best["score_sd"], capsize=3, label="left out", **style)
        if "train_score" in best:
            ax.plot(places, best["train_score"], linestyle=":", alpha=0.6, label="training", **style)
            ax.legend(frameon=False, fontsize="small")
        if numeric and _wide(best.index):
            ax.set_xscale("log")
        elif not numeric:
            ax.set_xticks(places, [plain(value) for value in best.index])
        ax.set(xlabel=plain(self.x), ylabel=self._label())

    def _draw_map(self, ax: Any) -> None:
        grid = self.grid()
        if grid.isna().to_numpy().mean() > MOSTLY_EMPTY:
            self._draw_points(ax)
            return
        lower = bool(self._table["is_error"].iloc[0])
        image = ax.pcolormesh(np.ma.masked_invalid(grid.to_numpy()), cmap=f"{COLOUR_MAP}_r" if lower else COLOUR_MAP)
        ax.figure.colorbar(image, ax=ax, label=self._label())
        ax.set_xticks(np.arange(grid.shape[1]) + 0.5, [plain(_short(value)) for value in grid.columns])
        ax.set_yticks(np.arange(grid.shape[0]) + 0.5, [plain(_short(value)) for value in grid.index])
        ax.set(xlabel=plain(self.x), ylabel=plain(self.y))
        flat = np.nanargmin(grid) if lower else np.nanargmax(grid)
        row, column = np.unravel_index(int(flat), grid.shape)
        ax.plot(column + 0.5, row + 0.5, **BEST)

    def _draw_points(self, ax: Any) -> None:
        """Candidates that were drawn at random: no two share a cell of a grid."""
        table, lower = self._table, bool(self._table["is_error"].iloc[0])
        colours = f"{COLOUR_MAP}_r" if lower else COLOUR_MAP
        points = ax.scatter(table[self.x], table[self.y], c=table["score"], cmap=colours, edgecolors="black", s=40)
        ax.figure.colorbar(points, ax=ax, label=self._label())
        for name, set_scale in ((self.x, ax.set_xscale), (self.y, ax.set_yscale)):
            if pd.api.types.is_numeric_dtype(table[name]) and _wide(table[name]):
                set_scale("log")
        best = int(table["score"].argmin() if lower else table["score"].argmax())
        ax.plot(table[self.x].iloc[best], table[self.y].iloc[best], **BEST)
        ax.set(xlabel=plain(self.x), ylabel=plain(self.y))

    def _label(self) -> str:
        scoring = str(self._table["scoring"].iloc[0])
        word = SHORT_WORDS.get(scoring, scoring)
        of = f" of {self.quantity}" if self.quantity else ""
        return axis_label(f"{METRIC_WORDS.get(word, word)}{of}, inner folds", self.unit if scoring in IN_UNIT else "")


def _sortable(column: pd.Series) -> pd.Series:
    """Values that can be put in order: numbers stay; where words or None stand among them, all become words."""
    if pd.api.types.is_numeric_dtype(column):
        return column
    numbers = sorted({value for value in column if isinstance(value, int | float) and not isinstance(value, bool)})
    words = sorted({str(value) for value in column if value not in numbers})
    order = [_short(value) for value in numbers] + words
    return pd.Series(pd.Categorical([_short(value) for value in column], categories=order, ordered=True), column.index)


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float | np.floating) else str(value)


def _wide(index: Any) -> bool:
    return bool(index.min() > 0 and index.max() / index.min() > MANY_STEPS)
