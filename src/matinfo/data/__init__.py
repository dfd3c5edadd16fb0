"""Datasets that know their units, methods and sources: splitting, merging, curation."""

from __future__ import annotations

from matinfo._public import publish
from matinfo.data._columns import Column
from matinfo.data._curation_log import CurationEntry, CurationLog, CurationWarning
from matinfo.data._dataset import Dataset
from matinfo.data._groups import material_groups
from matinfo.data._merge import MixedMethodsError, Offset
from matinfo.data._polymers import load_polymers
from matinfo.data._rubber_compounds import make_rubber_compounds
from matinfo.data._rubber_physics import rubber_properties
from matinfo.data._simulated import SimulatedDataset
from matinfo.data._split import MaterialSplit
from matinfo.data._units import convert_unit, known_units
from matinfo.data.reading._reading import Reading
from matinfo.data.reading._value import read_value

__all__ = [
    "Column",
    "CurationEntry",
    "CurationLog",
    "CurationWarning",
    "Dataset",
    "MaterialSplit",
    "MixedMethodsError",
    "Offset",
    "Reading",
    "SimulatedDataset",
    "convert_unit",
    "known_units",
    "load_polymers",
    "make_rubber_compounds",
    "material_groups",
    "read_value",
    "rubber_properties",
]

publish(globals(), __all__)
