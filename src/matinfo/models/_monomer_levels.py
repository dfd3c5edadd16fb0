"""Features of copolymers that say what their monomers bring: levels learned from measured copolymers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.linalg import cho_solve
from sklearn.base import clone
from sklearn.model_selection import KFold
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from matinfo._validation import InvalidPolicy, check_invalid, check_number, option_message
from matinfo._varies import centre_and_scale
from matinfo.featurize import CopolymerFeatures, Featurizer
from matinfo.featurize._base import Feature
from matinfo.models._bank import weighted_sum
from matinfo.models._exact_process import stable_cholesky
from matinfo.models._kernel_bank import KernelBankRegressor
from matinfo.models._kernels import FloatArray
from matinfo.models._marginal_likelihood import JITTER
from matinfo.models._mixing_rule import MixingRule, Mixture

_FEWEST_MONOMERS = 3
_VAGUE = 1.5  # standard deviation of a level, in those of the target, before structures are looked at
_FIRST_NOISE, _LEAST_NOISE = 0.04, 1e-4  # variance that mixing does not explain, in units of that of the target


class MonomerLevels(Featurizer):
    """Features of copolymers, and what the levels of their monomers say, learned from the target.

    Every monomer has a level, near the value of its homopolymer; a rule of six terms mixes the levels of a copolymer by
    its fractions and by how often neighbours are unlike. Levels follow the structures of the monomers by a Gaussian
    process, so new monomers have one too, and a monomer counts the same in whatever column it stands. This tells a
    model about a new monomer what hundreds of other monomers tell, and not only those that stood in its place.

    The features learn from the target: in `fit_transform` the rows of each fold get them from the other rows, as
    targets that are encoded by scikit-learn's ``TargetEncoder``. Later rows get them from all rows.

    Parameters
    ----------
    features : CopolymerFeatures
        Reads the table; it stays as it is, a clone of it is fitted.
    n_folds : int, default=5
        Folds of `fit_transform`.
    random_state : int, RandomState or None, default=0
        Draws the folds.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows that cannot be used, or give NaN in their places and warn once.
    n_jobs : int, optional
        Number of joblib workers of the featurizers.

    Attributes
    ----------
    features_ : CopolymerFeatures
    process_ : KernelBankRegressor
        What the structures of monomers say about their levels; ``process_.kernel_table()`` tells which part of them.
    levels_ : dict of str to float
        Level of each monomer of the training rows, by canonical repeat unit, in units of the target.
    output_indices_ : dict of str to slice
        Columns of each block: those of `features`, and ``"levels"``.

    See Also
    --------
    CopolymerFeatures : Features of copolymers without a target.

    Notes
    -----
    Give it to a `Model` in place of the features. With several properties, the levels are those of the first one. Where
    no composition is near a homopolymer, a level common to all monomers is hard to tell from the constant of the rule.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> import matinfo as mi
    >>> from matinfo.models import MonomerLevels
    >>> units = ["*CC*", "*CC(*)C", "*CC(*)CC", "*CC(*)CCC", "*CC(*)c1ccccc1"]
    >>> rows = [(a, b, f, 1 - f) for a in units for b in units for f in (0.3, 0.6)]
    >>> table = pd.DataFrame(rows, columns=["monomer_A", "monomer_B", "frac_A", "frac_B"])
    >>> size = dict(zip(units, [2.0, 3.0, 4.0, 5.0, 8.0]))
    >>> y = table["frac_A"] * table["monomer_A"].map(size) + table["frac_B"] * table["monomer_B"].map(size)
    >>> features = MonomerLevels(mi.CopolymerFeatures(mi.PolymerFingerprint("M"), architecture="random")).fit(table, y)
    >>> bool(abs(features.levels_["*CC(*)CC"] - 4.0) < 0.1)
    True
    """

    def __init__(
        self,
        features: CopolymerFeatures,
        *,
        n_folds: int = 5,
        random_state: Any = 0,
        invalid: InvalidPolicy = "raise",
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(invalid=invalid, n_jobs=n_jobs)
        self.features = features
        self.n_folds = n_folds
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn the levels of the monomers.

        Parameters
        ----------
        X : DataFrame, n rows
            As in `CopolymerFeatures`.
        y : array-like of shape (n,)
            Target; rows without a value teach nothing.

        Returns
        -------
        self
        """
        self._fit(X, y)
        return self

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any:
        """Learn the levels, and return the features of `X`; levels come from the other folds.

        Parameters
        ----------
        X : DataFrame, n rows
        y : array-like of shape (n,)
        **fit_params : ignored

        Returns
        -------
        ndarray or DataFrame, shape (n, n_features_out)
        """
        values, rows, target, known = self._fit(X, y)
        told = self._told(rows, self._rule)  # of rows without a target
        seed = check_random_state(self.random_state).randint(2**31)
        for others, fold in KFold(min(self.n_folds, len(known)), shuffle=True, random_state=seed).split(known):
            rule = self._mixed_by(rows.take(known[others]), target[known[others]])
            told[known[fold]] = self._told(rows.take(known[fold]), rule)
        return self._beside(values, told)

    def transform(self, X: Any) -> Any:
        """Return the features of copolymers, with levels from all training rows.

        Parameters
        ----------
        X : DataFrame, n rows

        Returns
        -------
        ndarray or DataFrame, shape (n, n_features_out)
            float64; NaN only in rows that cannot be used, with ``invalid="nan"``.
        """
        check_is_fitted(self, "levels_")
        values = np.asarray(self.features_.transform(X))
        composition = self.features_.composition(X)
        levels = self._levels_of(composition.monomers)
        return self._beside(values, self._told(self._mixture(values, composition.fractions), self._rule, levels))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.input_tags.allow_nan = self.invalid == "nan"
        tags.target_tags.required = True
        return tags

    # --- private ----------------------------------------------------------------------------------------------------

    def _fit(self, X: Any, y: Any) -> tuple[FloatArray, Mixture, FloatArray, npt.NDArray[np.intp]]:
        """Learn; return plain features, copolymers, standardised targets, and the rows that have one."""
        check_invalid(self.invalid)
        check_number("n_folds", self.n_folds, low=2, whole=True)
        if not isinstance(self.features, CopolymerFeatures):
            raise TypeError(option_message("features", "CopolymerFeatures", type(self.features).__name__))
        if y is None:
            raise ValueError("MonomerLevels learns from the target; got y = None. Pass y to fit or fit_transform.")
        self.features_ = clone(self.features).set_params(invalid=self.invalid, n_jobs=self.n_jobs)
        self.features_.set_output(transform="default")
        values = np.asarray(self.features_.fit_transform(X))
        target = np.asarray(y, dtype=np.float64)
        if target.shape != (len(values),):
            raise ValueError(f"y must have one value for each of the {len(values)} rows; got shape {target.shape}.")
        composition = self.features_.composition(X)
        known = np.flatnonzero(np.isfinite(target) & np.isfinite(values).all(axis=1))
        met = np.unique(composition.fractions[known].indices)
        if len(met) < _FEWEST_MONOMERS or len(known) < 2:
            raise ValueError(
                f"levels need measured copolymers of at least {_FEWEST_MONOMERS} different monomers; got {len(met)}. "
                "Add measurements, or use CopolymerFeatures alone."
            )
        self.n_features_in_, self.feature_names_in_ = self.features_.n_features_in_, self.features_.feature_names_in_
        width = values.shape[1]
        self.output_indices_ = {**self.features_.output_indices_, "levels": slice(width, width + len(_LEVELS))}
        self.y_mean_, self.y_scale_ = centre_and_scale(target[known])
        target = (target - self.y_mean_) / self.y_scale_
        rows = self._mixture(values, composition.fractions)
        self._learn_levels(composition.monomers, rows.take(known), target[known], met)
        return values, rows, target, known

    def _learn_levels(
        self, monomers: Sequence[str], rows: Mixture, target: FloatArray, met: npt.NDArray[np.intp]
    ) -> None:
        """Levels without structures first; then what structures say about them; then both together."""
        vague = MixingRule.fitted(rows, target, 0.0, np.full(len(monomers), _VAGUE), _FIRST_NOISE)
        wrong, freedom = vague.predict(rows) - target, max(len(target) - len(met), 0.1 * len(target))
        self._noise = max(float(wrong @ wrong) / freedom, _LEAST_NOISE)
        told = np.bincount(rows.places.ravel(), (rows.fractions**2).ravel(), minlength=len(monomers))[met]
        structures = self._structures(monomers)
        self.process_ = KernelBankRegressor(random_state=self.random_state).weigh(
            structures[met],
            vague.levels[met],
            blocks=getattr(self.features_.features_, "output_indices_", None),
            y_std=np.sqrt(self._noise / told),
        )
        self._encoded = self.process_.encode(structures)
        covariance = self._covariance(self._encoded)
        covariance[np.diag_indices_from(covariance)] += (self.process_.noise_ + JITTER) * self.process_.y_scale_**2
        self._factor = np.tril(stable_cholesky(covariance))
        self._rule = self._mixed_by(rows, target)
        self._pull = cho_solve((self._factor, True), self._rule.levels - self.process_.y_mean_)
        values = self._rule.levels * self.y_scale_ + self.y_mean_
        self.levels_ = dict(zip(monomers, map(float, values), strict=True))

    def _structures(self, monomers: Sequence[str]) -> FloatArray:
        return np.asarray(self.features_.features_.transform(list(monomers)), dtype=np.float64)

    def _covariance(self, encoded: list[Any]) -> FloatArray:
        """Between levels of some monomers and those of the training rows, as structures tell."""
        process = self.process_
        return weighted_sum(process.kernels_, process.weights_, encoded, self._encoded) * process.y_scale_**2

    def _mixed_by(self, rows: Mixture, target: FloatArray) -> MixingRule:
        return MixingRule.fitted(rows, target, self.process_.y_mean_, self._factor, self._noise)

    def _levels_of(self, monomers: Sequence[str]) -> FloatArray:
        """Standardised levels; those of new monomers from their structures."""
        levels = np.asarray([self.levels_.get(monomer, np.nan) for monomer in monomers])
        levels = (levels - self.y_mean_) / self.y_scale_
        new = np.flatnonzero(np.isnan(levels)).tolist()
        if len(new):
            encoded = self.process_.encode(self._structures([monomers[place] for place in new]))
            levels[new] = self.process_.y_mean_ + self._covariance(encoded) @ self._pull
        return levels

    def _mixture(self, values: FloatArray, fractions: sparse.csr_array) -> Mixture:
        return Mixture.of(fractions, values[:, self.features_.output_indices_["sequence"]][:, 0])

    def _told(self, rows: Mixture, rule: MixingRule, levels: FloatArray | None = None) -> FloatArray:
        """What levels say of each row, in units of the target: columns `_LEVELS`."""
        levels = rule.levels if levels is None else levels
        own, used = levels[rows.places], rows.fractions > 0
        told = np.column_stack(
            [
                rule.predict(rows, levels),
                np.einsum("ij,ij->i", own, rows.fractions),
                np.where(used, own, -np.inf).max(axis=1),
                np.where(used, own, np.inf).min(axis=1),
            ]
        )
        return told * self.y_scale_ + self.y_mean_

    def _beside(self, values: FloatArray, told: FloatArray) -> FloatArray:
        told[~np.isfinite(values).all(axis=1)] = np.nan
        return np.hstack([values, told])

    def _features(self) -> Sequence[Feature]:
        return [*self.features_._features(), *_LEVELS]


_LEVELS = (
    Feature("L_mixed", "levels of the monomers, mixed", "of the target", "Redlich and Kister 1948"),
    Feature("L_mean", "levels of the monomers, mean weighted by mole fraction", "of the target"),
    Feature("L_highest", "highest level of a monomer", "of the target"),
    Feature("L_lowest", "lowest level of a monomer", "of the target"),
)
