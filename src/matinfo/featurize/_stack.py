"""Several featurizers side by side, each material read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from sklearn.base import clone

from matinfo._validation import InvalidPolicy, option_message
from matinfo.chem import Cell
from matinfo.featurize._base import Feature, FloatArray
from matinfo.featurize._cache import Memory
from matinfo.featurize._structure import StructureFeaturizer


class FeatureStack(StructureFeaturizer):
    """Concatenate the columns of several featurizers, reading and canonicalising every structure once.

    ``sklearn.pipeline.FeatureUnion`` gives the same columns but reads the structures once a featurizer; this class
    also tells which columns belong to which featurizer, so that a model can treat them as blocks. Where two parts share
    names of columns, all names begin with the name of the part.

    Parameters
    ----------
    parts : list of (str, StructureFeaturizer)
        Names and featurizers; they stay as they are, clones of them are fitted. Their own `invalid`, `n_jobs` and
        `memory` are not used.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows without a usable structure, or give NaN in their places and warn once.
    n_jobs : int, optional
        Number of joblib workers.
    memory : str, path or joblib.Memory, optional
        Folder that keeps the features of every material, for later runs and for other processes.

    Attributes
    ----------
    parts_ : list of (str, StructureFeaturizer)
        The fitted clones.
    output_indices_ : dict of str to slice
        Columns of each part.

    Examples
    --------
    >>> import matinfo as mi
    >>> stack = mi.featurize.FeatureStack([("named", mi.PolymerFingerprint("M")), ("morgan", mi.MorganFingerprint())])
    >>> stack.fit_transform(["*CCO*", "*CC(*)C"]).shape
    (2, 2089)
    >>> stack.output_indices_
    {'named': slice(0, 41, None), 'morgan': slice(41, 2089, None)}
    """

    def __init__(
        self,
        parts: list[tuple[str, StructureFeaturizer]],
        *,
        invalid: InvalidPolicy = "raise",
        n_jobs: int | None = None,
        memory: Memory = None,
    ) -> None:
        super().__init__(invalid=invalid, n_jobs=n_jobs, memory=memory)
        self.parts = parts

    def _check_options(self) -> None:
        names = [name for name, _ in self.parts]
        if not names or len(set(names)) < len(names):
            raise ValueError(option_message("parts", "a list of (name, featurizer) with different names", names))
        for _, part in self.parts:
            part._check_options()

    def _start(self, X: Any) -> None:
        super()._start(X)
        self.parts_ = [(name, clone(part)) for name, part in self.parts]

    _learns_columns = True

    def _learn(self, rows: list[Any]) -> None:
        for position, (_, part) in enumerate(self.parts_):
            part.n_features_in_ = 1
            if part._learns_columns:
                part._learn([row[position] for row in rows])
        widths = [len(part._features()) for _, part in self.parts_]
        stops = np.cumsum(widths)
        self.output_indices_ = {
            name: slice(int(stop - width), int(stop))
            for (name, _), stop, width in zip(self.parts_, stops, widths, strict=True)
        }

    def _chunk_worker(self) -> Callable[[Iterable[Cell]], list[Any]]:
        return partial(_compute, [part._chunk_worker() for _, part in self.parts_])

    def _features(self) -> Sequence[Feature]:
        features = [(name, feature) for name, part in self.parts_ for feature in part._features()]
        if len({feature.name for _, feature in features}) < len(features):
            return [replace(feature, name=f"{name}__{feature.name}") for name, feature in features]
        return [feature for _, feature in features]

    def _assemble(self, rows: list[Any]) -> FloatArray:
        return np.hstack(
            [part._assemble([row[position] for row in rows]) for position, (_, part) in enumerate(self.parts_)]
        )


def _compute(workers: list[Callable[[Iterable[Cell]], list[Any]]], cells: Iterable[Cell]) -> list[Any]:
    shared = list(cells)
    return list(zip(*(worker(shared) for worker in workers), strict=True))
