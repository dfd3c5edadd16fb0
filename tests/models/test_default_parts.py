"""Parts of the default regressor: sums first, known numbers with holes, skewed columns, what trees look at."""

from __future__ import annotations

import numpy as np
import pytest

from matinfo.models import KernelBankRegressor, SmallDataRegressor
from matinfo.models import _small_data as small_data
from matinfo.models._filled_numbers import KnownNumbers
from matinfo.models._kernels import ScaledColumns
from matinfo.models._local_errors import spread_rows
from matinfo.models._members import count_of_trees, new_boosting, tree_columns
from matinfo.models._trend import AdditiveTrend, KnownTrend, blocks_beside_sums, fit_trend


def molecules(n: int = 120) -> tuple[np.ndarray, np.ndarray, dict[str, slice]]:
    """Numbers of three kinds of atoms, shares of them, and an energy that is a sum and a little more."""
    counts = np.random.default_rng(0).integers(1, 9, (n, 3)).astype(float)
    shares = counts / counts.sum(axis=1, keepdims=True)
    energy = counts @ [-38.0, -54.6, -75.1] + 0.1 * np.sin(9 * shares[:, 0])
    return np.hstack([shares, counts]), energy, {"Q": slice(0, 3), "sums": slice(3, 6)}


def test_a_sum_over_atoms_is_found_before_members_see_the_rest():
    X, y, blocks = molecules()
    trend = AdditiveTrend.fitted(X, y, blocks)
    np.testing.assert_allclose(trend.slopes, [-38.0, -54.6, -75.1], atol=0.05)
    np.testing.assert_allclose(trend.predict(X), y, atol=0.3)
    model = SmallDataRegressor(effort="fast", n_estimators=5).fit(X[:100], y[:100], blocks=blocks)
    assert np.abs(model.predict(X[100:]) - y[100:]).max() < 0.15


def test_levels_of_monomers_are_a_sum_as_well():
    X, y, _ = molecules()
    trend = AdditiveTrend.fitted(X, y, {"Q": slice(0, 3), "levels": slice(3, 6)})
    np.testing.assert_allclose(trend.slopes, [-38.0, -54.6, -75.1], atol=0.05)
    np.testing.assert_array_equal(fit_trend(X, y, {"Q": slice(0, 3), "levels": slice(3, 6)}).columns, [3, 4, 5])


@pytest.mark.parametrize("reason", ["not additive", "no sums", "few rows"])
def test_there_is_no_sum(reason):
    X, y, blocks = molecules()
    if reason == "not additive":
        y = np.random.default_rng(1).normal(size=len(y))
    elif reason == "no sums":
        blocks = {"Q": slice(0, 3), "other": slice(3, 6)}
    else:
        X, y = X[:5], y[:5]
    assert AdditiveTrend.fitted(X, y, blocks) is None


def test_members_see_the_sums_only_where_rows_are_too_few_to_say_whether_the_target_is_one():
    *_, blocks = molecules()
    assert blocks_beside_sums(6, blocks) == {"Q": slice(0, 3)}
    assert blocks_beside_sums(5, blocks) == blocks
    assert blocks_beside_sums(100, {"sums": slice(0, 3)}) == {"sums": slice(0, 3)}  # nothing else to see
    assert blocks_beside_sums(100, None) is None


def known_beside_structure(n: int = 80) -> tuple[np.ndarray, np.ndarray, dict[str, slice]]:
    rng = np.random.default_rng(3)
    structure = rng.normal(size=(n, 2))
    measured = structure[:, 0] + rng.normal(size=n)  # half of it cannot be read from the structure
    y = 2.0 * measured + 0.05 * rng.normal(size=n)
    return np.column_stack([structure, measured]), y, {"Q": slice(0, 2), "known": slice(2, 3)}


