"""From candidates to a shortlist, with a reason for every drop."""

from __future__ import annotations

import pandas as pd
import pytest

import matinfo as mi
from matinfo.design import Filter, sa_score
from matinfo.exceptions import InvalidRowsError

CANDIDATES = ["*CCO*", "*CC(*)c1ccccc1", "*CC(*)Cl", "not a structure", "*OCC*", "CCO"]


def labels_of(filters, candidates=CANDIDATES):
    shortlist, _ = mi.Screen(filters).apply(candidates)
    return shortlist.index.tolist()


def test_every_candidate_is_on_the_shortlist_or_has_a_reason():
    shortlist, funnel = mi.Screen([mi.Forbid("Cl"), mi.Novel(than=["*C(C*)c1ccccc1"])]).apply(CANDIDATES)
    dropped = funnel.dropped()
    assert sorted([*shortlist.index, *dropped.index]) == list(range(6))
    assert dropped.loc[2, "reason"] == "has Cl"
    assert dropped.loc[1, "reason"] == "is known"
    assert dropped.loc[4, "reason"] == "came before"
    assert dropped.loc[3, "filter"] == "a structure, once"


def test_counts_of_the_steps_follow_each_other():
    _, funnel = mi.Screen([mi.Forbid("Cl"), mi.Require("O")]).apply(CANDIDATES)
    frame = funnel.frame()
    assert frame["n_in"].tolist() == [6, 4, 3]
    assert frame["n_out"].tolist() == [4, 3, 2]
    assert (frame["n_in"] - frame["n_out"] == frame["n_dropped"]).all()
    assert str(funnel).count("\n") == 3


def test_columns_and_labels_of_the_table_are_kept():
    table = pd.DataFrame({"structure": ["*OCC*", "*CC*"], "Tg": [206.0, 195.0]}, index=["PEO", "PE"])
    shortlist, _ = mi.Screen([mi.Require("O")]).apply(table)
    assert shortlist.to_dict("index") == {"PEO": {"structure": "*CCO*", "Tg": 206.0}}
    assert table["structure"].tolist() == ["*OCC*", "*CC*"]


@pytest.mark.parametrize(
    ("kept_by", "kept"),
    [
        (mi.AllowedElements(("C", "O")), [0, 1, 5]),
        (mi.RingSizes(()), [0, 2, 5]),
        (mi.MolarMass(high=50.0), [0, 5]),  # -CH2CH2O- 44.05, ethanol 46.07 g/mol
        (mi.MolarMass(low=50.0), [1, 2]),
        (mi.Require(("O", "Cl")), [0, 2, 5]),
        (mi.MaxSAScore(2.0), [0, 1, 5]),
        (mi.Neutral(), [0, 1, 2, 5]),
        (mi.SimilarTo(["*CC(*)c1ccccc1"], low=0.9), [1]),
        (mi.SimilarTo(["*CC(*)c1ccccc1"], high=0.9), [0, 2, 5]),
    ],
)
def test_each_filter_keeps_what_it_says(kept_by, kept):
    assert labels_of([kept_by]) == kept


def test_a_group_across_the_ends_of_the_drawing_is_found():
    """-O-CH2-CH2-O- has a peroxide bond only where two drawings meet."""
    assert labels_of([mi.Forbid("OO")], ["*OCCO*", "*CCO*"]) == [1]


def test_attachment_points_do_not_make_a_structure_hard_to_make():
    """Of the bare strings RDKit 2026.9 says 5.2 and 5.4, capped with CH3 2.09 and 1.00."""
    for unit, capped in (("*CC(C)(*)C(=O)OC", "CCC(C)(C)C(=O)OC"), ("*c1ccc(*)cc1", "Cc1ccc(C)cc1")):
        assert sa_score(unit) == sa_score(capped) < 2.6


def test_of_candidates_that_are_alike_the_first_one_stays():
    alike = ["*CC(*)c1ccc(C)cc1", "*CC(*)c1ccc(CC)cc1", "*CCO*"]
    assert labels_of([mi.Diverse(0.5)], alike) == [0, 2]
    assert labels_of([mi.Diverse(0.5)], alike[::-1]) == [0, 1]
    assert labels_of([mi.Diverse(1.0)], alike) == [0, 1, 2]


def test_predictions_outside_their_window_or_missing_are_dropped():
    table = pd.DataFrame({"structure": ["*CCO*", "*CC*", "*CC(*)C"], "Tg": [300.0, 150.0, float("nan")]})
    shortlist, funnel = mi.Screen([mi.Predicted({"Tg": (200, None)})]).apply(table)
    assert shortlist.index.tolist() == [0]
    assert funnel.dropped()["reason"].tolist() == ["Tg = 150", "Tg = nan"]


