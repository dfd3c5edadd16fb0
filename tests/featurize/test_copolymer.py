"""Copolymers: mixtures of endless chains, with homopolymers and alternating chains as special cases."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

import matinfo as mi
from matinfo.chem._sequence import chain_of_monomers, read_monomer
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning, StructureError
from matinfo.featurize import AtomPairFingerprint, FeatureStack
from matinfo.featurize._architecture import ARCHITECTURES, sequence_shares, unlike_neighbours

MONOMERS = ["*CC*", "*CC(*)c1ccccc1", "[*:1]c1ccc([*:2])s1", "*CC(*)(C)C(=O)OC", "[*:3]c1cc(F)c([*:4])cc1C#N", "*CO*"]


def copolymers(*rows: tuple[str, str, float, str]) -> pd.DataFrame:
    """Table of (monomer A, monomer B, fraction of A, architecture)."""
    table = pd.DataFrame(rows, columns=["monomer_A", "monomer_B", "frac_A", "architecture"])
    return table.assign(frac_B=1 - table["frac_A"])


FEATURES = FeatureStack([("AQMP", mi.PolymerFingerprint("AQMP")), ("pairs", AtomPairFingerprint(n_bits=64))])


def both(table: pd.DataFrame, chains: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Features of copolymers, and features of endless chains in the same columns."""
    featurizer = mi.CopolymerFeatures(FEATURES)
    rows = featurizer.fit_transform(table)
    polymers = featurizer.features_.transform(chains)
    return rows[:, : polymers.shape[1]], polymers


# --- special cases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("architecture", ["random", "block", "alternating"])
def test_a_copolymer_of_one_monomer_is_the_homopolymer(architecture):
    table = copolymers(*[(monomer, "*CCN*", 1.0, architecture) for monomer in MONOMERS])
    rows, chains = both(table, MONOMERS)
    np.testing.assert_allclose(rows, chains, rtol=0, atol=1e-9)


def test_an_alternating_copolymer_is_the_homopolymer_of_both_units():
    table = copolymers(
        ("*CC*", "*CC(*)c1ccccc1", 0.5, "alternating"),
        ("[*:1]c1ccc([*:2])s1", "[*:3]c1cc(F)c([*:4])cc1C#N", 0.5, "alternating"),
        ("*CO*", "*CC(*)(C)C(=O)OC", 0.5, "alternating"),
    )
    units = ["*CCCC(*)c1ccccc1", "*c1ccc(s1)-c1cc(F)c(*)cc1C#N", "*COCC(*)(C)C(=O)OC"]
    rows, chains = both(table, units)
    np.testing.assert_allclose(rows, chains, rtol=0, atol=1e-9)


@pytest.mark.parametrize("architecture", ["random", "block"])
def test_a_copolymer_of_a_monomer_with_itself_is_the_homopolymer(architecture):
    rows, chains = both(copolymers(("*CC(*)C", "[*:1]CC([*:2])C", 0.3, architecture)), ["*CC(*)C"])
    np.testing.assert_allclose(rows, chains, rtol=0, atol=1e-9)


@settings(max_examples=25)
@given(
    first=st.sampled_from(MONOMERS),
    second=st.sampled_from(MONOMERS),
    share=st.sampled_from([0.25, 0.5, 0.9]),
    architecture=st.sampled_from(["random", "block"]),
)
def test_the_monomers_can_be_exchanged(first, second, share, architecture):
    featurizer = mi.CopolymerFeatures(mi.PolymerFingerprint("QMP"))
    one, other = featurizer.fit_transform(
        copolymers((first, second, share, architecture), (second, first, 1 - share, architecture))
    )
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


def test_how_a_monomer_is_written_changes_nothing():
    table = copolymers(
        ("[*:1]CC([*:2])c1ccccc1", "*CO*", 0.4, "random"),
        ("C([*:1])C(c1ccccc1)[*:2]", "[1*]C[O][2*]", 0.4, "random"),
        ("c1ccc(cc1)C(*)C*", "*OC*", 0.4, "random"),  # both read backwards
    )
    first, second, third = mi.CopolymerFeatures(FEATURES).fit_transform(table)
    np.testing.assert_allclose(second, first, rtol=0, atol=1e-9)
    np.testing.assert_allclose(third, first, rtol=0, atol=1e-9)


# --- sequences --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("window", [2, 3, 4])
@pytest.mark.parametrize("fractions", [(0.5, 0.5), (0.2, 0.8), (0.2, 0.3, 0.5)])
def test_every_run_of_units_is_as_frequent_as_in_a_random_chain(window, fractions):
    shares = sequence_shares("random", fractions, window)
    assert sum(shares.values()) == pytest.approx(1)
    for run in itertools.product(range(len(fractions)), repeat=window):
        found = 0.0
        for word, share in shares.items():
            endless = word * (window + 1)
            starts = sum(endless[start : start + window] == run for start in range(len(word)))
            found += share * starts / len(word)
        assert found == pytest.approx(np.prod([fractions[place] for place in run]))


