"""Datasets that know their units, methods and sources: splitting, merging, curation."""

from __future__ import annotations

from matinfo._public import publish
from matinfo.data._adhesive_bench import AdhesiveBench, adhesive_strength, make_adhesive_bench
from matinfo.data._columns import Column
from matinfo.data._curation_log import CurationEntry, CurationLog, CurationWarning
from matinfo.data._dataset import Dataset
from matinfo.data._groups import material_groups
from matinfo.data._merge import MixedMethodsError, Offset
from matinfo.data._method_calibration import Calibration
from matinfo.data._outliers import propose_outliers
from matinfo.data._polymers import load_polymers
from matinfo.data._rubber_compounds import make_rubber_compounds
from matinfo.data._rubber_physics import rubber_properties
from matinfo.data._simulated import SimulatedDataset
from matinfo.data._split import MaterialSplit
from matinfo.data._units import convert_unit, known_units
from matinfo.data.fetching._download import FetchError, UncheckedFileWarning
from matinfo.data.fetching._fetch import fetch_dataset, fetch_file
from matinfo.data.fetching._registry import known_public_sets
from matinfo.data.reading._check import check_table
from matinfo.data.reading._reading import Reading
from matinfo.data.reading._report import CellNote
from matinfo.data.reading._sheet import TableError
from matinfo.data.reading._table import iter_table, read_table
from matinfo.data.reading._table_report import TableReport
from matinfo.data.reading._value import read_value
from matinfo.data.store._experiment_log import ExperimentLog
from matinfo.data.store._log_file import LogFileError
from matinfo.data.terms._polymer_names import ambiguous_polymer_name, known_polymer_names, repeat_unit_of_name
from matinfo.data.terms._terms import Term, find_term, known_terms

__all__ = [
    "AdhesiveBench",
    "Calibration",
    "CellNote",
    "Column",
    "CurationEntry",
    "CurationLog",
    "CurationWarning",
    "Dataset",
    "ExperimentLog",
    "FetchError",
    "LogFileError",
    "MaterialSplit",
    "MixedMethodsError",
    "Offset",
    "Reading",
    "SimulatedDataset",
    "TableError",
    "TableReport",
    "Term",
    "UncheckedFileWarning",
    "adhesive_strength",
    "ambiguous_polymer_name",
    "check_table",
    "convert_unit",
    "fetch_dataset",
    "fetch_file",
    "find_term",
    "iter_table",
    "known_polymer_names",
    "known_public_sets",
    "known_terms",
    "known_units",
    "load_polymers",
    "make_adhesive_bench",
    "make_rubber_compounds",
    "material_groups",
    "propose_outliers",
    "read_table",
    "read_value",
    "repeat_unit_of_name",
    "rubber_properties",
]

publish(globals(), __all__)
