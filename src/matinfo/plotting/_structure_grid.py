"""Drawn structures with their properties."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from rdkit import Chem
from rdkit.Chem.Draw import rdMolDraw2D

from matinfo._validation import check_number
from matinfo.chem import parse_report, structure_column
from matinfo.exceptions import InvalidRowsError
from matinfo.plotting._display import Display
from matinfo.plotting._text import plain

PIXELS = (480, 320)  # of one drawing
CELL = (2.5, 1.67)  # of one drawing, inches
LINE = 0.19  # of one line of text, inches
WIDEST = 34  # letters of a line
UNKNOWN = "not known"


class StructureGridDisplay(Display):
    """A grid of drawn structures, each with its name and properties below it.

    Make one with `from_structures`. Attachment points are drawn as ``*``.

    Parameters
    ----------
    structures : column of n structures
        Repeat units or molecules, in the order in which they are drawn.
    properties : DataFrame of n rows, optional
        What is written below each: one line a column. Numbers take three significant digits; a column ``"Tg sd"``
        beside ``"Tg"`` is written as ``±``.
    units : mapping of str to str, optional
        Unit of each column of `properties`.
    names : sequence of str, optional
        A title for each.
    n_columns : int, default=4
        Drawings in a row.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    Raises
    ------
    InvalidRowsError
        If structures cannot be read.
    ValueError
        If there is none, or lengths differ.

    See Also
    --------
    ChemicalMapDisplay : Many structures, as points.

    Examples
    --------
    >>> import pandas as pd
    >>> from matinfo.plotting import StructureGridDisplay
    >>> table = pd.DataFrame({"Tg": [373.2, 195.0], "Tg sd": [11.0, 9.0]})
    >>> display = StructureGridDisplay.from_structures(["*CC(*)c1ccccc1", "*CC*"], table, units={"Tg": "K"})
    >>> display.frame()["caption"].tolist()
    ['Tg 373 ± 11 K', 'Tg 195 ± 9 K']
    """

    def __init__(
        self,
        structures: Any,
        properties: pd.DataFrame | None = None,
        *,
        units: Mapping[str, str | None] | None = None,
        names: Any = None,
        n_columns: int = 4,
    ) -> None:
        check_number("n_columns", n_columns, low=1, whole=True)
        column = structure_column(structures)
        strings = column.values  # noqa: PD011 - a StructureColumn, not a Series
        n_rows = len(strings)
        if not n_rows:
            raise ValueError("structures must hold at least one structure; got none.")
        for word, given in (("properties", properties), ("names", names)):
            if given is not None and len(given) != n_rows:
                raise ValueError(f"{word} must have one row a structure ({n_rows}); got {len(given)}.")
        _, problems = parse_report(strings, column.labels, column.name, odd=[])
        if problems:
            raise InvalidRowsError(problems, n_rows)
        table = pd.DataFrame(index=range(n_rows)) if properties is None else properties.reset_index(drop=True)
        captions = [_caption(row, dict(units or {})) for _, row in table.iterrows()]
        titles = [""] * n_rows if names is None else [str(name) for name in names]
        self._frame = pd.DataFrame({"structure": strings, "name": titles, "caption": captions})
        self.n_columns = n_columns

    @classmethod
    def from_structures(
        cls, structures: Any, properties: pd.DataFrame | None = None, **options: Any
    ) -> StructureGridDisplay:
        """Make a display of a column of structures.

        Parameters
        ----------
        structures : column of n structures
            In the order in which they are drawn.
        properties : DataFrame of n rows, optional
            What is written below each.
        **options
            As of the class.

        See Also
        --------
        matinfo.design.FoundStructures : Its ``frame`` has structures and predicted properties.
        """
        return cls(structures, properties, **options)

    def frame(self) -> pd.DataFrame:
        """What is drawn, one row a structure.

        Returns
        -------
        DataFrame
            ``structure``, ``name`` and ``caption`` (lines of text).
        """
        return self._frame.copy()

    def _size(self) -> tuple[float, float]:
        n_across, n_down = self._shape()
        return (CELL[0] * n_across, (CELL[1] + LINE * self._n_lines()) * n_down)

    def _draw(self, ax: Any) -> None:
        from matplotlib import image

        n_across, n_down = self._shape()
        room = LINE * self._n_lines() / CELL[0]  # width of a drawing is 1
        height = CELL[1] / CELL[0]
        for place, (structure, name, caption) in enumerate(self._frame.to_numpy(dtype=str)):
            left, top = place % n_across, -(place // n_across) * (height + room)
            picture = image.imread(io.BytesIO(_png(structure)))
            ax.imshow(picture, extent=(left, left + 1, top - height, top), interpolation="antialiased")
            text = plain("\n".join(_lines(name, caption)))
            ax.text(left + 0.5, top - height, text, ha="center", va="top", fontsize="small", linespacing=1.15)
        ax.set(xlim=(0, n_across), ylim=(-n_down * (height + room), 0))
        ax.set_aspect("equal")
        ax.set_axis_off()

    def _shape(self) -> tuple[int, int]:
        n_across = min(self.n_columns, len(self._frame))
        return n_across, int(np.ceil(len(self._frame) / n_across))

    def _n_lines(self) -> int:
        texts = zip(self._frame["name"], self._frame["caption"], strict=True)
        return max(len(_lines(name, caption)) for name, caption in texts) + 1


def _caption(row: pd.Series, units: Mapping[str, str | None]) -> str:
    """One line a property; ``Tg 373 ± 11 K``."""
    lines = []
    for name, value in row.items():
        own = str(name)
        if own.endswith(" sd") and own.removesuffix(" sd") in row:
            continue
        spread = row.get(f"{own} sd")
        text = _text(value) + (f" ± {_text(spread, digits=2)}" if spread is not None and pd.notna(spread) else "")
        unit = "" if text == UNKNOWN else units.get(own) or ""
        lines.append(f"{own} {text} {unit}".rstrip())
    return "\n".join(lines)


def _text(value: Any, digits: int = 3) -> str:
    if isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool_):
        return UNKNOWN if np.isnan(value) else f"{float(value):.{digits}g}"
    return str(value)


def _lines(name: str, caption: str) -> list[str]:
    """Lines below a drawing, none wider than it."""
    return [part for line in [name, *caption.split("\n")] if line for part in textwrap.wrap(line, WIDEST)]


def _png(structure: str) -> bytes:
    """Drawing of RDKit."""
    drawer = rdMolDraw2D.MolDraw2DCairo(*PIXELS)
    options = drawer.drawOptions()
    options.fixedBondLength = 40  # pixels at most, so that small structures are not blown up
    options.padding = 0.08
    options.minFontSize = 16  # attachment points stay readable in large structures
    rdMolDraw2D.PrepareAndDrawMolecule(drawer, Chem.MolFromSmiles(structure))
    drawer.FinishDrawing()
    return bytes(drawer.GetDrawingText())
