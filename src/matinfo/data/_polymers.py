"""The bundled table of well-known homopolymers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

import pandas as pd

from matinfo._validation import check_choice, option_message
from matinfo.data._bundled import bundled_text
from matinfo.data._dataset import Dataset

TARGETS = {"Tg": "K", "thermal_conductivity": "W/(m K)", "density": "g/cm3", "refractive_index": "1"}
FILE_COLUMNS = {
    "Tg_K": "Tg",
    "thermal_conductivity_W_mK": "thermal_conductivity",
    "density_g_cm3": "density",
}


def load_polymers(*, properties: str | Sequence[str] | None = None) -> Dataset:
    """Well-known homopolymers with literature values of four properties; offline.

    Glass transition temperature, thermal conductivity near 300 K, density near 298 K and refractive index (sodium D
    line, near 298 K) of homopolymers that a polymer chemist knows, one row a polymer. The values are facts of the
    handbook literature, selected value by value and rounded; a cell is empty where no value could be stood behind.

    Parameters
    ----------
    properties : str or sequence of str, optional
        Any of ``"Tg"``, ``"thermal_conductivity"``, ``"density"``, ``"refractive_index"``. Rows without any of them
        are left out. By default all rows with all four.

    Returns
    -------
    Dataset
        Targets with units K, W/(m K), g/cm3 and 1. Rows are labelled by the name of the polymer. ``frame`` also has
        the columns ``name``, ``abbreviation``, ``note`` and, for every property, ``<property>_reference``: the short
        name of the work in which the value is tabulated.

    Raises
    ------
    ValueError, TypeError
        If `properties` names something else, or nothing.

    See Also
    --------
    Dataset : The same for a table of your own.

    Notes
    -----
    Good for teaching, for trying things out, and as a running start next to a few measurements of your own. Not good
    for claims of accuracy: methods, tacticity, molar mass, crystallinity and moisture differ from value to value, and
    published glass transition temperatures of one polymer commonly differ by 10 to 30 K. Tacticity is not part of the
    structures. Before a value is quoted, look it up in the work named as its reference; the file ``references.csv``
    beside the table, and the page on this table in the documentation, have the full citations.

    Examples
    --------
    >>> from matinfo.data import load_polymers
    >>> polymers = load_polymers()
    >>> polymers.y.loc["polystyrene"].tolist()
    [373.0, 0.14, 1.05, 1.59]
    >>> polymers.frame.loc["polystyrene", "Tg_reference"]
    'Bicerano2002'
    >>> load_polymers(properties="thermal_conductivity").units
    {'thermal_conductivity': 'W/(m K)'}
    """
    if properties is None:
        return bundled_polymers()
    if not isinstance(properties, str | Sequence):
        raise TypeError(option_message("properties", f"a list of names from {list(TARGETS)}", properties))
    names = [properties] if isinstance(properties, str) else list(properties)
    if not names:
        raise ValueError(option_message("properties", f"one or more of {list(TARGETS)}", properties))
    for name in names:
        check_choice("properties", name, TARGETS)
    return bundled_polymers().select(*names, measured="any")


@cache
def bundled_polymers() -> Dataset:
    """Read the whole table, once: a Dataset is immutable."""
    # only an empty cell is missing, so that no name is taken for one
    table = pd.read_csv(io.StringIO(bundled_text("polymers.csv")), keep_default_na=False, na_values=[""])
    frame = table.rename(columns=FILE_COLUMNS).fillna({"abbreviation": "", "note": ""})
    frame.index = pd.Index(frame["name"].tolist())
    return Dataset(
        frame,
        structure="psmiles",
        targets=TARGETS,
        source={target: f"{target}_reference" for target in TARGETS},
        name="bundled polymers",
    )
