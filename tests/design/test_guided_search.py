"""A search that spends few calls: what the guess believes, what the guide chooses, and what an oracle gains by them."""

from __future__ import annotations

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator
from rdkit.DataStructs import TanimotoSimilarity

import matinfo as mi
from matinfo.design import Oracle
from matinfo.design._structures.evolution import evolve
from matinfo.design._structures.guess import Guess
from matinfo.design._structures.guide import Guide
from matinfo.design._structures.sketches import sketch_all

POLYMERS = sorted({mi.canonicalize(structure) for structure in mi.load_polymers().X})
ALCOHOLS = ["C" * n + "O" for n in range(1, 40)]


def carbons(structure: str) -> float:
    return float(structure.count("C"))


def test_sets_of_two_sketches_overlap_as_counts_of_environments_do():
    pair = ["CC(C)Cc1ccc(cc1)C(C)C(=O)O", "CC(C)Cc1ccc(cc1)C(=O)N"]
    count = rdFingerprintGenerator.GetMorganGenerator(radius=2).GetSparseCountFingerprint
    expected = TanimotoSimilarity(*(count(Chem.MolFromSmiles(structure)) for structure in pair))
    first, second = (set(sketch.columns.tolist()) for sketch in sketch_all(pair))
    assert len(first & second) / len(first | second) == pytest.approx(expected, abs=0.02)  # columns may coincide


def test_a_sketch_counts_atoms_and_rings():
    """Aspirin is C9H8O4: nine elements in the order H, C, N, O, F, P, S, Cl, Br; six aromatic atoms, one ring."""
    numbers = sketch_all(["CC(=O)Oc1ccccc1C(=O)O"])[0].numbers
    assert numbers[:-1].tolist() == [8, 9, 0, 4, 0, 0, 0, 0, 0, 6, 1]


def test_repeat_units_have_the_environments_of_the_endless_chain():
    """Poly(ethylene oxide) written one bond further has other ends, and the same environments."""
    one, other = sketch_all(["*CCO*", "*COC*"])
    assert one.columns.tolist() == other.columns.tolist()


def test_a_guess_repeats_what_it_was_told_and_is_less_sure_elsewhere():
    guess = Guess(n_remembered=50)
    told = {structure: carbons(structure) for structure in ALCOHOLS[:20]}
    guess.learn(told, np.random.default_rng(0))
    mean, std = guess(list(told))
    np.testing.assert_allclose(mean, list(told.values()), atol=0.5)
    assert std.max() < guess(["c1ccc2ccccc2c1"])[1][0]


def test_a_guess_that_remembers_few_keeps_the_best():
    guess = Guess(n_remembered=20)
    rng = np.random.default_rng(0)
    for n in (10, 25, len(ALCOHOLS)):  # columns are used again
        guess.learn({structure: carbons(structure) for structure in ALCOHOLS[:n]}, rng)
    mean, _ = guess(ALCOHOLS[-5:])
    np.testing.assert_allclose(mean, [carbons(structure) for structure in ALCOHOLS[-5:]], atol=1.0)


def test_a_guess_that_goes_on_learning_equals_one_that_starts_anew():
    scores = {structure: carbons(structure) for structure in ALCOHOLS[:30]}
    old, new = Guess(n_remembered=40), Guess(n_remembered=40)
    old.learn(dict(list(scores.items())[:30]), np.random.default_rng(0))
    old.learn(scores, np.random.default_rng(0))
    new.learn(scores, np.random.default_rng(0))
    np.testing.assert_allclose(old(ALCOHOLS)[0], new(ALCOHOLS)[0], rtol=1e-3)


def test_a_guide_chooses_what_looks_best():
    guide, rng = Guide([]), np.random.default_rng(0)
    scores = {structure: carbons(structure) for structure in ALCOHOLS[5:25]}
    chosen = guide.choose(scores, [*ALCOHOLS[:5], *ALCOHOLS[25:30]], 5, rng)
    assert len(set(chosen)) == 5
    assert sum(structure in ALCOHOLS[25:30] for structure in chosen) >= 4


