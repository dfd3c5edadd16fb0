"""Which cells of a dataset are filled."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matinfo.data import Dataset
from matinfo.plotting._colours import POINT_COLOUR
from matinfo.plotting._display import Display
from matinfo.plotting._text import plain

EMPTY_COLOUR = "#F0F0F0"
ROLES = ("structure", "recipe", "known", "condition", "target")


class MissingnessDisplay(Display):
    """Which columns are filled together: one band for each pattern of holes, as high as it has rows.

    Two targets that are seldom measured on the same rows cannot be learned from each other; holes that come in blocks
    are blanks of a source, not of chance. Make one with `from_dataset`.

    Parameters
    ----------
    filled : DataFrame of bool
        One column a column of the table, True where a cell is filled.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    Raises
    ------
    ValueError
        If there is no row or no column.

    See Also
    --------
    matinfo.data.Dataset.select : Keeps the rows in which a target is measured.

    Examples
    --------
    >>> import pandas as pd
    >>> import matinfo as mi
    >>> from matinfo.plotting import MissingnessDisplay
    >>> table = pd.DataFrame({"psmiles": ["*CC*", "*CCO*"], "Tg": [195.0, None], "density": [0.85, 1.13]})
    >>> data = mi.Dataset(table, structure="psmiles", targets={"Tg": "K", "density": "g/cm3"})
    >>> MissingnessDisplay.from_dataset(data).frame()
        column  n_filled  n_missing  share_filled
    0  psmiles         2          0           1.0
    1       Tg         1          1           0.5
    2  density         2          0           1.0
    """

    def __init__(self, filled: pd.DataFrame) -> None:
        if filled.empty:
            raise ValueError(f"filled must have at least one row and one column; got shape {filled.shape}.")
        self._filled = filled.astype(bool).reset_index(drop=True)

    @classmethod
    def from_dataset(cls, dataset: Dataset) -> MissingnessDisplay:
        """Make a display of the columns that play a role: inputs, conditions and targets.

        Parameters
        ----------
        dataset : Dataset
            The rows.

        See Also
        --------
        from_frame : From a plain table.
        """
        roles = dataset.columns["role"]
        names = [name for role in ROLES for name in roles.index[roles == role]]
        return cls(dataset.frame[names].notna())

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> MissingnessDisplay:
        """Make a display of all columns of a table.

        Parameters
        ----------
        frame : DataFrame
            Any table; empty cells are NaN or None.

        See Also
        --------
        from_dataset : The columns of a dataset that play a role.
        """
        return cls(frame.notna())

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row a column of the table.

        Returns
        -------
        DataFrame
            ``column``, ``n_filled``, ``n_missing``, ``share_filled``.
        """
        filled = self._filled.sum()
        return pd.DataFrame(
            {
                "column": self._filled.columns,
                "n_filled": filled.to_numpy(),
                "n_missing": len(self._filled) - filled.to_numpy(),
                "share_filled": filled.to_numpy() / len(self._filled),
            }
        )

    def patterns(self) -> pd.DataFrame:
        """Which cells are filled together.

        Returns
        -------
        DataFrame
            One row a pattern, the most frequent first: True or False by column, and ``n_rows``, the last column.
        """
        counts = self._filled.value_counts(sort=False)
        order = np.argsort(-counts.to_numpy(), kind="stable")
        table = counts.index.to_frame(index=False).iloc[order].reset_index(drop=True)
        table.insert(table.shape[1], "n_rows", counts.to_numpy()[order], allow_duplicates=True)
        return table

    def _size(self) -> tuple[float, float]:
        return (1.6 + 0.55 * self._filled.shape[1], 3.8)

    def _draw(self, ax: Any) -> None:
        from matplotlib.colors import ListedColormap

        patterns = self.patterns()
        n_rows, cells = patterns.iloc[:, -1].to_numpy(), patterns.iloc[:, :-1].to_numpy(dtype=float)
        edges = np.concatenate([[0], np.cumsum(n_rows)])
        colours = ListedColormap([EMPTY_COLOUR, POINT_COLOUR])
        lines = {"edgecolors": "white", "linewidth": 0.6 if len(patterns) < 40 else 0.0}
        ax.pcolormesh(np.arange(cells.shape[1] + 1), edges, cells, cmap=colours, vmin=0, vmax=1, **lines)
        ax.set_ylim(len(self._filled), 0)
        share = self.frame()["share_filled"]
        names = [plain(f"{name}\n{part:.0%}") for name, part in zip(self._filled.columns, share, strict=True)]
        ax.set_xticks(np.arange(cells.shape[1]) + 0.5, names, rotation=45, ha="left", rotation_mode="anchor")
        ax.tick_params(axis="x", top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
        ax.set_ylabel("Rows (filled cells are blue)")
