"""Numbers that are known beside a structure: part of X, with their unit, holes included."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import matinfo as mi
from matinfo.exceptions import InvalidRowsError

FRAME = pd.DataFrame(
    {
        "nc": [1.5, None, 1.6, 1.6],
        "psmiles": ["*CC*", "*CCO*", "*CC(*)C", "*CC(*)C"],
        "eps": [2.3, 2.9, 2.2, 2.4],
    }
)


def dataset() -> mi.Dataset:
    return mi.Dataset(FRAME, structure="psmiles", known={"nc": "1"}, targets={"eps": None})


def test_known_numbers_stand_beside_the_structures_in_x():
    ds = dataset()
    pd.testing.assert_frame_equal(ds.X, FRAME[["psmiles", "nc"]])
    assert ds.columns.loc["nc", "role"] == "known"
    assert ds.units["nc"] == "1"
    assert ds.groups.tolist()[2] == ds.groups.tolist()[3]  # by structure alone


def test_the_same_numbers_make_replicates_and_other_numbers_do_not():
    clean, _ = dataset().curate()
    assert clean.y.tolist() == [2.3, 2.9, pytest.approx(2.3)]
    other = FRAME.assign(nc=[1.5, None, 1.6, 1.7])
    apart, _ = mi.Dataset(other, structure="psmiles", known=["nc"], targets=["eps"]).curate()
    assert len(apart) == 4
    assert np.isnan(apart.X["nc"].iloc[1])


def test_cells_that_are_no_numbers_are_named():
    with pytest.raises(InvalidRowsError, match="row 0, column 'nc': 'high'"):
        mi.Dataset(FRAME.assign(nc=["high", 1, 2, 3]), structure="psmiles", known=["nc"], targets=["eps"])


def test_a_known_number_is_no_target_at_the_same_time():
    with pytest.raises(ValueError, match="'nc' cannot be known and target at once"):
        mi.Dataset(FRAME, structure="psmiles", known=["nc"], targets=["nc", "eps"])


def test_a_model_takes_x_as_it_is():
    ds = dataset()
    model = mi.Model(mi.PolymerFingerprint("A"), "ridge", calibration_folds=0)
    assert model.fit(ds.X, ds.y).kind_ == "structures with numbers"
    result = mi.Evaluator(cv=2, metrics=("rmse",)).compare({"ridge": model}, ds)
    assert np.isfinite(result.summary()["rmse_test"]).all()
