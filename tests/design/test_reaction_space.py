"""Candidates that reactions make of the monomers at hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import matinfo as mi
from matinfo.design import CandidateSource
from matinfo.exceptions import InvalidRowsError

STOCK = [
    "OCCO",
    "OCCCCO",
    "OCC(C)CCO",
    "O=C(O)CCCCC(=O)O",
    "O=C(O)c1ccc(cc1)C(=O)O",
    "OCCCCCC(=O)O",
    "C=Cc1ccccc1",
    "CCO",
]
RNG = np.random.default_rng


@pytest.fixture(scope="module")
def space():
    return mi.ReactionSpace(STOCK)


def test_combinations_are_counted_by_reaction(space):
    """Three diols and two diacids, one hydroxy acid, one olefin; ethanol fits nothing."""
    assert space.n_candidates == 3 * 2 + 1 + 1
    assert isinstance(space, CandidateSource)


def test_all_candidates_can_be_listed_each_with_its_route(space):
    frame = pd.concat(space.chunks(4))
    assert frame["structure"].is_unique
    assert len(frame) == 8  # polymers of two symmetric diacids: an unsymmetrical diol gives one chain with each
    for structure, reaction, monomers in frame.itertuples(index=False):
        assert structure.count("*") == 2
        assert structure in [route.structure for route in mi.polymerize(monomers.split(" + "), reaction=reaction)]
    assert sorted(space.sample(100, RNG(0))["structure"]) == sorted(frame["structure"])


def test_a_sample_has_different_candidates_and_repeats_with_its_seed(space):
    frame = space.sample(5, RNG(0))
    assert frame["structure"].nunique() == 5
    assert frame.equals(space.sample(5, RNG(0)))
    assert not space.check(frame)


def test_neighbours_share_all_monomers_but_one(space):
    parent = pd.DataFrame({"structure": [mi.polymerize(["OCCO", "O=C(O)CCCCC(=O)O"])[0].structure]})
    near = space.around(parent, 3, RNG(0))
    assert len(near) == 3
    assert parent["structure"][0] not in set(near["structure"])
    for monomers in near["monomers"]:
        assert len({"OCCO", "O=C(O)CCCCC(=O)O"} & set(monomers.split(" + "))) == 1


def test_what_is_not_made_of_the_monomers_is_named(space):
    problems = space.check(
        pd.DataFrame({"structure": ["*CC(*)c1ccccc1", "*CC(*)Cl", "CCO"]}, index=["PS", "PVC", "no"])
    )
    assert [problem.label for problem in problems] == ["PVC", "no"]


def test_monomers_of_known_polymers_make_new_ones():
    known = ["*OCCOC(=O)c1ccc(cc1)C(*)=O", "*OCCCCOC(=O)CCCCC(*)=O", "*CC(*)O"]
    space = mi.ReactionSpace.from_polymers(known, reactions=["polyester"])
    new = set(space.sample(10, RNG(0))["structure"]) - {mi.canonicalize(unit) for unit in known}
    assert len(new) == 2


def test_reaction_and_monomers_of_candidates_are_found_again(space):
    frame = space.sample(8, RNG(0))
    assert space.notes(frame[["structure"]]).equals(frame[["reaction", "monomers"]])


def test_the_space_survives_json(space):
    again = mi.ReactionSpace.from_dict(space.to_dict())
    assert again.sample(5, RNG(1)).equals(space.sample(5, RNG(1)))


def test_repeat_units_among_monomers_are_all_named():
    with pytest.raises(InvalidRowsError, match=r"2 of 3 rows") as caught:
        mi.ReactionSpace(["OCCO", "*CC*", "not a structure"])
    assert "from_polymers" in str(caught.value)


def test_monomers_that_no_reaction_takes_and_unknown_reactions_are_refused():
    with pytest.raises(ValueError, match="no reaction finds its monomers among the 2 given"):
        mi.ReactionSpace(["CCO", "c1ccccc1"])
    with pytest.raises(ValueError, match="reactions must be one of"):
        mi.ReactionSpace(STOCK, reactions=["alchemy"])
