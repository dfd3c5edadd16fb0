"""Level P: Hueckel bands, partial charges and bulk estimates, against textbook values, RDKit and long oligomers."""

from __future__ import annotations

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import rdPartialCharges

import matinfo as mi
from matinfo.chem import Cell
from matinfo.featurize._huckel import _known, solve_fragments, wave_numbers
from matinfo.featurize._peoe import charge_graph, partial_charges
from matinfo.featurize._pi_system import Fragment, PiBond, pi_fragments
from matinfo.featurize._tables import read_table


def row_of(structure: str):
    return mi.PolymerFingerprint("P").set_output(transform="pandas").fit_transform([structure]).iloc[0]


def fragments_of(structure: str):
    cell = Cell.from_canonical(mi.canonicalize(structure))
    return pi_fragments(cell, read_table(cell))


# --- Hueckel theory ---------------------------------------------------------------------------------------------------


def test_benzene_is_that_of_the_textbook():
    # Levels -2, -1, -1, +1, +1, +2; pi energy 8 beta; bond order 2/3 (Streitwieser 1961, chapter 2); atom
    # self-polarisability 43/108 = 0.398 (Coulson and Longuet-Higgins 1947), here softened by 0.2 in the denominator.
    row = row_of("c1ccccc1")
    assert row[["P_homo", "P_lumo", "P_gap", "P_homo_width"]].tolist() == pytest.approx([-1, 1, 2, 0])
    assert row["P_pi_energy"] * 6 == pytest.approx(-8)
    assert row["P_bond_order"] == pytest.approx(2 / 3)
    assert row["P_softness"] == pytest.approx(43 / 108, rel=0.005)
    assert row[["P_bond_alternation", "P_pi_charge"]].tolist() == pytest.approx([0, 0], abs=1e-9)


def test_the_gap_of_polyacetylene_is_that_of_alternating_bonds():
    # Bands run from |1.1 - 0.8| to 1.1 + 0.8 on both sides of alpha.
    row = row_of("*C=C*")
    assert row[["P_gap", "P_homo_width", "P_lumo_width"]].tolist() == pytest.approx([0.6, 1.6, 1.6])


@pytest.mark.parametrize(
    ("unit", "oligomer"),
    [("*C=C*", "C=C" * 60), ("*c1ccc(*)s1", "c1ccc(s1)-" + "c1ccc(s1)-" * 38 + "c1cccs1")],
)
def test_an_endless_chain_is_the_limit_of_long_oligomers(unit, oligomer):
    chain, long = row_of(unit), row_of(oligomer)
    assert long[["P_homo", "P_lumo"]].tolist() == pytest.approx(chain[["P_homo", "P_lumo"]].tolist(), abs=0.02)
    assert long["P_pi_energy"] == pytest.approx(chain["P_pi_energy"], abs=0.01)
    assert (chain["P_endless_centres"], long["P_endless_centres"]) == (1, 0)


