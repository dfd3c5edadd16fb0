"""Mapping one method onto another from the materials that both measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import LeaveOneOut, cross_val_predict

import matinfo as mi
from matinfo.exceptions import UnitError

UNITS = ["*CC*", "*CC(*)C", "*CCO*", "*CC(*)Cl", "*CC(*)F", "*CO*", "*CC(*)c1ccccc1", "*CCCO*"]
X = np.array([200.0, 260, 210, 350, 310, 190, 370, 205])


def tg(values, method, unit="K", units=UNITS):
    """Values by one method, or by one method a row."""
    frame = pd.DataFrame({"psmiles": units, "Tg": values})
    if not isinstance(method, str):
        frame, method = frame.assign(by=method), "by"
    return mi.Dataset(frame, structure="psmiles", targets={"Tg": unit}, method=method)


def test_a_line_is_found_and_its_left_out_errors_are_those_of_refitting():
    y = 0.9 * X + 12 + np.array([1.0, -2, 0.5, 3, -1, 2, -3, 0])
    calibration = mi.Calibration("linear").fit(tg(X, "MD"), tg(y, "DSC"))
    refitted = cross_val_predict(LinearRegression(), X[:, None], y, cv=LeaveOneOut())
    assert calibration.mae_ == pytest.approx(np.abs(refitted - y).mean(), rel=1e-12)
    assert calibration.rmse_ == pytest.approx(np.sqrt(((refitted - y) ** 2).mean()), rel=1e-12)


def test_left_out_errors_of_an_offset_are_those_of_refitting():
    y = X - 20 + np.array([1.0, -2, 0.5, 3, -1, 2, -3, 0])
    calibration = mi.Calibration("offset").fit(tg(X, "MD"), tg(y, "DSC"))
    refitted = [X[i] + np.delete(y - X, i).mean() for i in range(len(X))]
    assert calibration.mae_ == pytest.approx(np.abs(refitted - y).mean(), rel=1e-12)


@pytest.mark.parametrize(("slope", "form"), [(1.0, "offset"), (0.8, "linear")])
def test_the_form_is_chosen_by_left_out_materials(slope, form):
    noise = np.array([1.0, -1, 1, -1, 1, -1, 1, -1])
    assert mi.Calibration().fit(tg(X, "MD"), tg(slope * X + 30 + noise, "DSC")).form_ == form


def test_calibrated_values_say_so_and_still_need_consent_to_merge():
    here, there = tg(X, "MD"), tg(X - 20, "DSC")
    mapped = mi.Calibration().fit(here, there).apply(here)
    np.testing.assert_allclose(mapped.y, X - 20, rtol=1e-12)
    assert mapped.columns.loc["Tg", "method"] == "MD, calibrated to DSC"
    assert mapped.history[-1].startswith("Calibration of Tg: MD to DSC, offset, n = 8")
    with pytest.raises(mi.data.MixedMethodsError):
        there.merge(mapped)
    assert len(there.merge(mapped, allow_mixed_methods=True)) == 16


def test_units_are_converted_first():
    calibration = mi.Calibration("offset").fit(tg(X - 273.15, "MD", "degC"), tg(X - 20, "DSC"))
    assert calibration.intercept_ == pytest.approx(-20, abs=1e-9)
    assert calibration.apply(tg(X - 273.15, "MD", "degC")).units["Tg"] == "K"
    with pytest.raises(UnitError, match="one side only"):
        mi.Calibration().fit(tg(X, "MD", None), tg(X, "DSC"))


def test_other_drawings_of_one_chain_are_shared_materials():
    other = ["*C*", "*C(C)C*", "*COC*", "*C(Cl)C*", "*C(F)C*", "*OC*", "*C(c1ccccc1)C*", "*CCOC*"]
    assert mi.Calibration().fit(tg(X, "MD"), tg(X - 20, "DSC", units=other)).n_ == 8


def test_too_few_shared_materials_are_refused():
    with pytest.raises(ValueError, match="2 materials have 'Tg' on both sides; at least 3"):
        mi.Calibration().fit(tg(X, "MD"), tg(X[:2], "DSC", units=UNITS[:2]))
    with pytest.raises(ValueError, match="at least 5"):
        mi.Calibration("linear").fit(tg(X, "MD"), tg(X[:4], "DSC", units=UNITS[:4]))
    with pytest.raises(ValueError, match="call fit first"):
        mi.Calibration().apply(tg(X, "MD"))


def test_the_one_material_that_decides_on_the_slope_is_judged_by_the_offset_of_the_others():
    here, there = [1.0, 1, 1, 1, 2], [2.0, 3, 2, 3, 9]
    calibration = mi.Calibration("linear").fit(tg(here, "MD", units=UNITS[:5]), tg(there, "DSC", units=UNITS[:5]))
    assert calibration.errors_.loc[mi.canonicalize(UNITS[4])] == pytest.approx(2 + 1.5 - 9)  # 1.5: mean of the others


def test_recipes_are_shared_whatever_the_order_and_the_units_of_their_columns():
    frame = pd.DataFrame({"NR": [1.0, 2, 3, 4], "oil": [4.0, 3, 2, 1], "y": [1.0, 2, 3, 4]})
    here = mi.Dataset(frame, recipe={"NR": "kg", "oil": "kg"}, targets={"y": "MPa"})
    grams = frame.assign(NR=1000 * frame["NR"], y=frame["y"] + 1)[["oil", "y", "NR"]]
    there = mi.Dataset(grams, recipe={"oil": "kg", "NR": "g"}, targets={"y": "MPa"})
    assert mi.Calibration("offset").fit(here, there).n_ == 4
    with pytest.raises(ValueError, match=r"'oil'.* on one side only"):
        mi.Calibration().fit(here, mi.Dataset(frame, recipe={"NR": "kg"}, targets={"y": "MPa"}))


def test_rows_that_were_not_measured_get_no_method_and_others_say_that_theirs_is_not_stated():
    here = tg([*X[:6], 300.0, np.nan], ["MD"] * 6 + [None, None])
    mapped = mi.Calibration().fit(here, tg(X - 20, "DSC")).apply(here)
    methods = mapped.frame["Tg_method"]
    assert methods.tolist()[5:7] == ["MD, calibrated to DSC", "method not stated, calibrated to DSC"]
    assert methods.isna().tolist() == [False] * 7 + [True]


def test_a_falling_line_turns_the_bounds_round():
    table = pd.DataFrame({"SMILES": UNITS[:6], "Tg (K)": ["100", "200", "300", "400", "500", ">600"]})
    here = mi.read_table(table, structure="SMILES", targets={"Tg": "K"})
    mapped = mi.Calibration("linear").fit(here, tg([500.0, 400, 300, 200, 100], "DSC", units=UNITS[:5])).apply(here)
    assert mapped.frame.loc[5, ["Tg_low", "Tg_high"]].tolist() == pytest.approx([-np.inf, 0.0], abs=1e-9)