@pytest.mark.parametrize("last", [mi.Diverse(0.5), mi.SimilarTo(["*CCO*"]), mi.Novel(than=["*CCO*"]), mi.MaxSAScore()])
def test_a_filter_may_find_nothing_left(last):
    shortlist, funnel = mi.Screen([mi.Forbid("C"), last]).apply(["*CC*"])
    assert len(shortlist) == 0
    assert funnel.frame()["n_out"].tolist() == [1, 0, 0]
    assert len(mi.Screen([last]).apply([])[0]) == 0


def test_what_can_be_made_comes_with_its_reaction_and_monomers():
    shortlist, funnel = mi.Screen([mi.MakeableBy(), mi.Require("O")]).apply(
        ["*CC(*)c1ccccc1", "*OCC*", "*CC(*)O", "CCO"]
    )
    assert shortlist.loc[1, ["reaction", "monomers"]].tolist() == ["cyclic ether opening", "C1CO1"]
    assert funnel.dropped()["reason"].tolist() == ["no listed reaction gives it", "is no repeat unit", "has no O"]


def test_what_can_be_made_is_asked_of_the_reactions_and_monomers_at_hand():
    nylon, polystyrene = "*NCCCCCCNC(=O)CCCCC(*)=O", "*CC(*)c1ccccc1"
    stock = ["C(N)CCCCCN", "O=C(O)CCCCC(O)=O"]
    kept = mi.MakeableBy(("polyamide",), monomers=stock)
    shortlist, funnel = mi.Screen([kept]).apply([nylon, polystyrene])
    assert shortlist["monomers"].tolist() == ["NCCCCCCN + O=C(O)CCCCC(=O)O"]
    assert funnel.dropped()["reason"].tolist() == ["made by olefin addition only"]
    _, funnel = mi.Screen([mi.MakeableBy(monomers=stock[:1])]).apply([nylon])
    assert funnel.dropped()["reason"].tolist() == ["polyamide needs O=C(O)CCCCC(=O)O"]


def test_monomers_that_are_no_structures_are_all_named():
    with pytest.raises(InvalidRowsError, match="2 of 3 rows"):
        mi.MakeableBy(monomers=["OCCO", "glycol", ""])


def test_the_reaction_named_first_is_the_one_on_the_shortlist():
    shortlist, _ = mi.Screen([mi.MakeableBy(("lactam opening", "polyamide"))]).apply(["*NCCCCCC(*)=O"])
    assert shortlist["monomers"].tolist() == ["O=C1CCCCCN1"]


def test_a_filter_of_ones_own_needs_a_label_and_reasons():
    class Short(Filter):
        label = "short"

        def reasons(self, materials, frame):
            return ["" if len(each.canonical) < 8 else "long" for each in materials]

    assert labels_of([Short()], ["*CCO*", "*CC(*)c1ccccc1"]) == [0]


def test_a_filter_that_does_not_say_a_reason_for_each_candidate_is_named():
    class Lazy(Filter):
        label = "lazy"

        def reasons(self, materials, frame):
            return []

    with pytest.raises(ValueError, match="filter 'lazy' must give 2 reasons, one a candidate; got 0"):
        mi.Screen([Lazy()]).apply(["*CC*", "*CCO*"])


def test_a_missing_column_is_named_before_anything_is_dropped():
    with pytest.raises(KeyError, match=r"columns \['Tg'\]; the table has \['structure'\]"):
        mi.Screen([mi.Predicted({"Tg": (200, None)})]).apply(["*CC*"])


def test_a_table_without_structures_says_which_column_to_rename():
    with pytest.raises(KeyError, match="must have a column 'structure'; got"):
        mi.Screen([]).apply(pd.DataFrame({"psmiles": ["*CC*"], "Tg": [200.0]}))


@pytest.mark.parametrize(
    "make",
    [
        lambda: mi.Screen(["OO"]),
        lambda: mi.Forbid("not smarts ("),
        lambda: mi.AllowedElements(("C", "Xx")),
        lambda: mi.MolarMass(),
        lambda: mi.MaxSAScore(11.0),
        lambda: mi.Diverse(1.5),
        lambda: mi.RingSizes((2,)),
        lambda: mi.RingSizes(5),
        lambda: mi.MolarMass(low=float("nan"), high=100.0),
        lambda: mi.MolarMass(low="heavy"),
        lambda: mi.SimilarTo([]),
        lambda: mi.MakeableBy(("alchemy",)),
        lambda: mi.Predicted({"Tg": (300, 200)}),
    ],
)
def test_options_that_mean_nothing_are_refused(make):
    with pytest.raises((TypeError, ValueError)):
        make()
