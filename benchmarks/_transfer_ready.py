"""Sources and a table of labelled rows made ready once, for many draws of few labels."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from matinfo.data import material_groups
from matinfo.models._defaults import default_features
from matinfo.models._inputs import Kind
from matinfo.models._property import TrainingRows
from matinfo.models.transfer._materials import MaterialNames
from matinfo.models.transfer._prepared import Prepared
from matinfo.models.transfer._read_sources import read_sources
from matinfo.models.transfer._strategies import STRATEGIES

KIND: Kind = "structures"


@lru_cache(maxsize=4)
def features_of(structures: tuple[str, ...], folder: str) -> tuple[npt.NDArray[np.float64], dict[str, slice]]:
    """Default features, and their blocks."""
    stack = default_features().set_params(memory=folder)
    return np.asarray(stack.fit_transform(list(structures)), dtype=np.float64), stack.output_indices_


def ready_table(
    sources: Mapping[str, Any], structures: Sequence[str], y: npt.NDArray[np.float64], folder: str, *, seed: int = 0
) -> Prepared:
    """What `TransferModel` compares, for all rows at once: no material of `structures` may be in a source.

    Networks and processes of the sources do not depend on the labels, so every draw of labels may use them.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        features, blocks = features_of(tuple(structures), folder)
        groups = np.unique(material_groups(list(structures)), return_inverse=True)[1]
        rows = TrainingRows(features, np.asarray(y, dtype=np.float64), groups, blocks)
        names = MaterialNames()
        read = read_sources(dict(sources), names, featurizer=None, regressor="gp", random_state=seed, n_jobs=None)
        return Prepared.of(
            list(structures), rows, KIND, read, names, wanted=tuple(STRATEGIES), regressor="gp", random_state=seed
        )
