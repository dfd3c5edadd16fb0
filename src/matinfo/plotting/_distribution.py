"""How the values of a property are distributed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from matinfo._validation import check_choice, check_number
from matinfo.data import Dataset
from matinfo.plotting._asked import Targets, asked_target
from matinfo.plotting._colours import series_colours
from matinfo.plotting._display import Display
from matinfo.plotting._numbers import as_numbers
from matinfo.plotting._text import axis_label, plain

NO_LABEL = "not stated"


class DistributionDisplay(Display):
    """Histogram of the measured values of a property, with its unit, as a whole or by method, source or class.

    Look here before a model is fitted: for a second peak (two methods in one column), values that pile up at a limit,
    and values that cannot be. Make one with `from_dataset` or `from_values`.

    Parameters
    ----------
    values : array-like of shape (n,)
        Values; NaN is left out.
    by : array-like of shape (n,), optional
        A label for each value, drawn in a colour of its own.
    bins : int, optional
        Number of bins; by default found from the values (the rule of Freedman and Diaconis, or that of Sturges where it
        gives more bins; at most twice the root of the number of values).
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
        If there is no value, or `by` has another length.

    See Also
    --------
    MissingnessDisplay : What was measured of which rows.
    matinfo.data.propose_outliers : Suspicious values as a table.

    Examples
    --------
    >>> import matinfo as mi
    >>> from matinfo.plotting import DistributionDisplay
    >>> display = DistributionDisplay.from_dataset(mi.load_polymers(), "density", bins=4)
    >>> display.frame()[["low", "high", "n_rows"]].round(2).columns.tolist()
    ['low', 'high', 'n_rows']
    """

    def __init__(
        self,
        values: ArrayLike,
        *,
        by: ArrayLike | None = None,
        bins: int | None = None,
        quantity: str = "",
        unit: str = "",
    ) -> None:
        numbers = as_numbers("values", values)
        labels = np.full(numbers.shape, "", dtype=object) if by is None else np.array(by, dtype=object)
        if numbers.ndim != 1 or labels.shape != numbers.shape:
            shapes = f"{numbers.shape} and {labels.shape}"
            raise ValueError(f"values and by must be one-dimensional and equally long; got {shapes}.")
        known = np.isfinite(numbers)
        if not known.any():
            raise ValueError("values must hold at least one number; got none.")
        self._values = numbers[known]
        self._labels = np.array([NO_LABEL if pd.isna(label) else str(label) for label in labels[known]], dtype=object)
        if bins is not None:
            check_number("bins", bins, low=1, whole=True)
        self._edges = np.histogram_bin_edges(self._values, _bin_count(self._values) if bins is None else bins)
        self.quantity = quantity
        self.unit = unit

    @classmethod
    def from_values(cls, values: ArrayLike, **options: Any) -> DistributionDisplay:
        """Make a display of values at hand.

        Parameters
        ----------
        values : array-like of shape (n,)
            Values; NaN is left out.
        **options
            As of the class.

        See Also
        --------
        from_dataset : From a dataset, with its unit.
        """
        return cls(values, **options)

    @classmethod
    def from_dataset(
        cls, dataset: Dataset, target: str | None = None, *, by: Any = None, bins: int | None = None
    ) -> DistributionDisplay:
        """Make a display of one target of a dataset.

        Parameters
        ----------
        dataset : Dataset
            Its unit goes on the axis.
        target : str, optional
            Name of the target; may be left out where there is only one.
        by : str or array-like of shape (n_rows,), optional
            Name of a column, or one label a row.
        bins : int, optional
            Number of bins.

        Raises
        ------
        ValueError
            If there is no such target or column.

        See Also
        --------
        from_values : From an array.
        """
        target = asked_target(Targets(dataset.target_names), target)
        frame = dataset.frame
        if isinstance(by, str):
            check_choice("by", by, list(frame.columns))
            by = frame[by]
        unit = dataset.units[target] or ""
        return cls(frame[target], by=by, bins=bins, quantity=target, unit=unit)

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row a bin and label.

        Returns
        -------
        DataFrame
            ``label`` ("" where nothing was asked), ``low``, ``high`` (edges of the bin) and ``n_rows``.
        """
        rows = []
        for label in dict.fromkeys(self._labels):
            counts, _ = np.histogram(self._values[self._labels == label], self._edges)
            rows += list(zip([label] * len(counts), self._edges[:-1], self._edges[1:], counts, strict=True))
        return pd.DataFrame(rows, columns=["label", "low", "high", "n_rows"])

    def _size(self) -> tuple[float, float]:
        return (5.6, 3.6)

    def _draw(self, ax: Any) -> None:
        bottom = np.zeros(len(self._edges) - 1)
        table = self.frame()
        for label, colour in series_colours(dict.fromkeys(self._labels)).items():
            counts = table.loc[table["label"] == label, "n_rows"].to_numpy()
            style = {"width": np.diff(self._edges), "align": "edge", "edgecolor": "white", "linewidth": 0.5}
            name = plain(f"{label} ({counts.sum()})") if label else ""
            ax.bar(self._edges[:-1], counts, bottom=bottom, color=colour, label=name, **style)
            bottom += counts
        middle = float(np.median(self._values))
        ax.axvline(middle, color="black", linewidth=1.0, linestyle=":")
        unit = f" {self.unit}" if self.unit else ""
        ax.set_title(plain(f"n = {len(self._values)}, median {middle:.4g}{unit}"), loc="left", fontsize="small")
        ax.set(xlabel=axis_label(self.quantity or "Value", self.unit), ylabel="Rows")
        if any(self._labels):
            ax.legend(frameon=False, fontsize="small")


def _bin_count(values: np.ndarray) -> str | int:
    """Rule of numpy, or a number where that of Freedman and Diaconis would fill the memory.

    One value far from all others asks for as many narrow bins as lie between; newer versions of numpy keep this limit.
    """
    most = 2.0 * np.sqrt(len(values))
    width = 2.0 * float(np.subtract(*np.percentile(values, [75, 25]))) / np.cbrt(len(values))
    return int(np.ceil(most)) if 0.0 < width * most < np.ptp(values) else "auto"
