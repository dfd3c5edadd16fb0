"""Sequential Monte Carlo from the prior to a window of properties."""

from __future__ import annotations

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import Descriptors

import matinfo as mi
from matinfo.design._structures import materials
from matinfo.design._structures.annealing import anneal

POLYMERS = sorted({mi.canonicalize(structure) for structure in mi.load_polymers().X})


def mass(structure: str) -> float:
    return float(Descriptors.MolWt(Chem.MolFromSmiles(structure)))


def near(target: float, width: float):
    """Log of a normal likelihood of the molar mass."""
    return lambda structures: -0.5 * ((np.array([mass(s) for s in structures]) - target) / width) ** 2


@pytest.fixture(scope="module")
def language():
    return mi.StructureGenerator().fit(POLYMERS).language_


def run(language, log_score, *, seed=0, n_particles=60, n_steps=6):
    rng = np.random.default_rng(seed)
    return anneal(language, log_score, POLYMERS, rng, n_particles=n_particles, n_steps=n_steps)


def test_particles_move_to_where_the_likelihood_is(language):
    found = run(language, near(200.0, 5.0))
    masses = [mass(particle) for particle in found.particles]
    known = np.mean([abs(mass(structure) - 200.0) < 15.0 for structure in POLYMERS])
    assert np.mean([abs(value - 200.0) < 15.0 for value in masses]) > 0.9 > 3 * known
    assert all(particle.count("*") == 2 for particle in found.particles)


def test_the_temperature_falls_while_half_of_the_population_stays_effective(language):
    steps = run(language, near(200.0, 5.0)).steps
    powers = [step["inverse_temperature"] for step in steps]
    assert powers == sorted(powers)
    assert powers[-1] == pytest.approx(1.0)
    assert min(step["effective"] for step in steps) >= 0.499 * 60


@pytest.mark.parametrize("target", [-1e5, 1e5])
def test_a_far_target_on_either_side_gives_numbers_and_no_failure(language, target):
    found = run(language, near(target, 1.0), n_steps=3)
    assert np.isfinite([score for score in found.scores.values()]).all()
    assert all(np.isfinite(list(step.values())).all() for step in found.steps)


def test_a_flat_likelihood_leaves_the_prior(language):
    """With nothing to aim at, sizes stay those of the known structures (two-sample standard errors)."""
    found = run(language, lambda structures: np.zeros(len(structures)), n_particles=200, n_steps=3)
    size = np.array([particle.count("") for particle in found.particles])
    known = np.array([structure.count("") for structure in POLYMERS])
    assert abs(size.mean() - known.mean()) < 4.0 * np.hypot(size.std() / 200**0.5, known.std() / len(known) ** 0.5)


def test_structures_that_are_ruled_out_or_not_a_number_are_never_taken(language):
    def score(structures):
        return np.array([0.0 if "Cl" not in s else (np.nan if len(s) % 2 else -np.inf) for s in structures])

    found = run(language, score, n_steps=3)
    kept = [particle for particle in found.particles if "Cl" in particle]
    assert not kept


def test_the_same_seed_gives_the_same_particles(language):
    first, again = (run(language, near(150.0, 10.0), seed=3, n_steps=2) for _ in range(2))
    assert first.particles == again.particles
    assert first.tally == again.tally


def test_a_string_that_cannot_be_read_again_is_no_structure(monkeypatch):
    """RDKit writes some aromatic structures so; a ring of five aromatic CH stands for them."""
    monkeypatch.setattr(materials, "parse_report", lambda strings, odd: (["CCO", "c1cccc1", None], []))
    assert materials.read_written(["OCC", "odd", "bad"]) == ["CCO", None, None]
