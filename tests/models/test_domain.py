"""The domain of validity: far rows are outside, rows like the training ones mostly inside."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge

import matinfo as mi
from matinfo.exceptions import InvalidRowsWarning
from matinfo.models import Domain, Model


def hydrocarbons() -> list[str]:
    """Vinyl polymers and dienes of carbon and hydrogen, with side chains of every length."""
    side = ["", "C", "CC", "CCC", "CCCC", "CCCCC", "CCCCCC", "CCCCCCCC", "C(C)C", "CC(C)C", "CCC(C)C", "C(C)CC"]
    side += ["c1ccccc1", "c1ccc(C)cc1", "c1ccc(CC)cc1", "C1CCCCC1", "CC1CCCCC1", "Cc1ccccc1"]
    vinyl = [f"*CC(*){group}" for group in side]
    return vinyl + [f"*CC(C)(*){group}" for group in side[1:]] + ["*CC=CC*", "*CC=C(C)C*", "*CC(CC)=CC*"]


# perfluorinated, inorganic, or with hetero atoms in the chain: no environment beyond one atom as in the hydrocarbons
FAR = [
    "*C(F)(F)C(F)(F)*",
    "*OC(F)(C(F)(F)F)C(F)(F)*",
    "*C(F)(F)C(*)(F)C(F)(F)F",
    "*[Si](C)(C)O*",
    "*[Si](C)(CCC(F)(F)F)O*",
    "*N=P(*)(Cl)Cl",
    "*N=P(*)(OCC)OCC",
    "*N=P(*)(OCC(F)(F)F)OCC(F)(F)F",
    "*Oc1ccc(cc1)S(=O)(=O)c1ccc(*)cc1",
    "*NC(=O)c1ccc(cc1)C(=O)Nc1ccc(*)cc1",
    "*c1ccc(s1)*",
    "*SSSS*",
    "*CC(*)S(=O)(=O)O",
    "*OS(=O)(=O)CC*",
    "*c1ccc2nc(*)[nH]c2c1",
    "*OC(=O)OCC*",
    "*C#C[Si](C)(C)*",
    "*OP(=O)(OC)OCC*",
    "*CC(*)(C#N)C#N",
    "*N1C(=O)c2ccc(cc2C1=O)Oc1ccc2c(c1)C(=O)N(*)C2=O",
]


@pytest.mark.parametrize(
    "featurizer",
    [None, mi.MorganFingerprint(), mi.PolymerFingerprint("AQM")],
    ids=["default", "Morgan", "AQM"],
)
def test_other_chemistry_is_outside_and_the_same_chemistry_mostly_inside(featurizer):
    known = hydrocarbons()
    model = Model(featurizer, Ridge(), calibration_folds=0).fit(known, np.arange(float(len(known))))
    assert 1 - model.in_domain(FAR).mean() >= 0.95
    assert model.in_domain(known).mean() >= 0.95
    assert model.in_domain(["*CC(*)CCCCCCC", "*CC(*)c1ccc(CCC)cc1", "*CC(C)(*)CCCC"]).all()


def blob(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, 4)) * [1.0, 10.0, 0.1, 100.0] + [0.0, 50.0, 1.0, 400.0]


@pytest.fixture(scope="module")
def fitted() -> Model:
    X = blob(200, 0)
    return Model(regressor=Ridge(), calibration_folds=0).fit(X, X[:, 0])


@pytest.mark.parametrize("columns", [[0], [2], [0, 1, 2, 3]])
def test_rows_ten_standard_deviations_away_are_outside(fitted, columns):
    far = blob(100, 1)
    signs = np.random.default_rng(2).choice([-1.0, 1.0], size=(100, len(columns)))
    far[:, columns] += 10.0 * signs * np.array([1.0, 10.0, 0.1, 100.0])[columns]
    assert fitted.in_domain(far).mean() <= 0.05


def test_about_95_of_100_new_rows_of_the_same_kind_are_inside(fitted):
    assert fitted.in_domain(blob(1000, 3)).mean() == pytest.approx(0.95, abs=0.04)  # 200 rows set the threshold


def test_the_answer_is_one_bool_a_row(fitted):
    inside = fitted.in_domain(blob(5, 4))
    assert (inside.shape, inside.dtype) == ((5,), np.bool_)


def test_an_ingredient_that_training_never_had_is_outside(recipes):
    X = recipes.X.assign(silica_phr=0.0)
    model = Model(regressor=Ridge()).fit(X, recipes.y)
    assert model.in_domain(X).mean() >= 0.95
    assert not model.in_domain(X.assign(silica_phr=20.0)).any()


def test_a_table_in_which_nothing_varies_knows_itself_only():
    X = np.full((12, 2), 3.0)
    model = Model(regressor=Ridge(), calibration_folds=0).fit(X, np.arange(12.0))
    assert model.in_domain([[3.0, 3.0], [3.0, 4.0]]).tolist() == [True, False]


def test_replicates_do_not_vouch_for_each_other():
    X = blob(40, 0)
    twice = np.repeat(X, 2, axis=0)
    by_material = Domain(twice, None, np.repeat(np.arange(40), 2)).threshold
    by_row = Domain(twice, None, np.arange(80)).threshold
    assert by_material < by_row


def test_where_all_rows_are_one_group_rows_are_left_out_one_by_one():
    X = blob(40, 0)
    assert Domain(X, None, np.zeros(40, dtype=int)).threshold == Domain(X, None, np.arange(40)).threshold


def test_the_similarity_lies_between_zero_and_one_and_is_one_for_a_row_with_three_replicates():
    X = np.repeat(blob(10, 0), 3, axis=0)
    domain = Domain(X, None, np.repeat(np.arange(10), 3))
    similarity = domain.similarity(np.vstack([X, blob(50, 5) * 3.0]))
    assert ((similarity >= 0.0) & (similarity <= 1.0)).all()
    np.testing.assert_allclose(similarity[:30], 1.0, atol=1e-9)


def test_the_domain_does_not_depend_on_how_many_rows_are_asked_at_once(fitted):
    rows = blob(2100, 6)
    assert fitted.in_domain(rows).tolist() == [
        *fitted.in_domain(rows[:1000]).tolist(),
        *fitted.in_domain(rows[1000:]).tolist(),
    ]


def test_two_rows_are_enough_for_a_domain():
    model = Model(regressor=Ridge(), calibration_folds=0).fit(pd.DataFrame({"a": [0.0, 1.0]}), [0.0, 1.0])
    assert model.in_domain(pd.DataFrame({"a": [0.5, 50.0]})).tolist() == [True, False]


def rough_corner(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A line with little noise, and a corner in which nothing can be predicted."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(0.0, 1.0, size=(n, 2))
    rough = X[:, 0] < 0.05
    return X, X[:, 1] + np.where(rough, 2.0, 0.05) * rng.normal(size=n)


def test_rows_among_badly_predicted_ones_are_outside_however_like_they_are():
    X, y = rough_corner(800, 0)
    model = Model(regressor=Ridge()).fit(X, y)
    new, truth = rough_corner(2000, 1)
    error = np.abs(model.predict(new) - truth)
    doubtful = model.domain_.local_errors(new) > model.domain_.local_errors.limit
    assert not model.in_domain(new)[doubtful].any()
    assert np.median(error[doubtful]) > 5.0 * np.median(error[~doubtful])
    assert (new[doubtful, 0] < 0.06).mean() > 0.7
    like = model.domain_.similarity(new) >= model.domain_.threshold
    assert like[doubtful].mean() > 0.7  # likeness alone does not see it


def test_the_error_around_a_row_is_the_mean_over_its_nearest_training_rows():
    X = np.linspace(0.0, 1.0, 100)[:, None]
    errors = np.linspace(0.0, 2.0, 100)
    around = Domain(X, None, np.arange(100), errors=errors).local_errors
    assert around.nearest == 10
    np.testing.assert_allclose(around(np.array([[-1.0], [2.0]])), [errors[:10].mean(), errors[-10:].mean()])


def test_known_materials_need_no_neighbours():
    X = np.linspace(0.0, 1.0, 100)[:, None]
    domain = Domain(X, None, np.arange(100), errors=np.where(np.arange(100) < 10, 10.0, 1.0))
    assert not domain.contains(np.array([[0.005]]))[0]
    assert domain.contains(X).mean() >= 0.95


def test_few_errors_do_not_tell_one_neighbourhood_from_another():
    X = blob(29, 0)
    assert Domain(X, None, np.arange(29), errors=np.ones(29)).local_errors is None
    holes = np.where(np.arange(60) % 2 == 0, np.nan, 1.0)
    assert Domain(blob(60, 0), None, np.arange(60), errors=holes).local_errors.known.shape == (30, 4)


def test_neighbours_are_named_with_their_values(recipes):
    labelled = recipes.X.rename(index=lambda place: f"mix {place}")
    model = Model(regressor=Ridge()).fit(labelled, recipes.y.to_numpy())
    near = model.neighbours(labelled.iloc[[7, 3]], k=4)
    assert near.columns.tolist() == ["row", "rank", "known", "similarity", "y"]
    assert near["row"].tolist() == ["mix 7"] * 4 + ["mix 3"] * 4
    assert near["rank"].tolist() == [1, 2, 3, 4] * 2
    assert near.loc[near["rank"] == 1, "known"].tolist() == ["mix 7", "mix 3"]
    assert near["y"].iloc[0] == recipes.y.iloc[7]
    assert (near.groupby("row")["similarity"].diff().dropna() <= 0).all()
    assert near["similarity"].between(0.0, 1.0 + 1e-9).all()


def test_neighbours_of_structures_show_how_these_were_written(polymers):
    model = Model(mi.MorganFingerprint(), Ridge()).fit(polymers.X, polymers.y)
    near = model.neighbours(["*CCCC*"], k=2)
    assert near["known"].iloc[0] == polymers.X.index[polymers.X.iloc[:, 0] == near["structure"].iloc[0]][0]
    assert near[polymers.y.name].notna().all()


def test_there_are_not_more_neighbours_than_known_materials():
    model = Model(regressor=Ridge(), calibration_folds=0).fit(np.eye(3), [1.0, 2.0, 3.0])
    assert len(model.neighbours(np.eye(3)[:1], k=50)) == 3
    with pytest.raises(ValueError, match="k must be in"):
        model.neighbours(np.eye(3), k=0)


def test_rows_that_cannot_be_read_have_no_neighbours():
    structures = hydrocarbons()
    model = Model(mi.PolymerFingerprint("A"), Ridge(), invalid="nan").fit(structures, np.arange(float(len(structures))))
    with pytest.warns(InvalidRowsWarning):
        assert model.neighbours(["nylon", "*CC*"], k=1)["row"].tolist() == [1]


def test_a_setting_that_was_never_varied_is_outside_in_recipes_too():
    recipes = pd.DataFrame({"filler": ["silica", "black"] * 20, "phr": np.arange(40.0), "T_degC": 150.0})
    model = Model(regressor="ridge").fit(recipes, recipes["phr"].to_numpy())
    assert model.in_domain(recipes.head(3)).all()
    assert not model.in_domain(recipes.head(3).assign(T_degC=170.0)).any()
