"""Which family a polymer belongs to, by the groups in its backbone."""

from __future__ import annotations

from functools import cache

from rdkit import Chem

from matinfo.chem._canonical import canonicalize
from matinfo.chem._cell import Cell
from matinfo.chem._ends import star_indices
from matinfo.chem._repeat_unit import RepeatUnit

SMALL_MOLECULE = "small molecule"
OTHER = "other"
REACH = 8  # path atoms beside the first cell: no pattern spans more

# Groups in the way along the chain, the first that is found names the class. Atoms with map number 1 lie on the
# shortest way from end to end, those with map number 2 in the backbone (the way and the rings along it).
LINKAGES = {
    "polyimide": ["[#7X3:1]([#6X3:2]=O)[#6X3:2]=O"],  # RDKit finds pyromellitimide aromatic
    "polyurethane": ["[NX3:1][CX3:1](=[O,S])[OX2,SX2:1]"],
    "polyurea": ["[NX3:1][CX3:1](=[O,S])[NX3:1]"],
    "polycarbonate": ["[OX2:1][CX3:1](=O)[OX2:1]"],
    "polyanhydride": ["[CX3:1](=O)[OX2:1][CX3:1](=O)"],
    "polyamide": ["[CX3:1](=[O,S])[NX3:1]"],
    "polyester": ["[CX3:1](=O)[OX2:1]"],
    "polysiloxane": ["[Si:1][O:1]"],
    "polyphosphazene": ["[P:1]=[N:1]", "[PX4:1][N:1]"],
    "polysulfone": ["[#6][SX4:1](=O)(=O)[#6]"],
    "polyketone": ["[#6:1][CX3:1](=O)[#6:1]"],
    "polyimine": ["[CX3:1]=[NX2:1]"],
    "polysulfide": ["[SX2;!$(S[OX2]):1]"],
    "polyether": ["[#6:1][OX2:1][#6:1]"],
    "polyamine": ["[NX3;!a:1]"],
    "polysilane": ["[Si:1]"],
}
# Chains of carbon only, by what hangs on them.
CARBON_CHAINS = {
    "polydiene": ["[C:1]=,#[C:1]"],
    "polystyrene": ["[CX4:1]!@[c;r6]1[c;r6][c;r6][c;r6][c;r6][c;r6]1"],
    "polyacrylate": ["[CX4:1]!@[CX3](=O)[#7,#8]", "[CX4:1]!@C#N"],
    "polyhaloolefin": ["[CX4:1]!@[F,Cl,Br,I]"],
    "polyvinyl": ["[!#6;!#1;!#0]"],
}

POLYMER_CLASSES = (*LINKAGES, "polyarylene", *CARBON_CHAINS, "polyolefin", OTHER, SMALL_MOLECULE)


def polymer_class(structure: str | RepeatUnit) -> str:
    """Name the class of a polymer by the groups in its backbone.

    Parameters
    ----------
    structure : str or RepeatUnit
        Repeat unit with ``*`` at its ends, or a molecule.

    Returns
    -------
    str
        One of ``matinfo.chem.POLYMER_CLASSES``; the same however the repeat unit is drawn.

    Raises
    ------
    StructureError
        If the string is no structure.

    See Also
    --------
    matinfo.evaluate.ClassSplit : Folds that hold out whole classes.

    Notes
    -----
    The linkage along the chain names the class. A chain with several kinds gets the first of: imide, urethane, urea,
    carbonate, anhydride, amide, ester, siloxane, phosphazene, sulfone, ketone, imine, sulfide, ether, amine, silane; so
    a poly(ether imide) is a ``"polyimide"``, and PEEK a ``"polyketone"``. A chain of carbon with aromatic rings in it,
    also with vinylene or methylene groups between them, is a ``"polyarylene"``. Other chains of carbon get their
    name from what they carry, again the first that is found: double bonds in the chain (``"polydiene"``), a benzene
    ring on the chain (``"polystyrene"``), a carboxylic ester, acid or amide or a nitrile (``"polyacrylate"``), halogen
    on the chain (``"polyhaloolefin"``), another hetero atom (``"polyvinyl"``), nothing but hydrocarbon
    (``"polyolefin"``).
    The classes follow those of PolyInfo (Otsuka et al., 2011 Int. Conf. on Emerging Intelligent Data and Web
    Technologies, 22); where PolyInfo names several classes of one polymer, this function names one.

    Examples
    --------
    >>> from matinfo.chem import polymer_class
    >>> polymer_class("*CC(*)c1ccccc1"), polymer_class("*OCCOC(=O)c1ccc(cc1)C(*)=O")
    ('polystyrene', 'polyester')
    """
    canonical = structure.canonical if isinstance(structure, RepeatUnit) else canonicalize(structure)
    return class_of_cell(Cell.from_canonical(canonical))


def class_of_cell(cell: Cell) -> str:
    """Name the class of the chain of a primitive cell, as `polymer_class` does for a string.

    Parameters
    ----------
    cell : Cell
        Primitive cell of a chain, or a molecule.

    Returns
    -------
    str
    """
    if cell.ends is None:
        return SMALL_MOLECULE
    chain = cell.oligomer(2 + REACH // len(cell.path))
    stars = star_indices(chain)
    stretch = Cell(chain, (stars[0], stars[1]))
    way, backbone = set(stretch.path), set(stretch.backbone)
    for name, patterns in LINKAGES.items():
        if any(_found(pattern, chain, way, backbone) for pattern in patterns):
            return name
    atoms = [chain.GetAtomWithIdx(index) for index in way]
    if any(atom.GetIsAromatic() for atom in atoms):
        return "polyarylene"
    if any(atom.GetAtomicNum() != 6 for atom in atoms):
        return OTHER
    for name, patterns in CARBON_CHAINS.items():
        if any(_found(pattern, chain, way, backbone) for pattern in patterns):
            return name
    return "polyolefin"


def _found(pattern: str, chain: Chem.Mol, way: set[int], backbone: set[int]) -> bool:
    query, marks = _query(pattern)
    places = {1: way, 2: backbone}
    matches = chain.GetSubstructMatches(query, uniquify=False, maxMatches=10_000)
    return any(
        all(atom in places[mark] for atom, mark in zip(match, marks, strict=True) if mark in places)
        for match in matches
    )


@cache
def _query(pattern: str) -> tuple[Chem.Mol, tuple[int, ...]]:
    query = Chem.MolFromSmarts(pattern)
    marks = tuple(atom.GetAtomMapNum() for atom in query.GetAtoms())
    for atom in query.GetAtoms():
        atom.SetAtomMapNum(0)
    return query, marks
