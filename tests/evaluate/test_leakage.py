"""Leaks that can be seen are found, others not invented, and the policy is obeyed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler

import matinfo as mi
from matinfo.evaluate import Evaluator, LeakageError, LeakageWarning

MODELS = {"trees": HistGradientBoostingRegressor(max_iter=2)}  # takes empty cells


def table(n_rows: int = 60, seed: int = 5) -> tuple[pd.DataFrame, pd.Series]:
    rng = np.random.default_rng(seed)
    X = pd.DataFrame({"filler": rng.uniform(0, 60, n_rows), "oil": rng.uniform(0, 20, n_rows), "T": 150.0})
    X["T"] += rng.integers(0, 4, n_rows) * 10.0
    y = 5 + 0.2 * X["filler"] - 0.1 * X["oil"] + rng.normal(scale=0.5, size=n_rows)
    return X, pd.Series(y, name="strength")


def leaks(X, y, **options):
    return Evaluator(cv=3, leakage="ignore").compare(MODELS, X, y, **options).leakage()


def test_an_honest_table_has_no_leak():
    found = leaks(*table())
    assert found.empty
    assert found.columns.tolist() == ["check", "target", "column", "message"]


@pytest.mark.parametrize(
    ("twin", "reason"),
    [
        (lambda y: y * 145.04, "their correlation is 1.00000"),  # MPa in psi
        (lambda y: 20 - y + 1e-4 * np.sin(y), "their correlation is -1.00000"),
        (lambda y: np.exp(y), "their rank correlation is 1.00000"),
        (lambda y: pd.Series(np.where(np.arange(60) % 7 == 0, np.nan, y)), "their correlation is 1.00000"),
    ],
)
def test_a_column_that_is_the_target_in_other_words_is_found(twin, reason):
    X, y = table()
    X = X.assign(twin=twin(y))
    found = leaks(X, y)
    assert found["column"].tolist() == ["twin"]
    assert reason in found["message"].iloc[0]


def test_a_weaker_correlation_counts_where_the_column_bears_the_name_of_the_target():
    X, y = table()
    noisy = y + np.random.default_rng(0).normal(scale=0.8, size=60)
    found = leaks(X.assign(Strength_max=noisy, other=noisy), y)
    assert found["column"].tolist() == ["Strength_max"]
    assert "it bears its name, and their correlation is 0.9" in found["message"].iloc[0]


def test_smallest_and_largest_run_of_a_simulation_are_found_beside_its_mean(bench_data):
    simulated = pd.read_csv(bench_data / "pi1070_dev.csv")
    columns = ["density_min", "density_max", "density_std", "refractive_index", "Cp", "Rg", "vdw_volume_monomer"]
    found = leaks(simulated[columns], simulated["density"])
    assert found["column"].tolist() == ["density_min", "density_max"]


def test_a_code_that_determines_the_target_is_found_though_nothing_correlates():
    X, y = table()
    levels = np.arange(60) % 12
    y = pd.Series(np.array([3.0, 8.0, 1.0, 9.0, 2.0, 7.0, 4.0, 6.0, 5.0, 0.0, 8.5, 1.5])[levels], name="strength")
    found = leaks(X.assign(code=levels), y)
    assert found["column"].tolist() == ["code"]
    assert "each of its 12 values goes with one value of the target" in found["message"].iloc[0]


def test_replicates_of_one_material_do_not_make_its_composition_a_code():
    X, y = table(30)
    X, y = pd.concat([X] * 3, ignore_index=True), pd.concat([y] * 3, ignore_index=True)
    assert leaks(X, y).empty


def test_a_series_of_few_rows_may_rise_with_its_one_factor():
    assert leaks(pd.DataFrame({"dose": np.arange(15.0)}), pd.Series(np.arange(15.0) ** 2)).empty


@pytest.mark.parametrize("ddof", [0, 1])
def test_columns_standardised_over_all_rows_are_found(ddof):
    X, y = table()
    X[["filler", "oil"]] = (X[["filler", "oil"]] - X[["filler", "oil"]].mean()) / X[["filler", "oil"]].std(ddof=ddof)
    found = leaks(X, y)
    assert found["check"].tolist() == ["scaled before the split"]
    assert "2 of 3 columns have mean 0 and standard deviation 1" in found["message"].iloc[0]
    assert "make_pipeline(StandardScaler(), model)" in found["message"].iloc[0]


def test_components_of_a_pca_over_all_rows_are_found():
    X, y = table()
    found = leaks(PCA(2).fit_transform(X), y)
    assert "components of a PCA" in found["message"].iloc[0]


def test_columns_standardised_on_other_rows_are_not_suspected():
    X, y = table()
    assert leaks(StandardScaler().fit(X[:40]).transform(X), y).empty


def test_structures_and_sparse_tables_are_not_looked_into():
    from scipy.sparse import csr_array

    X, y = table()
    scaled = csr_array(StandardScaler().fit_transform(X))
    assert Evaluator(cv=3).compare({"ridge": Ridge()}, scaled, y, groups=False).leakage().empty


def test_all_findings_come_in_one_warning_at_the_call():
    X, y = table()
    X = pd.DataFrame(StandardScaler().fit_transform(X), columns=X.columns).assign(twin=2 * y)
    with pytest.warns(LeakageWarning) as caught:
        result = Evaluator(cv=KFold(3)).compare(MODELS, X, y, groups=np.arange(60) % 30)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert result.leakage()["check"].tolist() == ["folds", "target twin", "scaled before the split"]
    assert all(message in str(caught[0].message) for message in result.leakage()["message"])


def test_an_error_can_be_asked_for_and_comes_before_anything_is_fitted():
    X, y = table()
    with pytest.raises(LeakageError, match="Column 'twin' knows the target 'strength'"):
        Evaluator(leakage="raise").compare({"never": _Never()}, X.assign(twin=y), y)


class _Never(Ridge):
    def fit(self, X, y):
        raise AssertionError("fitted")


def test_ignoring_gives_no_warning_but_keeps_the_findings():
    X, y = table()
    result = Evaluator(cv=KFold(3), leakage="ignore").compare(MODELS, X.assign(twin=y), y)
    assert len(result.leaks) == 1
    assert result.leaks[0].message in result.notes


def test_a_policy_of_another_name_is_an_error():
    with pytest.raises(ValueError, match="leakage must be one of 'warn', 'raise', 'ignore'"):
        mi.Evaluator(leakage="maybe").compare(MODELS, *table())
