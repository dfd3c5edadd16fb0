"""Featurizers as scikit-learn transformers: columns of strings in, aligned rows of named numbers out."""

from __future__ import annotations

import json
import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from rdkit import Chem
from rdkit.Chem import Descriptors as RDKitDescriptors
from rdkit.Chem import rdFingerprintGenerator
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

import matinfo as mi
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning, StructureError
from matinfo.featurize import AtomPairFingerprint, FeatureStack, TorsionFingerprint

FEATURIZERS = [
    mi.PolymerFingerprint(),
    mi.PolymerFingerprint("QMRP"),
    mi.MorganFingerprint(n_bits=64),
    AtomPairFingerprint(n_bits=64),
    TorsionFingerprint(n_bits=64),
    mi.Descriptors(),
    FeatureStack([("named", mi.PolymerFingerprint("AM")), ("morgan", mi.MorganFingerprint(n_bits=16))]),
]
POLYMERS = ["*CCO*", "*CC(*)c1ccccc1", "*CC(*)C(=O)OC", "*OCCOC(=O)c1ccc(cc1)C(*)=O", "*CC*", "CCO"]

every_featurizer = pytest.mark.parametrize("featurizer", FEATURIZERS, ids=lambda featurizer: type(featurizer).__name__)


# --- input -----------------------------------------------------------------------------------------------------------


@every_featurizer
def test_every_way_to_pass_a_column_gives_the_same_numbers(featurizer):
    expected = clone(featurizer).fit_transform(POLYMERS)
    column = np.array(POLYMERS, dtype=object)
    for X in (tuple(POLYMERS), pd.Series(POLYMERS), pd.DataFrame({"psmiles": POLYMERS}), column, column[:, None]):
        assert clone(featurizer).fit_transform(X).tobytes() == expected.tobytes()
        assert clone(featurizer).fit(X).transform(X).tobytes() == expected.tobytes()


@every_featurizer
def test_what_is_no_column_of_strings_is_refused(featurizer):
    with pytest.raises(ValueError, match="at least one row"):
        clone(featurizer).fit_transform([])
    with pytest.raises(ValueError, match="one column of structures; got 2"):
        clone(featurizer).fit_transform(pd.DataFrame({"a": POLYMERS, "b": POLYMERS}))
    for X in ("*CC*", 3.5, None):
        with pytest.raises(TypeError, match="column of structure strings"):
            clone(featurizer).fit_transform(X)
    with pytest.raises(InvalidRowsError, match="2 of 2 rows"):
        clone(featurizer).fit_transform([1.5, None])


@every_featurizer
def test_transform_before_fit_says_so(featurizer):
    with pytest.raises(NotFittedError):
        clone(featurizer).transform(POLYMERS)
    with pytest.raises(NotFittedError):
        clone(featurizer).get_feature_names_out()


# --- invalid rows ----------------------------------------------------------------------------------------------------

SPOILED = ["*CC*", "C1CC", "*CCO*", "", "*CC"]


@every_featurizer
def test_bad_rows_are_named_together(featurizer):
    with pytest.raises(InvalidRowsError) as caught:
        clone(featurizer).fit_transform(pd.Series(SPOILED, index=list("abcde"), name="psmiles"))
    assert [(row.label, row.column) for row in caught.value.rows] == [(x, "psmiles") for x in "bde"]


@every_featurizer
def test_bad_rows_become_nan_when_asked_for_and_are_warned_of_once(featurizer):
    lenient = clone(featurizer).set_params(invalid="nan")
    with pytest.warns(InvalidRowsWarning, match="3 of 5 rows") as caught:
        values = lenient.fit_transform(SPOILED)
    assert len(caught) == 1
    assert np.isnan(values).all(axis=1).tolist() == [False, True, False, True, True]
    good = clone(featurizer).fit_transform(["*CC*", "*CCO*"])
    np.testing.assert_array_equal(values[[0, 2]], good)


