"""From one method of measurement to another, learned from the materials that both measured."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matinfo._missing import is_missing
from matinfo._validation import check_choice, check_number, option_message
from matinfo.data._columns import Column, with_columns
from matinfo.data._merge import UNSTATED, check_same_recipe, mean_by_material, stated_methods
from matinfo.exceptions import UnitError

if TYPE_CHECKING:
    from matinfo.data._dataset import Dataset

FORMS = ("offset", "linear")
FEWEST = {"offset": 3, "linear": 5}  # shared materials


class Calibration:
    """Maps values of one method onto the scale of another, such as simulation onto experiment.

    Both datasets are averaged by material; on the materials that both have, either a constant offset or a straight
    line is fitted by least squares. How well it does is measured by leaving out one material at a time.

    Parameters
    ----------
    form : {"auto", "offset", "linear"}, default="auto"
        ``"auto"`` takes the form with the smaller error on left-out materials; the offset where they are within
        `preference` of each other.
    preference : float, default=0.02
        How much smaller, as a share, the error of the line must be to be preferred to the offset.

    Attributes
    ----------
    form_ : str
        The form that was fitted.
    slope_, intercept_ : float
        ``calibrated = slope_ * value + intercept_``.
    mae_, rmse_ : float
        Errors on left-out materials, in the unit of the target of `there`.
    mae_before_ : float
        Mean absolute difference without calibration.
    errors_ : Series
        Error of every shared material when it is left out, by material.
    errors_by_form_ : dict of str to float
        Mean absolute error of each form on left-out materials.
    n_ : int
        Number of shared materials.
    target_, unit_ : str
        What was calibrated, and its unit.

    See Also
    --------
    Dataset.merge : Stops at mixed methods and tells the offset.

    Notes
    -----
    A calibration holds for materials like the shared ones; it cannot know whether another class of materials differs
    by another amount. Look at ``errors_`` before you rely on it.

    Examples
    --------
    >>> import pandas as pd
    >>> from matinfo.data import Calibration, Dataset
    >>> units = ["*CC*", "*CC(*)C", "*CCO*", "*CC(*)Cl", "*CC(*)F", "*CO*"]
    >>> def tg(values, method):
    ...     frame = pd.DataFrame({"psmiles": units, "Tg": values})
    ...     return Dataset(frame, structure="psmiles", targets={"Tg": "K"}, method=method)
    >>> simulated, measured = tg([213, 281, 226, 371, 334, 209], "MD"), tg([195, 263, 206, 354, 314, 190], "DSC")
    >>> calibration = Calibration().fit(simulated, measured)
    >>> calibration
    <Calibration of Tg: MD to DSC, offset, n = 6, left-out MAE 1.2 K (before 18.7 K)>
    >>> calibration.apply(simulated).y.round(1).tolist()
    [194.3, 262.3, 207.3, 352.3, 315.3, 190.3]
    """

    def __init__(self, form: str = "auto", *, preference: float = 0.02) -> None:
        self.form = form
        self.preference = preference

    def fit(self, here: Dataset, there: Dataset, target: str | None = None) -> Calibration:
        """Learn the map from the materials that both datasets have.

        Parameters
        ----------
        here : Dataset
            Values that are to be mapped, such as simulated ones.
        there : Dataset
            Values of the method that is wanted.
        target : str, optional
            Name of the target, where the datasets share more than one.

        Returns
        -------
        Calibration

        Raises
        ------
        ValueError
            If the target is not shared, or fewer than 3 (offset) or 5 (line) materials are.
        UnitError
            If only one side states a unit, or the two measure different things.
        """
        check_choice("form", self.form, ("auto", *FORMS))
        check_number("preference", self.preference, low=0, high=1)
        self.target_ = _shared_target(here, there, target)
        self.unit_ = there.units[self.target_]
        check_same_recipe(here, there)
        for name in (self.target_, *there._schema.names("recipe")):
            here = _in_unit(here, name, there.units[name])
        means = [mean_by_material(side, self.target_, like=there) for side in (here, there)]
        pairs = pd.concat(means, axis=1).dropna()
        self.n_ = len(pairs)
        forms = [self.form] if self.form != "auto" else [form for form in FORMS if self.n_ >= FEWEST[form]]
        if not forms or self.n_ < FEWEST[forms[0]]:
            needed = FEWEST[forms[0]] if forms else FEWEST["offset"]
            raise ValueError(
                f"{self.n_} materials have {self.target_!r} on both sides; at least {needed} are needed. Measure some "
                "materials by both methods."
            )
        x, y = pairs.to_numpy(dtype=float).T
        left_out = {form: _left_out_errors(form, x, y) for form in forms}
        self.errors_by_form_ = {form: float(np.abs(errors).mean()) for form, errors in left_out.items()}
        self.form_ = forms[0]
        if len(forms) > 1 and self.errors_by_form_["linear"] < (1 - self.preference) * self.errors_by_form_["offset"]:
            self.form_ = "linear"
        errors = left_out[self.form_]
        self.slope_, self.intercept_ = _fitted(self.form_, x, y)
        self.errors_ = pd.Series(errors, index=pairs.index, name="left-out error")
        self.mae_, self.rmse_ = float(np.abs(errors).mean()), float(np.sqrt((errors**2).mean()))
        self.mae_before_ = float(np.abs(y - x).mean())
        self.methods_ = stated_methods(here, self.target_), stated_methods(there, self.target_)
        return self

    def apply(self, dataset: Dataset) -> Dataset:
        """Dataset with calibrated values; its method says so.

        Parameters
        ----------
        dataset : Dataset
            Values of the method that was `here` in `fit`.

        Returns
        -------
        Dataset
            In the unit of the other side. Standard deviations and bounds follow; the method becomes, for example,
            ``"MD, calibrated to DSC"``, so that merging still asks for consent.
        """
        if not hasattr(self, "slope_"):
            raise ValueError("This calibration has not learned anything yet: call fit first.")
        dataset = _in_unit(dataset, self.target_, self.unit_)
        frame, schema = dataset._frame, dataset._schema
        new: dict[str, Any] = {self.target_: self._mapped(frame[self.target_])}
        told = schema.statistics_of(self.target_)
        if "sd" in told:
            new[told["sd"]] = frame[told["sd"]] * abs(self.slope_)
        ends = [kind for kind in ("low", "high") if kind in told]
        for kind, other in zip(ends, ends if self.slope_ >= 0 else ends[::-1], strict=True):
            new[told[kind]] = self._mapped(frame[told[other]])
        there, old = ", ".join(self.methods_[1]), schema[self.target_].method
        methods = frame[old].tolist() if old else [None] * len(frame)
        name = f"{self.target_}_method"  # a column of its own: other targets keep their methods
        if name in frame.columns and name != old:
            raise ValueError(f"Column {name!r} is needed for the method, but is taken. Rename it first.")
        measured = frame[[self.target_, *(told[kind] for kind in ends)]].notna().any(axis=1)
        stated = [f"method {UNSTATED}" if is_missing(method) else method for method in methods]
        new[name] = [
            f"{method}, calibrated to {there}" if known else None
            for method, known in zip(stated, measured, strict=True)
        ]
        schema = schema.update(
            replace(schema[self.target_], method=name, unit=self.unit_), Column(name, "method", None)
        )
        return dataset._derive(with_columns(frame, new), schema, str(self), dataset._keys)

    def _mapped(self, values: pd.Series) -> pd.Series:
        return values * self.slope_ + self.intercept_

    def __repr__(self) -> str:
        if not hasattr(self, "slope_"):
            return f"<Calibration: form={self.form!r}, not fitted>"
        return f"<{self}>"

    def __str__(self) -> str:
        if not hasattr(self, "slope_"):
            return repr(self)
        here, there = (", ".join(methods) for methods in self.methods_)
        unit = f" {self.unit_}" if self.unit_ and self.unit_ != "1" else ""
        return (
            f"Calibration of {self.target_}: {here} to {there}, {self.form_}, n = {self.n_}, left-out MAE "
            f"{self.mae_:.3g}{unit} (before {self.mae_before_:.3g}{unit})"
        )


def _shared_target(here: Dataset, there: Dataset, target: str | None) -> str:
    shared = [name for name in here.target_names if name in there.target_names]
    if target is not None:
        if target not in shared:
            raise ValueError(option_message("target", f"a target of both datasets ({shared})", target))
        return target
    if len(shared) != 1:
        raise ValueError(f"The datasets share {len(shared)} targets ({', '.join(shared)}). Name one with target=.")
    return shared[0]


def _in_unit(dataset: Dataset, target: str, unit: str | None) -> Dataset:
    own = dataset.units[target]
    if own == unit:
        return dataset
    if own is None or unit is None:
        raise UnitError(f"{target!r} has a unit on one side only ({own or unit!r}). State it on both.")
    return dataset.convert(target, unit)


def _fitted(form: str, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    if form == "offset" or np.ptp(x) == 0:
        return 1.0, float(np.mean(y - x))
    slope = float(np.cov(x, y)[0, 1] / np.var(x, ddof=1))
    return slope, float(y.mean() - slope * x.mean())


def _left_out_errors(form: str, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Predicted minus measured value of each material by the map of all others; exact, without refitting."""
    slope, intercept = _fitted(form, x, y)
    residuals = slope * x + intercept - y
    leverage = np.full(len(x), 1 / len(x))
    if form == "linear" and np.ptp(x) > 0:
        leverage = leverage + (x - x.mean()) ** 2 / ((x - x.mean()) ** 2).sum()
    decides = leverage > 1 - 1e-9  # the one material beside others of one value: without it there is no slope
    errors = residuals / np.where(decides, 1.0, 1 - leverage)
    errors[decides] = (x - y)[decides] + np.mean((y - x)[~decides])
    return errors