@pytest.mark.parametrize(
    ("structure", "electrons"),
    [
        ("c1cc[nH]c1", 6),
        ("c1ccncc1", 6),
        ("c1ccoc1", 6),
        ("C[n+]1ccccc1", 6),
        ("c1cc[cH-]c1.[Na+]", 6),
        ("[O-][N+](=O)C", 4),
        ("CC(=O)[O-].[Na+]", 4),
        ("CC(=O)OC", 4),
        ("CC(=O)NC", 4),
        ("CN=C=O", 4),
        ("C[N-][N+]#N", 4),
        ("C=CCl", 4),
        ("C#CC#C", 4),
        ("C=CB(C)C", 2),
        ("CS(C)(=O)=O", 0),
        ("CP(C)(C)=O", 0),
        ("CSC", 0),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::matinfo.exceptions.StructureWarning")
def test_pi_electrons_are_those_a_chemist_counts(structure, electrons):
    assert sum(sum(fragment.electrons) for fragment in fragments_of(structure)) == electrons


def test_conjugation_ends_at_saturated_atoms():
    assert [(len(f.alphas), f.endless) for f in fragments_of("*CC(*)c1ccccc1")] == [(6, False)]
    assert [(len(f.alphas), f.endless) for f in fragments_of("*c1ccc(*)cc1")] == [(6, True)]
    # the fragment of PET crosses the drawn cut but has an end: ring, two C=O and two ether oxygens
    assert [(len(f.alphas), f.endless) for f in fragments_of("*c1ccc(cc1)C(=O)OCCOC(*)=O")] == [(12, False)]


def test_crowded_rings_are_turned_out_of_the_plane():
    # Gaps: bithiophene is nearly flat, biphenyl turned by 44 degrees, 2,2',6,6'-tetramethylbiphenyl by 90: two rings.
    one_ring = row_of("c1ccccc1")["P_gap"]
    flat, turned, upright = (row_of(s)["P_gap"] for s in ("C=CC=C", "c1ccccc1-c1ccccc1", "Cc1cccc(C)c1-c1c(C)cccc1C"))
    assert flat == pytest.approx(2 * 0.770, abs=1e-3)  # as without any turning
    assert turned < upright < one_ring
    assert one_ring - upright < 0.35 * (one_ring - turned)


def test_a_chain_without_pi_system_has_the_levels_of_sigma_bonds():
    row = row_of("*CC*")
    assert row[["P_homo", "P_lumo", "P_gap", "P_pi_centres", "P_log_conjugated"]].tolist() == [-1.5, 1.5, 3, 0, 0]


def test_donors_raise_the_homo_and_acceptors_lower_the_lumo():
    bare, donor, acceptor = (row_of(s) for s in ("c1ccccc1", "Nc1ccccc1", "[O-][N+](=O)c1ccccc1"))
    assert donor["P_homo"] > bare["P_homo"]
    assert acceptor["P_lumo"] < bare["P_lumo"]


def test_a_cell_written_twice_has_the_same_bands():
    once = Fragment((0.0, 0.3), (1, 1), (PiBond(0, 1, 1.1, 0), PiBond(1, 0, 0.8, 1)), endless=True)
    bonds = (PiBond(0, 1, 1.1, 0), PiBond(1, 2, 0.8, 0), PiBond(2, 3, 1.1, 0), PiBond(3, 0, 0.8, 1))
    twice = Fragment((0.0, 0.3, 0.0, 0.3), (1,) * 4, bonds, endless=True)
    one, two = solve_fragments([(once, wave_numbers(2, 2)), (twice, wave_numbers(4, 4))])
    assert one[:4] == pytest.approx(two[:4], abs=1e-12)
    assert [2 * value for value in one[4:]] == pytest.approx(list(two[4:]), abs=1e-9)


def test_half_filled_degenerate_levels_give_definite_numbers():
    # Square cyclobutadiene: two electrons in two levels at alpha; any mixture of the two is a solution.
    square = Fragment((0.0,) * 4, (1,) * 4, tuple(PiBond(*sorted((i, (i + 1) % 4)), 1.0, 0) for i in range(4)), False)
    (levels,) = solve_fragments([(square, 1)])
    assert levels.homo == pytest.approx(levels.lumo, abs=1e-12)
    assert (levels.bond_order, levels.bond_order_square) == pytest.approx((2, 1))
    assert levels.charge == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("unit", ["*c1ccc(*)cc1", "*c1ccc(cc1)" + "-c1ccc(cc1)" * 30 + "-c1ccc(*)nc1"])
def test_phenylene_ladders_stay_quick(unit):
    # One wave number per centre at most: the largest problem is as large as the cell.
    (fragment,) = fragments_of(unit)
    assert wave_numbers(4, len(fragment.alphas)) * len(fragment.alphas) <= 1024
    assert np.isfinite(row_of(unit)).all()


def test_a_fragment_has_the_same_levels_alone_and_among_others():
    fragments = [
        one for unit in ("*c1ccc(*)cc1", "*CC(*)c1ccccc1", "*c1ccc(*)nc1", "C=O") for one in fragments_of(unit)
    ]
    lone = Fragment((0.3,), (2,), (), endless=False)
    asked = [(one, 8 if one.endless else 1) for one in [*fragments, lone]]
    _known.clear()
    together = solve_fragments(asked)
    alone = []
    for one in reversed(asked):
        _known.clear()
        alone += solve_fragments([one])
    assert together == alone[::-1]
    assert together[-1][:2] == (-0.3, np.inf)


# --- partial charges --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "smiles",
    [
        "CCO",
        "c1ccccc1",
        "CC(=O)NC",
        "FC(F)(F)CCl",
        "CC#N",
        "Brc1ccncc1",
        "C[Si](C)(C)C",
        "CSC",
        "O",
        "OCC=C",
        "CI",
        "CC(=O)OC",
        "Nc1ccccc1",
        "COc1ccccc1",
        "CC(=O)Nc1ccc(O)cc1",
        "c1ccsc1",
        "CNC(=O)OC",
    ],
)
def test_charges_of_molecules_are_those_of_rdkit(smiles):
    cell = Cell.from_canonical(mi.canonicalize(smiles))
    ((charges, on_hydrogen),) = partial_charges([charge_graph(read_table(cell))])
    mol = Chem.Mol(cell.mol)
    rdPartialCharges.ComputeGasteigerCharges(mol, nIter=6)
    theirs = [atom.GetDoubleProp("_GasteigerCharge") for atom in mol.GetAtoms()]
    theirs_on_hydrogen = [atom.GetDoubleProp("_GasteigerHCharge") for atom in mol.GetAtoms()]
    hydrogens = [atom.GetTotalNumHs() for atom in mol.GetAtoms()]
    assert charges.tolist() == pytest.approx(theirs, abs=2e-3)
    assert (on_hydrogen * hydrogens).tolist() == pytest.approx(theirs_on_hydrogen, abs=2e-3)


def test_charges_of_a_cell_add_up_to_its_charge():
    cell = Cell.from_canonical(mi.canonicalize("*OCCOC(=O)c1ccc(cc1)C(*)=O"))
    table = read_table(cell)
    ((charges, on_hydrogen),) = partial_charges([charge_graph(table)])
    assert charges.sum() + np.dot(table.hydrogens, on_hydrogen) == pytest.approx(0, abs=1e-12)


# --- bulk -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "index", "density"),
    [  # refractive index and density [g/cm3] of the amorphous polymer (Polymer Handbook, 4th edition)
        ("*CC*", 1.49, 0.855),
        ("*CC(*)(C)C(=O)OC", 1.49, 1.17),
        ("*CC(*)c1ccccc1", 1.59, 1.05),
        ("*OC(=O)Oc1ccc(cc1)C(C)(C)c1ccc(*)cc1", 1.585, 1.20),
        ("*O[Si](*)(C)C", 1.40, 0.97),
        ("*C(F)(F)C(*)(F)F", 1.35, 2.0),
    ],
)
def test_index_and_density_lie_near_measured_ones(unit, index, density):
    row = row_of(unit)
    assert row["P_refractive_index"] == pytest.approx(index, abs=0.06)
    assert row["P_density"] == pytest.approx(density, rel=0.12)
    assert row["P_optical_permittivity"] == pytest.approx(row["P_refractive_index"] ** 2)
