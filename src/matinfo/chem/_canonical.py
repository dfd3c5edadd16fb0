"""One string per material: the canonical form of infinite chains and of small molecules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rdkit import Chem

from matinfo.chem._chain import Chain, chain_of, smallest_period, smallest_words
from matinfo.chem._notes import warn_about
from matinfo.chem._parse import Parsed, parse_structure
from matinfo.chem._recut import recut
from matinfo.chem._tacticity import without_chain_symmetric_marks

_SINGLE = Chem.BondType.SINGLE
# What RDKit may write otherwise once it has read its own string: dative bonds and halogens that carry hydrogen.
_MAY_CHANGE = re.compile(r"<-|->|\[\d*(?:F|Cl|Br|I|At)[H+@]")


def canonicalize(structure: str, *, markers: Iterable[str] = ()) -> str:
    """Return the one string that stands for a material, however it was drawn.

    For a repeat unit (two attachment points) the string is the same for every rotation, reversal and repetition of the
    drawing: it describes one primitive cell of the infinite chain. For a small molecule it is RDKit's canonical SMILES.

    Parameters
    ----------
    structure : str
        SMILES of a repeat unit or of a small molecule. Attachment points are ``*``, ``[*]``, ``[*:1]`` or ``[1*]``;
        labels on them are dropped. Counter-ions may follow behind a dot.
    markers : str or iterable of str, default=()
        Element symbols that mark attachment points too, such as ``("Ce", "Th")``.

    Returns
    -------
    str
        Canonical SMILES; attachment points are ``*``.

    Raises
    ------
    StructureError
        The string is no structure (`code` ``"invalid-smiles"``, ``"too-big"``, ``"not-a-string"``), or has attachment
        points that do not make a linear chain (``"invalid-polymer"``).

    Warns
    -----
    StructureWarning
        The structure is legal but odd (net charge, radical, more than one fragment, text left out).

    Notes
    -----
    Isotopes, charges, double-bond geometry, configuration in side chains and rings, and configuration of backbone
    atoms whose two chain directions differ (poly(L-lactic acid)) are kept. A mark on a backbone atom whose two
    directions are alike (polypropylene) is dropped: it would speak of tacticity, which one repeat unit cannot carry.

    Examples
    --------
    >>> import matinfo as mi
    >>> mi.canonicalize("*CCO*") == mi.canonicalize("*COC*") == mi.canonicalize("*OCCOCC*")
    True
    >>> mi.canonicalize("OCC")
    'CCO'
    """
    parsed = parse_structure(structure, markers=markers)
    if parsed.notes:
        warn_about([(structure, parsed.notes)])
    return canonical_of(parsed)


def canonical_of(parsed: Parsed) -> str:
    """Canonical string of a structure that has been parsed."""
    string = _written(parsed)
    return _settled(string) if _MAY_CHANGE.search(string) else string


def _settled(string: str) -> str:
    """Read and write until the string comes again: RDKit's SMILES of unusual atoms may still change."""
    seen: list[str] = []
    while string not in seen:
        seen.append(string)
        string = _written(parse_structure(string))
    return min(seen[seen.index(string) :])


def _written(parsed: Parsed) -> str:
    if parsed.ends is None:
        return str(Chem.MolToSmiles(parsed.mol))
    fragments = Chem.GetMolFrags(parsed.mol)
    if len(fragments) == 1:
        return _canonical_chain(parsed.mol, parsed.ends, Counter(), stereo=parsed.stereo)
    strings = [Chem.MolToSmiles(mol) for mol in Chem.GetMolFrags(parsed.mol, asMols=True)]
    unit = parse_structure(strings.pop(next(i for i, atoms in enumerate(fragments) if parsed.ends[0] in atoms)))
    assert unit.ends is not None
    return _canonical_chain(unit.mol, unit.ends, Counter(strings), stereo=parsed.stereo)


