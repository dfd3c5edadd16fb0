"""A model of few rows that learns from other data, where these prove to help."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone
from sklearn.utils import check_random_state

from matinfo._take_rows import take_rows
from matinfo._validation import InvalidPolicy, check_choice, check_number
from matinfo.models._kernels import FloatArray
from matinfo.models._model import Model
from matinfo.models._property import TrainingRows, fit_property
from matinfo.models._targets import Targets
from matinfo.models.transfer._evidence import Evidence, comparison_folds, gather_evidence
from matinfo.models.transfer._materials import MaterialNames
from matinfo.models.transfer._prepared import Prepared
from matinfo.models.transfer._read_sources import read_sources
from matinfo.models.transfer._report import TransferReport
from matinfo.models.transfer._strategies import DIRECT, STRATEGIES

AUTO = "auto"


class TransferModel(Model):
    """Predict a property with few measurements from other data, and tell whether these help.

    Every way of transfer is compared with the direct model, which sees the target alone, on left-out materials of the
    target. By default the direct model is kept unless the gain of a way stands.

    Parameters
    ----------
    sources : list of source, dict of str to source, Dataset or SourceLibrary
        What may help, of any property: fitted models (`Model` or any regressor that predicts from the same `X`), pairs
        ``(X, y)`` and Datasets, which are fitted here (each target of a Dataset is a source, holes are left out), and
        entries of a `SourceLibrary`. Fitted models stay as they are, also when this model is cloned.
    strategy : {"auto", "direct", "source_predictions", "hidden_layers", "scale_offset", "difference", \
"joint_process", "shotgun", "shared_choices"}, default="auto"
        "auto" compares all and uses the best one whose gain stands, else the direct model. With a word that strategy is
        used whatever the comparison says; ``report_`` tells what it says.
    featurizer : transformer, optional
        As in `Model`; also for sources that are fitted here.
    regressor : str or regressor, default="gp"
        Learns from features with or without signals of sources, and learns the sources that are fitted here; "gp" is
        `KernelBankRegressor`.
    n_folds : int, default=5
        Folds of the comparison.
    n_repeats : int, optional
        How often they are dealt: by default four times, and twice beyond 100 rows. 0 leaves the comparison out; "auto"
        is then direct.
    calibration_folds : int, default=5
        As in `Model`.
    memory, invalid
        As in `Model`.
    random_state : int, RandomState or None, default=0
        Seeds folds, networks and regressors that are not given as objects.
    n_jobs : int, optional
        Number of joblib workers for sources and comparison.

    Attributes
    ----------
    report_ : TransferReport
        What each strategy gained; print it.
    strategy_ : str
        The one in use.
    sources_ : list of Source
        With ``name``, ``unit`` and the fitted ``model``.
    regressor_, calibration_, domain_, kind_, featurizer_, target_names_
        As in `Model`.

    See Also
    --------
    Model : Without other data.
    matinfo.data.Calibration : Several methods of one property brought to one scale.

    Notes
    -----
    No label leaks: sources that have learned from materials of the target are fitted again without them, and networks
    and processes never see them. For a new material that a source knows, its left-out prediction is used, as what has
    been learned holds for predictions and not for measured values. A regressor that does not remember its rows cannot
    be checked; the report says so.

    Examples
    --------
    >>> import matinfo as mi
    >>> polymers = mi.load_polymers()
    >>> density = mi.Model(regressor="gp").fit(polymers.select("density").X, polymers.select("density").y)
    >>> few = polymers.select("refractive_index").take(range(30))
    >>> model = mi.TransferModel(sources={"density": density}, n_repeats=1).fit(few.X, few.y)
    >>> model.strategy_ in model.report_.frame()["strategy"].tolist()
    True
    """

    effort = search = search_space = select = None
    n_iter, interval = 30, "cv"

    def __init__(
        self,
        sources: Any = (),
        strategy: str = AUTO,
        *,
        featurizer: Any = None,
        regressor: Any = "gp",
        n_folds: int = 5,
        n_repeats: int | None = None,
        calibration_folds: int = 5,
        memory: Any = None,
        invalid: InvalidPolicy = "raise",
        random_state: Any = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.sources = sources
        self.strategy = strategy
        self.featurizer = featurizer
        self.regressor = regressor
        self.n_folds = n_folds
        self.n_repeats = n_repeats
        self.calibration_folds = calibration_folds
        self.memory = memory
        self.invalid = invalid
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any, groups: Any = None, y_std: Any = None) -> Self:
        """Fit sources that are tables, compare the strategies, and fit the one that is used.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            As in `Model`.
        y : array-like of shape (n,)
            Measured property, one.
        groups : array-like of shape (n,), optional
            Rows of one group stay together in all folds; by default rows of one material.
        y_std : array-like of shape (n,), optional
            Standard deviation of each value where it is known.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            The strategy cannot be had with these sources, or `y` has several columns.
        """
        check_choice("strategy", self.strategy, (AUTO, *STRATEGIES))
        check_number("n_folds", self.n_folds, low=2, whole=True)
        if self.n_repeats is not None:
            check_number("n_repeats", self.n_repeats, low=0, whole=True)
        return super().fit(X, y, groups, y_std)

    def features(self, X: Any) -> pd.DataFrame:
        """Return what the regressor sees of materials, by name: features, and behind them the signals of sources.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            As in `fit`.

        Returns
        -------
        DataFrame of shape (n, n_columns)
            With the row labels of `X`; NaN in unusable rows, with ``invalid="nan"``.
        """
        own = super().features(X)
        if not self.signals_.names:
            return own
        usable = self.reader_.usable(own.to_numpy())
        names = [f"{n} {place}" for n, part in self.signals_.blocks.items() for place in range(part.stop - part.start)]
        signals = np.full((len(own), len(names)), np.nan)
        if usable.any():
            signals[usable] = self.signals_.read(X if usable.all() else take_rows(X, usable))
        return pd.concat([own, pd.DataFrame(signals, index=own.index, columns=pd.Index(names))], axis=1)

    def __sklearn_clone__(self) -> Self:
        # sources are data, not parts: a clone that lost their fits would be of no use
        options = self.get_params(deep=False)
        return type(self)(**{n: v if n == "sources" else clone(v, safe=False) for n, v in options.items()})

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = False
        return tags

    # --- private ----------------------------------------------------------------------------------------------------

    def _inputs(self, X: Any, features: FloatArray, usable: npt.NDArray[np.bool_]) -> FloatArray:
        features = super()._inputs(X, features, usable)
        rows = X if usable.all() else take_rows(X, usable)
        return np.hstack([features, self.signals_.read(rows)]) if self.signals_.names else features

    def _learn(self, X: Any, rows: TrainingRows, targets: Targets, y_std: FloatArray | None) -> None:
        if not targets.single:
            raise ValueError(
                f"a transfer model learns one property; got {targets.names}. Fit one for each, or pass the others as "
                "sources."
            )
        seed = None if self.random_state is None else check_random_state(self.random_state).randint(2**31)
        names = MaterialNames()
        self.sources_ = read_sources(
            self.sources,
            names,
            featurizer=self.featurizer,
            regressor=self.regressor,
            random_state=seed,
            n_jobs=self.n_jobs,
        )
        by_hand = DIRECT if self.strategy == AUTO else self.strategy
        ready = Prepared.of(
            X,
            rows if y_std is None else replace(rows, y_std=y_std[:, 0]),
            self.kind_,
            self.sources_,
            names,
            wanted=tuple(STRATEGIES) if self.n_repeats != 0 else (by_hand,),
            regressor=self.regressor,
            random_state=seed,
        )
        if by_hand not in ready.strategies:
            raise ValueError(f"strategy {by_hand!r} cannot be had with these sources: {ready.missing[by_hand]}")
        evidence = self._gather_evidence(ready, seed) if self.n_repeats != 0 else None
        self.strategy_ = evidence.best() if evidence is not None and self.strategy == AUTO else by_hand
        self.report_ = TransferReport.of(self.strategy_, self.sources_, ready, evidence, targets.names[0])
        seen, self.signals_ = ready.seen_by(ready.strategies[self.strategy_])
        self.learned_ = fit_property(
            seen, replace(self._learning(), regressor=ready.strategies[self.strategy_].regressor)
        )
        self.regressor_, self.calibration_ = self.learned_.regressor, self.learned_.calibration

    def _gather_evidence(self, ready: Prepared, seed: int | None) -> Evidence | None:
        folds = comparison_folds(ready.rows.groups, self.n_folds, self.n_repeats, random_state=seed)
        strategies = list(ready.strategies.values())
        return gather_evidence(ready.rows, strategies, folds, n_jobs=self.n_jobs) if folds else None
