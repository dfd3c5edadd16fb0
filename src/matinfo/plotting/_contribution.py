"""Contributions of the pieces of a structure, drawn on it."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import option_message
from matinfo.plotting._colours import LINE_COLOUR, POINT_COLOUR
from matinfo.plotting._display import Display
from matinfo.plotting._text import axis_label

PIXELS = (900, 560)
MOST_DIGITS = 4  # behind the point


class ContributionDisplay(Display):
    """A structure whose pieces are coloured by what they add to its prediction.

    Make one with `from_explanation`. Orange raises the prediction, blue lowers it; the number stands at each piece.
    A piece that cannot be taken away has neither.

    Parameters
    ----------
    pieces : DataFrame
        Rows of one structure of ``Explanation.contributions``.
    quantity, unit : str, default ""
        For the label of the colours.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    Raises
    ------
    ValueError
        Columns are missing, or the rows are of several structures.

    See Also
    --------
    matinfo.interpret.explain : Where contributions come from.

    Examples
    --------
    >>> import matinfo as mi
    >>> from matinfo.plotting import ContributionDisplay
    >>> data = mi.load_polymers().select("Tg")
    >>> model = mi.Model(mi.PolymerFingerprint("AQ"), "ridge", calibration_folds=0).fit(data.X, data.y)
    >>> display = ContributionDisplay.from_explanation(mi.explain(model, data.X), "*CC(*)C", quantity="Tg", unit="K")
    >>> display.frame()["piece"].tolist()
    ['*C*', '*C(*)*', '*C']
    """

    def __init__(self, pieces: pd.DataFrame, *, quantity: str = "", unit: str = "") -> None:
        wanted = ["structure", "piece", "atoms", "contribution"]
        if missing := [name for name in wanted if name not in pieces.columns]:
            raise ValueError(option_message("pieces", f"a table with the columns {wanted}", f"one without {missing}"))
        if pieces["structure"].nunique() != 1:  # noqa: PD101 - an empty table has none
            raise ValueError(
                f"pieces must be of one structure; got {pieces['structure'].nunique()}. Make a display for each."
            )
        self._pieces = pieces.reset_index(drop=True)
        self.quantity = quantity
        self.unit = unit

    @classmethod
    def from_explanation(
        cls, explanation: Any, structure: str, *, quantity: str = "", unit: str = ""
    ) -> ContributionDisplay:
        """Make a display of one structure.

        Parameters
        ----------
        explanation : Explanation
            Of a model of structures.
        structure : str
            Repeat unit or molecule.
        quantity, unit : str, default ""
            For the label of the colours.

        Returns
        -------
        ContributionDisplay
        """
        return cls(explanation.contributions([structure]), quantity=quantity, unit=unit)

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture.

        Returns
        -------
        DataFrame
            As ``Explanation.contributions``, one row a piece.
        """
        return self._pieces.copy()

    # --- private ----------------------------------------------------------------------------------------------------

    def _size(self) -> tuple[float, float]:
        return (6.4, 4.0)

    def _draw(self, ax: Any) -> None:
        from matplotlib import image
        from matplotlib.cm import ScalarMappable
        from matplotlib.colors import LinearSegmentedColormap, Normalize

        values = self._pieces["contribution"].to_numpy(dtype=np.float64)
        known = values[np.isfinite(values)]
        largest = float(np.abs(known).max(initial=0.0)) or 1.0
        colours = LinearSegmentedColormap.from_list("contribution", [POINT_COLOUR, "#f2f2f2", LINE_COLOUR])
        scale = ScalarMappable(Normalize(-largest, largest), colours)
        painted = {
            atom: tuple(map(float, scale.to_rgba(value)[:3]))
            for atoms, value in zip(self._pieces["atoms"], values, strict=True)
            for atom in atoms
            if np.isfinite(value)
        }
        picture = image.imread(io.BytesIO(self._png(painted, values, largest)))
        ax.imshow(picture)
        ax.set_axis_off()
        label = axis_label(f"contribution to {self.quantity or 'prediction'}", self.unit)
        ax.figure.colorbar(scale, ax=ax, shrink=0.7, label=label)

    def _png(self, painted: dict[int, Any], values: Any, largest: float) -> bytes:
        """Drawing of RDKit, with a coloured background for every piece and its number at one of its atoms."""
        from rdkit import Chem
        from rdkit.Chem.Draw import rdMolDraw2D

        mol = Chem.MolFromSmiles(self._pieces["structure"].iloc[0])
        digits = max(0, 1 - int(np.floor(np.log10(largest))))
        note = "+.1e" if digits > MOST_DIGITS else f"+.{digits}f"
        for atoms, value in zip(self._pieces["atoms"], values, strict=True):
            if np.isfinite(value) and len(atoms):
                mol.GetAtomWithIdx(int(atoms[0])).SetProp("atomNote", format(value, note))
        bonds = {
            bond.GetIdx(): painted[bond.GetBeginAtomIdx()]
            for bond in mol.GetBonds()
            if painted.get(bond.GetBeginAtomIdx()) is not None
            and painted.get(bond.GetBeginAtomIdx()) == painted.get(bond.GetEndAtomIdx())
            and self._same_piece(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())
        }
        drawer = rdMolDraw2D.MolDraw2DCairo(*PIXELS)
        options = drawer.drawOptions()
        options.useBWAtomPalette()
        options.annotationFontScale = 0.8
        options.highlightRadius = 0.35
        rdMolDraw2D.PrepareAndDrawMolecule(
            drawer,
            mol,
            highlightAtoms=list(painted),
            highlightAtomColors=painted,
            highlightBonds=list(bonds),
            highlightBondColors=bonds,
        )
        drawer.FinishDrawing()
        return bytes(drawer.GetDrawingText())

    def _same_piece(self, one: int, other: int) -> bool:
        return any(one in atoms and other in atoms for atoms in self._pieces["atoms"])
