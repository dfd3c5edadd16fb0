"""Numbers that say which options of a choice are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import option_message
from matinfo.design._arrays import FloatArray

_DIRECTIONS = 4  # most that a handful of options can teach a model about chemistry


@dataclass(frozen=True)
class OptionDescriptors:
    """Named numbers of each option, each column between 0 and 1.

    Parameters
    ----------
    names : tuple of str
        Names of the descriptors.
    values : tuple of tuple of float
        One row an option, in the order of the options.
    """

    names: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]


def read_descriptors(name: str, options: Sequence[str], given: Any) -> OptionDescriptors | None:
    """Descriptors of options from a table, from SMILES, or none."""
    if given is None or isinstance(given, OptionDescriptors):
        return given
    if isinstance(given, str):
        if given != "smiles":
            raise ValueError(option_message("descriptors", '"smiles", a mapping, a DataFrame or None', given))
        return _from_structures(list(options))
    if isinstance(given, pd.DataFrame):
        _check_all_there(name, options, given.index)
        return _from_table(name, given.loc[list(options)])
    if isinstance(given, Mapping):
        _check_all_there(name, options, given)
        return _from_structures([given[option] for option in options])
    raise TypeError(option_message("descriptors", '"smiles", a mapping, a DataFrame or None', given))


def _check_all_there(name: str, options: Sequence[str], known: Any) -> None:
    missing = [option for option in options if option not in known]
    if missing:
        raise ValueError(f"descriptors of {name!r} must have every option; missing: {missing}.")


def _from_table(name: str, table: pd.DataFrame) -> OptionDescriptors:
    numbers = table.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=np.float64)
    gaps = [
        str(column) for column, values in zip(table.columns, numbers.T, strict=True) if not np.isfinite(values).all()
    ]
    if gaps:
        raise ValueError(f"descriptors of {name!r} must be numbers for every option; columns with gaps: {gaps}.")
    if len(set(table.index)) != len(table):
        raise ValueError(f"descriptors of {name!r} must have one row for each option.")
    varied = np.ptp(numbers, axis=0) > 0.0
    if not varied.any():
        raise ValueError(f"descriptors of {name!r} must differ between options; every column is constant.")
    return _frozen([str(column) for column in table.columns[varied]], numbers[:, varied])


def _from_structures(smiles: list[str]) -> OptionDescriptors:
    """The few directions in which the options differ most, of all additive descriptors of RDKit."""
    from matinfo.featurize import Descriptors

    numbers = np.asarray(Descriptors(per="cell").fit_transform(smiles), dtype=np.float64)
    numbers = numbers[:, np.ptp(numbers, axis=0) > 0.0]
    if not numbers.size:
        raise ValueError(f"descriptors need structures that differ; got {smiles}.")
    left, sizes, right = np.linalg.svd((numbers - numbers.mean(axis=0)) / numbers.std(axis=0), full_matrices=False)
    kept = min(_DIRECTIONS, int((sizes > 1e-9 * sizes[0]).sum()))
    signs = np.sign(right[np.arange(kept), np.abs(right[:kept]).argmax(axis=1)])  # the same on every machine
    scores = left[:, :kept] * sizes[:kept] * signs
    scores = (scores - scores.min(axis=0)) / np.ptp(scores[:, 0])  # one scale: later directions matter less
    return OptionDescriptors(
        tuple(f"chemical direction {place + 1}" for place in range(kept)), tuple(map(tuple, scores.tolist()))
    )


def _frozen(names: list[str], numbers: FloatArray) -> OptionDescriptors:
    scaled = (numbers - numbers.min(axis=0)) / np.ptp(numbers, axis=0)
    return OptionDescriptors(tuple(names), tuple(map(tuple, scaled.tolist())))
