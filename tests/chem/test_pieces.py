"""Pieces of a material, and what is left without each of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

import matinfo as mi
from matinfo.chem import Cell, pieces_of
from matinfo.exceptions import StructureWarning

POLYMERS = sorted({mi.canonicalize(text) for text in mi.load_polymers().X})


def cut(structure: str) -> list[tuple[str, str, str | None]]:
    return [(piece.label, piece.place, piece.without) for piece in pieces_of(mi.canonicalize(structure))]


def test_a_branch_becomes_hydrogen_and_the_backbone_is_joined_again():
    assert cut("*CC(*)C(=O)OC") == [
        ("*C*", "backbone", "*C(*)C(=O)OC"),
        ("*C(*)*", "backbone", "*C*"),
        ("*OC(*)=O", "side chain", "*C*"),
        ("*C", "side chain", "*CC(*)C(=O)O"),
    ]


def test_a_functional_group_is_one_piece_also_across_the_ends_of_the_drawing():
    assert ("*NC(*)=O", "backbone", "*C*") in cut("*NCCCCCC(*)=O")
    assert sorted(label for label, _, _ in cut("*C(=O)CN*")) == ["*C*", "*NC(*)=O"]


def test_branches_of_a_molecule_hang_on_its_largest_piece():
    assert cut("CCc1ccccc1") == [
        ("*c1ccccc1", "core", None),
        ("*C*", "branch", "c1ccccc1"),
        ("*C", "branch", "Cc1ccccc1"),
    ]


def test_a_hydrogen_is_written_where_a_bare_atom_would_be_a_radical_or_no_ring():
    assert ("*C", "side chain", "*O[SiH](*)C") in cut("*O[Si](*)(C)C")
    assert ("*C", "branch", "c1cc[nH]c1") in cut("Cn1cccc1")


def test_a_counter_ion_is_a_companion():
    with pytest.warns(StructureWarning, match="more than one fragment"):
        structure = mi.canonicalize("[Na+].*CC(*)C(=O)[O-]")
    assert [piece.place for piece in pieces_of(structure)].count("companion") == 1


def test_nothing_can_be_taken_from_a_chain_of_one_piece():
    assert cut("*c1ccc(*)cc1") == [("*c1ccc(*)cc1", "backbone", None)]


@given(st.sampled_from(POLYMERS))
def test_pieces_share_no_atom_and_miss_none_and_what_is_left_is_a_canonical_chain(structure):
    pieces = pieces_of(structure)
    atoms = sorted(atom for piece in pieces for atom in piece.atoms)
    assert atoms == sorted(Cell.from_canonical(structure).atoms)
    for number, piece in enumerate(pieces):
        assert piece.hangs_on is None or piece.hangs_on < number
        if piece.without is not None:
            assert mi.canonicalize(piece.without) == piece.without
            assert piece.without.count("*") == 2


@given(st.sampled_from(POLYMERS), st.randoms(use_true_random=False))
def test_labels_do_not_depend_on_where_the_chain_is_cut(structure, random):
    """A rotated drawing has the same canonical string; the labels are those of the chain, not of one drawing."""
    mol = Chem.MolFromSmiles(structure)
    order = list(range(mol.GetNumAtoms()))
    random.shuffle(order)
    again = mi.canonicalize(Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False))
    assert sorted(cut(again)) == sorted(cut(structure))
