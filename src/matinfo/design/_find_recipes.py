"""Backward: from wanted properties to recipes, or to the plain answer that there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from matinfo._validation import check_number, check_rng, option_message
from matinfo.design._answer_cards import recipes_card
from matinfo.design._arrays import FloatArray, IntArray
from matinfo.design._candidates import CandidateSource
from matinfo.design._objectives.target import Target
from matinfo.design._objectives.window import Window
from matinfo.design._predictions import Predictions
from matinfo.design._search_candidates import search_candidates

_KEPT = 1024


@dataclass(frozen=True)
class FoundRecipes:
    """Answer of `find_recipes`; as text it says what was found.

    Parameters
    ----------
    frame : DataFrame
        Recipes, likeliest first, with ``<property>`` and ``<property> sd`` as predicted and the ``probability`` to meet
        the wish.
    is_reachable : bool
        Whether the recipes are as likely to meet the wish as was asked for. Otherwise they are the best found.
    message : str
        The same in a sentence.
    """

    frame: pd.DataFrame
    is_reachable: bool
    message: str

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"<FoundRecipes: {self.message}>"

    def _repr_html_(self) -> str:
        return recipes_card(self)


def find_recipes(
    source: CandidateSource,
    wish: Window | Target,
    models: Any,
    *,
    n: int = 5,
    probability: float = 0.5,
    rng: np.random.Generator,
) -> FoundRecipes:
    """Find recipes whose predicted properties meet a wish.

    All candidates are looked at up to 200,000 of them; in larger spaces the best are searched, so that the answer "not
    reachable" means that a search did not find any.

    Parameters
    ----------
    source : CandidateSource
        What can be made, such as a `RecipeSpace`.
    wish : Window or Target
        What the properties should be, in the units that the models predict.
    models : fitted model, or mapping of str to fitted model
        Takes a DataFrame of candidates and has ``predict(X, return_std=True)``. A mapping names one for each property;
        a single model serves one property, or predicts all in the order of ``wish.names``.
    n : int, default=5
        Number of recipes, chosen to differ among those that meet the wish.
    probability : float, default=0.5
        How likely a recipe must meet the wish to count; for several properties this is the product over them.
    rng : numpy.random.Generator
        Source of random numbers.

    Returns
    -------
    FoundRecipes
        Recipes that meet the wish, or the best found with ``is_reachable=False``.

    Raises
    ------
    ValueError
        If a property has no model.
    TypeError
        If the wish has no limits that could be met.
    NoUncertaintyError
        If a model gives no standard deviation.

    See Also
    --------
    initial_design : Where nothing is measured yet.

    Examples
    --------
    >>> import matinfo as mi
    >>> import numpy as np
    >>> from sklearn.gaussian_process import GaussianProcessRegressor, kernels
    >>> space = mi.RecipeSpace([mi.Amount("resin", 0, 1), mi.Amount("oil", 0, 1)], [mi.SumTo(["resin", "oil"], 1)])
    >>> rng = np.random.default_rng(0)
    >>> known = space.sample(20, rng)
    >>> model = GaussianProcessRegressor(kernels.DotProduct(), alpha=1e-4, optimizer=None, normalize_y=True)
    >>> model = model.fit(known, 300 + 200 * known["resin"])
    >>> found = find_recipes(space, mi.Window({"Tg": (420, 430)}), model, rng=rng)
    >>> found.is_reachable, bool(found.frame["resin"].between(0.6, 0.65).all())
    (True, True)
    >>> print(find_recipes(space, mi.Window({"Tg": (600, None)}), model, rng=rng, n=1).message.split(":")[0])
    Not reachable
    """
    if not isinstance(wish, Window | Target):
        next_step = 'For more or less set a limit, mi.Window({"strength": (20, None)}), or ask a Designer.'
        raise TypeError(option_message("wish", "a Window or a Target", wish, next_step))
    check_rng(rng)
    check_number("n", n, low=1, whole=True)
    check_number("probability", probability, low=0.0, high=1.0, open_ends=True)
    predict = Predictions(wish.names, models)

    def score(frame: pd.DataFrame) -> FloatArray:
        """Candidates that are likely enough are all alike, so that the search does not gather round one of them."""
        return np.minimum(wish.log_success(*predict(frame)), np.log(0.5 * (1.0 + probability)))

    found = search_candidates(source, score, rng=rng, keep=_KEPT)
    n_met = int((found.scores >= np.log(probability)).sum())
    n_shown = min(n, len(found.frame))
    rows = _apart(source.encode(found.frame.head(n_met)), n) if n_met > n else np.arange(n_shown)
    frame = found.frame.iloc[rows].reset_index(drop=True)
    mean, std = predict(frame)
    for place, name in enumerate(wish.names):
        frame[name], frame[f"{name} sd"] = mean[:, place], std[:, place]
    frame["probability"] = np.exp(wish.log_success(mean, std))
    frame = frame.sort_values("probability", ascending=False, kind="stable", ignore_index=True)
    return FoundRecipes(frame, n_met > 0, _message(wish, frame, n_met, probability, found.n_scored, found.is_complete))


def _apart(X: FloatArray, n: int) -> IntArray:
    """The first row, and rows far from those before them, in their order."""
    chosen = [0]
    nearest = cdist(X, X[:1])[:, 0]
    while len(chosen) < n:
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, cdist(X, X[chosen[-1:]])[:, 0])
    return np.sort(np.array(chosen, dtype=np.int64))


def _message(
    wish: Window | Target, frame: pd.DataFrame, n_met: int, probability: float, n_scored: int, is_complete: bool
) -> str:
    looked_at = f"all {n_scored:,} candidates" if is_complete else f"{n_scored:,} candidates of a search"
    if n_met:
        return (
            f"{len(frame)} of at least {n_met} candidates that meet {wish.describe()} with a probability of "
            f"{probability:g} or more, among {looked_at}."
        )
    best = frame.iloc[0]
    values = ", ".join(f"{name} = {best[name]:.4g} +- {best[f'{name} sd']:.2g}" for name in wish.names)
    return (
        f"Not reachable: none of {looked_at} meets {wish.describe()} with a probability of {probability:g}. "
        f"Best found: {values}, probability {best['probability']:.2g}."
    )
