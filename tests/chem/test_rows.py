"""Structures of a whole table: aligned rows, one report for all bad ones."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from matinfo.chem import canonical_materials, parse_report, structure_column
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning, StructureWarning

MIXED = ["*CCO*", "junk(", "*COC*", None, "*CC", "CCO", "", "*=CC*", b"CC", "*CC*C"]
BAD = [1, 3, 4, 6, 7, 8, 9]


def test_good_rows_are_canonical_and_in_order():
    assert list(canonical_materials(["*COC*", "OCC", "*OCC*", "*COC*"])) == ["*CCO*", "CCO", "*CCO*", "*CCO*"]


def test_all_bad_rows_are_raised_together_in_input_order():
    with pytest.raises(InvalidRowsError) as caught:
        canonical_materials(MIXED)
    assert [row.label for row in caught.value.rows] == BAD
    assert caught.value.total == len(MIXED)


def test_the_message_names_the_count_the_first_five_rows_and_what_to_type():
    with pytest.raises(InvalidRowsError) as caught:
        canonical_materials(MIXED, labels=[f"sample {i}" for i in range(len(MIXED))], column="psmiles")
    lines = str(caught.value).splitlines()
    assert lines[0] == "7 of 10 rows cannot be used."
    assert [line.split(":")[0].strip() for line in lines[1:6]] == [
        f"row 'sample {i}', column 'psmiles'" for i in BAD[:5]
    ]
    assert lines[6] == "  ... and 2 more."
    assert 'invalid="nan"' in lines[7]


def test_the_same_bad_value_is_reported_for_each_of_its_rows():
    _, problems = parse_report(["junk(", "*CC*", "junk("], labels=["a", "b", "c"])
    assert [problem.label for problem in problems] == ["a", "c"]


def test_the_policy_nan_keeps_the_rows_and_warns_once():
    with pytest.warns(InvalidRowsWarning, match="7 of 10 rows") as caught:
        result = canonical_materials(MIXED, invalid="nan")
    assert len(caught) == 1
    assert [index for index, value in enumerate(result) if value is None] == BAD
    assert result.dtype == object
    assert result.shape == (10,)


def test_odd_rows_share_one_warning_that_shows_five_of_them():
    odd = [f"*CC(*)C(=O)[O-].[{metal}+]" for metal in ("Li", "Na", "K", "Rb", "Cs", "Ag")]
    with pytest.warns(StructureWarning, match="and 1 more") as caught:
        canonical_materials(odd)
    assert len(caught) == 1


def test_warnings_on_odd_rows_can_be_left_out():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        canonical_materials(["*CC*.O"], warn=False)


def test_no_rows_are_no_error():
    assert canonical_materials([]).shape == (0,)


def test_the_policy_word_is_checked():
    with pytest.raises(ValueError, match="invalid must be one of 'raise', 'nan'; got 'drop'"):
        canonical_materials(["*CC*"], invalid="drop")


def test_numpy_strings_are_strings():
    assert list(canonical_materials(np.array(["*COC*", "CCO"]))) == ["*CCO*", "CCO"]


@pytest.mark.parametrize(
    "X",
    [
        ["*CC*", "*CO*"],
        np.array(["*CC*", "*CO*"]),
        np.array([["*CC*"], ["*CO*"]]),
        pd.Series(["*CC*", "*CO*"]),
        pd.DataFrame({"psmiles": ["*CC*", "*CO*"]}),
        pd.Series(["*CC*", "*CO*"], dtype="string"),
    ],
)
def test_a_column_may_come_in_every_usual_container(X):
    assert [str(value) for value in structure_column(X).values] == ["*CC*", "*CO*"]  # noqa: PD011


def test_a_series_brings_its_name_and_labels():
    column = structure_column(pd.Series(["*CC*", "*CO*"], index=["a", "b"], name="psmiles"))
    assert (column.labels, column.name) == (["a", "b"], "psmiles")


@pytest.mark.parametrize("X", ["*CC*", b"*CC*", 3, None])
def test_one_string_is_no_column(X):
    with pytest.raises(TypeError, match="X must be a column of structure strings"):
        structure_column(X)


def test_two_columns_are_refused_with_their_names():
    with pytest.raises(ValueError, match=r"one column of structures; got 2: .*psmiles"):
        structure_column(pd.DataFrame({"psmiles": ["*CC*"], "Tg": [1.0]}))
