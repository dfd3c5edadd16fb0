"""Structures that exchange pieces at bonds that can be made."""

from __future__ import annotations

import time

import numpy as np
import pytest
from rdkit import Chem

import matinfo as mi
from matinfo.design._structures.fragments import recombine

PET, PBT = "*OCCOC(=O)c1ccc(cc1)C(*)=O", "*OCCCCOC(=O)CCCCC(*)=O"


def mixed(first, second, seed=0, largest=100):
    return recombine(
        Chem.MolFromSmiles(first), Chem.MolFromSmiles(second), np.random.default_rng(seed), largest=largest
    )


def test_two_molecules_exchange_their_sides_at_a_bond_of_one_kind():
    """Two amides: the acyl side of either meets the amine side of the other."""
    made = {mixed("CC(=O)NCCc1ccccc1", "O=C(c1ccncc1)NCC(C)C", seed) for seed in range(40)}
    assert Chem.CanonSmiles("CC(=O)NCC(C)C") in {Chem.CanonSmiles(each) for each in made if each}


@pytest.mark.parametrize("seed", range(20))
def test_repeat_units_keep_exactly_two_attachment_points(seed):
    made = mixed(PET, PBT, seed)
    assert made is None or mi.canonicalize(made).count("*") == 2


def test_structures_without_a_common_kind_of_bond_give_nothing():
    assert mixed("CCCC", "CC(=O)NC") is None


def test_a_child_is_not_larger_than_allowed():
    made = [mixed("CC(=O)NCCc1ccccc1", "O=C(c1ccncc1)NCC(C)C", seed, largest=9) for seed in range(20)]
    assert all(each is None or Chem.MolFromSmiles(each).GetNumHeavyAtoms() <= 9 for each in made)


def test_a_long_polyamide_takes_no_time():
    nylon = "*" + "NCCCCCCNC(=O)CCCCC(=O)" * 8 + "*"
    start = time.process_time()
    mixed(nylon, nylon)
    assert time.process_time() - start < 2.0


def test_relatives_of_a_polymer_borrow_pieces_of_known_ones():
    known = mi.load_polymers().X.iloc[::4]
    apart, borrowed = (
        mi.StructureGenerator(recombined=share).fit(known).around([PET], 30, np.random.default_rng(0))["structure"]
        for share in (0.0, 1.0)
    )
    assert borrowed.str.count("[*]").eq(2).all()
    assert len(set(borrowed) - set(apart)) > 5


def test_a_share_beyond_one_is_refused():
    with pytest.raises(ValueError, match="recombined must be in"):
        mi.StructureGenerator(recombined=1.5).fit(mi.load_polymers().X)
