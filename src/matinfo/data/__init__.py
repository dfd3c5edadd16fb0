"""Datasets that know their units, methods and sources: splitting, merging, curation."""

from __future__ import annotations

from matinfo._public import publish
from matinfo.data._columns import Column
from matinfo.data._dataset import Dataset
from matinfo.data._groups import material_groups
from matinfo.data._split import MaterialSplit
from matinfo.data._units import convert_unit, known_units

__all__ = ["Column", "Dataset", "MaterialSplit", "convert_unit", "known_units", "material_groups"]

publish(globals(), __all__)