def permittivity() -> tuple[np.ndarray, np.ndarray, dict[str, slice]]:
    """The square of a refractive index, and a little that the structure adds (simulated)."""
    rng = np.random.default_rng(4)
    structure, index = rng.normal(size=(80, 2)), rng.uniform(1.3, 2.2, 80)
    return (
        np.column_stack([structure, index]),
        index**2 + 0.1 * structure[:, 0],
        {"Q": slice(0, 2), "known": slice(2, 3)},
    )


def test_the_curve_of_a_known_number_is_found_and_goes_on_as_a_line_beyond_the_known_ones():
    X, y, blocks = permittivity()
    trend = KnownTrend.fitted(X, y, blocks)
    inside = np.column_stack([np.zeros((3, 2)), [1.5, 1.8, 2.1]])
    np.testing.assert_allclose(trend.predict(inside), [2.25, 3.24, 4.41], atol=0.05)
    outside = np.column_stack([np.zeros((3, 2)), [3.0, 4.0, 5.0]])
    first, second = np.diff(trend.predict(outside))
    assert first == pytest.approx(second)
    assert first == pytest.approx(2 * X[:, 2].max(), abs=0.2)  # the slope of a square at its end


def test_trees_are_left_with_what_the_structure_adds_to_a_known_number():
    X, y, blocks = permittivity()
    model = SmallDataRegressor(effort="fast", n_estimators=20).fit(X[:60], y[:60], blocks=blocks)
    rest = y - model.trend_.predict(X)
    assert np.std(rest) < 0.2 * np.std(y)
    assert np.abs(model.predict(X[60:]) - y[60:]).max() < 0.1


def test_a_known_number_that_says_little_gives_no_curve():
    X, y, blocks = permittivity()
    assert fit_trend(X, np.random.default_rng(0).normal(size=len(y)), blocks) is None
    assert fit_trend(X, y, {"Q": slice(0, 3)}) is None


def test_a_known_number_is_used_and_a_hole_is_filled_from_the_structure():
    X, y, blocks = known_beside_structure()
    X[::8, 2] = np.nan
    model = SmallDataRegressor(n_estimators=5).fit(X[:60], y[:60], blocks=blocks)
    error = np.abs(model.predict(X[60:]) - y[60:])
    holes = np.isnan(X[60:, 2])
    assert error[~holes].mean() < 0.4
    assert error[holes].mean() < 3.0  # the spread of what the structure does not say is 2
    filled = KnownNumbers.fitted(X, blocks, 0).complete(X)
    assert np.isfinite(filled).all()
    np.testing.assert_array_equal(filled[:, 3], np.isnan(X[:, 2]))
    assert np.corrcoef(filled[::8, 2], X[::8, 0])[0, 1] > 0.9


def test_a_known_number_has_a_line_and_a_curve_of_its_own_and_counts_for_its_block():
    X, y, blocks = known_beside_structure()
    process = KernelBankRegressor().fit(X, y, blocks=blocks)
    assert [kernel.name for kernel in process.kernels_][1:3] == ["known numbers linear", "known numbers Matern"]
    own = process.kernel_table().set_index("kernel")["share"].filter(like="known numbers").sum()
    by_block = process.kernel_table("block").set_index("block")["share"]
    assert own <= by_block["known"]
    assert by_block["known"] > by_block["Q"]


def test_with_many_rows_one_left_out_fold_weighs_the_members(monkeypatch):
    monkeypatch.setattr(small_data, "MANY_ROWS", 100)
    X, y, blocks = known_beside_structure(160)
    folds = np.array_split(np.arange(160), 5)
    model = SmallDataRegressor(n_estimators=5)
    mean, std = model.fit_left_out(X, y, folds, blocks=blocks)
    assert np.isfinite(mean[folds[0]]).all()
    assert np.isfinite(std[folds[0]]).all()
    assert np.isnan(mean[32:]).all()
    assert np.isnan(std[32:]).all()
    assert sum(model.member_weights_.values()) == pytest.approx(1.0)
    assert len(set(model.member_weights_.values())) > 1  # not equal for want of evidence