def test_what_is_not_chosen_waits_and_may_be_chosen_later():
    guide, rng = Guide([]), np.random.default_rng(0)
    scores = {structure: carbons(structure) for structure in ALCOHOLS[5:25]}
    first = guide.choose(scores, ALCOHOLS[25:35], 4, rng)
    assert sorted(guide.promising) == sorted(set(ALCOHOLS[25:35]) - set(first))
    later = guide.choose(scores, [], 4, rng)
    assert set(later) <= set(ALCOHOLS[25:35]) - set(first)


def test_as_long_as_nothing_scores_known_structures_are_gone_through():
    guide, rng = Guide(POLYMERS[:40]), np.random.default_rng(0)
    scores = dict.fromkeys(POLYMERS[50:60], 0.0)
    for _ in range(4):
        scores |= dict.fromkeys(guide.choose(scores, [], 10, rng), 0.0)
    assert set(scores) == {*POLYMERS[:40], *POLYMERS[50:60]}


def test_without_any_score_a_guide_still_chooses():
    chosen = Guide(POLYMERS[:5]).choose({POLYMERS[8]: -np.inf}, POLYMERS[10:12], 4, np.random.default_rng(0))
    assert chosen == POLYMERS[:4]


@pytest.fixture(scope="module")
def generator():
    return mi.StructureGenerator().fit(POLYMERS)


def likeness_to(target: str):
    count = rdFingerprintGenerator.GetMorganGenerator(radius=2).GetSparseCountFingerprint
    wanted = count(Chem.MolFromSmiles(target))
    return lambda structure: TanimotoSimilarity(wanted, count(Chem.MolFromSmiles(structure)))


def test_a_guided_search_needs_fewer_calls_than_an_unguided_one(generator):
    value = likeness_to("*Oc1ccc(cc1)C(=O)Nc1ccc(cc1)S(=O)(=O)c1ccc(F)cc1*")
    best = {}
    for guided in (False, True):
        run = evolve(
            generator.language_,
            lambda structures: [value(structure) for structure in structures],
            POLYMERS[:20],
            np.random.default_rng(0),
            n_calls=160,
            known=POLYMERS[20:],
            guided=guided,
        )
        best[guided] = np.mean(sorted(run.scores.values())[-10:])
    assert best[True] > best[False]


def test_an_oracle_is_asked_for_canonical_repeat_units_each_once_and_its_budget_is_kept(generator):
    asked: list[str] = []

    def value(structure: str) -> float:
        asked.append(structure)
        if "F" in structure:
            raise RuntimeError("no fluorine")
        return carbons(structure)

    oracle = Oracle(value, budget=90)
    found = mi.find_structures(generator, mi.Maximize("carbons"), oracle, n=10, rng=np.random.default_rng(0))
    assert len(asked) == len(set(asked)) == 90
    assert asked == [mi.canonicalize(structure) for structure in asked]
    assert all(structure.count("*") == 2 for structure in asked)
    assert found.frame["carbons"].notna().all()
    assert found.tally["proposed"] == sum(n for name, n in found.tally.items() if name != "proposed")


def test_the_same_seed_asks_for_the_same_structures(generator):
    runs = []
    for _ in range(2):
        oracle = Oracle(carbons, budget=50)
        mi.find_structures(generator, mi.Maximize("carbons"), oracle, n=5, rng=np.random.default_rng(4))
        runs.append(list(oracle.values.items()))
    assert runs[0] == runs[1]


def test_of_two_that_look_as_good_the_one_with_known_pieces_is_chosen():
    """All scores are the same, so only the pieces tell: a chain of nitrogens is in no known polymer."""
    known = [mi.canonicalize(structure) for structure in ("CCCCCC", "CCCCCCC", "CCCCCO", "CCCCCCO")]
    guide = Guide(known)
    scores = {"CCCCC": 0.0, "CCCCCCCC": 1.0}
    chosen = guide.choose(scores, ["CCCCCCCCC", "NNNNNNNNN"], 1, np.random.default_rng(1))
    assert chosen[0] != "NNNNNNNNN"
