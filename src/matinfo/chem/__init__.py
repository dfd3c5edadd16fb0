"""Structures of chemical materials: parsing, repeat units, the canonical form of infinite chains. No machine learning."""

from matinfo._public import publish
from matinfo.chem._canonical import canonicalize
from matinfo.chem._repeat_unit import RepeatUnit
from matinfo.chem._rows import canonical_materials, parse_report

__all__ = ["RepeatUnit", "canonical_materials", "canonicalize", "parse_report"]

publish(globals(), __all__)