@pytest.mark.parametrize(
    ("architecture", "expected"), [("alternating", 1.0), ("random", 2 * 0.5 * 0.5), ("block", 0.0)]
)
def test_unlike_neighbours_are_as_frequent_as_the_architecture_says(architecture, expected):
    assert unlike_neighbours(sequence_shares(architecture, (0.5, 0.5), 3)) == pytest.approx(expected)


def test_counts_of_a_random_copolymer_are_the_mean_over_long_random_chains():
    # 2,000 units, drawn at random and closed to chains of 20: a count that sees two units is exact on average.
    rng = np.random.default_rng(0)
    a, b, share = read_monomer("*CC*"), read_monomer("*CC(*)(F)C#N"), 0.3
    counts = mi.PolymerFingerprint("A", per="cell").fit(["*CC*", "*CC(*)(F)C#N", "*CCCC(*)(F)C#N"])
    total = np.zeros(len(counts.get_feature_names_out()))
    atoms = 0
    for _ in range(100):
        units = [a if draw < share else b for draw in rng.random(20)]
        oligomer = chain_of_monomers(units)
        sums = counts.transform([oligomer])[0]
        heavy = sum(unit.atoms for unit in units)
        total += sums
        atoms += heavy
    featurizer = mi.CopolymerFeatures(mi.PolymerFingerprint("A")).set_output(transform="pandas")
    row = featurizer.fit_transform(copolymers(("*CC*", b.string, share, "random"))).iloc[0]
    mean = dict(zip(counts.get_feature_names_out(), total / atoms, strict=True))
    assert row.filter(like="A_").to_dict() == pytest.approx(
        {name: mean[name] for name in row.filter(like="A_").index}, abs=0.02
    )


def test_three_monomers_make_a_terpolymer():
    table = pd.DataFrame({"a": ["*CC*"], "b": ["*CO*"], "c": ["*CN*"], "x": [0.5], "y": [0.25], "z": [0.25]})
    featurizer = mi.CopolymerFeatures(
        mi.PolymerFingerprint("Q"), monomers=list("abc"), fractions=list("xyz"), architecture="random"
    ).set_output(transform="pandas")
    row = featurizer.fit_transform(table).iloc[0]
    assert row[["Q_C", "Q_O", "Q_N"]].tolist() == pytest.approx([0.75, 0.125, 0.125])


def test_units_are_joined_tail_to_head_by_the_numbers_of_their_stars():
    forwards, backwards = read_monomer("[*:1]CC([*:2])C"), read_monomer("[*:2]CC([*:1])C")
    tail_to_head = mi.canonicalize(chain_of_monomers([forwards, forwards]))
    tail_to_tail = mi.canonicalize(chain_of_monomers([forwards, backwards]))
    assert tail_to_head == mi.canonicalize("*CC(*)C")
    assert tail_to_tail == mi.canonicalize("*CC(C)C(C)C*")


def test_stereo_marks_survive_the_joining():
    unit = read_monomer("*C[C@H](*)C")
    assert mi.canonicalize(chain_of_monomers([unit, unit])) == mi.canonicalize("*C[C@H](*)C")


def test_ends_of_different_orders_are_refused():
    with pytest.raises(StructureError, match="bonds of different orders"):
        chain_of_monomers([read_monomer("*CC*"), read_monomer("*=CC=*")])


# --- rows -------------------------------------------------------------------------------------------------------------


def test_a_star_may_be_written_by_its_atomic_number():
    assert chain_of_monomers([read_monomer("[#0:2]CO[#0:1]"), read_monomer("*N*")]) == chain_of_monomers(
        [read_monomer("*OC*"), read_monomer("*N*")]
    )


def test_a_fraction_that_no_float_holds_is_a_bad_cell():
    table = pd.DataFrame({"monomer_A": ["*CC*"], "monomer_B": ["*CO*"], "frac_B": [0.5], "architecture": ["block"]})
    with pytest.raises(InvalidRowsError, match="a mole fraction lies between 0 and 1"):
        mi.CopolymerFeatures().fit(table.assign(frac_A=pd.Series([10**400], dtype=object)))


SPOILED = pd.DataFrame(
    {
        "monomer_A": ["*CC*", "CC", "*CC*", "*CC*", "*CC*", "*CC*", "*CC*"],
        "monomer_B": ["*CO*", "*CO*", None, None, "*CO*", "*CO*", "*CO*"],
        "frac_A": [0.5, 0.5, 1.0, 0.5, 50, 0.6, 0.75],
        "frac_B": [0.5, 0.5, np.nan, 0.5, 50, 0.6, 0.25],
        "architecture": ["block", "block", "", "block", "block", "block", "alternating"],
    },
    index=list("abcdefg"),
)


