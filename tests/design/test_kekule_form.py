"""Aromatic words that can have alternating double bonds, and those that cannot."""

from __future__ import annotations

import numpy as np
import pytest
from rdkit import Chem, rdBase

import matinfo as mi
from matinfo.design._structures.growing import Growing
from matinfo.design._structures.kekule import has_kekule_form
from matinfo.design._structures.tokens import smiles_of, tokens_of

POLYMERS = sorted({mi.canonicalize(structure) for structure in mi.load_polymers().X})


@pytest.mark.parametrize(
    "smiles",
    [
        "c1ccccc1",  # benzene
        "c1ccncc1",  # pyridine
        "c1cc[nH]c1",  # pyrrole
        "Cn1ccnc1",  # an imidazole
        "O=c1cc[nH]cc1",  # pyridone
        "c1ccc2ccccc2c1",  # naphthalene
        "c1ccc(-c2ccccc2)cc1",  # biphenyl
        "c1ccc2c(c1)oc1ccccc12",  # dibenzofuran
        "c1cc2cccc3ccc4cccc1c4c23",  # a larger fused system
        "CCO",
    ],
)
def test_aromatic_molecules_have_one(smiles):
    assert Chem.MolFromSmiles(smiles) is not None
    assert has_kekule_form(tokens_of(smiles))


@pytest.mark.parametrize(
    "smiles",
    [
        "c1cccc1",  # five carbons
        "c1ccnc1",  # pyrrole without its hydrogen
        "c1cc[nH]cc1",  # a hydrogen too many
        "O=c1ccccc1",  # cyclohexadienone
        "c1c(-c2ccccc2CC1C)=O",  # aromatic in part
    ],
)
def test_others_have_none(smiles):
    with rdBase.BlockLogs():
        assert Chem.MolFromSmiles(smiles) is None
    assert not has_kekule_form(tokens_of(smiles))


def test_known_polymers_all_have_one():
    assert all(has_kekule_form(tokens_of(structure)) for structure in POLYMERS)


def test_nearly_everything_that_is_written_can_be_read():
    language, rng = mi.StructureGenerator().fit(POLYMERS).language_, np.random.default_rng(0)
    written = []
    for _ in range(200):
        growing = Growing(language.stars)
        if language.write(growing, rng, longest=300):
            written.append(smiles_of(growing.tokens))
    with rdBase.BlockLogs():
        readable = [Chem.MolFromSmiles(smiles) is not None for smiles in written]
    assert len(written) == 200
    assert np.mean(readable) >= 0.98


def test_a_copy_of_what_is_written_goes_its_own_way():
    growing = Growing(0)
    begun = growing.copy()
    growing.extended(tokens_of("CC"), [1, 1])
    assert (len(begun.tokens), len(growing.tokens)) == (0, 2)
    growing.become(begun)
    assert growing.tokens == []
