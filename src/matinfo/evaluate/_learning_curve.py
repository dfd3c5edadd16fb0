"""How the error falls with the number of training rows."""

from __future__ import annotations

import numbers
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matinfo._validation import check_number, option_message
from matinfo.evaluate._learning_curve_card import learning_curve_card
from matinfo.evaluate._metrics import Metric
from matinfo.evaluate._protocol import Predicts
from matinfo.evaluate._splits import Fold

SHARES = (0.0625, 0.125, 0.25, 0.5, 1.0)


@dataclass(frozen=True, repr=False, eq=False)
class LearningCurve:
    """Scores of several models on growing, nested training sets.

    Made by `LearningCurve.of`, or by `Evaluator.learning_curve` where an evaluator is at hand.

    Attributes
    ----------
    metrics : tuple of Metric
        The metrics that were taken.
    units : dict of str to str
        Unit of each target where it is known.
    notes : tuple of str
        What a reader of the numbers should know.

    See Also
    --------
    matinfo.plotting.LearningCurveDisplay : The picture.
    """

    _scores: pd.DataFrame
    metrics: tuple[Metric, ...]
    units: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        models: Mapping[str, Predicts],
        X: Any,
        y: Any = None,
        groups: Any = None,
        *,
        sizes: Sequence[float] = SHARES,
        n_repeats: int = 1,
        **options: Any,
    ) -> LearningCurve:
        """Fit every model, and a dummy, on growing parts of the training rows of every fold.

        Parameters
        ----------
        models, X, y, groups, sizes, n_repeats
            As in `Evaluator.learning_curve`.
        **options
            Of the `Evaluator`, such as ``cv=5`` or ``metrics=("mae",)``.

        Returns
        -------
        LearningCurve
        """
        from matinfo.evaluate._evaluator import Evaluator  # which makes learning curves

        evaluator = Evaluator(**options)
        return evaluator.learning_curve(models, X, y, groups, sizes=sizes, n_repeats=n_repeats)

    @property
    def models(self) -> list[str]:
        """Names of the models in the order given, the dummy last."""
        return list(dict.fromkeys(self._scores["model"]))

    @property
    def targets(self) -> list[str]:
        """Names of the targets."""
        return list(dict.fromkeys(self._scores["target"]))

    def frame(self) -> pd.DataFrame:
        """One row per model, target, fold, repeat, size and side.

        Returns
        -------
        DataFrame
            The columns of ``Result.frame``, and ``repeat`` (from 0) and ``size`` (training rows asked for;
            ``n_train`` is larger where the last material has several rows).

        See Also
        --------
        summary : Means over folds and repeats.
        """
        return self._scores.copy()

    def summary(self) -> pd.DataFrame:
        """One row per model, target and size: means over folds and repeats on the test rows.

        Returns
        -------
        DataFrame
            ``model``, ``target``, ``size``, ``n_train`` (mean), ``n_fits``; for each metric ``<metric>_test`` (mean)
            and ``<metric>_test_sd`` (sample standard deviation over fits), and the mean ``fit_seconds``.

        See Also
        --------
        frame : Every fit.
        """
        tested = self._scores[self._scores["side"] == "test"]
        rows = []
        for (model, target, size), part in tested.groupby(["model", "target", "size"], sort=False):
            row: dict[str, object] = {"model": model, "target": target, "size": size}
            row |= {"n_train": float(part["n_train"].mean()), "n_fits": len(part)}
            for metric in self.metrics:
                values = part[metric.name].to_numpy()
                row[f"{metric.name}_test"] = float(np.mean(values))
                row[f"{metric.name}_test_sd"] = float(np.std(values, ddof=1)) if len(values) > 1 else float("nan")
            rows.append(row | {"fit_seconds": float(part["fit_seconds"].mean())})
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        sizes = sorted(set(self._scores["size"].tolist()))
        return f"LearningCurve(models={self.models}, targets={self.targets}, sizes={sizes})"

    def _repr_html_(self) -> str:
        return learning_curve_card(self)


@dataclass(frozen=True, slots=True)
class GrowingFold:
    """A fold with some of its training rows; `size` rows were asked for in this `repeat`."""

    fold: Fold
    size: int
    repeat: int


def growing_folds(
    folds: Sequence[Fold], groups: NDArray[Any] | None, sizes: Sequence[float], n_repeats: int, seed: int | None
) -> Iterator[GrowingFold]:
    """Yield every fold with nested parts of its training rows; materials are whole, and drawn anew in every repeat.

    Raises
    ------
    ValueError
        If a fold has fewer training rows than a size.
    """
    fewest = {target: min(fold.train.size for fold in folds if fold.target == target) for target in _targets(folds)}
    too_large = [size for size in sizes if size > 1 and size > min(fewest.values())]
    if too_large:
        raise ValueError(
            f"sizes must be at most {min(fewest.values())}, the training rows of the smallest fold; got {too_large}. "
            "Take shares, such as sizes=(0.25, 0.5, 1.0)."
        )
    for fold in folds:
        rows = fewest[fold.target]  # also for shares, so that all folds have parts of one size
        wanted = {min(rows, max(2, round(size * rows))) if size <= 1 else int(size) for size in sizes}
        codes = np.arange(fold.train.size) if groups is None else pd.factorize(groups[fold.train])[0]
        for repeat in range(n_repeats):
            rng = np.random.default_rng(None if seed is None else [seed, fold.number, repeat])
            place = rng.permutation(codes.max() + 1)[codes]  # of the material of each row
            order = np.argsort(place, kind="stable")
            for size in sorted(wanted):
                last = place[order[size - 1]]
                yield GrowingFold(replace(fold, train=fold.train[place <= last]), size, repeat)


def _targets(folds: Sequence[Fold]) -> list[str]:
    return list(dict.fromkeys(fold.target for fold in folds))


def check_sizes(sizes: Any, n_repeats: Any) -> list[float]:
    """Return sizes as a list; raise unless they are whole numbers of at least 2, or shares in (0, 1]."""
    check_number("n_repeats", n_repeats, low=1, whole=True)
    values = list(sizes) if hasattr(sizes, "__iter__") and not isinstance(sizes, str) else []
    good = [
        (isinstance(size, numbers.Integral) and not isinstance(size, bool) and int(size) >= 2)
        or (isinstance(size, numbers.Real) and not isinstance(size, numbers.Integral) and 0 < float(size) <= 1)
        for size in values
    ]
    if not values or not all(good):
        raise ValueError(option_message("sizes", "whole numbers of at least 2, or shares above 0 and up to 1.0", sizes))
    return values
