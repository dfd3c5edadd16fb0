"""What pieces of a structure contribute to its prediction: the difference when they are taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from matinfo.chem import Piece, canonical_materials, pieces_of
from matinfo.interpret._predictor import Predictor

COLUMNS = [
    "structure", "piece", "place", "atoms", "contribution", "with_branches", "without", "predicted", "in_domain"
]  # fmt: skip


def contributions(predict: Predictor, structures: Sequence[Any]) -> pd.DataFrame:
    """Predict each structure without each of its pieces.

    Parameters
    ----------
    predict : Predictor
        Of a model of structures.
    structures : sequence of str

    Returns
    -------
    DataFrame
        One row a piece, see `Explanation.contributions`.
    """
    canonical = canonical_materials(structures, warn=False).tolist()
    pieces = {structure: pieces_of(structure) for structure in dict.fromkeys(canonical)}
    wanted = dict.fromkeys([*pieces, *(piece.without for each in pieces.values() for piece in each if piece.without)])
    strings = list(wanted)
    predicted = dict(zip(strings, predict(strings).tolist(), strict=True))
    inside: dict[str, Any] = {}
    if hasattr(predict.model, "in_domain"):
        inside = dict(zip(strings, predict.model.in_domain(strings).tolist(), strict=True))
    rows = [row for structure in canonical for row in _rows(structure, pieces[structure], predicted, inside)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(
    structure: str, pieces: Sequence[Piece], predicted: dict[str, float], inside: dict[str, Any]
) -> list[tuple[Any, ...]]:
    whole = np.asarray(
        [np.nan if piece.without is None else predicted[structure] - predicted[piece.without] for piece in pieces]
    )
    rows = []
    for number, piece in enumerate(pieces):
        branches = sum(
            whole[other] for other, each in enumerate(pieces) if each.hangs_on == number and each.without is not None
        )
        without = piece.without or ""
        rows.append(
            (
                structure,
                piece.label,
                piece.place,
                piece.atoms,
                float(whole[number] - branches),
                float(whole[number]),
                without,
                predicted[structure],
                inside.get(without),
            )
        )
    return rows


def piece_means(table: pd.DataFrame) -> pd.DataFrame:
    """Mean contribution of each kind of piece over structures, each structure counted once.

    Parameters
    ----------
    table : DataFrame
        As `contributions` returns it.

    Returns
    -------
    DataFrame
        ``piece``, ``place``, ``contribution``, ``std`` (over structures) and ``n_structures``, the most frequent first.
    """
    by_structure = table.groupby(["piece", "place", "structure"], as_index=False)["contribution"].mean()
    groups = by_structure.dropna().groupby(["piece", "place"])["contribution"]
    frame = groups.agg(contribution="mean", std="std", n_structures="size").reset_index()
    return frame.sort_values(["n_structures", "piece", "place"], ascending=[False, True, True], ignore_index=True)
