"""Target and sources made ready: one table of features and signals, and the strategies that can be fitted to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from matinfo.models._blocks import moved
from matinfo.models._inputs import Kind, material_column
from matinfo.models._property import TrainingRows
from matinfo.models.transfer._conditioned import ConditionedSources
from matinfo.models.transfer._materials import MaterialNames
from matinfo.models.transfer._shared_materials import sources_beside
from matinfo.models.transfer._signals import Signals
from matinfo.models.transfer._source import Source
from matinfo.models.transfer._strategies import WITH_PROCESSES, Strategy, make_strategies


@dataclass(frozen=True, eq=False)
class Prepared:
    """What strategies are fitted to.

    Attributes
    ----------
    rows : TrainingRows
        Features of the target, and the signals of all sources behind them.
    width : int
        Number of features.
    signals : Signals
    strategies : dict of str to Strategy
    missing : dict of str to str
        Sources and strategies that cannot be used, and why.
    sources : list of Source
        Those that are used, as they are without the materials of the target.
    materials : list of object arrays of shape (n,)
        Materials of the target, as each source that was given names them.
    """

    rows: TrainingRows
    width: int
    signals: Signals
    strategies: Mapping[str, Strategy]
    missing: Mapping[str, str]
    sources: Sequence[Source]
    materials: Sequence[npt.NDArray[Any]]

    @classmethod
    def of(
        cls,
        X: Any,
        rows: TrainingRows,
        kind: Kind,
        sources: Sequence[Source],
        names: MaterialNames,
        *,
        wanted: Sequence[str],
        regressor: Any,
        random_state: Any,
    ) -> Prepared:
        """Take the materials of the target out of the sources, and read what the sources say about them.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
        rows : TrainingRows
            Its features.
        kind : {"structures", "structures with numbers", "table"}
        sources : sequence of Source
        names : MaterialNames
        wanted : sequence of str
            Strategies that are of interest.
        regressor : str or regressor
        random_state : int or None
        """
        rng = np.random.default_rng(random_state)
        materials = [source.materials(material_column(X, kind), names) for source in sources]
        beside, unused = sources_beside(sources, materials)
        signals = Signals.of(beside, kind, rng, with_network="hidden_layers" in wanted)
        conditioned = ConditionedSources.of(signals if WITH_PROCESSES & set(wanted) else None, rng)
        strategies, missing = make_strategies(
            regressor, signals.blocks, conditioned, wanted=wanted, random_state=random_state
        )
        told = signals.read(X) if beside else np.empty((len(rows.y), 0))
        table = replace(rows, X=np.hstack([rows.X, told]), blocks=_blocks(rows, signals, rows.X.shape[1]))
        return cls(table, rows.X.shape[1], signals, strategies, {**unused, **missing}, beside, materials)

    def seen_by(self, strategy: Strategy) -> tuple[TrainingRows, Signals]:
        """Rows with the signals that a strategy needs, and how to read these for new materials."""
        signals = self.signals.only(strategy.signals)
        kept = [np.arange(self.width)]
        kept += [np.arange(p.start, p.stop) + self.width for n, p in self.signals.blocks.items() if n in signals.blocks]
        blocks = _blocks(self.rows, signals, self.width)
        return replace(self.rows, X=self.rows.X[:, np.concatenate(kept)], blocks=blocks), signals


def _blocks(rows: TrainingRows, signals: Signals, width: int) -> dict[str, slice]:
    """Blocks of features, and of the signals behind them."""
    own = {n: p for n, p in rows.blocks.items() if p.stop <= width} if rows.blocks else {"features": slice(0, width)}
    return {**own, **moved(signals.blocks, width)}
