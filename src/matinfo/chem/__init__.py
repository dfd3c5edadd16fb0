"""Chemical structures: parsing, repeat units, the canonical form of infinite chains. No machine learning."""

from matinfo._public import publish
from matinfo.chem._canonical import canonicalize
from matinfo.chem._cell import Cell
from matinfo.chem._column import StructureColumn, structure_column
from matinfo.chem._notes import warn_about
from matinfo.chem._patch import Patch
from matinfo.chem._repeat_unit import RepeatUnit
from matinfo.chem._rows import canonical_materials, parse_report, report_problems

__all__ = [
    "Cell",
    "Patch",
    "RepeatUnit",
    "StructureColumn",
    "canonical_materials",
    "canonicalize",
    "parse_report",
    "report_problems",
    "structure_column",
    "warn_about",
]

publish(globals(), __all__)
