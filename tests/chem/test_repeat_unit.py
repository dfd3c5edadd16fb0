"""RepeatUnit: a frozen value for the infinite chain, with backbone and side chains found on the chain."""

from __future__ import annotations

import copy
import pickle
import warnings

import numpy as np
import pytest
from rdkit import Chem

from matinfo.chem import RepeatUnit
from matinfo.exceptions import StructureError, StructureWarning


def symbols(unit, indices):
    return sorted(unit.mol.GetAtomWithIdx(index).GetSymbol() for index in indices)


def test_two_drawings_of_one_chain_are_equal_and_hash_alike():
    assert RepeatUnit("*CCO*") == RepeatUnit("*OCCOCC*")
    assert len({RepeatUnit("*CCO*"), RepeatUnit("*COC*"), RepeatUnit("*CO*")}) == 2


def test_a_repeat_unit_is_not_equal_to_its_string():
    assert RepeatUnit("*CCO*") != "*CCO*"


def test_it_remembers_how_it_was_written():
    unit = RepeatUnit("*OCCOCC*")
    assert (unit.smiles, unit.canonical, repr(unit)) == ("*OCCOCC*", "*CCO*", "RepeatUnit('*OCCOCC*')")


@pytest.mark.parametrize("name", ["canonical", "smiles", "mol", "anything"])
def test_it_is_frozen(name):
    with pytest.raises(AttributeError, match="cannot be changed"):
        setattr(RepeatUnit("*CC*"), name, "*CO*")


def test_changing_the_molecule_that_it_gives_out_changes_nothing():
    unit = RepeatUnit("*CCO*")
    unit.mol.GetAtomWithIdx(1).SetAtomicNum(14)
    assert Chem.MolToSmiles(unit.mol) == "*CCO*"


def test_a_pickled_unit_is_the_same_value_and_warns_no_second_time():
    with pytest.warns(StructureWarning):
        unit = RepeatUnit("[Na+].*C(C(=O)[O-])C*")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = pickle.loads(pickle.dumps(unit))
    assert (again, again.smiles, again.canonical) == (unit, unit.smiles, unit.canonical)


def test_a_unit_made_with_markers_can_be_pickled():
    unit = RepeatUnit("[Ce]CCO[Th]", markers=("Ce", "Th"))
    assert pickle.loads(pickle.dumps(unit)) == unit == RepeatUnit("*CCO*")


def test_copies_are_the_object_itself():
    unit = RepeatUnit("*CC*")
    assert copy.copy(unit) is unit
    assert copy.deepcopy(unit) is unit


@pytest.mark.parametrize("n", [1, 2, 7])
def test_an_oligomer_has_n_cells_and_two_ends(n):
    mol = RepeatUnit("*CC(*)c1ccccc1").oligomer(n)
    assert mol.GetNumHeavyAtoms() == 8 * n
    assert Chem.MolToSmiles(mol).count("*") == 2


def test_an_oligomer_runs_head_to_tail():
    assert Chem.MolToSmiles(RepeatUnit("*CC(*)F").oligomer(3)) == Chem.CanonSmiles("*CC(F)CC(F)CC(*)F")


@pytest.mark.parametrize(
    "smiles",
    [
        "*CCO*",
        "*O[C@@H](C)C(=O)*",
        "*C/C=C\\C*",
        "*\\C=C/*",
        "*C[C@@H]1CC[C@@H](*)CC1",
        "*CC(*)C(=O)O[C@H](C)CC",
        "*=CC=*",
    ],
)
def test_an_oligomer_is_a_drawing_of_its_chain_with_every_mark(smiles, capfd):
    unit = RepeatUnit(smiles)
    assert RepeatUnit(Chem.MolToSmiles(unit.oligomer(3))) == unit
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("n", [0, -1, 1.0, True, "2"])
def test_an_oligomer_has_a_whole_positive_number_of_cells(n):
    with pytest.raises(ValueError, match="n must be a whole number of at least 1"):
        RepeatUnit("*CC*").oligomer(n)


def test_an_oligomer_may_be_asked_for_by_a_number_of_numpy_and_is_not_made_where_it_would_end_the_process():
    assert RepeatUnit("*CC(*)F").oligomer(np.int64(2)).GetNumHeavyAtoms() == 6
    with pytest.raises(ValueError, match="n must be at most 3333 for a unit of 3 heavy atoms; got 3334"):
        RepeatUnit("*CC(*)F").oligomer(3334)


