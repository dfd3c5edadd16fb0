"""Small changes, crossings and the genetic search that uses them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem import Descriptors

import matinfo as mi
from matinfo.design._structures.crossover import cross
from matinfo.design._structures.evolution import evolve
from matinfo.design._structures.mutations import MUTATIONS, accepted, editable, mutate

POLYMERS = sorted({mi.canonicalize(structure) for structure in mi.load_polymers().X})
MOLECULES = ["CCO", "c1ccccc1C(=O)OC", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "O=C1CCCN1", "FC(F)=C(F)F", "C1CC2CCC1C2"]


def read(structure: str) -> Chem.Mol:
    return Chem.MolFromSmiles(mi.canonicalize(structure))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(POLYMERS + MOLECULES), st.integers(0, 10**6))
def test_a_changed_structure_can_be_read_and_keeps_its_attachment_points(structure, seed):
    changed = mutate(editable(read(structure)), np.random.default_rng(seed))
    if changed is not None:
        assert Chem.MolFromSmiles(changed) is not None
        assert changed.count("*") == structure.count("*")
        assert "." not in changed


def test_a_change_may_take_an_atom_that_the_stereo_of_a_double_bond_refers_to():
    """RDKit 2024.03 cannot write a structure whose stereo refers to an atom that is gone."""
    for seed in range(60):
        mutate(editable(Chem.MolFromSmiles("*/C=C(/C)C/C=C/*")), np.random.default_rng(seed))


@pytest.mark.parametrize("change", MUTATIONS, ids=lambda change: change.__name__)
def test_every_kind_of_change_makes_another_structure_of_some_start(change):
    made = set()
    for seed in range(60):
        edited = editable(read("CC(C)Cc1ccc(cc1)C(C)C(=O)O"))
        if change(edited, np.random.default_rng(seed)) and (smiles := accepted(edited)):
            made.add(smiles)
    assert len(made) >= 3


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(POLYMERS), st.sampled_from(POLYMERS), st.integers(0, 10**6))
def test_children_of_two_repeat_units_have_two_attachment_points(first, second, seed):
    child = cross(read(first), read(second), np.random.default_rng(seed), largest=60)
    if child is not None:
        mol = Chem.MolFromSmiles(child)
        assert child.count("*") == 2
        assert mol.GetNumHeavyAtoms() <= 60


def test_a_child_holds_atoms_of_both_parents():
    children = {cross(read("CCCCF"), read("CCCCBr"), np.random.default_rng(seed), largest=60) for seed in range(40)}
    assert any(child and "F" in child and "Br" in child for child in children)


@pytest.fixture(scope="module")
def language():
    return mi.StructureGenerator().fit(POLYMERS).language_


def heavier_is_better_to(target: float):
    return lambda structures: [-abs(Descriptors.MolWt(Chem.MolFromSmiles(s)) - target) for s in structures]


def search(language, score, seed=0, n_calls=300):
    return evolve(language, score, POLYMERS[:60], np.random.default_rng(seed), n_calls=n_calls, offspring=30)


def test_the_search_finds_better_structures_than_it_started_from(language):
    found = search(language, heavier_is_better_to(333.0))
    scores = list(found.scores.values())
    assert max(scores) > -2.0 > max(scores[:60])
    assert all(structure.count("*") == 2 for structure in found.scores)


def test_the_budget_counts_different_materials_and_is_kept(language):
    asked: list[str] = []

    def score(structures):
        asked.extend(structures)
        return np.zeros(len(structures))

    found = search(language, score, n_calls=250)
    assert len(asked) == len(set(asked)) == len(found.scores) == 250
    assert asked == [mi.canonicalize(structure) for structure in asked]


def test_structures_without_a_score_are_kept_out_of_the_parents(language):
    """Half of the structures have no score; the search goes on and its best ones have one."""
    found = search(language, lambda structures: [np.nan if "O" in s else -len(s) for s in structures])
    best = sorted(found.scores, key=found.scores.get, reverse=True)[:20]
    assert not any("O" in structure for structure in best)


def test_every_move_keeps_a_chance(language):
    moves = search(language, heavier_is_better_to(200.0)).moves
    assert sum(moves.values()) == pytest.approx(1.0)
    assert min(moves.values()) >= 0.1


def test_the_same_seed_gives_the_same_search(language):
    first, again = (search(language, heavier_is_better_to(150.0), seed=5, n_calls=150) for _ in range(2))
    assert list(first.scores.items()) == list(again.scores.items())
