"""What sources say about materials: columns that stand beside the features of the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matinfo.models._bank import narrow_columns
from matinfo.models._inputs import Kind, material_column
from matinfo.models._kernels import FloatArray
from matinfo.models.transfer._materials import MaterialNames
from matinfo.models.transfer._network import MultiTaskNetwork
from matinfo.models.transfer._source import Source

SOURCES, SPREADS, HIDDEN = "sources", "spreads", "hidden"
VIEW = "view"  # with a number: features through which sources look at materials
_FEWEST_ROWS = 50  # that are left to train a network


@dataclass(frozen=True, eq=False)
class View:
    """Sources that look at materials through the same features.

    Attributes
    ----------
    sources : tuple of Source
    places : tuple of int
        Of these sources among all.
    network : MultiTaskNetwork or None
        Trained on their rows.
    width : int
        Number of features; 0 where a source reads `X` by itself.
    """

    sources: tuple[Source, ...]
    places: tuple[int, ...]
    network: MultiTaskNetwork | None
    width: int


@dataclass(frozen=True, eq=False)
class Signals:
    """Predictions of sources and hidden layers for any material.

    Attributes
    ----------
    views : tuple of View
    names : tuple of str
        Blocks of columns that are wanted: ``"sources"``, ``"spreads"``, ``"hidden"``, ``"view"``.
    kind : {"structures", "structures with numbers", "table"}
        What `X` of the target is.
    """

    views: tuple[View, ...]
    names: tuple[str, ...]
    kind: Kind

    @classmethod
    def of(cls, sources: Sequence[Source], kind: Kind, rng: np.random.Generator, *, with_network: bool) -> Signals:
        """Group sources by their features and train a network for each group, where one is wanted."""
        groups: dict[str, list[int]] = {}
        for place, source in enumerate(sources):
            groups.setdefault(source.feature_key, []).append(place)
        views = []
        for places in groups.values():
            some = tuple(sources[place] for place in places)
            network = _train_network(some, rng) if with_network else None
            width = 0 if some[0].rows is None else some[0].rows.features.shape[1]
            views.append(View(some, tuple(places), network, width))
        return cls(tuple(views), (SOURCES, SPREADS, HIDDEN, VIEW), kind)

    def only(self, names: Sequence[str]) -> Signals:
        """Signals with these blocks alone."""
        return replace(self, names=tuple(name for name in self.names if name in names))

    @property
    def blocks(self) -> dict[str, slice]:
        """Columns of each block."""
        count, start = sum(len(view.sources) for view in self.views), 0
        found: dict[str, slice] = {}
        hidden = sum(view.network.weights[-1].shape[0] for view in self.views if view.network is not None)
        for name in self.names:
            if name == VIEW:
                for number, view in enumerate(self.views):
                    found[f"{VIEW} {number}"] = slice(start, start + view.width)
                    start += view.width
                continue
            width = hidden if name == HIDDEN else count
            found[name] = slice(start, start + width)
            start += width
        return {name: part for name, part in found.items() if part.stop > part.start}

    def read(self, X: Any) -> FloatArray:
        """Signals of materials, shape (n, width); at least one block must be wanted, and one source be there."""
        parts: dict[str, list[FloatArray]] = {name: [] for name in self.names}
        order = np.argsort([place for view in self.views for place in view.places])
        structures, names = material_column(X, self.kind), MaterialNames()
        for view in self.views:
            features = view.sources[0].features(structures)
            materials = view.sources[0].materials(structures, names)
            for source in view.sources if {SOURCES, SPREADS} & set(self.names) else ():
                mean, std = source.predict(structures, features, materials)
                parts.setdefault(SOURCES, []).append(mean[:, None])
                parts.setdefault(SPREADS, []).append(std[:, None])
            if HIDDEN in parts and view.network is not None and features is not None:
                parts[HIDDEN].append(view.network.hidden(features))
            if VIEW in parts and features is not None:
                parts[VIEW].append(features)
        for name in {SOURCES, SPREADS} & set(self.names):
            parts[name] = [np.hstack(parts[name])[:, order]]
        return np.hstack([part for name in self.names for part in parts[name]])


def _train_network(sources: Sequence[Source], rng: np.random.Generator) -> MultiTaskNetwork | None:
    """Network of all sources of a view, one row for each of their rows."""
    features, values = [], []
    for place, source in enumerate(sources):
        if source.rows is None:
            continue
        column = np.full((len(source.rows.y), len(sources)), np.nan)
        column[:, place] = source.rows.y
        features.append(source.rows.features)
        values.append(column)
    if not features or sum(len(part) for part in features) < _FEWEST_ROWS:
        return None
    X, Y = np.vstack(features), np.vstack(values)
    told = np.isfinite(Y).any(axis=0)
    blocks = next(source.rows.blocks for source in sources if source.rows is not None)
    columns = narrow_columns(X[: min(len(X), 2_000)], blocks)
    return MultiTaskNetwork.fitted(X, Y[:, told], columns, rng)
