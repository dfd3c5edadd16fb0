"""Merging converts units, stops at mixed methods with their measured offset, and loses nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matinfo.data import Dataset, MixedMethodsError
from matinfo.exceptions import UnitError


def measured(values: dict[str, float], *, target: str = "Tg", unit: str | None = "degC", **options: object) -> Dataset:
    frame = pd.DataFrame({"psmiles": list(values), target: list(values.values())})
    return Dataset(frame, structure="psmiles", targets={target: unit}, **options)


def recipes(columns: dict[str, list], **options: object) -> Dataset:
    frame = pd.DataFrame(columns)
    return Dataset(
        frame, recipe=[name for name in columns if name != "strength"], targets={"strength": "MPa"}, **options
    )


def test_values_are_converted_to_the_unit_of_the_first():
    merged = measured({"*CC*": -110.0}).merge(measured({"*CCO*": 207.15}, unit="K"))
    np.testing.assert_allclose(merged.y, [-110.0, -66.0], rtol=1e-12)
    assert merged.units == {"Tg": "degC"}
    assert "Tg converted from K to degC" in merged.history[-1]


def test_units_of_different_things_are_refused():
    with pytest.raises(UnitError, match=r"Column 'Tg'.*pressure.*temperature.*Rename"):
        measured({"*CC*": 1.0}).merge(measured({"*CCO*": 1.0}, unit="MPa"))


def test_a_unit_stated_on_one_side_only_is_refused():
    with pytest.raises(UnitError, match="other dataset states no unit"):
        measured({"*CC*": 1.0}).merge(measured({"*CCO*": 1.0}, unit=None))
    with pytest.raises(UnitError, match="this dataset states no unit"):
        measured({"*CC*": 1.0}, unit=None).merge(measured({"*CCO*": 1.0}))


def test_other_methods_stop_with_their_offset_on_shared_materials():
    here = measured({"*CC(*)C": -10.0, "*CCO*": -66.0, "*CC*": 0.0, "*CC(*)Cl": 80.0}, method="DSC")
    there = measured({"*C(C)C*": 0.0, "*COC*": -46.0, "*CC(*)c1ccccc1": 100.0}, method="simulation")
    with pytest.raises(MixedMethodsError, match="allow_mixed_methods=True") as caught:
        here.merge(there)
    (offset,) = caught.value.offsets
    # differences +10 and +20 on poly(propylene) and poly(ethylene oxide), written in another way on the other side
    assert (offset.target, offset.unit, offset.n) == ("Tg", "degC", 2)
    assert (offset.mean, offset.sd) == pytest.approx((15.0, np.sqrt(50.0)))
    assert "+15 ± 7.07 degC on n = 2 shared materials" in str(caught.value)
    assert "DSC here, simulation there" in str(caught.value)


def test_the_offset_is_told_in_the_unit_of_the_first():
    here = measured({"*CCO*": -66.0}, method="DSC")
    there = measured({"*COC*": 217.15}, unit="K", method="DMA")
    with pytest.raises(MixedMethodsError) as caught:
        here.merge(there)
    assert caught.value.offsets[0].mean == pytest.approx(10.0)


def test_without_shared_materials_the_offset_is_said_to_be_unknown():
    with pytest.raises(MixedMethodsError, match="no shared material"):
        measured({"*CC*": 1.0}, method="DSC").merge(measured({"*CCO*": 1.0}, method="DMA"))


def test_with_consent_methods_stand_beside_their_values():
    merged = measured({"*CCO*": -66.0}, method="DSC").merge(
        measured({"*COC*": -60.0}, method="DMA"), allow_mixed_methods=True
    )
    assert merged.frame["method"].tolist() == ["DSC", "DMA"]
    assert "mixed by consent" in merged.history[-1]
    assert "+6" in merged.history[-1]


def test_a_stated_and_an_unstated_method_differ():
    with pytest.raises(MixedMethodsError, match="DSC here, not stated there"):
        measured({"*CCO*": 1.0}, method="DSC").merge(measured({"*COC*": 1.0}))


def test_the_same_method_in_columns_of_other_names_needs_no_consent():
    frame = pd.DataFrame({"psmiles": ["*CCO*"], "Tg": [1.0], "technique": ["DSC"]})
    there = Dataset(frame, structure="psmiles", targets={"Tg": "degC"}, method="technique")
    merged = measured({"*CC*": 1.0}, method="DSC").merge(there)
    assert merged.columns.loc["Tg", "method"] == "DSC"
    assert merged.frame["Tg_method"].tolist() == ["DSC", "DSC"]


def test_targets_are_united_with_holes():
    merged = measured({"*CC*": -110.0}).merge(measured({"*CC*": 0.33}, target="TC", unit="W/(m K)"))
    assert merged.units == {"Tg": "degC", "TC": "W/(m K)"}
    np.testing.assert_array_equal(merged.y.to_numpy(), [[-110.0, np.nan], [np.nan, 0.33]])


def test_two_properties_of_one_material_become_one_row_by_curation():
    glass = measured({"*CC*": -110.0, "*CCO*": -66.0}, method="DSC", source="A")
    heat = measured({"*C*": 0.33}, target="TC", unit="W/(m K)", method="laser flash", source="B")
    clean, log = glass.merge(heat).curate()
    assert log.n_merged == 1
    first = clean.frame.iloc[0]
    assert (first["Tg"], first["TC"], first["Tg_method"], first["TC_method"]) == (-110.0, 0.33, "DSC", "laser flash")
    assert (first["Tg_source"], first["TC_source"]) == ("A", "B")


def test_structure_columns_of_other_names_become_one():
    frame = pd.DataFrame({"SMILES": ["*CCO*"], "Tg": [1.0]})
    merged = measured({"*CC*": 1.0}).merge(Dataset(frame, structure="SMILES", targets={"Tg": "degC"}))
    assert merged.X.tolist() == ["*CC*", "*CCO*"]
    assert merged.X.name == "psmiles"


def test_labels_are_kept_where_they_differ_and_rows_numbered_where_not():
    one = measured({"*CC*": 1.0, "*CCO*": 2.0})
    assert one.merge(one).X.index.tolist() == [0, 1, 2, 3]
    frame = one.frame.set_axis(["a", "b"])
    other = Dataset(frame, structure="psmiles", targets={"Tg": "degC"})
    assert one.merge(other).X.index.tolist() == [0, 1, "a", "b"]


@pytest.mark.parametrize("asked_before", [True, False])
def test_groups_are_the_same_whether_they_were_asked_for_before_or_not(asked_before):
    here, there = measured({"*CC*": 1.0, "*CCO*": 2.0}), measured({"*COC*": 3.0})
    if asked_before:
        assert len(here.groups) + len(there.groups) == 3
    assert here.merge(there).groups.duplicated().tolist() == [False, False, True]


def test_columns_without_a_role_and_their_kinds_survive():
    frame = pd.DataFrame({"psmiles": ["*CC*"], "Tg": [1.0], "remark": ["wet"], "n_runs": [3]})
    here = Dataset(frame, structure="psmiles", targets={"Tg": "degC"})
    merged = here.merge(measured({"*CCO*": 2.0}))
    assert merged.frame["remark"].tolist()[0] == "wet"
    assert pd.isna(merged.frame["remark"].iloc[1])
    assert merged.frame["n_runs"].iloc[0] == 3
    assert here.merge(here).frame["n_runs"].dtype == "int64"


def test_recipes_need_the_same_columns():
    here, there = recipes({"NR": [100.0], "strength": [20.0]}), recipes({"NR": [90.0], "S": [2.0], "strength": [19.0]})
    with pytest.raises(ValueError, match=r"\['S'\] stand on one side only"):
        here.merge(there)
    assert len(there.merge(recipes({"S": [2.0], "NR": [90.0], "strength": [18.0]}))) == 2


def test_recipes_of_other_column_order_are_one_material():
    here = recipes({"NR": [90.0], "S": [2.0], "strength": [19.0]}, method="A")
    there = recipes({"S": [2.0], "NR": [90.0], "strength": [18.0]}, method="B")
    with pytest.raises(MixedMethodsError, match="n = 1 shared"):
        here.merge(there)
    assert len(set(here.merge(there, allow_mixed_methods=True).groups)) == 1


def test_merging_something_else_is_refused():
    with pytest.raises(TypeError, match="other must be a Dataset"):
        measured({"*CC*": 1.0}).merge(pd.DataFrame())
    with pytest.raises(ValueError, match="rows of recipes"):
        measured({"*CC*": 1.0}).merge(recipes({"NR": [90.0], "strength": [19.0]}))


def test_a_column_in_two_roles_is_refused():
    frame = pd.DataFrame({"psmiles": ["*CCO*"], "density": [1.0], "Tg": [1.0]})
    there = Dataset(frame, structure="psmiles", targets={"density": "g/cm3"})
    with pytest.raises(ValueError, match="'Tg' is a target here and has no role"):
        measured({"*CC*": 1.0}).merge(there)


def test_groups_on_one_side_only_are_refused():
    frame = pd.DataFrame({"psmiles": ["*CCO*"], "Tg": [1.0], "lab": ["L1"]})
    there = Dataset(frame, structure="psmiles", targets={"Tg": "degC"}, groups="lab")
    with pytest.raises(ValueError, match="Only one of the two datasets names groups"):
        measured({"*CC*": 1.0}).merge(there)
    assert there.merge(there).groups.tolist() == ["L1", "L1"]


def test_neither_side_is_changed():
    here, there = measured({"*CC*": 1.0}), measured({"*CCO*": 300.0}, unit="K")
    here.merge(there)
    assert here == measured({"*CC*": 1.0})
    assert there == measured({"*CCO*": 300.0}, unit="K")


def test_the_refractive_indices_of_two_public_tables_are_not_mixed_in_silence(bench_data):
    columns = {"structure": "smiles", "targets": {"refractive_index": "1"}}
    dft = Dataset(pd.read_csv(bench_data / "polymer_genome_500.csv"), method="DFT", **columns)
    md = Dataset(pd.read_csv(bench_data / "pi1070_dev.csv"), method="MD", **columns)
    with pytest.raises(MixedMethodsError) as caught:
        md.merge(dft)
    (offset,) = caught.value.offsets
    # measured on these tables with another tool: +0.213 +- 0.060 on 111 shared polymers; fewer are shared here,
    # as E and Z chains are two materials
    assert offset.mean == pytest.approx(0.213, abs=0.004)
    assert offset.sd == pytest.approx(0.060, abs=0.004)
    assert 95 <= offset.n <= 111


def test_records_of_both_sides_are_kept():
    def made(unit, **record):
        frame = pd.DataFrame({"psmiles": [unit], "Tg": [200.0]})
        return Dataset(frame, structure="psmiles", targets={"Tg": "K"}, method="DSC", record=record)

    merged = made("*CC*", licence="MIT", file="a.csv").merge(made("*CO*", licence="MIT", file="b.csv", citation="B"))
    assert merged.record == {"licence": "MIT", "file": "a.csv; b.csv", "citation": "B"}
