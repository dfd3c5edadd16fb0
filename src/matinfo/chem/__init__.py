"""Chemical structures and recipes: repeat units, the canonical form of chains, amounts. No machine learning."""

from matinfo._public import publish
from matinfo.chem._amounts import AMOUNT_UNITS, convert_amounts
from matinfo.chem._canonical import canonicalize
from matinfo.chem._cell import Cell
from matinfo.chem._choices import spread_choices
from matinfo.chem._closure import check_closure
from matinfo.chem._column import StructureColumn, structure_column
from matinfo.chem._door import structure_problems
from matinfo.chem._notes import warn_about
from matinfo.chem._patch import Patch
from matinfo.chem._pieces import Piece, pieces_of
from matinfo.chem._polymer_class import POLYMER_CLASSES, class_of_cell, polymer_class
from matinfo.chem._recipe import Recipe
from matinfo.chem._repeat_unit import RepeatUnit
from matinfo.chem._rows import CanonicalString, canonical_materials, parse_report, report_problems
from matinfo.chem.reactions._find_routes import find_routes
from matinfo.chem.reactions._polymerize import polymerize
from matinfo.chem.reactions._route import Route
from matinfo.chem.reactions._table import REACTIONS

__all__ = [
    "AMOUNT_UNITS",
    "POLYMER_CLASSES",
    "REACTIONS",
    "CanonicalString",
    "Cell",
    "Patch",
    "Piece",
    "Recipe",
    "RepeatUnit",
    "Route",
    "StructureColumn",
    "canonical_materials",
    "canonicalize",
    "check_closure",
    "class_of_cell",
    "convert_amounts",
    "find_routes",
    "parse_report",
    "pieces_of",
    "polymer_class",
    "polymerize",
    "report_problems",
    "spread_choices",
    "structure_column",
    "structure_problems",
    "warn_about",
]

publish(globals(), [name for name in __all__ if not name.isupper()])