def _canonical_chain(mol: Chem.Mol, ends: tuple[int, int], companions: Counter[str], *, stereo: bool) -> str:
    chain = _recut_at_single_bond(chain_of(mol, ends), stereo=stereo)
    if stereo:
        chain = without_chain_symmetric_marks(chain)
    chain, repeats = _primitive(chain, companions, stereo=stereo)
    smallest = {cut for cut, _ in smallest_words(chain)}
    strings = [_smiles(recut(chain, chain.cuts[cut], stereo=stereo), stereo=stereo) for cut in smallest]
    rest = Counter({smiles: count // repeats for smiles, count in companions.items()})
    return ".".join([min(strings), *sorted(rest.elements())])


def _smiles(mol: Chem.Mol, *, stereo: bool) -> str:
    if not stereo:
        return str(Chem.MolToSmiles(mol))
    # RDKit remembers from reading which ring atoms are cis to each other; once bonds have moved, that is wrong.
    for atom in mol.GetAtoms():
        atom.ClearProp("_ringStereoAtoms")
    # Reading the string again drops the marks that this drawing cannot bear.
    return str(Chem.MolToSmiles(Chem.MolFromSmiles(Chem.MolToSmiles(mol))))


def _recut_at_single_bond(chain: Chain, *, stereo: bool) -> Chain:
    """A drawing that is cut at a double bond hides aromaticity; cut it at a single bond where there is one."""
    if chain.cuts[0].order == _SINGLE:
        return chain
    single = next((cut for cut in chain.cuts if cut.order == _SINGLE), None)
    if single is None:
        return chain
    again = parse_structure(_smiles(recut(chain, single, stereo=stereo), stereo=stereo))
    assert again.ends is not None
    return chain_of(again.mol, again.ends)


def _primitive(chain: Chain, companions: Counter[str], *, stereo: bool) -> tuple[Chain, int]:
    """Reduce a cell that was drawn several times over; also return how many times it was."""
    letters = [(int(cut.order), block) for cut, block in zip(chain.cuts, chain.forward, strict=True)]
    period = smallest_period(letters)
    if period == len(letters):
        return chain, 1
    pieces = _pieces(chain, period, stereo=stereo)
    # Letters know what a block is made of, not how; the pieces themselves decide.
    for length in range(1, len(pieces)):
        repeats = len(pieces) // length
        if len(pieces) % length or any(pieces[i] != pieces[i - length] for i in range(len(pieces))):
            continue
        if any(count % repeats for count in companions.values()):
            continue
        reduced = _pieces(chain, period * length, stereo=stereo)[0]
        parsed = parse_structure(reduced)
        assert parsed.ends is not None
        return chain_of(parsed.mol, parsed.ends), repeats
    return chain, 1


def _pieces(chain: Chain, period: int, *, stereo: bool) -> list[str]:
    """SMILES of consecutive pieces of `period` blocks, head marked ``[1*]`` and tail ``[2*]``."""
    mol = Chem.Mol(chain.mol)
    mol.GetAtomWithIdx(chain.ends[0]).SetIsotope(1)
    mol.GetAtomWithIdx(chain.ends[1]).SetIsotope(2)
    bonds, labels = [], []
    for cut in chain.cuts[period::period]:
        bond = mol.GetBondBetweenAtoms(cut.before, cut.after)
        bonds.append(bond.GetIdx())
        # RDKit puts the first label on the side of the end atom's neighbour: on the dummy that replaces the begin atom.
        labels.append((2, 1) if bond.GetBeginAtomIdx() == cut.after else (1, 2))
    parts = Chem.FragmentOnBonds(mol, bonds, dummyLabels=labels) if bonds else mol
    atoms_of = Chem.GetMolFrags(parts)
    order = [cut.after for cut in chain.cuts[::period]]
    smiles = {i: _smiles(part, stereo=stereo) for i, part in enumerate(Chem.GetMolFrags(parts, asMols=True))}
    return [smiles[next(i for i, atoms in enumerate(atoms_of) if first in atoms)] for first in order]
