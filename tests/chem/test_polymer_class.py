"""Polymer classes: known polymers, one class for every drawing, nothing for molecules."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rewriting import rewritten

import matinfo as mi
from matinfo.chem import POLYMER_CLASSES, polymer_class
from matinfo.exceptions import StructureError

# Classes as PolyInfo names them, for polymers whose name tells the class.
KNOWN = {
    "*CC*": "polyolefin",
    "*CC(*)C": "polyolefin",
    "*CC(*)c1ccccc1": "polystyrene",
    "*CC(*)(C)c1ccc(Cl)cc1": "polystyrene",
    "*CC(*)(C)C(=O)OC": "polyacrylate",
    "*CC(*)C(N)=O": "polyacrylate",
    "*CC(*)C#N": "polyacrylate",
    "*CC(*)Cl": "polyhaloolefin",
    "*C(F)(F)C(*)(F)F": "polyhaloolefin",
    "*CC(*)O": "polyvinyl",
    "*CC(*)OC(C)=O": "polyvinyl",
    "*CC(*)c1ccncc1": "polyvinyl",
    "*C/C=C\\C*": "polydiene",
    "*CC(*)C=C": "polyolefin",  # 1,2-polybutadiene: the double bond is not in the chain
    "*CCO*": "polyether",
    "*Oc1ccc(*)cc1": "polyether",
    "*Sc1ccc(*)cc1": "polysulfide",
    "*OCCOC(=O)c1ccc(cc1)C(*)=O": "polyester",
    "*OC(C)C(*)=O": "polyester",
    "*NCCCCCC(*)=O": "polyamide",
    "*Nc1ccc(NC(=O)c2ccc(C(*)=O)cc2)cc1": "polyamide",
    "*NCCCCCCNC(=O)OCCCCOC(*)=O": "polyurethane",
    "*NCCCCCCNC(*)=O": "polyurea",
    "*Oc1ccc(cc1)C(C)(C)c1ccc(OC(*)=O)cc1": "polycarbonate",
    "*C(=O)CCCCC(=O)O*": "polyanhydride",
    "*c1ccc(Oc2ccc(N3C(=O)c4cc5C(=O)N(*)C(=O)c5cc4C3=O)cc2)cc1": "polyimide",  # Kapton
    "*C1C(*)C(=O)N(c2ccccc2)C1=O": "polyvinyl",  # a polymaleimide: the imide hangs on a chain of carbon
    "*[Si](C)(C)O*": "polysiloxane",
    "*[Si](C)(C)[Si](*)(C)C": "polysilane",
    "*N=P(*)(Cl)Cl": "polyphosphazene",
    "*Oc1ccc(cc1)S(=O)(=O)c1ccc(*)cc1": "polysulfone",
    "*Oc1ccc(Oc2ccc(C(=O)c3ccc(*)cc3)cc2)cc1": "polyketone",  # PEEK
    "*N=Cc1ccc(C=Nc2ccc(*)cc2)cc1": "polyimine",
    "*CCN*": "polyamine",
    "*c1ccc(*)cc1": "polyarylene",
    "*c1ccc(*)s1": "polyarylene",
    "*C=Cc1ccc(*)cc1": "polyarylene",  # poly(p-phenylene vinylene)
    "*N=Nc1ccc(*)cc1": "polyarylene",
    "*B(*)C": "other",
}


@pytest.mark.parametrize(("structure", "expected"), KNOWN.items())
def test_a_known_polymer_has_the_class_of_its_name(structure, expected):
    assert polymer_class(structure) == expected


@given(structure=st.sampled_from(sorted(KNOWN)), seed=st.integers(0, 2**31), times=st.integers(1, 3))
def test_the_class_does_not_depend_on_the_drawing(structure, seed, times):
    assert polymer_class(rewritten(structure, random.Random(seed), times=times)) == KNOWN[structure]


def test_every_class_is_listed_and_can_occur():
    molecule = {polymer_class("CCO")}
    assert {*KNOWN.values(), *molecule} == set(POLYMER_CLASSES)


def test_a_repeat_unit_serves_as_well_as_a_string():
    assert polymer_class(mi.RepeatUnit("*CCO*")) == "polyether"


def test_what_is_no_structure_is_refused():
    with pytest.raises(StructureError):
        polymer_class("not a polymer")
