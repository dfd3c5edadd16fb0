"""Direct model, every strategy and a dummy on the same left-out rows of the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from sklearn.base import clone

from matinfo._paired import PairedTest, corrected_paired_test, holm
from matinfo.data import MaterialSplit
from matinfo.models._kernels import FloatArray
from matinfo.models._left_out import accepted_options
from matinfo.models._property import TrainingRows
from matinfo.models.transfer._strategies import DIRECT, Strategy

_ASKED_FIRST = ("joint_process", "source_predictions")
_REPEATS = 4
_FEW_ROWS = 100  # up to which all repeats are made; with more rows a repeat tells more, and costs more
Fold = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]

DUMMY = "dummy"
ALPHA = 0.05  # chance that any of the strategies is said to help though none does


@dataclass(frozen=True, eq=False)
class Evidence:
    """Root mean square errors on left-out rows.

    Attributes
    ----------
    errors : dict of str to array of shape (n_fits,)
        By strategy, the dummy last; every fit of one strategy has its twin, on the same rows, in the others.
    n_train, n_test : arrays of shape (n_fits,)
    """

    errors: Mapping[str, FloatArray]
    n_train: FloatArray
    n_test: FloatArray

    def test(self, name: str, reference: str = DIRECT) -> PairedTest:
        """Compare with the direct model, or another; positive differences speak for the strategy."""
        return corrected_paired_test(self.errors[reference] - self.errors[name], self.n_train, self.n_test)

    def gain(self, name: str) -> float:
        """One-sided p value of a gain over the direct model and over the dummy, for this strategy alone.

        Where nothing can be predicted, a strategy that says the mean more often beats a direct model that does not;
        that is no merit of the sources.
        """
        return max(_one_sided(self.test(name)), _one_sided(self.test(name, DUMMY)))

    def p_values(self) -> dict[str, float]:
        """One-sided p values for a gain over the direct model, corrected for the number of strategies."""
        return corrected({name: self.gain(name) for name in self._compared})

    def harms(self) -> dict[str, float]:
        """One-sided p values for a loss, corrected by Holm's rule."""
        found = [1.0 - _one_sided(self.test(name)) for name in self._compared]
        return dict(zip(self._compared, holm(np.array(found)).tolist(), strict=True))

    def best(self) -> str:
        """The strategy with the least error among those whose gain stands, else the direct one."""
        return choose(self.p_values(), {name: float(values.mean()) for name, values in self.errors.items()})

    @property
    def _compared(self) -> list[str]:
        return [name for name in self.errors if name not in (DIRECT, DUMMY)]


def corrected(p_values: Mapping[str, float]) -> dict[str, float]:
    """Correct one-sided p values so that the chance to find any gain where there is none stays what it says.

    One strategy is asked first and alone, whether the sources tell anything: the joint process, which holds the direct
    model as a special case, or the predictions of the sources where there is no such process. The others count only as
    far as its gain stands, and then by Holm's rule. That finds more than a correction for all strategies at once, which
    thirty labels can hardly pay.

    References
    ----------
    Dmitrienko, Offen and Westfall 2003, Stat. Med. 22, 2387 (gatekeeping); Holm 1979, Scand. J. Stat. 6, 65.
    """
    gate = next((name for name in _ASKED_FIRST if name in p_values), None)
    if gate is None:
        return dict(zip(p_values, holm(np.array([*p_values.values()])).tolist(), strict=True))
    others = [name for name in p_values if name != gate]
    found = np.maximum(holm(np.array([p_values[name] for name in others])), p_values[gate])
    values = dict(zip(others, found.tolist(), strict=True))
    return {name: values.get(name, p_values[gate]) for name in p_values}


def choose(p_values: Mapping[str, float], errors: Mapping[str, float]) -> str:
    """The strategy with the least error among those with a corrected p value below 0.05, else the direct one."""
    stands = [name for name, p_value in p_values.items() if p_value < ALPHA]
    return min(stands, key=lambda name: errors[name], default=DIRECT)


def comparison_folds(groups: npt.NDArray[Any], n_folds: int, n_repeats: int | None, *, random_state: Any) -> list[Fold]:
    """Folds by group, dealt several times; fewer where there are fewer groups, and none for one group."""
    n_folds = min(n_folds, len(np.unique(groups)))
    if n_folds < 2:
        return []
    if n_repeats is None:
        n_repeats = _REPEATS if len(groups) <= _FEW_ROWS else _REPEATS // 2
    splitter = MaterialSplit(n_folds, n_repeats=n_repeats, random_state=random_state)
    return list(splitter.split(np.zeros(len(groups)), groups=groups))


def gather_evidence(
    rows: TrainingRows, strategies: Sequence[Strategy], folds: Sequence[Fold], *, n_jobs: int | None = None
) -> Evidence:
    """Fit every strategy to the first rows of every fold, and predict the second.

    What a strategy chooses by itself, such as sources, loadings and kernels, it chooses anew in every fold.
    """
    jobs = [(strategy.regressor, train, test) for strategy in strategies for train, test in folds]
    errors = Parallel(n_jobs=n_jobs)(delayed(_error)(rows, *job) for job in jobs)
    table = np.reshape(errors, (len(strategies), len(folds)))
    found = {strategy.name: row for strategy, row in zip(strategies, table, strict=True)}
    found[DUMMY] = np.array([_rmse(rows.y[test] - rows.y[train].mean()) for train, test in folds])
    sizes = np.array([(len(train), len(test)) for train, test in folds], dtype=np.float64)
    return Evidence(found, sizes[:, 0], sizes[:, 1])


def _error(rows: TrainingRows, regressor: Any, train: npt.NDArray[np.intp], test: npt.NDArray[np.intp]) -> float:
    part, fitted = rows.take(train), clone(regressor)
    options = accepted_options(fitted.fit, blocks=part.blocks, y_std=part.y_std, groups=part.groups)
    fitted.fit(part.X, part.y, **options)
    return _rmse(rows.y[test] - fitted.predict(rows.X[test]))


def _one_sided(test: PairedTest) -> float:
    """P value of a positive difference."""
    return test.p_value / 2 if test.difference > 0 else 1 - test.p_value / 2


def _rmse(errors: FloatArray) -> float:
    return float(np.sqrt(np.mean(errors**2)))
