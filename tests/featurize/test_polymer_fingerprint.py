"""Values of the hierarchical fingerprint, counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from rdkit import Chem
from rdkit.Chem import Crippen, rdMolDescriptors

import matinfo as mi
from matinfo.chem import Cell
from matinfo.featurize._additive import cell_parts, cell_sums
from matinfo.featurize._atom_kinds import AtomKinds
from matinfo.featurize._crippen import crippen_contributions
from matinfo.featurize._groups import FUNCTIONAL_GROUPS
from matinfo.featurize._tables import read_table


def row_of(structure: str, levels: str = "AQM"):
    return mi.PolymerFingerprint(levels).set_output(transform="pandas").fit_transform([structure]).iloc[0]


# --- A: triples -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "heavy", "triples"),
    [
        # Poly(ethylene oxide): each of the two CH2 sees C, O, H, H (six pairs), the oxygen sees C, C (one pair).
        ("*CCO*", 3, {"C4-C4-O2": 2, "C4-C4-H1": 4, "H1-C4-O2": 4, "H1-C4-H1": 2, "C4-O2-C4": 1}),
        # Polystyrene: CH2 sees C, C, H, H; CH sees C, C, C of the ring, H; the ring carbon that bears the chain sees
        # C, C of the ring and the CH; each of the five others sees C, C, H.
        (
            "*CC(*)c1ccccc1",
            8,
            {
                "C4-C4-C4": 1 + 1,
                "C4-C4-H1": 4 + 2,
                "H1-C4-H1": 1,
                "C3-C4-C4": 2,
                "C3-C4-H1": 1,
                "C3-C3-C3": 1 + 5,
                "C3-C3-C4": 2,
                "C3-C3-H1": 10,
            },
        ),
        # Poly(methyl methacrylate): CH2 sees C, C, H, H; the quaternary carbon sees CH2, CH2, CH3 and C=O; CH3 sees C,
        # H, H, H; the carbonyl sees C, O, O; the ether oxygen sees C3 and C4; OCH3 sees O, H, H, H.
        (
            "*CC(*)(C)C(=O)OC",
            7,
            {
                "C4-C4-C4": 1 + 3,
                "C4-C4-H1": 4 + 3,
                "H1-C4-H1": 1 + 3 + 3,
                "C3-C4-C4": 3,
                "C4-C3-O1": 1,
                "C4-C3-O2": 1,
                "O1-C3-O2": 1,
                "C3-O2-C4": 1,
                "H1-C4-O2": 3,
            },
        ),
    ],
)
def test_triples_are_those_counted_by_hand(unit, heavy, triples):
    row = row_of(unit, "A") * heavy
    assert row.to_dict() == pytest.approx({**{f"A_{name}": n for name, n in triples.items()}, "A_other": 0})


def test_triples_of_kinds_not_seen_in_fit_go_to_one_column():
    fingerprint = mi.PolymerFingerprint("A").set_output(transform="pandas").fit(["*CC*"])
    table = fingerprint.transform(["*CC*", "*CCO*"])
    assert list(table.columns) == ["A_C4-C4-C4", "A_C4-C4-H1", "A_H1-C4-H1", "A_other"]
    # Of the 13 triples of poly(ethylene oxide) above, seven hold an oxygen: 2 + 4 + 1, over three heavy atoms.
    assert table["A_other"].tolist() == pytest.approx([0, 7 / 3])


def test_deuterium_counts_as_hydrogen():
    light, heavy = mi.PolymerFingerprint("AQM").fit_transform(["*CC(*)c1ccccc1", "*C([2H])([2H])C(*)([2H])c1ccccc1"])
    np.testing.assert_allclose(light, heavy, rtol=0, atol=1e-12)


# --- Q: sums and groups -----------------------------------------------------------------------------------------------

MOLECULES = [
    "C", "CCO", "O", "OO", "CSO", "CC(O)=C", "OC=O", "ON", "On1cccc1", "CP(O)(O)=O", "CB(O)O", "C[Si](C)(C)O",
    "C[NH3+]",
    "CC(=O)[O-]", "C[N+](=O)[O-]", "CN=[N+]=[N-]", "CC#N", "c1cc[nH]c1", "[O-][n+]1ccccc1", "c1cc[n+](C)cc1", "O=C=O",
    "NC=O", "OC(=O)O", "CS(C)=O", "CS(=O)(=O)[O-]", "C[S-]", "c1ccsc1", "C=C=C", "C=Cc1ccccc1", "CC(=O)c1ccccc1",
    "O=c1cc[nH]cc1", "[C-]#[O+]", "C=[N+](C)C", "CC(C)=[O+]C", "CN=NC", "Nc1ccccc1", "CNc1ccccc1", "CN(C)c1ccccc1",
    "FC(F)(F)F", "CI", "[I-]", "CC(Cl)Br", "Fc1ccc(Cl)c(Br)c1I", "C[Se]C", "C1CC2CCC1C2", "C1CCC2(CC1)CCC2",
    "[Na+].[Cl-]",
    "OS(=O)(=O)c1ccccc1", "O=C1C=CC(=O)C=C1", "CC(=O)OC(C)=O", "c1ccc2ccccc2c1", "C1=CC(=C)C=CC1=C", "[H][H]",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::matinfo.exceptions.StructureWarning")
@pytest.mark.parametrize("smiles", MOLECULES)
def test_sums_of_molecules_are_those_of_rdkit(smiles):
    row = row_of(smiles, "Q")
    mol = Chem.MolFromSmiles(smiles)
    heavy = mol.GetNumHeavyAtoms() or 2
    # RDKit adds the sphere of one free hydrogen (Labute's radius 0.33 A) to each molecule.
    assert row["Q_surface"] * heavy + 4 * math.pi * 0.33**2 == pytest.approx(rdMolDescriptors.CalcLabuteASA(mol))
    assert row["Q_logP"] * heavy == pytest.approx(Crippen.MolLogP(mol))
    assert row["Q_molar_refraction"] * heavy == pytest.approx(Crippen.MolMR(mol))
    assert row["Q_TPSA"] * heavy == pytest.approx(rdMolDescriptors.CalcTPSA(mol))
    bins = [name for name in row.index if name.startswith("Q_surface_by_logP")]
    assert (row[bins].to_numpy() * heavy).tolist() == pytest.approx(rdMolDescriptors.SlogP_VSA_(mol))


def test_atom_types_and_groups_of_real_polymers_are_those_of_rdkit(bench_data):
    strings = pd.read_csv(bench_data / "tg_polyinfo_dev.csv")["psmiles"].sample(300, random_state=0)
    queries = {name: Chem.MolFromSmarts(smarts) for name, smarts in FUNCTIONAL_GROUPS.items()}
    # A pattern that reads the same from both ends has no first atom of its own: at a cut RDKit's match may start there.
    symmetric = {"siloxane", "biaryl_bond"}
    for string in strings[strings.str.count(r"\*") == 2]:
        if "[2H]" in string or "." in string or "+" in string:
            continue
        cell = Cell.from_canonical(mi.canonicalize(string))
        table, patch = read_table(cell), cell.patch(4)
        core = set(patch.core)
        types = rdMolDescriptors._CalcCrippenContribs(patch.mol)
        kinds = AtomKinds()
        part = cell_parts(cell, table, kinds)
        found_kinds = [kinds.all()[number] for number in part.atoms]
        ours = [crippen_contributions(kind.site, kind.beyond)[:2] for kind in found_kinds]
        assert ours == [types[index] for index in patch.core], string
        found = dict(zip(FUNCTIONAL_GROUPS, cell_sums([part], kinds).groups[0].tolist(), strict=True))
        matches = {
            name: sum(match[0] in core for match in patch.mol.GetSubstructMatches(query))
            for name, query in queries.items()
        }
        assert {k: v for k, v in found.items() if k not in symmetric} == {
            k: v for k, v in matches.items() if k not in symmetric
        }, string


@pytest.mark.parametrize(
    ("unit", "heavy", "groups"),
    [
        ("*OCCOC(=O)c1ccc(cc1)C(*)=O", 14, {"ester": 2, "methylene": 2, "para_phenylene": 1}),  # PET
        ("*O[Si](*)(C)C", 4, {"siloxane": 1, "silicon_carbon": 2, "methyl": 2}),  # PDMS
        ("*c1ccc(*)cc1", 6, {"biaryl_bond": 1, "para_phenylene": 1}),
        ("*NC(=O)c1cccc(c1)C(=O)Nc1cccc(*)c1", 18, {"amide": 2, "meta_phenylene": 2}),
        ("*C(F)(F)C(*)(F)C(F)(F)F", 9, {"difluoromethylene": 1, "trifluoromethyl": 1, "quaternary_carbon": 3}),
    ],
)
def test_groups_are_those_a_chemist_sees(unit, heavy, groups):
    row = row_of(unit, "Q") * heavy
    found = {name: round(row[f"Q_{name}"], 9) for name in FUNCTIONAL_GROUPS if row[f"Q_{name}"]}
    heavy_in_cell = len(Cell.from_canonical(mi.canonicalize(unit)).atoms)
    assert heavy == heavy_in_cell
    assert found == groups


# --- M: morphology, counted by hand -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        # Polypropylene: a methyl group is a side chain of one atom.
        ("*CC(*)C", {"side_chains": 1 / 2, "side_chains_of_one_atom": 1 / 2, "side_chain_share": 1 / 3}),
        # Polystyrene: the phenyl ring reaches four bonds from the chain; from ring to ring it is ring-CH, CH-CH2,
        # CH2-CH, CH-ring.
        (
            "*CC(*)c1ccccc1",
            {"side_chain_length_max": 4, "side_chain_atoms_max": 6, "side_chain_share": 6 / 8,
             "side_chain_aromatic_atoms": 1, "has_ring_pair": 1,
             "ring_distance_min": 4, "ring_distance_mean": 4, "ring_proximity": 1 / 4},
        ),
        # PET: ring-C, C-O, O-CH2, CH2-CH2, CH2-O, O-C, C-ring; ten atoms along the way, three stiff bonds in the ring.
        (
            "*OCCOC(=O)c1ccc(cc1)C(*)=O",
            {"ring_distance_max": 7, "flexible_run": 7, "stiff_run": 3, "para_links": 1 / 10, "methylene_run": 2,
             "ring_stretch_max": 4, "backbone_share": 12 / 14, "backbone_O": 2 / 12, "side_chains_of_one_atom": 2 / 12},
        ),
        # Poly(pyromellitic imide of oxydianiline): 25 backbone atoms (three benzene rings of six, two imide rings that
        # add C, N, C each, the ether oxygen) and four carbonyl oxygens. Along the way: two para phenylenes, and the
        # fused imide system from N to N: N, C, C, CH, C, C, N. RDKit takes that
        # system for aromatic, so only the oxygen has single bonds alone.
        (
            "*Oc1ccc(cc1)N1C(=O)c2cc3C(=O)N(c4ccc(*)cc4)C(=O)c3cc2C1=O",
            {"backbone_share": 25 / 29, "backbone_N": 2 / 25, "backbone_O": 1 / 25, "side_chains_of_one_atom": 4 / 25,
             "ring_distance_min": 1, "ring_stretch_max": 7, "para_links": 2 / 16, "backbone_saturated": 1 / 25},
        ),
        # Polyethylene has no end of methylenes: the run is capped at 30.
        ("*CC*", {"methylene_run": 30, "methylene_share": 1, "flexible_run": 30, "stiff_run": 0, "side_chains": 0}),
        # Poly(p-phenylene): between rings one bond turns, three in each ring do not.
        ("*c1ccc(*)cc1", {"flexible_bonds": 1 / 4, "stiff_run": 3, "ring_distance_min": 1, "para_links": 1 / 4}),
        # A molecule has no chain.
        ("CCO", {"backbone_share": 0, "path_share": 0, "side_chains": 0, "methylene_run": 0}),
    ],
)  # fmt: skip
def test_morphology_is_that_counted_by_hand(unit, expected):
    row = row_of(unit, "M")
    assert {name: row[f"M_{name}"] for name in expected} == pytest.approx(expected)


# --- mistakes of other packages ---------------------------------------------------------------------------------------


def test_sp2_carbons_are_carbons():
    # 2,5-Pyridinediyl has five sp2 carbons and one nitrogen; PolyMetriX 0.2.0 counts six.
    assert row_of("*c1ccc(*)nc1")["Q_C_sp2"] * 6 == pytest.approx(5)


def test_an_aromatic_heterocycle_is_not_aliphatic():
    # PolyMetriX 0.2.0 counts one aliphatic heterocycle in pyridinediyl.
    row = row_of("*c1ccc(*)nc1") * 6
    assert (row["Q_aromatic_heterocycles"], row["Q_other_heterocycles"]) == pytest.approx((1, 0))


def test_attachment_points_are_no_hetero_atoms():
    # PolyMetriX 0.2.0 counts two hetero atoms in polyethylene.
    row = row_of("*CC*")
    assert (row["Q_C"], row["Q_other_element"], row["M_backbone_heteroatoms"]) == (1, 0, 0)


@pytest.mark.parametrize("unit", ["*CC(*)C", "*CC(*)F", "*OC(*)=O"])
def test_a_single_atom_beside_the_chain_is_a_side_chain(unit):
    # PolyMetriX 0.2.0 puts substituents of one atom into the backbone.
    assert row_of(unit)["M_side_chains_of_one_atom"] == pytest.approx(1 / 2)


# --- columns ----------------------------------------------------------------------------------------------------------


def test_levels_choose_columns_in_one_order():
    fits = {
        levels: mi.PolymerFingerprint(levels).fit(["*CCO*"])
        for levels in ("A", "Q", "M", "R", "P", "AQM", "MQA", "PRAQM")
    }
    names = {levels: list(fit.get_feature_names_out()) for levels, fit in fits.items()}
    assert names["AQM"] == names["MQA"] == [*names["A"], *names["Q"], *names["M"]]
    assert names["PRAQM"] == [*names["AQM"], *names["R"], *names["P"]]
    assert [len(names[level]) for level in "QMRP"] == [121, 41, 9, 30]


@pytest.mark.parametrize("levels", ["", "B", "AA", "aqm", None, ["A"]])
def test_unknown_levels_are_refused(levels):
    with pytest.raises(ValueError, match="levels must be letters of"):
        mi.PolymerFingerprint(levels).fit(["*CC*"])


# --- sums -------------------------------------------------------------------------------------------------------------


def test_sums_of_a_cell_are_the_plain_counts():
    fingerprint = mi.PolymerFingerprint("AQMRP", per="cell").set_output(transform="pandas")
    row = fingerprint.fit_transform(["*CC(*)c1ccccc1"]).iloc[0]
    counts = {"A_C3-C3-H1": 10, "Q_C": 8, "Q_H": 8, "Q_mass": 104.15, "M_side_chain_share": 6, "P_pi_centres": 6}
    assert {name: row[name] for name in counts} == pytest.approx(counts, abs=0.01)


def test_sums_of_a_molecule_are_those_of_rdkit():
    row = (
        mi.PolymerFingerprint("Q", per="cell").set_output(transform="pandas").fit_transform(["CC(=O)Oc1ccccc1"]).iloc[0]
    )
    mol = Chem.MolFromSmiles("CC(=O)Oc1ccccc1")
    assert row["Q_molar_refraction"] == pytest.approx(Crippen.MolMR(mol))
    assert row["Q_TPSA"] == pytest.approx(rdMolDescriptors.CalcTPSA(mol))


def test_only_columns_per_heavy_atom_become_sums_and_their_units_say_so():
    structures = ["*CC(*)c1ccccc1", "*CCO*", "CCO"]
    intensive, extensive = (mi.PolymerFingerprint("AQMRP", per=per) for per in ("heavy atom", "cell"))
    ratio = extensive.fit_transform(structures) / np.where(
        (first := intensive.fit_transform(structures)) == 0, 1, first
    )
    units = pd.DataFrame({"plain": intensive.describe()["unit"], "sum": extensive.describe()["unit"]})
    sums = units["plain"].str.endswith("heavy atom").to_numpy()
    assert (units["sum"] == units["plain"].str.replace("heavy atom", "cell")).all()
    for row, (values, atoms) in enumerate(zip(first, (8, 3, 3), strict=True)):
        np.testing.assert_allclose(ratio[row][(values != 0) & sums], atoms)
        np.testing.assert_array_equal(ratio[row][(values != 0) & ~sums], 1)


def test_sums_do_not_depend_on_how_often_the_unit_is_written():
    once, twice = mi.PolymerFingerprint("AQMRP", per="cell").fit_transform(["*CCO*", "*OCCOCC*"])
    np.testing.assert_array_equal(once, twice)


def test_an_unknown_denominator_is_refused():
    with pytest.raises(ValueError, match="per must be one of 'heavy atom', 'cell'"):
        mi.PolymerFingerprint(per="unit").fit(["*CC*"])