def test_all_known_numbers_may_be_missing():
    X, y, blocks = known_beside_structure(40)
    X[:, 2] = np.nan
    predicted = SmallDataRegressor(n_estimators=5).fit(X, y, blocks=blocks).predict(X)
    assert np.isfinite(predicted).all()


def test_a_table_without_blocks_may_have_holes_where_it_had_some_in_fit():
    X, y, _ = known_beside_structure()
    X[::8, 2] = np.nan
    model = SmallDataRegressor(n_estimators=5).fit(X, y)
    assert np.corrcoef(model.predict(X), y)[0, 1] > 0.9
    X[0, 1] = np.nan
    with pytest.raises(ValueError, match="in 1 rows, first in row 0"):
        model.predict(X)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_holes_elsewhere_are_refused_with_their_rows(value):
    X, y, blocks = known_beside_structure(40)
    X[[7, 9], 0] = value
    with pytest.raises(ValueError, match=r"NaN or infinity in 2 rows, first in row 7\. Only the block named 'known'"):
        SmallDataRegressor().fit(X, y, blocks=blocks)


def test_skewed_columns_of_positive_values_are_compared_by_their_logarithms():
    ages = np.repeat([1.0, 3.0, 7.0, 28.0, 90.0, 365.0], [5, 10, 15, 20, 4, 2])
    even = np.linspace(1.0, 2.0, len(ages))
    sparse = np.where(np.arange(len(ages)) % 5 == 0, ages, 0.0)
    X = np.column_stack([ages, even, sparse, -ages])
    view = ScaledColumns.standard(np.arange(4), X)
    assert np.isfinite(view.shift).tolist() == [True, False, False, False]
    assert view.shift[0] == 0.5  # half of the least value
    encoded = view.encode(X)
    np.testing.assert_allclose(encoded.mean(axis=0), 0.0, atol=1e-9)
    np.testing.assert_allclose(encoded.std(axis=0), 1.0)
    assert np.isfinite(view.encode(-X)).all()  # values that never were in training


def test_trees_look_at_the_most_relevant_columns_and_at_common_counts(monkeypatch):
    monkeypatch.setattr("matinfo.models._members._MOST_COLUMNS", 2)
    X = np.random.default_rng(0).normal(size=(30, 6))
    X[:, 4:] = 0.0
    X[:10, 4] = 1.0
    relevances = np.array([0.1, 0.5, 0.0, 0.4, 0.0, 0.0])
    assert tree_columns(X, {"Q": slice(0, 4)}, relevances).tolist() == [1, 3]
    assert tree_columns(X, {"Q": slice(0, 4), "cell": slice(4, 6)}, relevances).tolist() == [1, 3, 4]


def test_skew_does_not_hide_a_linear_target():
    x = np.random.default_rng(0).lognormal(size=(80, 1))
    assert np.corrcoef(KernelBankRegressor().fit(x, x[:, 0]).predict(x), x[:, 0])[0, 1] > 0.99


def test_many_rows_get_fewer_trees_and_more_steps_of_boosting_that_see_as_many_columns_in_all():
    assert [count_of_trees(200, n) for n in (8_000, 16_000, 100_000)] == [200, 100, 50]
    assert count_of_trees(20, 100_000) == 20
    some, many = (new_boosting(n, 500, "default", 0) for n in (9_000, 40_000))
    assert (some.max_iter, many.max_iter) == (300, 600)
    assert some.max_iter * some.max_features == pytest.approx(many.max_iter * many.max_features)


def test_limits_of_the_domain_come_from_all_rows_or_from_8000_evenly_spread_ones():
    np.testing.assert_array_equal(spread_rows(5), range(5))
    chosen = spread_rows(43_000)
    assert (len(np.unique(chosen)), chosen[0], chosen[-1]) == (8_000, 0, 42_999)
