"""A source: a fitted model of another property, and what it remembers of the rows that it learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone

from matinfo.models._kernel_bank import KernelBankRegressor
from matinfo.models._kernels import FloatArray
from matinfo.models._left_out import accepted_options, predict_with_std
from matinfo.models._property import Property
from matinfo.models._several import Properties
from matinfo.models._small_data import SmallDataRegressor
from matinfo.models.transfer._materials import MaterialNames


@dataclass(frozen=True, eq=False)
class SourceRows:
    """What a source learned from.

    Attributes
    ----------
    features : array of shape (n, n_features)
    blocks : mapping of str to slice, or None
    y : array of shape (n,)
    materials : object array of shape (n,)
        What tells materials apart, as `material_groups` names them.
    left_out, left_out_std : arrays of shape (n,)
        Prediction of each row by a fit without its material; NaN where there is none.
    """

    features: FloatArray
    blocks: Mapping[str, slice] | None
    y: FloatArray
    materials: npt.NDArray[Any]
    left_out: FloatArray
    left_out_std: FloatArray

    def beside(self, materials: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
        """Rows whose material is none of these."""
        return np.flatnonzero(~np.isin(self.materials, materials))

    def take(self, rows: npt.NDArray[np.intp]) -> SourceRows:
        """Some of the rows."""
        return SourceRows(
            self.features[rows],
            self.blocks,
            self.y[rows],
            self.materials[rows],
            self.left_out[rows],
            self.left_out_std[rows],
        )

    def left_out_by_material(self) -> dict[Any, FloatArray]:
        """Mean left-out prediction and standard deviation of each material that has one."""
        table = pd.DataFrame({"mean": self.left_out, "std": self.left_out_std}).groupby(self.materials).mean().dropna()
        return dict(zip(table.index, table.to_numpy(), strict=True))


@dataclass(frozen=True, eq=False)
class Source:
    """A property that was learned from other data.

    Attributes
    ----------
    name : str
    unit : str or None
    model : Model or regressor
        Fitted; it predicts from whatever `X` the target has.
    place : int or None
        Which of several properties of the model; None for a model of one.
    rows : SourceRows or None
        None for a regressor that does not remember what it learned from.
    refitted : regressor or None
        Learned from `rows` where these are not all that the model has learned from; it predicts in place of the model.
    """

    name: str
    unit: str | None
    model: Any
    place: int | None = None
    rows: SourceRows | None = None
    refitted: Any = None

    @cached_property
    def feature_key(self) -> str:
        """The same for sources that look at materials through the same features."""
        if self.rows is None:
            return f"inside {id(self.model)}"
        reader = self.model.reader_
        if reader.featurizer is None:
            return f"table {self.model.n_features_in_}"
        return "\n".join([type(reader.featurizer).__name__, *map(str, reader.featurizer.get_feature_names_out())])

    @property
    def learned(self) -> Property | None:
        """What a model of structures or tables has learned of the property, from features alone; None for others."""
        if self.rows is None:
            return None
        learned = self.model.learned_
        return learned.own[self.place or 0] if isinstance(learned, Properties) else learned

    @property
    def regressor(self) -> Any:
        """What predicts from features; None where a source reads `X` by itself."""
        return self.refitted if self.refitted is not None or self.learned is None else self.learned.regressor

    @property
    def process(self) -> KernelBankRegressor | None:
        """Gaussian process behind the predictions, where there is one."""
        regressor = self.regressor
        if isinstance(regressor, SmallDataRegressor) and regressor.known_ is None:
            return regressor.process_
        return regressor if isinstance(regressor, KernelBankRegressor) else None

    def without(self, materials: npt.NDArray[Any]) -> Source:
        """The source as it is if it has never seen these materials: fitted again where it has."""
        if self.rows is None or self.learned is None:
            return self
        beside = self.rows.beside(materials)
        if len(beside) == len(self.rows.y):
            return self
        rows = self.rows.take(beside)
        refitted = clone(self.learned.regressor)
        refitted.fit(rows.features, rows.y, **accepted_options(refitted.fit, blocks=rows.blocks))
        return replace(self, rows=rows, refitted=refitted)

    def features(self, X: Any) -> FloatArray | None:
        """Features of new materials as the source looks at them; None where it reads `X` by itself."""
        return None if self.rows is None else self.model.reader_.read(self.model, X)

    def predict(
        self, X: Any, features: FloatArray | None, materials: npt.NDArray[Any]
    ) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation; those of left-out fits for materials that the source has learned from.

        A regressor without a standard deviation of its own gives one and the same for all rows.
        """
        if features is None or self.learned is None or self.rows is None:
            mean, std = predict_with_std(self.model, X)
            return mean.reshape(len(std)), std
        if self.refitted is None:
            mean, std = self.learned.predict(features, with_std=True)
        else:
            mean, std = predict_with_std(self.refitted, features)
            std = std if self.learned.calibration is None else self.learned.calibration.std(std)
        mean, std = np.array(mean), np.where(np.isfinite(std), std, 0.0)
        known = self.rows.left_out_by_material()
        for row, material in enumerate(materials):
            if material in known:
                mean[row], std[row] = known[material]
        return mean, std

    def materials(self, X: Any, names: MaterialNames) -> npt.NDArray[Any]:
        """Materials of new rows, to be compared with those of `rows`; none where a source reads `X` by itself."""
        if self.rows is None:
            return np.empty(0, dtype=object)
        return names.of_rows(self.features(X)) if self.model.kind_ == "table" else names.of_structures(X)
