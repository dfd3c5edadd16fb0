"""The hierarchical fingerprint of polymers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from matinfo._validation import InvalidPolicy, check_choice, option_message
from matinfo.chem import Cell
from matinfo.featurize._additive import cell_parts, cell_sums
from matinfo.featurize._atom_kinds import AtomKinds
from matinfo.featurize._atomic import atomic_triples, other_feature, triple_feature
from matinfo.featurize._base import Feature, FloatArray, is_per_heavy_atom, of_a_cell
from matinfo.featurize._cache import Memory
from matinfo.featurize._hashed import Per
from matinfo.featurize._morphology import morphology_features, morphology_values
from matinfo.featurize._physics import physics_features, physics_parts, physics_values
from matinfo.featurize._qspr import qspr_features, qspr_values
from matinfo.featurize._regularity import regularity_features, regularity_values
from matinfo.featurize._structure import StructureFeaturizer
from matinfo.featurize._tables import read_table


class PolymerFingerprint(StructureFeaturizer):
    """Hierarchical fingerprint: atomic triples (A), QSPR descriptors (Q) and morphology (M) of the infinite chain.

    All numbers describe the infinite chain: they do not change when the repeat unit is rotated, reversed or repeated.
    Small molecules are accepted too; they have triples and descriptors, no backbone and no side chains.

    Parameters
    ----------
    levels : str, default="AQM"
        Letters of the wanted levels, each once, in any order: A, Q and M as in the study, R for the regularity of
        the chain (direction, tacticity, size of the primitive cell), and P for its physics (Hueckel bands of the pi
        system, partial charges, density and refractive index). Columns come in the order A, Q, M, R, P.
    per : {"heavy atom", "cell"}, default="heavy atom"
        Give counts and sums per heavy atom, which do not depend on the size of the primitive cell, or per cell (for
        molecules: per molecule), which extensive properties such as heat capacities and energies need. Ratios,
        lengths and levels are the same for both.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows without a usable structure, or give NaN in their places and warn once.
    n_jobs : int, optional
        Number of joblib workers.
    memory : str, path or joblib.Memory, optional
        Folder that keeps the features of every material, for later runs and for other processes.

    Attributes
    ----------
    triples_ : list of str
        With level A: the kinds of triples seen in `fit`, sorted. Other kinds are summed in the column ``A_other``.

    See Also
    --------
    MorganFingerprint : Hashed circular environments, more of them and without names.
    Descriptors : RDKit's additive descriptors.

    References
    ----------
    C. Kim, A. Chandrasekaran, T. D. Huan, D. Das, R. Ramprasad, "Polymer Genome", J. Phys. Chem. C 2018, 122, 17575.

    Examples
    --------
    >>> import matinfo as mi
    >>> fingerprint = mi.PolymerFingerprint(levels="AM").set_output(transform="pandas")
    >>> table = fingerprint.fit_transform(["*CC(*)c1ccccc1", "*CCO*", "*COC*"])
    >>> table[["A_C4-C4-O2", "M_side_chain_share"]].round(3)
       A_C4-C4-O2  M_side_chain_share
    0       0.000                0.75
    1       0.667                0.00
    2       0.667                0.00
    """

    def __init__(
        self,
        levels: str = "AQM",
        *,
        per: Per = "heavy atom",
        invalid: InvalidPolicy = "raise",
        n_jobs: int | None = None,
        memory: Memory = None,
    ) -> None:
        super().__init__(invalid=invalid, n_jobs=n_jobs, memory=memory)
        self.levels = levels
        self.per = per

    def _check_options(self) -> None:
        letters = set(self.levels) if isinstance(self.levels, str) else set()
        if not letters or not letters <= set("AQMRP") or len(letters) != len(self.levels):
            raise ValueError(option_message("levels", "letters of 'AQMRP', each once", self.levels, "Try 'AQM'."))
        check_choice("per", self.per, ("heavy atom", "cell"))

    @property
    def _learns_columns(self) -> bool:  # type: ignore[override]
        return "A" in self.levels

    def _learn(self, rows: list[Any]) -> None:
        self.triples_ = sorted({triple for row in rows for triple in row.triples})

    def _chunk_worker(self) -> Callable[[Iterable[Cell]], list[Any]]:
        return partial(_compute, self.levels)

    def _features(self) -> Sequence[Feature]:
        features = [*self._triple_features(), *self._named_features()]
        return list(map(of_a_cell, features)) if self.per == "cell" else features

    def _triple_features(self) -> list[Feature]:
        if "A" not in self.levels:
            return []
        return [*map(triple_feature, self.triples_), other_feature()]

    def _named_features(self) -> list[Feature]:
        features: list[Feature] = []
        if "Q" in self.levels:
            features += qspr_features()
        if "M" in self.levels:
            features += morphology_features()
        if "R" in self.levels:
            features += regularity_features()
        if "P" in self.levels:
            features += physics_features()
        return features

    def _assemble(self, rows: list[Any]) -> FloatArray:
        values = np.asarray([row.values for row in rows], dtype=np.float64)
        if "A" in self.levels:
            values = np.hstack([self._triples(rows), values])
        if self.per == "cell":
            sums = np.asarray([is_per_heavy_atom(f) for f in (*self._triple_features(), *self._named_features())])
            values[:, sums] *= np.asarray([row.atoms for row in rows])[:, None]
        return values

    def _triples(self, rows: list[Any]) -> FloatArray:
        column = {triple: index for index, triple in enumerate(self.triples_)}
        triples = np.zeros((len(rows), len(column) + 1))
        for position, row in enumerate(rows):
            for triple, count in row.triples.items():
                triples[position, column.get(triple, -1)] += count
        return triples


@dataclass(frozen=True, slots=True)
class _Raw:
    atoms: int
    triples: dict[str, float]
    values: list[float]


def _compute(levels: str, cells: Iterable[Cell]) -> list[_Raw]:
    """Raw features of many materials: each cell is read once and let go, then numbers of all cells meet in arrays."""
    rows, named, additive, physical = [], [], [], []
    kinds = AtomKinds()
    for cell in cells:
        table = read_table(cell)
        rows.append(_Raw(len(table.core), atomic_triples(table) if "A" in levels else {}, []))
        morphology = morphology_values(cell, table) if "M" in levels else []
        regularity = regularity_values(cell, table) if "R" in levels else []
        named.append([*morphology, *regularity])
        if "Q" in levels or "P" in levels:
            additive.append(cell_parts(cell, table, kinds))
        if "P" in levels:
            physical.append(physics_parts(cell, table))
    sums = cell_sums(additive, kinds) if additive else None
    blocks = [
        qspr_values(sums).tolist() if "Q" in levels and sums else [],
        named,
        physics_values(physical, sums) if "P" in levels and sums else [],
    ]
    for row, *values in zip(rows, *filter(None, blocks), strict=True):
        row.values.extend(chain.from_iterable(values))
    return rows