def test_bad_rows_are_named_together():
    with pytest.raises(InvalidRowsError, match="5 of 7 rows") as caught:
        mi.CopolymerFeatures().fit(SPOILED)
    found = [(row.label, row.column, row.code) for row in caught.value.rows]
    assert found == [
        ("b", "monomer_A", "invalid-polymer"),
        ("d", "monomer_B", "not-a-string"),
        ("e", "frac_A", "invalid-fraction"),
        ("f", "frac_A", "invalid-fraction"),
        ("g", "architecture", "invalid-architecture"),
    ]
    assert "Divide percentages by 100" in str(caught.value)


def test_bad_rows_become_nan_when_asked_for():
    featurizer = mi.CopolymerFeatures(mi.PolymerFingerprint("QP"), invalid="nan")
    with pytest.warns(InvalidRowsWarning, match="5 of 7 rows"):
        values = featurizer.fit_transform(SPOILED)
    assert np.isnan(values).all(axis=1).tolist() == [False, True, False, True, True, True, True]
    assert np.isfinite(values[[0, 2]]).all()


def test_sequences_that_become_too_big_are_named():
    big = "*CC(*)" + "C" * 260
    with pytest.raises(InvalidRowsError, match="heavy atoms in a sequence of 3 units"):
        mi.CopolymerFeatures(mi.PolymerFingerprint("Q")).fit(copolymers((big, "*CC*", 0.5, "random")))
    table = copolymers((big, "*CC*", 0.5, "random"), (big, "*CC*", 0.5, "block"))
    assert np.isfinite(mi.CopolymerFeatures(mi.PolymerFingerprint("P"), window=2).fit_transform(table)).all()


def test_a_table_without_the_columns_is_refused():
    with pytest.raises(ValueError, match=r"X has no columns \['frac_B', 'architecture'\]"):
        mi.CopolymerFeatures().fit(SPOILED.drop(columns=["frac_B", "architecture"]))
    with pytest.raises(TypeError, match="X must be a DataFrame"):
        mi.CopolymerFeatures().fit(["*CC*"])
    with pytest.raises(ValueError, match="at least one row"):
        mi.CopolymerFeatures().fit(SPOILED[:0])
    with pytest.raises(ValueError, match="window must be"):
        mi.CopolymerFeatures(window=1).fit(SPOILED[:1])


# --- scikit-learn -----------------------------------------------------------------------------------------------------

GOOD = copolymers(
    *[
        (a, b, 0.5, word)
        for (a, b), word in zip(itertools.combinations(MONOMERS[:4], 2), 2 * ARCHITECTURES, strict=True)
    ]
)


def test_columns_have_names_meanings_and_blocks():
    featurizer = mi.CopolymerFeatures().fit(GOOD)
    names = featurizer.get_feature_names_out()
    assert featurizer.describe()["name"].tolist() == names.tolist()
    assert len(set(names)) == len(names) == featurizer.transform(GOOD).shape[1]
    blocks = featurizer.output_indices_
    assert list(blocks) == ["A", "Q", "M", "P", "morgan", "extremes", "sequence"]
    assert [blocks[name].stop for name in blocks][:-1] == [blocks[name].start for name in blocks][1:]
    assert names[blocks["extremes"]][0] == "P_homo_highest"


def test_results_are_the_same_bytes_in_any_company_order_and_number_of_workers():
    together = mi.CopolymerFeatures(FEATURES).fit(GOOD)
    expected = together.transform(GOOD)
    alone = np.vstack([together.transform(GOOD.iloc[[row]]) for row in range(len(GOOD))])
    assert alone.tobytes() == expected.tobytes()
    assert clone(together).set_params(n_jobs=2).fit_transform(GOOD).tobytes() == expected.tobytes()
    assert pickle.loads(pickle.dumps(together)).transform(GOOD).tobytes() == expected.tobytes()


def test_it_works_in_a_pipeline_and_keeps_row_labels():
    table = GOOD.set_axis([f"row {number}" for number in range(len(GOOD))])
    featurizer = mi.CopolymerFeatures(mi.PolymerFingerprint("QP")).set_output(transform="pandas")
    assert featurizer.fit_transform(table).index.tolist() == table.index.tolist()
    pipeline = make_pipeline(mi.CopolymerFeatures(mi.MorganFingerprint(n_bits=32)), Ridge())
    assert pipeline.fit(GOOD, np.arange(len(GOOD))).predict(GOOD).shape == (len(GOOD),)
