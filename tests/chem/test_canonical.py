"""One string per infinite chain, however its repeat unit is drawn."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem, rdBase
from rewriting import repeated, reversed_chain, rewritten

from matinfo import canonicalize
from matinfo.exceptions import StructureError, StructureWarning

# Real kinds of chains: vinyl, ether, ester, amide, imide, cardo, conjugated, hetero-backbone, ionic, with stereo.
CHAINS = [
    "*CC*",
    "*CCO*",
    "*CC(*)c1ccccc1",
    "*CC(*)(C)C(=O)OC",
    "*CC(F)(F)C(*)(F)C(F)(F)F",
    "*OCCOC(=O)c1ccc(C(*)=O)cc1",
    "*NCCCCCCNC(=O)CCCCC(*)=O",
    "*Oc1ccc(C(C)(C)c2ccc(OC(*)=O)cc2)cc1",
    "*c1ccc(Oc2ccc(-n3c(=O)c4cc5c(=O)n(*)c(=O)c5cc4c3=O)cc2)cc1",
    "*Oc1ccc(C2(c3ccc(*)cc3)c3ccccc3-c3ccccc32)cc1",
    "*c1ccc(*)cc1",
    "*c1cccc(*)c1",
    "*c1ccc(*)s1",
    "*C=Cc1ccc(*)cc1",
    "*C#Cc1ccc(*)cc1",
    "*=CC=*",
    "*[Si](C)(C)O*",
    "*N=P(*)(OCC)OCC",
    "*n1cccc1*",
    "*C1C=CC(*)C1",
    "*CC(*)C(=O)[O-].[Na+]",
    "*C[N+](C)(C)CC*.[Cl-]",
    "*C([2H])([2H])C(*)[2H]",
    "*O[C@@H](C)C(=O)*",
    "*C/C=C/C*",
    "*C/C=C\\C*",
    "*C[C@@H]1CC[C@@H](*)CC1",
    "*C[C@@H]1CC[C@H](*)CC1",
    "*CC(*)C(=O)O[C@@H](C)CC",
    "*c1cc(C)c(*)cc1F",
    "*c1cc(Cl)cc(*)c1C",
]

chains = st.sampled_from(CHAINS)
seeds = st.integers(0, 2**31)
pytestmark = pytest.mark.filterwarnings("ignore:odd but legal structure")


@given(chain=chains, seed=seeds, times=st.integers(1, 3), single=st.booleans())
def test_every_drawing_of_a_chain_has_the_same_string(chain, seed, times, single):
    drawing = rewritten(chain, random.Random(seed), times=times, single_bonds_only=single)
    assert canonicalize(drawing) == canonicalize(chain)


@given(first=chains, second=chains)
def test_different_chains_have_different_strings(first, second):
    assert (canonicalize(first) == canonicalize(second)) == (first == second)


@given(chain=chains)
def test_the_string_is_its_own_canonical_form(chain):
    assert canonicalize(canonicalize(chain)) == canonicalize(chain)


@pytest.mark.parametrize("chain", CHAINS)
def test_reversal_and_repetition_change_nothing(chain):
    assert canonicalize(reversed_chain(chain)) == canonicalize(repeated(chain, 2)) == canonicalize(chain)


@settings(max_examples=50)
@given(
    units=st.lists(chains.filter(lambda chain: "." not in chain and chain != "*=CC=*"), min_size=2, max_size=3),
    seed=seeds,
)
def test_alternating_copolymers_are_chains_too(units, seed):
    long = _joined(units)
    assert canonicalize(rewritten(long, random.Random(seed), times=2)) == canonicalize(long)


def _joined(units):
    whole = None
    for index, unit in enumerate(units):
        mol = Chem.MolFromSmiles(unit)
        stars = [atom for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]
        for star, link in zip(stars, (index, (index + 1) % len(units)), strict=True):
            star.SetIsotope(link)
        whole = mol if whole is None else Chem.CombineMols(whole, mol)
    parameters = Chem.MolzipParams()
    parameters.label = Chem.MolzipLabel.Isotope
    return Chem.MolToSmiles(Chem.molzip(whole, parameters))


# --- the chain and its cell -----------------------------------------------------------------------------------------


def test_polymethylene_is_one_chain_for_every_even_and_odd_drawing():
    assert {canonicalize("*" + "C" * n + "*") for n in range(1, 8)} == {"*C*"}


def test_poly_ethylene_oxide_is_one_chain_for_every_rotation_and_repetition():
    drawings = ["*CCO*", "*COC*", "*OCC*", "*OCCOCC*", "*COCCOC*", "*CCOCCOCCO*"]
    assert len({canonicalize(drawing) for drawing in drawings}) == 1


def test_poly_methylene_oxide_is_not_poly_ethylene_oxide():
    assert canonicalize("*CO*") != canonicalize("*CCO*")


def test_head_to_head_polystyrene_is_not_head_to_tail_polystyrene():
    head_to_head = "*CC(c1ccccc1)C(c1ccccc1)C*"
    assert canonicalize(head_to_head) != canonicalize("*CC(*)c1ccccc1")
    assert canonicalize(repeated(head_to_head, 2)) == canonicalize(head_to_head)


def test_a_chain_cut_at_a_double_bond_is_the_chain_cut_at_a_single_bond():
    assert canonicalize("*=CC=*") == canonicalize("*C=C*") == canonicalize("*C=CC=C*")


def test_quinoid_and_aromatic_drawings_stay_what_they_are():
    assert canonicalize("*=C1C=CC(=*)C=C1") != canonicalize("*c1ccc(*)cc1")


def test_an_aromatic_ring_hidden_by_a_cut_at_its_exocyclic_bond_is_found():
    assert canonicalize("*=Cc1ccc(cc1)C=*") == canonicalize("*C=Cc1ccc(*)cc1")


@pytest.mark.parametrize("k", [2, 12, 17, 40])
def test_long_chains_of_phenylenes_are_reduced_in_time(k):
    # a closed macrocycle of k p-phenylenes has 2**k + k rings; k = 17 alone would take RDKit more than a second
    start = time.process_time()
    assert canonicalize("*" + "c1ccc(cc1)" * (k - 1) + "c1ccc(*)cc1") == "*c1ccc(*)cc1"
    assert time.process_time() - start < 1.0


def test_a_star_on_an_aromatic_nitrogen_is_read():
    assert canonicalize("*n1cccc1*") == canonicalize("*c1cccn1*")


@pytest.mark.parametrize(
    "drawings",
    [
        # substituents next to one end or to the other: the word of the blocks alone cannot tell
        ["*c1ccc(*)c(C)c1", "*c1ccc(*)cc1C"],
        ["*c1cc(C)cc(*)c1F", "*c1c(F)c(*)cc(C)c1"],
        ["*Cc1ccc(C*)c(C)c1", "*Cc1ccc(C*)cc1C"],
    ],
)
def test_substituted_rings_read_from_either_side_are_one_chain(drawings):
    assert len({canonicalize(drawing) for drawing in drawings}) == 1


def test_ortho_meta_and_para_are_three_chains():
    assert len({canonicalize(unit) for unit in ("*c1ccccc1*", "*c1cccc(*)c1", "*c1ccc(*)cc1")}) == 3


def test_rings_that_only_differ_in_orientation_along_the_chain_are_two_chains():
    same_way = "*c1ccc(cc1C)-c1ccc(*)c(C)c1"
    turned = "*c1ccc(c(C)c1)-c1ccc(*)c(C)c1"
    assert canonicalize(same_way) != canonicalize(turned)


# --- attachment points ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["[*]CCO[*]", "[*:1]CCO[*:2]", "[1*]CCO[2*]", "[2*]CCO[1*]", "[#0]CCO[#0]", " *CCO*\n"]
)
def test_every_sign_of_an_attachment_point_means_the_same(text):
    assert canonicalize(text) == "*CCO*"


def test_markers_are_attachment_points_only_when_they_are_named():
    assert canonicalize("[Ce]CCO[Th]", markers=("Ce", "Th")) == "*CCO*"
    assert "Ce" in canonicalize("[Ce]CCO[Th]")


def test_a_real_metal_in_the_chain_survives_markers_of_other_elements():
    assert "Fe" in canonicalize("[Ce]CC([Fe])[Th]", markers=("Ce", "Th"))


# --- stereochemistry, isotopes, ions --------------------------------------------------------------------------------


def test_poly_l_and_poly_d_lactic_acid_differ_and_so_does_the_meso_chain():
    left, right = "*O[C@@H](C)C(=O)*", "*O[C@H](C)C(=O)*"
    meso = "*O[C@@H](C)C(=O)O[C@H](C)C(=O)*"
    assert len({canonicalize(unit) for unit in (left, right, meso, "*OC(C)C(=O)*")}) == 4


def test_the_marks_of_poly_lactic_acid_mean_the_same_from_both_ends():
    assert canonicalize("*C(=O)[C@H](C)O*") == canonicalize(reversed_chain("*C(=O)[C@H](C)O*"))


def test_a_mark_on_polypropylene_is_dropped_because_it_would_speak_of_tacticity():
    assert canonicalize("*C[C@H](C)*") == canonicalize("*C[C@@H](C)*") == canonicalize("*CC(*)C")
    assert canonicalize("*C[C@H](C)C[C@@H](C)*") == canonicalize("*CC(*)C")


def test_cis_and_trans_polybutadiene_differ_and_the_unmarked_one_is_neither():
    assert len({canonicalize(unit) for unit in ("*C/C=C/C*", "*C/C=C\\C*", "*CC=CC*")}) == 3


def test_cis_and_trans_rings_in_the_chain_differ_wherever_the_chain_is_cut():
    cis, trans = "*C[C@@H]1CC[C@@H](*)CC1", "*C[C@@H]1CC[C@H](*)CC1"
    assert canonicalize(cis) != canonicalize(trans)
    assert canonicalize("*[C@@H]1CC[C@H](C*)CC1") in {canonicalize(cis), canonicalize(trans)}


def test_centres_in_side_chains_are_kept():
    assert canonicalize("*CC(*)C(=O)O[C@@H](C)CC") != canonicalize("*CC(*)C(=O)O[C@H](C)CC")


@pytest.mark.filterwarnings("default:odd but legal structure")
def test_geometry_of_metal_centres_is_not_read_and_that_is_said():
    with pytest.warns(StructureWarning, match="geometry of a metal centre"):
        assert "@" not in canonicalize("C[Pt@SP1](F)(Cl)Br")


def test_isotopes_on_the_chain_are_chemistry_and_on_the_stars_are_labels():
    assert canonicalize("*C([2H])([2H])C([2H])([2H])*") == "*C(*)([2H])[2H]"
    assert canonicalize("*[13CH2]C*") != canonicalize("*CC*") == canonicalize("[13*]CC[2*]")


def test_atom_map_numbers_are_labels():
    assert canonicalize("*[CH2:1][O:2]*") == canonicalize("*CO*")


def test_each_copy_of_an_ionomer_brings_its_counter_ion():
    one = canonicalize("*CC(*)C(=O)[O-].[Na+]")
    assert one == canonicalize("[Na+].*CC(C(=O)[O-])CC(*)C(=O)[O-].[Na+]")
    assert one.endswith(".[Na+]")


def test_an_ion_shared_by_two_repeat_units_keeps_the_cell_doubled():
    calcium = canonicalize("*CC(C(=O)[O-])CC(*)C(=O)[O-].[Ca+2]")
    assert calcium.count("[O-]") == 2


# --- small molecules ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("smiles", ["OCC", "c1ccccc1O", "C[C@H](N)C(=O)O", "F/C=C\\F", "[Na+].[Cl-]", "[H][H]"])
def test_a_small_molecule_gets_the_canonical_smiles_of_rdkit(smiles):
    assert canonicalize(smiles) == Chem.CanonSmiles(smiles)


def test_a_string_that_rdkit_would_change_again_is_settled():
    with rdBase.BlockLogs():
        first = Chem.CanonSmiles("COI(=O)O")
    assert canonicalize(canonicalize("COI(=O)O")) == canonicalize("COI(=O)O") == canonicalize(first)


# --- no chain -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("*CC", "one attachment point: this is an end group"),
        ("*CC(*)C*", "three attachment points: this is a branch point of a network"),
        ("*C1CC(*)C(*)C1*", "four attachment points: this is a ladder polymer or a network"),
        ("*CC*.*CO*", "more than one repeat unit"),
        ("*=CC*", "a double bond would meet a single bond"),
        ("*#CC=*", "a triple bond would meet a double bond"),
        ("*c1cc*cc1", "lies in a ring"),
        ("**", "bonded to no atom"),
        ("[*H]CC*", "carries a hydrogen or a charge"),
        ("*[2H]", "bonded to hydrogen"),
    ],
)
def test_what_is_no_linear_chain_is_called_by_its_name(text, what):
    with pytest.raises(StructureError, match=what) as caught:
        canonicalize(text)
    assert caught.value.code == "invalid-polymer"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("*CC*C", "*CC(*)C"),
        ("*CC*(C)C(=O)OC", "*CC(*)(C)C(=O)OC"),
        ("*OCCNC*(=O)", "*OCCNC(*)(=O)"),
    ],
)
def test_a_misplaced_star_is_answered_with_the_string_that_was_meant(text, meant):
    with pytest.raises(StructureError) as caught:
        canonicalize(text)
    assert caught.value.suggestion == f"Did you mean '{meant}'?"
    canonicalize(meant)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("*CC(C*", r"'\(' \(character 4\) is not closed"),
        ("*CC)C*", r"'\)' \(character 4\) closes no branch"),
        ("*C1CCC*", "ring 1 is opened but not closed"),
        ("*C(C)(C)(C)(C)*", r"C \(character 2\) has 6 bonds"),
        ("*Cc*", r"\(character 3\) is written as an aromatic atom but stands outside a ring"),
        ("*C=1CC#1*", "ring bond 1 is '=' on one side and '#' on the other"),
        ("*C\u200bC*", r"character 3 is U\+200B \(zero width space\)"),
        ("*C C*", r"a blank stands inside the structure \(character 3\)"),
        ("*C([D])C*", r"write \[2H\]"),
        ("polystyrene", "looks like a name"),
        ("9003-53-6", "CAS number"),
        ("{[$]CC[$]}", "BigSMILES"),
        ("InChI=1S/CH4/h1H4", "InChI"),
        ("*C:C*", "aromatic bond ':' stands outside a ring"),
    ],
)
def test_a_refusal_names_the_character_or_the_notation(text, reason):
    with pytest.raises(StructureError, match=reason) as caught:
        canonicalize(text)
    assert caught.value.code == "invalid-smiles"
