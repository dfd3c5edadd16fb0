"""Levels of monomers: what a copolymer has of its monomers, learned from the target (all targets are simulated)."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime
from sklearn.base import clone
from sklearn.linear_model import Ridge

import matinfo as mi
from matinfo.exceptions import InvalidRowsWarning
from matinfo.models import MonomerLevels
from matinfo.models._mixing_rule import MixingRule, Mixture, _mixed

SIDES = ["C", "CC", "CCC", "CCCC", "O", "OC", "OCC", "N", "F", "Cl", "C#N", "C(=O)OC", "c1ccccc1", "c1ccncc1"]
UNITS = [f"*CC(*){side}" for side in SIDES]
LEVELS = dict(zip(UNITS, np.random.default_rng(0).normal(size=len(UNITS)).tolist(), strict=True))
TERMS = np.array([0.2, 0.1, 0.4, -0.2, 0.1, 0.2])


def table_of(first: list[str], second: list[str]) -> pd.DataFrame:
    """Every pair of monomers in five compositions and orders."""
    kinds = [(0.25, "block"), (0.75, "random"), (0.5, "alternating"), (0.5, "random"), (0.75, "block")]
    rows = [(a, b, f, 1 - f, kind) for a in first for b in second for f, kind in kinds]
    return pd.DataFrame(rows, columns=["monomer_A", "monomer_B", "frac_A", "frac_B", "architecture"])


def simulated(table: pd.DataFrame) -> np.ndarray:
    """Target that follows the rule, with a small error."""
    f, kind = table["frac_A"].to_numpy(), table["architecture"]
    unlike = np.select([kind == "alternating", kind == "random"], [1.0, 2 * f * (1 - f)], 0.0)
    places = np.column_stack([table[f"monomer_{letter}"].map(UNITS.index) for letter in "AB"])
    rows = Mixture(places, np.column_stack([f, 1 - f]), unlike)
    exact = _mixed(rows, np.asarray(list(LEVELS.values())), TERMS)[0]
    return 3.0 + 2.0 * exact + np.random.default_rng(1).normal(0, 0.02, len(table))


def levels_of(features: str = "M", **options: object) -> MonomerLevels:
    """Levels beside a few features, which are quick."""
    return MonomerLevels(mi.CopolymerFeatures(mi.PolymerFingerprint(features)), **options)


TABLE = table_of(UNITS[:6], UNITS[4:])
TARGET = simulated(TABLE)
FITTED = levels_of().fit(TABLE, TARGET)


def told(fitted: MonomerLevels, table: pd.DataFrame) -> np.ndarray:
    """Mixed levels, mean, highest, lowest."""
    return fitted.transform(table)[:, fitted.output_indices_["levels"]]


# --- the rule ---------------------------------------------------------------------------------------------------------


def test_derivatives_are_those_of_the_values():
    random = np.random.default_rng(2)
    rows = Mixture(random.integers(0, 4, (5, 3)), random.dirichlet(np.ones(3), 5), random.uniform(size=5))
    levels = random.normal(size=4)
    _, by_slot, by_term = _mixed(rows, levels, TERMS)
    for row in range(5):
        numeric = approx_fprime(levels, lambda g, row=row: _mixed(rows, g, TERMS)[0][row], 1e-7)
        found = np.bincount(rows.places[row], by_slot[row], minlength=4)
        np.testing.assert_allclose(found, numeric, atol=1e-6)
        numeric = approx_fprime(TERMS, lambda terms, row=row: _mixed(rows, levels, terms)[0][row], 1e-7)
        np.testing.assert_allclose(by_term[:, row], numeric, atol=1e-6)


def test_a_rule_predicts_rows_that_follow_it():
    random = np.random.default_rng(3)
    levels = random.normal(size=12)
    places = np.column_stack([random.permutation(12)[:2] for _ in range(400)]).T
    rows = Mixture(places, random.dirichlet(np.ones(2), 400), random.uniform(size=400))
    y = _mixed(rows, levels, TERMS)[0]
    rule = MixingRule.fitted(rows.take(np.arange(300)), y[:300], 0.0, np.full(12, 1.5), 1e-4)
    assert np.abs(rule.predict(rows)[300:] - y[300:]).max() < 0.02


# --- levels -----------------------------------------------------------------------------------------------------------


def test_levels_are_found_up_to_a_constant():
    difference = [FITTED.levels_[unit] - (3.0 + 2.0 * level) for unit, level in LEVELS.items()]
    assert np.std(difference) < 0.1
    assert abs(np.mean(difference)) < 0.5


def test_a_homopolymer_has_the_level_of_its_monomer():
    table = pd.DataFrame({"monomer_A": UNITS, "monomer_B": UNITS[::-1], "frac_A": 1.0, "frac_B": 0.0})
    found = told(FITTED, table.assign(architecture="random"))
    expected = np.repeat([[FITTED.levels_[unit]] for unit in UNITS], 4, axis=1)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)


def test_monomers_can_change_places_and_be_drawn_in_another_way():
    turned = TABLE.rename(columns={"monomer_A": "monomer_B", "monomer_B": "monomer_A"})
    turned = turned.rename(columns={"frac_A": "frac_B", "frac_B": "frac_A"})
    turned["monomer_B"] = turned["monomer_B"].str.replace("*CC(*)", "[*:2]CC([*:1])")
    np.testing.assert_allclose(told(FITTED, turned), told(FITTED, TABLE), rtol=0, atol=1e-9)


def test_a_monomer_that_stood_only_in_the_other_column_is_known():
    new = table_of(UNITS[8:], UNITS[4:])
    error = told(FITTED, new)[:, 0] - simulated(new)
    assert np.sqrt(np.mean(error**2)) < 0.1 * np.std(simulated(new))


def test_a_new_monomer_has_a_level_from_its_structure():
    grown = [f"*CC(*){'C' * length}" for length in range(1, 12)]
    seen = [unit for unit in grown if unit != grown[5]]
    table = table_of(seen[:5], seen)
    heavy = [table[f"monomer_{letter}"].str.count("C") * table[f"frac_{letter}"] for letter in "AB"]
    fitted = levels_of("AM").fit(table, sum(heavy))
    assert fitted._levels_of([grown[5]])[0] * fitted.y_scale_ + fitted.y_mean_ == pytest.approx(8.0, abs=0.3)


def test_training_rows_do_not_see_their_own_target():
    noise = np.random.default_rng(4).normal(size=len(TABLE))
    features = levels_of()
    left_out = features.fit_transform(TABLE, noise)[:, features.output_indices_["levels"]][:, 0]
    assert np.corrcoef(left_out, noise)[0, 1] < 0.15  # three standard errors of no correlation at 300 rows: 0.17
    assert np.corrcoef(told(features, TABLE)[:, 0], noise)[0, 1] > 0.15  # all rows together do see it


def test_three_monomers_in_one_chain():
    names = {"monomers": ["first", "second", "third"], "fractions": ["f1", "f2", "f3"], "architecture": "random"}
    random = np.random.default_rng(5)
    table = pd.DataFrame([random.permutation(UNITS[:8])[:3] for _ in range(80)], columns=names["monomers"])
    table[names["fractions"]] = random.dirichlet(np.ones(3), 80)
    y = sum(table[a].map(LEVELS) * table[f] for a, f in zip(names["monomers"], names["fractions"], strict=True))
    features = MonomerLevels(mi.CopolymerFeatures(mi.PolymerFingerprint("M"), **names)).fit(table[:60], y[:60])
    assert np.abs(told(features, table[60:])[:, 0] - y[60:]).max() < 0.2


# --- conventions ------------------------------------------------------------------------------------------------------


def test_columns_have_names_and_meanings():
    names = FITTED.get_feature_names_out().tolist()
    assert names[-4:] == ["L_mixed", "L_mean", "L_highest", "L_lowest"]
    assert len(names) == FITTED.transform(TABLE[:2]).shape[1] == len(FITTED.describe())


def test_copies_give_the_same_bytes():
    again = clone(FITTED).fit(TABLE, TARGET)
    loaded = pickle.loads(pickle.dumps(FITTED))
    for other in (again, loaded):
        np.testing.assert_array_equal(other.transform(TABLE), FITTED.transform(TABLE))


def test_rows_without_a_target_teach_nothing_and_get_levels():
    holes = TARGET.copy()
    holes[::3] = np.nan
    features = levels_of()
    assert np.isfinite(features.fit_transform(TABLE, holes)).all()
    kept = np.isfinite(holes)
    other = levels_of().fit(TABLE[kept], TARGET[kept])
    np.testing.assert_allclose(told(features, TABLE), told(other, TABLE), atol=1e-2)


def test_a_model_uses_the_levels_and_can_be_saved(tmp_path):
    model = mi.Model(levels_of(), Ridge(), calibration_folds=3).fit(TABLE, TARGET)
    new = table_of(UNITS[8:10], UNITS[4:])
    assert mi.evaluate.rmse(simulated(new), model.predict(new)) < 0.2 * np.std(simulated(new))
    model.save(tmp_path / "levels.matinfo")
    np.testing.assert_array_equal(mi.models.load_model(tmp_path / "levels.matinfo").predict(new), model.predict(new))


def test_rows_that_cannot_be_used_are_nan_or_named():
    spoiled = TABLE.copy()
    spoiled.loc[3, "monomer_A"] = "no structure"
    with pytest.raises(mi.exceptions.InvalidRowsError, match="3"):
        levels_of().fit(spoiled, TARGET)
    with pytest.warns(InvalidRowsWarning) as warned:
        found = levels_of(invalid="nan").fit_transform(spoiled, TARGET)
    assert len(warned) == 1
    assert np.isnan(found[3]).all()
    assert np.isfinite(np.delete(found, 3, axis=0)).all()


@pytest.mark.parametrize(
    ("features", "y", "error", "message"),
    [
        (levels_of(), None, ValueError, "learns from the target"),
        (levels_of(), TARGET[:5], ValueError, "one value for each of the 300 rows"),
        (levels_of(), np.where(np.arange(300) < 5, TARGET, np.nan), ValueError, "at least 3 different monomers; got 2"),
        (levels_of(n_folds=1), TARGET, ValueError, "n_folds"),
        (MonomerLevels(mi.PolymerFingerprint("M")), TARGET, TypeError, "CopolymerFeatures"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_learned_is_said(features, y, error, message):
    with pytest.raises(error, match=message):
        features.fit(TABLE, y)
