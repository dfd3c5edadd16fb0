"""Ways of transfer, by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matinfo.models._algorithms import new_regressor
from matinfo.models._kernel_bank import KernelBankRegressor
from matinfo.models.transfer._conditioned import ConditionedSources
from matinfo.models.transfer._difference import DifferenceRegressor
from matinfo.models.transfer._joint_process import JointProcess
from matinfo.models.transfer._on_blocks import OnBlocks
from matinfo.models.transfer._shotgun import ShotgunRegressor
from matinfo.models.transfer._signals import HIDDEN, SOURCES, SPREADS, VIEW

DIRECT = "direct"
WITH_PROCESSES = {"joint_process", "shared_choices"}
_FEWEST_FOR_SHOTGUN = 3  # sources; with fewer there is nothing to choose

STRATEGIES = {
    DIRECT: "structure alone",
    "source_predictions": "predictions of the sources and their spread, beside the structure",
    "hidden_layers": "last hidden layer of a network trained on the sources, beside the structure",
    "scale_offset": "offset and scale of what the sources predict, without the structure",
    "difference": "offset and scale of what the sources predict, and the difference learned from the structure",
    "joint_process": "one Gaussian process over the target and its sources",
    "shotgun": "the few sources that help on left-out rows, beside the structure",
    "shared_choices": "relevance of features, weights and lengths found on the sources, not their values",
}


@dataclass(frozen=True)
class Strategy:
    """A way of transfer that can be fitted.

    Attributes
    ----------
    name : str
    regressor : OnBlocks
        Not fitted.
    """

    name: str
    regressor: OnBlocks

    @property
    def signals(self) -> tuple[str, ...]:
        """Blocks of signals that it needs."""
        return tuple(self.regressor.signals)


def make_strategies(
    regressor: Any,
    blocks: dict[str, slice],
    conditioned: ConditionedSources,
    *,
    wanted: Sequence[str],
    random_state: Any,
) -> tuple[dict[str, Strategy], dict[str, str]]:
    """Make those that the sources allow.

    Parameters
    ----------
    regressor : str or regressor
        Learns from features, with or without signals.
    blocks : dict of str to slice
        Blocks of signals that there are.
    conditioned : ConditionedSources
    wanted : sequence of str
        Strategies that are of interest.
    random_state : int or None

    Returns
    -------
    strategies : dict of str to Strategy
    missing : dict of str to str
        Why each of the others cannot be had.
    """

    def base() -> Any:
        return new_regressor(regressor, random_state=random_state, n_jobs=None)

    def process() -> Any:
        return KernelBankRegressor(random_state=random_state)

    made: dict[str, OnBlocks] = {DIRECT: OnBlocks(base())}
    missing: dict[str, str] = {}
    count = blocks[SOURCES].stop - blocks[SOURCES].start if SOURCES in blocks else 0
    if count:
        made["source_predictions"] = OnBlocks(base(), (SOURCES, SPREADS))
        made["scale_offset"] = OnBlocks(process(), (SOURCES,), features=False)
        made["difference"] = OnBlocks(DifferenceRegressor(base()), (SOURCES,))
    else:
        missing |= dict.fromkeys(("source_predictions", "scale_offset", "difference"), "there is no source.")
    if HIDDEN in blocks:
        made["hidden_layers"] = OnBlocks(base(), (HIDDEN,))
    else:
        missing["hidden_layers"] = "it needs 50 rows of sources beside the materials of the target."
    if conditioned.sources:
        made["joint_process"] = OnBlocks(JointProcess(conditioned, random_state=random_state), (VIEW,))
        made["shared_choices"] = OnBlocks(JointProcess(conditioned, loadings=False, random_state=random_state), (VIEW,))
    else:
        why = "it needs sources that learned with the default regressor or 'gp', from 20 rows beside the target's."
        missing |= dict.fromkeys(("joint_process", "shared_choices"), why)
    if count >= _FEWEST_FOR_SHOTGUN:
        made["shotgun"] = OnBlocks(ShotgunRegressor(random_state=random_state), (SOURCES,))
    else:
        missing["shotgun"] = "it chooses among 3 sources or more."
    strategies = {name: Strategy(name, made[name]) for name in wanted if name in made}
    return strategies, {name: why for name, why in missing.items() if name in wanted}
