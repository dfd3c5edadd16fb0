"""What fitted models say of candidates, all properties at once."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sklearn.dummy import DummyRegressor
from sklearn.pipeline import Pipeline

from matinfo.design._arrays import BoolArray, FloatArray
from matinfo.design._campaign.spread import NoUncertaintyError
from matinfo.evaluate._protocol import gives_std


class Predictions:
    """Means and standard deviations of all properties, each of shape (n, n_properties).

    One model may stand for several properties, or for all of them: it is asked once. Which of its columns is which
    property is told by its ``target_names_``, where these are names of properties, or by their order.

    Parameters
    ----------
    names : tuple of str
        Properties, in the order of the columns.
    models : regressor or mapping of str to regressor
        Fitted.

    Attributes
    ----------
    models : list of regressor
        Each once.

    Raises
    ------
    ValueError
        If a property has no model, or a model predicts another number of properties than it stands for.
    NoUncertaintyError
        If a model gives no standard deviation.
    """

    def __init__(self, names: tuple[str, ...], models: Any) -> None:
        by_name = models if isinstance(models, Mapping) else dict.fromkeys(names, models)
        _check_named(models, names)
        missing = [name for name in names if name not in by_name]
        if missing:
            raise ValueError(f"models must have one for each property of the wish; missing: {missing}.")
        self.names = names
        self.models = list({id(by_name[name]): by_name[name] for name in names}.values())
        without = [type(model).__name__ for model in self.models if not tells_std(model)]
        if without:
            raise NoUncertaintyError(
                f"models must give a standard deviation; {', '.join(without)} gives none. "
                "Pass models whose predict knows return_std, such as mi.Model."
            )
        self._asked = [[name for name in names if by_name[name] is model] for model in self.models]

    def __call__(self, frame: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
        return self._ordered(frame, [model.predict(frame, return_std=True) for model in self.models])

    def with_domain(self, frame: pd.DataFrame) -> tuple[FloatArray, FloatArray, BoolArray]:
        """The same, and whether each model has each row in its domain, of shape (n_models, n).

        A model without a domain has no outside.
        """
        told = [_told(model, frame) for model in self.models]
        mean, std = self._ordered(frame, [(mean, std) for mean, std, _ in told])
        return mean, std, np.array([inside for _, _, inside in told], dtype=np.bool_)

    def _ordered(self, frame: pd.DataFrame, answers: list[tuple[Any, Any]]) -> tuple[FloatArray, FloatArray]:
        mean, std = np.empty((2, len(frame), len(self.names)))
        for model, asked, answer in zip(self.models, self._asked, answers, strict=True):
            told_mean, told_std = (np.asarray(part, dtype=np.float64).reshape(len(frame), -1) for part in answer)
            for name, column in zip(asked, _columns(model, asked, told_mean.shape[1]), strict=True):
                place = self.names.index(name)
                mean[:, place], std[:, place] = told_mean[:, column], told_std[:, column]
        return mean, std


UNNAMED = "y"  # what a model calls a target without a name


def tells_std(model: Any) -> bool:
    """Whether a model may be asked for a standard deviation; one whose `predict` takes any keyword is asked."""
    if gives_std(model) or hasattr(model, "predict_with_domain") or isinstance(model, DummyRegressor):
        return True
    options = () if isinstance(model, Pipeline) else inspect.signature(model.predict).parameters.values()
    return any(each.kind is each.VAR_KEYWORD for each in options)


def _check_named(models: Any, names: tuple[str, ...]) -> None:
    """Refuse one model of named properties that are not those of the wish: it would answer for another property."""
    own = [] if isinstance(models, Mapping) else [str(name) for name in getattr(models, "target_names_", ())]
    if own and own != [UNNAMED] and not set(names) & set(own):
        raise ValueError(
            f"the model predicts {own}, and the wish names {list(names)}. Name the property of the model in the wish, "
            f"or pass {{{names[0]!r}: model}} if it is the same one."
        )


def _told(model: Any, frame: pd.DataFrame) -> tuple[Any, Any, Any]:
    if hasattr(model, "predict_with_domain"):  # features once
        mean, std, inside = model.predict_with_domain(frame)
        return mean, std, inside
    inside = model.in_domain(frame) if hasattr(model, "in_domain") else np.ones(len(frame), dtype=np.bool_)
    return *model.predict(frame, return_std=True), inside


def _columns(model: Any, asked: list[str], n_columns: int) -> list[int]:
    """Columns of the predictions in which the properties stand."""
    own = list(getattr(model, "target_names_", ()))
    if len(own) == n_columns and set(asked) <= set(own):
        return [own.index(name) for name in asked]
    if len(asked) != n_columns:
        raise ValueError(
            f"a model must predict the {len(asked)} properties {asked}; got predictions of {n_columns}"
            + (f", {own}. " if own else ". ")
            + "Pass a mapping of each property to its model."
        )
    return list(range(n_columns))