def test_markers_are_symbols_of_elements_one_or_several():
    assert RepeatUnit("[Ce]CCO[Ce]", markers="Ce") == RepeatUnit("*CCO*")
    with pytest.raises(ValueError, match="markers must be symbols of elements"):
        RepeatUnit("[Ce]CCO[Ce]", markers=("Cer",))


@pytest.mark.parametrize(
    ("smiles", "backbone", "chains"),
    [
        ("*CC*", "C", []),  # polymethylene: the primitive cell is one CH2
        ("*CC(*)C", "CC", ["C"]),  # polypropylene
        ("*CC(*)c1ccccc1", "CC", ["CCCCCC"]),  # polystyrene
        ("*CC(*)(C)C(=O)OC", "CC", ["C", "CCOO"]),  # PMMA
        ("*c1ccc(*)cc1", "CCCCCC", []),  # phenylene lies in the backbone
        ("*c1cccc(*)c1C", "CCCCCC", ["C"]),
        ("*OCCOC(=O)c1ccc(C(*)=O)cc1", "CCCCCCCCCCOO", ["O", "O"]),  # PET
        ("*c1ccc2c(c1)C(=O)N(*)C2=O", "CCCCCCCCN", ["O", "O"]),  # imide: its C=O oxygens are side chains
        ("*c1ccc2ccc(*)cc2c1", "C" * 10, []),  # a fused ring belongs to the backbone
        ("*C1C=CC(*)C1", "CCCCC", []),  # polynorbornene kind: the whole ring
        ("*[Si](C)(C)O*", ["O", "Si"], ["C", "C"]),
        ("*C(C)(C)C*", "CC", ["C", "C"]),  # polyisobutylene
    ],
)
def test_backbone_and_side_chains_are_what_a_chemist_says(smiles, backbone, chains):
    unit = RepeatUnit(smiles)
    assert symbols(unit, unit.backbone) == sorted(backbone)
    assert sorted("".join(symbols(unit, chain)) for chain in unit.side_chains) == chains


def test_a_cardo_group_is_a_side_chain():
    # 9,9-fluorenylidene shares one atom with the backbone: the other 12 carbons hang on it
    unit = RepeatUnit("*Oc1ccc(C2(c3ccc(*)cc3)c3ccccc3-c3ccccc32)cc1")
    assert [len(chain) for chain in unit.side_chains] == [12]
    assert len(unit.backbone) == 14  # O, two phenylenes, the quaternary carbon


def test_backbone_does_not_depend_on_the_drawing():
    drawings = ["*CC(*)c1ccccc1", "*C(c1ccccc1)C*", "*CC(c1ccccc1)CC(*)c1ccccc1"]
    assert {(len(RepeatUnit(d).backbone), len(RepeatUnit(d).side_chains)) for d in drawings} == {(2, 1)}


@pytest.mark.filterwarnings("ignore:odd but legal structure")
def test_counter_ions_are_neither_backbone_nor_side_chain():
    unit = RepeatUnit("*CC(*)C(=O)[O-].[Na+]")
    assert symbols(unit, unit.backbone) == ["C", "C"]
    assert [symbols(unit, chain) for chain in unit.side_chains] == [["C", "O", "O"]]


def test_a_small_molecule_is_no_repeat_unit_and_the_message_says_how_to_mark_one():
    with pytest.raises(StructureError, match=r"small molecule.*Mark both ends") as caught:
        RepeatUnit("CCO")
    assert caught.value.code == "invalid-polymer"


@pytest.mark.parametrize(
    ("smiles", "note"),
    [
        ("*[C]*", "unpaired electron"),
        ("*C[N+](C)(C)C*", r"net charge of \+1"),
        ("*CC*.O", "more than one fragment"),
        ("*#CC#*", "linked by triple bonds"),
        ("*[Fe]*", "metal atoms only"),
        ("*CC* polyethylene", "'polyethylene' behind the structure was taken for a name"),
        ("*CC* |$_AP1;;;_AP2$|", "CXSMILES block"),
    ],
)
def test_odd_but_legal_units_are_accepted_with_a_warning(smiles, note):
    with pytest.warns(StructureWarning, match=note):
        RepeatUnit(smiles)