@pytest.mark.filterwarnings("ignore::matinfo.exceptions.InvalidRowsWarning")
@every_featurizer
def test_rows_stay_aligned_when_none_is_valid(featurizer):
    lenient = clone(featurizer).set_params(invalid="nan").fit(POLYMERS)
    values = lenient.transform(["C1CC", "("])
    assert values.shape == (2, len(lenient.get_feature_names_out()))
    assert np.isnan(values).all()


def test_an_unknown_policy_is_refused_in_fit():
    with pytest.raises(ValueError, match="invalid must be one of 'raise', 'nan'; got 'drop'"):
        mi.PolymerFingerprint(invalid="drop").fit(POLYMERS)


ODD = [
    "[H][H]", "[H+]", "[Na+].[Cl-]", "[Fe]", "[CH3]", "[2H]C", "*[Fe]*", "*[SiH2]*", "*C#CC#C*", "*=CC=*", "*N=N*",
    "*S*", "*B(*)c1ccccc1", "*[Se]*", "*C(*)=O", "*[N+](C)(C)CC*", "*CC(*)[O-].[Na+]", "[He]", "*C(=C)C(*)=C", "[U]",
    "[C-]#[O+]", "*[Sn](C)(C)*", "*P(*)(=O)c1ccccc1", "*[CH]C*", "O=[N+]([O-])c1ccccc1", "C1CC1", "*C1CC1*",
    "*c1ccc2ccccc2c1*",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::matinfo.exceptions.StructureWarning")
@every_featurizer
def test_no_number_is_nan_or_infinite_for_odd_but_legal_structures(featurizer):
    assert np.isfinite(clone(featurizer).fit_transform(ODD)).all()


@pytest.mark.filterwarnings("ignore")
@every_featurizer
def test_whatever_can_be_read_has_finite_features(featurizer, bench_data):
    lines = (bench_data.parent / "hostile" / "structures.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    strings = [value for value in (json.loads(row[1]) for row in rows) if isinstance(value, str)]
    readable = [string for string in strings if can_be_read(string)]
    assert len(readable) > 40
    assert np.isfinite(clone(featurizer).fit_transform(readable)).all()


def can_be_read(string: str) -> bool:
    try:
        mi.canonicalize(string)
    except StructureError:
        return False
    return True


# --- names and meaning -----------------------------------------------------------------------------------------------


@every_featurizer
def test_names_are_unique_and_every_column_is_explained(featurizer):
    fitted = clone(featurizer).fit(POLYMERS)
    table = fitted.describe()
    assert list(table.columns) == ["name", "meaning", "unit", "reference"]
    assert table["name"].is_unique
    assert table["name"].tolist() == list(fitted.get_feature_names_out())
    assert table["name"].str.fullmatch(r"[A-Za-z0-9_\-]+").all()
    assert (table[["meaning", "unit"]].map(len) > 0).all(axis=None)


@every_featurizer
def test_pandas_output_has_the_names_and_the_labels_of_the_rows(featurizer):
    fitted = clone(featurizer).set_output(transform="pandas").fit(POLYMERS)
    labels = [f"row {i}" for i in range(len(POLYMERS))]
    series = pd.Series(POLYMERS, index=labels)
    for X in (series, series.to_frame("psmiles")):
        for table in (fitted.transform(X), clone(fitted).fit_transform(X)):
            assert list(table.index) == labels
            assert list(table.columns) == list(fitted.get_feature_names_out())


# --- molecules -------------------------------------------------------------------------------------------------------

SMALL = ["CCO", "c1ccccc1C(=O)O", "CC(C)(C)OC(=O)N", "C1CCC2(CC1)CCC2", "O=S(=O)(C)c1ccncc1", "C[Si](C)(C)O", "O"]


@pytest.mark.parametrize(
    ("featurizer", "generator"),
    [
        (mi.MorganFingerprint(2), rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048)),
        (AtomPairFingerprint(30), rdFingerprintGenerator.GetAtomPairGenerator(fpSize=2048, countSimulation=False)),
        (
            TorsionFingerprint(),
            rdFingerprintGenerator.GetTopologicalTorsionGenerator(fpSize=2048, countSimulation=False),
        ),
    ],
    ids=["morgan", "pairs", "torsions"],
)
def test_counts_of_molecules_are_those_of_rdkit(featurizer, generator):
    expected = [generator.GetCountFingerprintAsNumPy(Chem.MolFromSmiles(smiles)) for smiles in SMALL]
    np.testing.assert_array_equal(clone(featurizer).set_params(per="cell").fit_transform(SMALL), expected)


def test_descriptors_of_molecules_are_those_of_rdkit():
    table = mi.Descriptors(per="cell").set_output(transform="pandas").fit_transform(SMALL)
    for smiles, (_, row) in zip(SMALL, table.iterrows(), strict=True):
        everything = RDKitDescriptors.CalcMolDescriptors(Chem.MolFromSmiles(smiles))
        assert row.to_dict() == pytest.approx({name: everything[name] for name in table.columns})


def test_counts_per_heavy_atom_are_counts_per_cell_over_heavy_atoms():
    per_cell, per_atom = (
        mi.MorganFingerprint(per=per).fit_transform(["*CC(*)c1ccccc1"]) for per in ("cell", "heavy atom")
    )
    np.testing.assert_allclose(per_atom * 8, per_cell)


@pytest.mark.parametrize(
    ("featurizer", "message"),
    [
        (mi.MorganFingerprint(radius=-1), "radius must be in"),
        (mi.MorganFingerprint(n_bits=0), "n_bits must be in"),
        (mi.MorganFingerprint(per="atom"), "per must be one of"),
        (mi.Descriptors(per="mole"), "per must be one of"),
        (AtomPairFingerprint(max_distance=0), "max_distance must be in"),
        (FeatureStack([]), "parts must be"),
        (FeatureStack([("a", mi.PolymerFingerprint("M")), ("a", mi.Descriptors())]), "parts must be"),
        (FeatureStack([("a", mi.PolymerFingerprint("Z"))]), "levels must be"),
    ],
)
def test_options_out_of_range_are_refused_in_fit(featurizer, message):
    with pytest.raises(ValueError, match=message):
        featurizer.fit(POLYMERS)


# --- a stack ---------------------------------------------------------------------------------------------------------


def test_a_stack_gives_the_columns_of_its_parts_and_leaves_them_alone():
    parts = [("named", mi.PolymerFingerprint("AQ")), ("pairs", AtomPairFingerprint(n_bits=64))]
    stack = FeatureStack(parts)
    values = stack.fit_transform(POLYMERS)
    for name, part in parts:
        assert not hasattr(part, "n_features_in_")
        np.testing.assert_array_equal(values[:, stack.output_indices_[name]], clone(part).fit_transform(POLYMERS))
    assert [type(part) for _, part in stack.parts_] == [type(part) for _, part in parts]
    assert stack.describe()["name"].tolist() == [
        name for _, part in parts for name in clone(part).fit(POLYMERS).get_feature_names_out()
    ]


def test_a_stack_names_the_part_where_two_parts_would_share_a_name():
    morgan = mi.MorganFingerprint(radius=1, n_bits=8)
    assert FeatureStack([("one", morgan)]).fit(POLYMERS).get_feature_names_out()[0] == "morgan1_0"
    both = FeatureStack([("one", morgan), ("two", morgan)]).fit(POLYMERS).get_feature_names_out()
    assert (both[0], both[8]) == ("one__morgan1_0", "two__morgan1_0")


# --- scikit-learn ----------------------------------------------------------------------------------------------------


@every_featurizer
def test_clones_and_pickles_work_alike(featurizer):
    assert str(clone(featurizer).get_params()) == str(featurizer.get_params())
    fitted = clone(featurizer).fit(POLYMERS)
    again = pickle.loads(pickle.dumps(fitted))
    assert again.transform(POLYMERS).tobytes() == fitted.transform(POLYMERS).tobytes()


@every_featurizer
def test_the_number_of_workers_does_not_change_a_byte(featurizer):
    many = [*POLYMERS[:4] * 64, *POLYMERS[2:]]  # two chunks of 256 and 4 rows
    one, two = (clone(featurizer).set_params(n_jobs=n_jobs).fit_transform(many) for n_jobs in (None, 2))
    assert one.tobytes() == two.tobytes()


def test_featurizers_work_in_a_pipeline_and_a_grid_search():
    X = pd.Series([f"*{'C' * n}O*" for n in range(1, 13)])
    y = np.arange(12.0)
    pipeline = Pipeline([("featurizer", mi.PolymerFingerprint()), ("scale", StandardScaler()), ("ridge", Ridge())])
    search = GridSearchCV(pipeline, {"featurizer__levels": ["A", "AQ", "AQM"]}, cv=KFold(3)).fit(X, y)
    assert search.cv_results_["param_featurizer__levels"].tolist() == ["A", "AQ", "AQM"]
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert search.predict(X).shape == (12,)


def test_a_column_transformer_finds_the_structure_by_name():
    frame = pd.DataFrame({"T_degC": [20.0, 40.0], "psmiles": ["*CCO*", "*CC*"]}, index=["x", "y"])
    columns = ColumnTransformer(
        [("chain", mi.PolymerFingerprint("M"), ["psmiles"]), ("series", mi.MorganFingerprint(n_bits=8), "psmiles")],
        remainder="passthrough",
    )
    table = columns.set_output(transform="pandas").fit_transform(frame)
    assert table.shape == (2, 41 + 8 + 1)
    assert list(table.index) == ["x", "y"]
    assert {"chain__M_path_share", "series__morgan2_0", "remainder__T_degC"} <= set(table.columns)


def test_a_feature_union_puts_columns_side_by_side():
    union = FeatureUnion([("named", mi.PolymerFingerprint("QM")), ("hashed", mi.MorganFingerprint(n_bits=32))])
    values = union.fit_transform(POLYMERS)
    assert values.shape == (6, 121 + 41 + 32)
    assert union.get_feature_names_out()[0] == "named__Q_C"
    assert make_pipeline(union, Ridge()).fit(POLYMERS, range(6)).predict(POLYMERS).shape == (6,)


def test_transforming_ordinary_polymers_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for featurizer in FEATURIZERS:
            clone(featurizer).fit(POLYMERS).transform(POLYMERS)


class FromNumbers(TransformerMixin, BaseEstimator):
    """Feeds the numbers of scikit-learn's checks to a featurizer of strings: a row becomes an alkane or an ether."""

    def __init__(self, featurizer=None):
        self.featurizer = featurizer

    def fit(self, X, y=None):
        X = validate_data(self, X, dtype="float64")
        self.featurizer_ = clone(self.featurizer).fit(self._strings(X))
        return self

    def transform(self, X):
        check_is_fitted(self, "featurizer_")
        return self.featurizer_.transform(self._strings(validate_data(self, X, dtype="float64", reset=False)))

    def get_feature_names_out(self, input_features=None):
        return self.featurizer_.get_feature_names_out()

    def _strings(self, X):
        lengths = np.abs(check_array(X)).sum(axis=1).astype(int) % 12 + 1
        return [f"*{'C' * length}{'O' if length % 2 else ''}*" for length in lengths]


ADAPTERS = [
    FromNumbers(mi.PolymerFingerprint()),
    FromNumbers(mi.MorganFingerprint(n_bits=32)),
    FromNumbers(AtomPairFingerprint(n_bits=32)),
    FromNumbers(TorsionFingerprint(n_bits=32)),
    FromNumbers(mi.Descriptors()),
]
ran: list[str] = []


@parametrize_with_checks(ADAPTERS)
def test_the_common_checks_of_scikit_learn_pass(estimator, check):
    check(estimator)
    ran.append(f"{type(estimator.featurizer).__name__}: {check.func.__name__}")


def test_the_common_checks_did_run(request):
    """An estimator that says it takes no numbers is passed by one check; the adapter must be asked dozens."""
    if not ran:
        pytest.skip("the common checks are not part of this run")
    counts = pd.Series([name.split(":")[0] for name in ran]).value_counts()
    assert len(counts) == len(ADAPTERS)
    assert counts.min() >= 30
