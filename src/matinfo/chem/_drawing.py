"""Drawings of structures as SVG, for tables and pages."""

from __future__ import annotations

import pandas as pd
from rdkit import rdBase
from rdkit.Chem.Draw import rdMolDraw2D

from matinfo._html import Html, element, picture
from matinfo.chem._parse import parse_structure
from matinfo.exceptions import StructureError

MOST_ATOMS = 150  # larger drawings cannot be read, and take long


def structure_svg(structure: object, *, width: int = 180, height: int = 90) -> bytes | None:
    """Draw a repeat unit (attachment points as ``*``) or a molecule.

    Parameters
    ----------
    structure : str
        PSMILES or SMILES.
    width, height : int
        Pixels.

    Returns
    -------
    bytes or None
        SVG; None for what cannot be read, or is too large to be drawn.
    """
    try:
        mol = parse_structure(structure).mol
    except StructureError:
        return None
    if mol.GetNumAtoms() > MOST_ATOMS:
        return None
    drawer = rdMolDraw2D.MolDraw2DSVG(width, height)
    options = drawer.drawOptions()
    options.fixedBondLength = 24  # pixels at most, so that small structures are not blown up
    options.padding = 0.06
    options.minFontSize = 9
    options.bondLineWidth = 1.3
    try:
        with rdBase.BlockLogs():
            rdMolDraw2D.PrepareAndDrawMolecule(drawer, mol)
    except (RuntimeError, ValueError):  # RDKit finds no coordinates
        return None
    drawer.FinishDrawing()
    return str(drawer.GetDrawingText()).encode("utf-8")


def drawn(structure: object, *, width: int = 180, height: int = 90) -> Html:
    """HTML of a structure: the drawing with the string below it, or the string alone where it cannot be drawn."""
    text = str(structure)
    written = element("code", text if len(text) <= 40 else text[:39] + "…", title=text[:2000])
    svg = structure_svg(structure, width=width, height=height)
    if svg is None:
        return written
    image = picture(svg, "svg+xml", alt=text[:200], width=width, height=height, class_="mi-structure")
    return element("div", image, written)


def with_drawings(frame: pd.DataFrame, column: str = "structure") -> pd.DataFrame:
    """`frame` with a column of structures drawn, where it has one."""
    return frame.assign(**{column: [drawn(value) for value in frame[column]]}) if column in frame else frame
