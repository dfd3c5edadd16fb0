"""Learn a prior over structures, write new ones, and say how likely known ones are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem
from sklearn.base import clone

import matinfo as mi
from matinfo.design._structures.growing import Growing
from matinfo.design._structures.tokens import END, smiles_of, tokens_from, tokens_of
from matinfo.exceptions import InvalidRowsError

MOLECULES = ["CCO", "CCN", "CCCO", "CC(C)O", "c1ccccc1", "Cc1ccccc1", "Oc1ccccc1", "CC(=O)O", "CCOC(C)=O", "C1CCCCC1"]
POLYMERS = mi.load_polymers().X.tolist()


@pytest.fixture(scope="module")
def generator() -> mi.StructureGenerator:
    return mi.StructureGenerator().fit(POLYMERS)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(POLYMERS + MOLECULES), st.integers(0, 10**6))
def test_a_structure_written_from_any_atom_is_read_back_and_allowed_word_by_word(structure, number):
    mol = Chem.MolFromSmiles(mi.canonicalize(structure))
    tokens = tokens_from(mol, number % mol.GetNumAtoms())
    assert Chem.CanonSmiles(smiles_of(tokens)) == Chem.MolToSmiles(mol, isomericSmiles=False)
    growing = Growing(stars=structure.count("*"))
    for token in tokens:
        assert growing.allows(token), smiles_of(growing.tokens)
        growing.add(token, 1)
    assert growing.allows(END)


@pytest.mark.parametrize(
    ("begun", "word", "allowed"),
    [
        ("FC", "C", True),
        ("CF", "C", False),  # fluorine has one bond
        ("C=O", "C", False),  # so has a carbonyl oxygen
        ("CN(C)(C)", "C", False),  # nitrogen has three
        ("*CC(", "*", True),
        ("*CC(*)", "*", False),  # two attachment points are there
        ("*CC(*)", "", True),
        ("*CC", "", False),  # one attachment point is missing
        ("*CC1*", "", False),  # a ring is open
    ],
)
def test_only_words_that_a_structure_can_hold_are_allowed(begun, word, allowed):
    growing = Growing(stars=2 if "*" in begun else 0)
    for token in tokens_of(begun):
        growing.add(token, 1)
    assert growing.allows(tokens_of(word)[0] if word else END) == allowed


def test_every_new_repeat_unit_is_a_chain_with_two_ends_and_none_comes_twice(generator):
    new = generator.sample(100, rng())["structure"]
    assert len(set(new)) == len(new) == 100
    assert [mi.RepeatUnit(structure).canonical for structure in new] == new.tolist()


def test_new_structures_around_a_given_one_share_a_piece_with_it(generator):
    new = generator.around(["*CC(*)c1ccc(Cl)cc1"], 20, rng())["structure"]
    assert "*CC(*)c1ccc(Cl)cc1" not in set(new)
    assert all(structure.count("*") == 2 for structure in new)
    assert any("Cl" in structure for structure in new)


def test_molecules_get_no_attachment_points():
    new = mi.StructureGenerator(smoothing=2.0).fit(MOLECULES).sample(20, rng())["structure"]
    assert not new.str.contains("*", regex=False).any()


def test_the_tally_accounts_for_every_proposal(generator):
    tally = generator.sample(60, rng(1)).attrs["tally"]
    assert tally["accepted"] == 60
    assert tally["proposed"] == sum(count for name, count in tally.items() if name != "proposed")


def test_the_same_seed_gives_the_same_structures(generator):
    again = clone(generator).fit(POLYMERS)
    assert generator.sample(30, rng(2)).equals(again.sample(30, rng(2)))
    assert not generator.sample(30, rng(2)).equals(generator.sample(30, rng(3)))


def test_the_order_of_the_table_and_the_drawing_do_not_matter(generator):
    again = mi.StructureGenerator().fit([*POLYMERS[::-1], "*C(C*)c1ccccc1"])
    assert again.sample(20, rng(4)).equals(generator.sample(20, rng(4)))


def test_known_structures_are_likelier_than_strange_ones_and_unknown_words_impossible(generator):
    known, strange, impossible = generator.log_likelihood(["*CC(*)c1ccccc1", "*CC(*)C1CC1OCC(O)C#N", "*C[Ge](*)(C)C"])
    assert 0.0 > known > strange > -np.inf
    assert impossible == -np.inf


def test_chances_of_the_next_word_sum_to_one(generator):
    language = generator.language_
    growing = Growing(2)
    for token in tokens_of("*CC(*)"):
        growing.add(token, language.number[token.text])
    assert sum(language._chance(growing, number) for number in range(len(language.vocabulary))) == pytest.approx(1.0)


def test_mixed_tables_name_the_rows_of_the_other_kind():
    message = r"row 10: '\*CC\*' \(other-kind\): it is a repeat unit(.|\n)*most of the others are molecules"
    with pytest.raises(InvalidRowsError, match=message):
        mi.StructureGenerator().fit([*MOLECULES, "*CC*"])


def test_few_structures_are_no_language():
    with pytest.raises(ValueError, match="at least 10 different structures; got 2"):
        mi.StructureGenerator().fit(["*CC*", "*CCO*", "*COC*"])


def test_structures_cannot_be_enumerated(generator):
    with pytest.raises(ValueError, match="no end of structures"):
        generator.chunks(10)


def test_check_names_rows_that_do_not_belong(generator):
    problems = generator.check(pd.DataFrame({"structure": ["*CC*", "CC", "C1"]}))
    assert [problem.code for problem in problems] == ["invalid-smiles", "other-kind"]
