"""Features describe the infinite chain: they do not depend on how, or from where to where, a repeat unit was drawn."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem import Crippen, rdFingerprintGenerator, rdMolDescriptors

import matinfo as mi
from matinfo.chem import Cell
from matinfo.featurize import AtomPairFingerprint, FeatureStack, TorsionFingerprint
from matinfo.featurize._descriptors import additive_descriptors

# Polymers of every kind that changes what a cut does: one atom, one ring, fused and spiro rings, conjugation and lone
# pairs across the cut, long side chains, ions, multiple bonds, hetero atoms.
UNITS = [
    "*C*",
    "*CCO*",
    "*CC(*)C",
    "*CC(*)(C)C",
    "*CC(*)c1ccccc1",
    "*CC(*)C(=O)OC",
    "*CC(*)(C)C(=O)OCCCC",
    "*CC(*)Cl",
    "*C(F)(F)C(*)(F)F",
    "*CC=CC*",
    "*C=C*",
    "*C#CC#C*",
    "*CC(*)OC(C)=O",
    "*CC(*)N1CCCC1=O",
    "*CC(*)c1ccncc1",
    "*O[Si](*)(C)C",
    "*N=P(*)(Cl)Cl",
    "*SCC*",
    "*S*",
    "*CS(*)=O",
    "*S(=O)(=O)c1ccc(*)cc1",
    "*c1ccc(*)cc1",
    "*c1ccc(*)s1",
    "*Nc1ccc(*)cc1",
    "*Oc1c(C)cc(*)cc1C",
    "*c1ccc(cc1)-c1ccc(*)nc1",
    "*NCCCCCCNC(=O)CCCCC(*)=O",
    "*NC(=O)c1cccc(c1)C(=O)Nc1cccc(*)c1",
    "*OCCOC(=O)c1ccc(cc1)C(*)=O",
    "*OC(=O)Oc1ccc(cc1)C(C)(C)c1ccc(*)cc1",
    "*Oc1ccc(cc1)C(=O)c1ccc(*)cc1",
    "*Oc1ccc(cc1)N1C(=O)c2ccc(cc2C1=O)-c1ccc2C(=O)N(c3ccc(*)cc3)C(=O)c2c1",
    "*NC(=O)OCCCCOC(=O)Nc1ccc(Cc2ccc(*)cc2)cc1",
    "*NC(=O)Nc1ccc(*)cc1",
    "*C1CCC(*)CC1",
    "*C1CC2CC1C=C2*",
    "*Oc1ccc(cc1)C1(c2ccc(*)cc2)c2ccccc2-c2ccccc21",
    "*c1ccc2c(c1)C(CCCCCCCC)(CCCCCCCC)c1cc(*)ccc1-2",
    "*c1nc2cc3nc(*)[nH]c3cc2[nH]1",
    "*CC(*)C(=O)[O-].[Na+]",
    "*C[N+](C)(C)CC=C*",
    "*C([2H])([2H])C(*)([2H])c1ccccc1",
]

FEATURIZERS = {
    "polymer": mi.PolymerFingerprint("AQM"),
    "physics": mi.PolymerFingerprint("P"),
    "morgan": mi.MorganFingerprint(radius=3),
    "pairs": AtomPairFingerprint(),
    "torsions": TorsionFingerprint(),
    "descriptors": mi.Descriptors(),
}

pytestmark = pytest.mark.filterwarnings("ignore::matinfo.exceptions.StructureWarning")


def redraw(unit: str, shift: int, repeats: int, seed: int) -> str:
    """Cut the chain `shift` bonds farther along where that bond is single and in no ring, `repeats` cells long.

    Random atom order reverses half of the drawings.
    """
    chain, _, ions = unit.partition(".")
    cell = Cell(mol := Chem.MolFromSmiles(chain), stars_of(mol))
    oligomer = cell.oligomer(repeats + 2)
    length = len(cell.path)
    path = list(Chem.GetShortestPath(oligomer, *stars_of(oligomer)))[1:-1]
    starts = [(k + shift) % length for k in range(length)]
    start = next(k for k in starts if is_cut(oligomer.GetBondBetweenAtoms(path[k], path[k + 1])))
    stop = start + repeats * length
    bonds = [oligomer.GetBondBetweenAtoms(path[k], path[k + 1]).GetIdx() for k in (start, stop)]
    pieces = Chem.GetMolFrags(Chem.FragmentOnBonds(oligomer, bonds, dummyLabels=[(0, 0)] * 2), asMols=True)
    middle = next(piece for piece in pieces if piece.GetNumHeavyAtoms() == repeats * len(cell.atoms))
    return ".".join([Chem.MolToRandomSmilesVect(middle, 1, seed)[0], *[ions] * (repeats if ions else 0)])


def stars_of(mol: Chem.Mol) -> tuple[int, int]:
    first, last = (atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0)
    return first, last


def is_cut(bond: Chem.Bond) -> bool:
    return bond.GetBondType() == Chem.BondType.SINGLE and not bond.IsInRing()


def can_be_cut(unit: str) -> bool:
    mol = Chem.MolFromSmiles(unit)
    path = Chem.GetShortestPath(mol, *stars_of(mol))
    return is_cut(mol.GetBondBetweenAtoms(path[0], path[1]))


@cache
def fitted(name: str):
    return FEATURIZERS[name].fit(UNITS)


def values_of(name: str, cell: Cell) -> np.ndarray:
    """Features of a cell as it stands, without the canonical string in between."""
    featurizer = fitted(name)
    return featurizer._assemble(featurizer._chunk_worker()([cell]))[0]


def test_the_units_can_be_redrawn():
    assert len({mi.canonicalize(unit) for unit in UNITS}) == len(UNITS) == 42
    assert all(can_be_cut(unit) for unit in UNITS)


@pytest.mark.parametrize("name", FEATURIZERS)
@given(unit=st.sampled_from(UNITS), shift=st.integers(0, 12), repeats=st.integers(1, 3), seed=st.integers(1, 2**31 - 1))
def test_features_are_the_same_for_every_drawing(name, unit, shift, repeats, seed):
    drawing = redraw(unit, shift, repeats, seed)
    table = fitted(name).transform([unit, drawing])
    np.testing.assert_allclose(table[0], table[1], rtol=0, atol=1e-9, err_msg=drawing)


@pytest.mark.parametrize("name", FEATURIZERS)
@given(unit=st.sampled_from(UNITS), shift=st.integers(0, 12), repeats=st.integers(1, 3), seed=st.integers(1, 2**31 - 1))
def test_the_engine_gives_the_same_numbers_wherever_the_cell_is_cut(name, unit, shift, repeats, seed):
    """The canonical string hides the cut from a user; here it is left out, so that the physics alone is tested."""
    if name == "physics":
        repeats = min(repeats, 2)  # the numbers of wave numbers are powers of two
    drawing = redraw(unit, shift, repeats, seed)
    mol = Chem.MolFromSmiles(drawing)
    expected = values_of(name, Cell.from_canonical(mi.canonicalize(unit)))
    np.testing.assert_allclose(values_of(name, Cell(mol, stars_of(mol))), expected, rtol=0, atol=1e-9, err_msg=drawing)


# --- what one more cell adds to an oligomer, by RDKit itself ----------------------------------------------------------

CHAINS = [unit for unit in UNITS if "." not in unit and "[2H]" not in unit]  # an oligomer has one set of atoms only


def what_a_cell_adds(unit: str, function, reach: int):
    """f(n + 1) - f(n) on open oligomers that are long enough for a function that looks `reach` bonds far."""
    cell = Cell.from_canonical(mi.canonicalize(unit))
    n = 2 + reach // len(cell.path)
    return function(cell.oligomer(n + 1)) - function(cell.oligomer(n))


def counts_of(generator):
    return lambda mol: np.asarray(generator.GetCountFingerprintAsNumPy(mol), dtype=float)


@pytest.mark.parametrize("unit", CHAINS)
def test_morgan_counts_are_what_one_more_cell_adds(unit):
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048, includeRedundantEnvironments=True)
    counts = mi.MorganFingerprint(per="cell").fit_transform([unit])[0]
    np.testing.assert_array_equal(counts, what_a_cell_adds(unit, counts_of(generator), reach=6))


@pytest.mark.parametrize("unit", CHAINS)
def test_pair_counts_are_what_one_more_cell_adds(unit):
    generator = rdFingerprintGenerator.GetAtomPairGenerator(maxDistance=6, fpSize=2048, countSimulation=False)
    counts = AtomPairFingerprint(max_distance=6, per="cell").fit_transform([unit])[0]
    np.testing.assert_array_equal(counts, what_a_cell_adds(unit, counts_of(generator), reach=10))


@pytest.mark.parametrize("unit", CHAINS)
def test_torsion_counts_are_what_one_more_cell_adds(unit):
    generator = rdFingerprintGenerator.GetTopologicalTorsionGenerator(fpSize=2048, countSimulation=False)
    counts = TorsionFingerprint(per="cell").fit_transform([unit])[0]
    np.testing.assert_array_equal(counts, what_a_cell_adds(unit, counts_of(generator), reach=8))


@pytest.mark.parametrize("unit", CHAINS)
def test_descriptors_are_what_one_more_cell_adds(unit):
    def all_descriptors(mol):
        return np.asarray([function(mol) for _, function in additive_descriptors()])

    # Four cells farther out than the featurizer looks: the chain is long enough only if nothing changes any more.
    values = mi.Descriptors(per="cell").fit_transform([unit])[0]
    np.testing.assert_allclose(values, what_a_cell_adds(unit, all_descriptors, reach=16), rtol=0, atol=1e-8)


@pytest.mark.parametrize("unit", CHAINS)
def test_qspr_sums_are_what_one_more_cell_adds(unit):
    sums = {
        "Q_logP": Crippen.MolLogP,
        "Q_molar_refraction": Crippen.MolMR,
        "Q_TPSA": rdMolDescriptors.CalcTPSA,
        "Q_surface": rdMolDescriptors.CalcLabuteASA,
        "Q_mass": rdMolDescriptors._CalcMolWt,
        "Q_chi0v": rdMolDescriptors.CalcChi0v,
        "Q_chi1v": rdMolDescriptors.CalcChi1v,
        "Q_spiro_atoms": rdMolDescriptors.CalcNumSpiroAtoms,
        "Q_bridgeheads": rdMolDescriptors.CalcNumBridgeheadAtoms,
        "Q_aromatic_heterocycles": rdMolDescriptors.CalcNumAromaticHeterocycles,
    }
    row = mi.PolymerFingerprint("Q").set_output(transform="pandas").fit_transform([unit]).iloc[0]
    heavy = len(Cell.from_canonical(mi.canonicalize(unit)).atoms)
    expected = {name: what_a_cell_adds(unit, function, reach=8) for name, function in sums.items()}
    # RDKit's atomic mass of hydrogen is 1.008 too.
    assert {name: row[name] * heavy for name in sums} == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("unit", UNITS)
def test_counts_of_a_cell_that_is_not_primitive_grow_with_its_atoms(unit):
    drawing = redraw(unit, 0, 2, seed=1)
    mol = Chem.MolFromSmiles(drawing)
    worker = AtomPairFingerprint(per="cell")._worker()
    primitive, drawn = Cell.from_canonical(mi.canonicalize(unit)), Cell(mol, stars_of(mol))
    times = len(drawn.atoms) // len(primitive.atoms)
    single, several = (dict(zip(*worker(cell), strict=True)) for cell in (primitive, drawn))
    assert several == {column: times * count for column, count in single.items()}


def test_features_of_several_featurizers_do_not_depend_on_order_or_company():
    stack = FeatureStack([("polymer", mi.PolymerFingerprint("QMRP")), ("pairs", AtomPairFingerprint())])
    together = stack.fit_transform(UNITS)
    alone = np.vstack([stack.transform([unit]) for unit in reversed(UNITS)])[::-1]
    assert together.tobytes() == alone.tobytes()
