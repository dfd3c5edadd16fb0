"""Structures in the plane of their two largest differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from matinfo.chem import structure_column
from matinfo.data import Dataset
from matinfo.featurize import PolymerFingerprint
from matinfo.plotting._asked import Targets, asked_target
from matinfo.plotting._colours import COLOUR_MAP, POINT_COLOUR, series_colours
from matinfo.plotting._display import Display
from matinfo.plotting._numbers import as_numbers
from matinfo.plotting._text import axis_label, plain


class ChemicalMapDisplay(Display):
    """Structures as points: near each other where their features are alike (principal components).

    Colour says a property, or a group such as "known" and "proposed". Read it for gaps, islands and for candidates that
    lie outside of what is known; two components hold part of the differences only, so the axes say how much. Make
    one with `from_structures` or `from_dataset`.

    Parameters
    ----------
    points : DataFrame
        ``structure``, ``pc1``, ``pc2``, and ``value`` or ``label``.
    explained : (float, float)
        Share of the variance of each component.
    quantity, unit : str, default ""
        For the label of the colours.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    See Also
    --------
    matinfo.models.Model.in_domain : Whether one material is like the known ones, in all features.

    Examples
    --------
    >>> import matinfo as mi
    >>> from matinfo.plotting import ChemicalMapDisplay
    >>> display = ChemicalMapDisplay.from_dataset(mi.load_polymers(), "density")
    >>> display.frame().columns.tolist()
    ['structure', 'pc1', 'pc2', 'value']
    """

    def __init__(
        self, points: pd.DataFrame, *, explained: tuple[float, float], quantity: str = "", unit: str = ""
    ) -> None:
        if missing := [name for name in ("structure", "pc1", "pc2") if name not in points]:
            raise ValueError(f"points must have the columns structure, pc1, pc2; {', '.join(missing)} missing.")
        self._frame = points.copy()
        self.explained = explained
        self.quantity = quantity
        self.unit = unit

    @classmethod
    def from_structures(
        cls,
        structures: Any,
        *,
        values: ArrayLike | None = None,
        by: ArrayLike | None = None,
        featurizer: Any = None,
        quantity: str = "",
        unit: str = "",
    ) -> ChemicalMapDisplay:
        """Make a map of structures.

        Parameters
        ----------
        structures : column of n structures
            Repeat units or molecules.
        values : array-like of shape (n,), optional
            A property, as colour; NaN is drawn in grey.
        by : array-like of shape (n,), optional
            A label for each, as colour; in place of `values`.
        featurizer : Featurizer, optional
            Says what "alike" means; by default ``PolymerFingerprint("AQ")``. It is cloned, and its features are
            standardised.
        quantity, unit : str, default ""
            For the label of the colours.

        Raises
        ------
        ValueError
            If there are fewer than three structures, all are alike, lengths differ, or both `values` and `by` are
            given.
        InvalidRowsError
            If structures cannot be read.

        See Also
        --------
        from_dataset : From a dataset, with the unit of its property.
        """
        column = structure_column(structures)
        strings = column.values  # noqa: PD011 - a StructureColumn, not a Series
        n_rows = len(strings)
        if n_rows < 3:
            raise ValueError(f"a map needs at least 3 structures; got {n_rows}.")
        if values is not None and by is not None:
            raise ValueError("pass values or by, not both: a point has one colour.")
        for name, given in (("values", values), ("by", by)):
            if given is not None and len(np.asarray(given)) != n_rows:
                raise ValueError(f"{name} must have one entry a structure ({n_rows}); got {len(np.asarray(given))}.")
        features = PolymerFingerprint("AQ") if featurizer is None else clone(featurizer)
        components = PCA(2, svd_solver="full")
        scaled = make_pipeline(features, StandardScaler()).fit_transform(strings)
        if not (np.abs(scaled) > 0.5).any():  # a column that varies has a value beyond 1
            raise ValueError(f"a map needs structures that differ; all {n_rows} have the same features.")
        places = components.fit_transform(scaled)
        points = pd.DataFrame({"structure": strings, "pc1": places[:, 0], "pc2": places[:, 1]})
        points.index = pd.Index(column.labels)
        if values is not None:
            points["value"] = as_numbers("values", values)
        if by is not None:
            points["label"] = [str(label) for label in np.asarray(by, dtype=object)]
        first, second = components.explained_variance_ratio_
        return cls(points, explained=(float(first), float(second)), quantity=quantity, unit=unit)

    @classmethod
    def from_dataset(cls, dataset: Dataset, target: str | None = None, *, featurizer: Any = None) -> ChemicalMapDisplay:
        """Make a map of a dataset of structures, coloured by a target.

        Parameters
        ----------
        dataset : Dataset
            Of structures.
        target : str, optional
            Name of the target; may be left out where there is only one.
        featurizer : Featurizer, optional
            As in `from_structures`.

        Raises
        ------
        ValueError
            If the dataset holds recipes, or there is no such target.

        See Also
        --------
        from_structures : From a column of structures.
        """
        if dataset.kind != "structure":
            raise ValueError("a map needs structures; this dataset holds recipes.")
        target = asked_target(Targets(dataset.target_names), target)
        X = dataset.X
        structures = X if isinstance(X, pd.Series) else X.iloc[:, 0]
        unit = dataset.units[target] or ""
        values = dataset.frame[target]
        return cls.from_structures(structures, values=values, featurizer=featurizer, quantity=target, unit=unit)

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row a structure.

        Returns
        -------
        DataFrame
            ``structure``, ``pc1``, ``pc2``, and ``value`` or ``label`` where one was given.
        """
        return self._frame.copy()

    def _size(self) -> tuple[float, float]:
        return (5.8, 4.4)

    def _draw(self, ax: Any) -> None:
        data = self._frame
        style = {"s": 22, "linewidths": 0.3, "edgecolors": "white"}
        if "value" in data:
            known = data["value"].notna()
            ax.scatter(data.loc[~known, "pc1"], data.loc[~known, "pc2"], color="0.85", **style)
            shown = data[known].sort_values("value", kind="stable")
            points = ax.scatter(shown["pc1"], shown["pc2"], c=shown["value"], cmap=COLOUR_MAP, **style)
            ax.figure.colorbar(points, ax=ax, label=axis_label(self.quantity or "Value", self.unit))
        elif "label" in data:
            for label, colour in series_colours(dict.fromkeys(data["label"])).items():
                part = data[data["label"] == label]
                name = plain(f"{label} ({len(part)})")
                ax.scatter(part["pc1"], part["pc2"], color=colour, alpha=0.75, label=name, **style)
            ax.legend(frameon=False, fontsize="small")
        else:
            ax.scatter(data["pc1"], data["pc2"], color=POINT_COLOUR, alpha=0.75, **style)
        first, second = (f"{share:.0%} of the variance" for share in self.explained)
        ax.set(xticks=[], yticks=[], xlabel=f"Component 1 ({first})", ylabel=f"Component 2 ({second})")
