"""Models side by side, fold by fold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import check_choice
from matinfo.evaluate import Result
from matinfo.plotting._asked import asked_target, check_made
from matinfo.plotting._colours import GREY, LINE_COLOUR, POINT_COLOUR
from matinfo.plotting._display import Display
from matinfo.plotting._text import METRIC_WORDS, axis_label, plain

COLUMNS = ["model", "score", "score_sd", "train_score", "difference", "low", "high", "p_holm"]
BETTER = {"low": "further left is better", "high": "further right is better"}


class ComparisonDisplay(Display):
    """How much worse or better each model is than a baseline on the same folds, with the interval of that difference.

    Folds differ in difficulty, and that scatter hides which model is better where only mean scores are drawn. Here
    the differences are taken fold by fold: grey points are folds, the line is the confidence interval of their mean,
    corrected for the training rows that folds share. An interval that holds zero means that these data do not decide.
    Make one with `from_result`.

    Parameters
    ----------
    table : DataFrame
        One row a model: ``model``, ``score``, ``score_sd``, ``train_score``, ``difference``, ``low``, ``high``,
        ``p_holm``.
    folds : DataFrame
        Differences fold by fold: ``model``, ``fold``, ``difference``.
    baseline, metric : str
        The model that the others are compared with, and by which metric.
    target, unit : str, default ""
        For the axis label.
    better : {"low", "high", "nominal"}, default="low"
        Which scores are good.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    See Also
    --------
    matinfo.evaluate.Result.differences : The test behind the intervals.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import Ridge
    >>> from matinfo.evaluate import Evaluator
    >>> from matinfo.plotting import ComparisonDisplay
    >>> X = np.random.default_rng(0).normal(size=(60, 2))
    >>> result = Evaluator().compare({"ridge": Ridge()}, X, X.sum(axis=1))
    >>> ComparisonDisplay.from_result(result).frame()["model"].tolist()
    ['ridge', 'dummy']
    """

    def __init__(
        self,
        table: pd.DataFrame,
        folds: pd.DataFrame,
        *,
        baseline: str,
        metric: str,
        target: str = "",
        unit: str = "",
        better: str = "low",
    ) -> None:
        if missing := [name for name in COLUMNS if name not in table]:
            raise ValueError(f"table must have the columns {', '.join(COLUMNS)}; {', '.join(missing)} missing.")
        self._frame = table[COLUMNS].reset_index(drop=True)
        self._folds = folds[["model", "fold", "difference"]].reset_index(drop=True)
        self.baseline = baseline
        self.metric = metric
        self.target = target
        self.unit = unit
        self.better = better

    @classmethod
    def from_result(
        cls,
        result: Result,
        *,
        metric: str = "rmse",
        target: str | None = None,
        baseline: str | None = None,
        confidence: float = 0.95,
    ) -> ComparisonDisplay:
        """Make a display of all models of a comparison.

        Parameters
        ----------
        result : matinfo.evaluate.Result
            What `Evaluator.compare` returned.
        metric : str, default="rmse"
            One of the metrics that were taken.
        target : str, optional
            Name of the target; may be left out where there is only one.
        baseline : str, optional
            The model to compare with; by default that with the best mean score.
        confidence : float, default=0.95
            Of the intervals.

        Raises
        ------
        ValueError
            If metric, target or baseline is not in the result.

        See Also
        --------
        matinfo.evaluate.Result.differences : The numbers.
        """
        check_made("result", result, Result, "Evaluator.compare")
        target = asked_target(result, target)
        known = {one.name: one for one in result.metrics}
        check_choice("metric", metric, known)
        chosen = known[metric]
        table = result.summary()
        table = table[table["target"] == target].rename(columns={f"{metric}_test": "score"})
        table = table.assign(score_sd=table[f"{metric}_test_sd"], train_score=table.get(f"{metric}_train", np.nan))
        worse = {"low": table["score"], "high": -table["score"], "nominal": (table["score"] - result.coverage).abs()}
        table = table.iloc[np.argsort(worse[chosen.better].to_numpy(), kind="stable")]  # NaN last
        baseline = str(table["model"].iloc[0]) if baseline is None else baseline
        tested = result.differences(baseline, metric=metric, confidence=confidence)
        tested = tested[tested["target"] == target][["model", "difference", "low", "high", "p_holm"]]
        table = table.merge(tested, on="model", how="left")
        table.loc[table["model"] == baseline, ["difference", "low", "high"]] = 0.0
        scores = result.frame().query("side == 'test' and target == @target")
        beside = scores["fold"].map(scores[scores["model"] == baseline].set_index("fold")[metric])
        folds = scores[["model", "fold"]].assign(difference=scores[metric] - beside)
        return cls(
            table,
            folds,
            baseline=baseline,
            metric=metric,
            target=target,
            unit=result.units.get(target, "") if chosen.in_target_unit else "",
            better=chosen.better,
        )

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row a model, the best first.

        Returns
        -------
        DataFrame
            ``model``, ``score`` and ``score_sd`` (mean and spread over folds, test rows), ``train_score``, and for the
            difference from the baseline ``difference``, ``low``, ``high`` and ``p_holm`` (see
            ``Result.differences``); zero, and no p value, for the baseline itself.
        """
        return self._frame.copy()

    def folds(self) -> pd.DataFrame:
        """The differences of every fold.

        Returns
        -------
        DataFrame
            ``model``, ``fold`` and ``difference``.
        """
        return self._folds.copy()

    def _size(self) -> tuple[float, float]:
        return (6.4, 1.3 + 0.42 * len(self._frame))

    def _draw(self, ax: Any) -> None:
        data = self._frame
        places = np.arange(len(data))[::-1]
        ax.axvline(0.0, color=LINE_COLOUR, linewidth=1.2, zorder=1)
        for place, model in zip(places, data["model"], strict=True):
            if model != self.baseline:
                values = self._folds.loc[self._folds["model"] == model, "difference"]
                ax.plot(values, np.full(len(values), place - 0.2), "o", color=GREY, markersize=3.5, zorder=2)
        ax.hlines(places, data["low"], data["high"], color=POINT_COLOUR, linewidth=2.0, zorder=3)
        ax.plot(data["difference"], places, "o", color=POINT_COLOUR, markersize=6, zorder=4)
        names = [f"{model}  {score:.3g}" for model, score in zip(data["model"], data["score"], strict=True)]
        ax.set_yticks(places, [plain(name) for name in names])
        word = METRIC_WORDS.get(self.metric, self.metric)
        of = f" of {self.target}" if self.target else ""
        ax.set_xlabel(axis_label(f"{word}{of} minus that of {self.baseline}", self.unit))
        if self.better in BETTER:
            ax.set_title(BETTER[self.better], loc="left", fontsize="small", color="0.4")
        ax.set_ylim(-0.6, len(data) - 0.4)
        ax.grid(axis="y", color=GREY, alpha=0.2)
