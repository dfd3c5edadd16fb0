"""Materials that a source has in common with the target: none of their labels may leak."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from matinfo.models._kernels import FloatArray
from matinfo.models.transfer._source import Source

FEWEST_ROWS = 10  # of a source, beside the materials of the target


def sources_beside(
    sources: Sequence[Source], materials: Sequence[npt.NDArray[Any]]
) -> tuple[list[Source], dict[str, str]]:
    """Sources as they are if they have never seen the materials of the target.

    A left-out prediction would not do: it comes from labels of other materials of the target, and tells by its
    distance from their mean what the label that it lacks is like.

    Parameters
    ----------
    sources : sequence of Source
    materials : sequence of object arrays of shape (n,)
        Materials of the target as each source names them.

    Returns
    -------
    kept : list of Source
    left_out : dict of str to str
        Sources that know hardly anything else, and why they cannot be used.
    """
    kept, left_out = [], {}
    for source, its in zip(sources, materials, strict=True):
        if source.rows is not None:
            count = len(source.rows.beside(its))
            if count < FEWEST_ROWS:
                left_out[source.name] = (
                    f"it has {count} rows beside the materials of the target and needs {FEWEST_ROWS}. Properties of "
                    "the same materials can be learned together by Model, or be known numbers of a Dataset."
                )
                continue
        kept.append(source.without(its))
    return kept, left_out


def describe_sources(
    sources: Sequence[Source],
    materials: Sequence[npt.NDArray[Any]],
    kept: Sequence[str],
    told: FloatArray,
    y: FloatArray,
) -> pd.DataFrame:
    """One row per source: size, materials in common with the target, correlation of its predictions with it.

    Parameters
    ----------
    sources, materials
        As in `sources_beside`.
    kept : sequence of str
        Names of the sources that are used.
    told : array of shape (n, n_kept)
        What they predict.
    y : array of shape (n,)
        Target.
    """
    rows = []
    for source, its in zip(sources, materials, strict=True):
        known = source.rows is not None
        values = told[:, list(kept).index(source.name)] if source.name in kept else np.zeros(len(y))
        varies = values.std() > 0 and y.std() > 0
        rows.append(
            {
                "source": source.name,
                "unit": source.unit,
                "rows": len(source.rows.y) if source.rows is not None else pd.NA,
                "shared": len(np.intersect1d(source.rows.materials, its)) if source.rows is not None else pd.NA,
                "checked": known,
                "used": source.name in kept,
                "correlation": float(np.corrcoef(values, y)[0, 1]) if varies else np.nan,
            }
        )
    return pd.DataFrame(rows, columns=["source", "unit", "rows", "shared", "checked", "used", "correlation"])
