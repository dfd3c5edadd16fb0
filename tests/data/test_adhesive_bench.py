"""The simulated bench: the size of the study, a known optimum, and noise of a known size."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matinfo.data import adhesive_strength, make_adhesive_bench


def test_it_has_256_settings_the_best_strength_and_the_noise_of_the_study():
    bench = make_adhesive_bench()
    assert bench.candidates.shape == (256, 4)
    assert not bench.candidates.duplicated().any()
    assert set(bench.units) == set(bench.candidates.columns)
    assert bench.strength.max() == pytest.approx(35.8)  # MPa, Pruksawan et al. 2019, abstract
    assert bench.noise_sd == 1.1  # MPa, the same


def test_the_optimum_is_one_setting_inside_the_levels():
    bench = make_adhesive_bench()
    assert (bench.strength > 0.95 * 35.8).sum() == 1
    assert bench.optimum["strength"].tolist() == pytest.approx([35.8])
    best = bench.optimum.iloc[0]
    for name, levels in bench.candidates.items():
        assert levels.min() < best[name] < levels.max()


def test_too_much_or_too_little_amine_weakens_the_joint():
    setting = make_adhesive_bench().optimum.drop(columns="strength")
    ratios = pd.concat([setting.assign(amine_ratio=ratio) for ratio in (0.5, 0.8, 1.1, 1.4, 1.7)])
    strength = adhesive_strength(ratios)
    assert strength.argmax() == 2
    assert (np.diff(np.sign(np.diff(strength))) <= 0).all()  # one rise, one fall


def test_measurements_scatter_around_the_truth_with_the_noise_that_is_stated():
    bench = make_adhesive_bench()
    strong = bench.candidates[bench.strength > 10]
    errors = [bench.measure(strong, np.random.default_rng(seed)) - bench.strength[strong.index] for seed in range(20)]
    assert np.mean(errors) == pytest.approx(0.0, abs=0.1)
    assert np.std(errors) == pytest.approx(1.1, rel=0.05)


def test_a_strength_is_never_below_zero_and_keeps_the_labels():
    bench = make_adhesive_bench()
    measured = bench.measure(bench.candidates.iloc[::-1], np.random.default_rng(0))
    assert measured.min() >= 0.0
    assert measured.index.tolist() == bench.candidates.index.tolist()[::-1]


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match=r"amine_ratio"):
        adhesive_strength(make_adhesive_bench().candidates.drop(columns="amine_ratio"))
