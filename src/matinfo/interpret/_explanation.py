"""Answers about one model on some rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from matinfo._validation import check_choice, check_number, option_message
from matinfo.interpret._contributions import contributions, piece_means
from matinfo.interpret._effect import partial_effect
from matinfo.interpret._explanation_card import explanation_card, explanation_lead, explanation_title
from matinfo.interpret._groups import column_groups, feature_groups, level_groups, named_groups
from matinfo.interpret._importance import METHODS, Group, Method, importances
from matinfo.interpret._predictor import FloatArray, Predictor

QUANTILES = (0.1, 0.9)  # of the lines of single rows around a partial effect


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why a model predicts what it predicts, asked on some rows; `matinfo.interpret.explain` makes it.

    Attributes
    ----------
    predict : Predictor
        The model.
    X : Series or DataFrame
        Rows that are looked at.
    y : ndarray of shape (n,), or None
        Their measured values.
    features : DataFrame of shape (n, n_features), or None
        What the last step of the model sees of them, by name; None for a model without such a step.
    blocks : mapping of str to slice
        Features that the featurizer keeps apart.
    choices, groups : mapping
        Of a recipe, as in `RecipeFeatures`.
    random_state : int, RandomState or None
    n_jobs : int, optional
    """

    predict: Predictor
    X: Any
    y: FloatArray | None
    features: pd.DataFrame | None
    blocks: Mapping[str, slice]
    choices: Mapping[str, str]
    groups: Mapping[str, Sequence[str]]
    random_state: Any
    n_jobs: int | None

    def importance(
        self,
        by: Literal["level", "feature", "column"] | Mapping[str, Sequence[str]] | None = None,
        *,
        methods: Sequence[Method] = METHODS,
        n_repeats: int = 10,
    ) -> pd.DataFrame:
        """Say how much the predictions need each level, feature or ingredient.

        Parameters
        ----------
        by : {"level", "feature", "column"} or mapping of str to list of str, optional
            Exchange all features of a level at once (A, Q, M, ... of `PolymerFingerprint`, and each block of a stack of
            featurizers), single named features (not the columns of hashed counts), or columns of `X` such as
            ingredients and settings; or groups of features or columns of your own. By default levels for structures,
            columns for tables.
        methods : sequence of {"permutation", "conditional"}
            Take the values of any other row; or of a row for which all other columns let expect the same values, so
            that only what these columns alone know is lost.
        n_repeats : int, default=10
            Exchanges behind each number.

        Returns
        -------
        DataFrame
            One row a group and method, the largest permutation importance first: ``name``, ``level``, ``method``,
            ``importance`` (mean over repeats, in units of the property), ``std`` (over repeats) and ``n_columns``.

        Notes
        -----
        An importance says what this model uses, not what causes the property. Groups that know the same share it:
        permutation alone then counts both, or neither; a conditional importance near zero says that the others can
        stand in. Donors of the conditional importance come from predictive mean matching with ridge regression on
        left-out folds. A permuted recipe need not sum to its whole any more; a conditional one comes nearer to that.

        References
        ----------
        L. Breiman, Mach. Learn. 45, 5 (2001), for permutation. C. Strobl et al., BMC Bioinformatics 9, 307 (2008), for
        conditional importance. A. Chamma et al., AAAI 2024, for groups of columns.
        """
        check_number("n_repeats", n_repeats, low=2, whole=True)
        for method in methods:
            check_choice("methods", method, METHODS)
        predict, table, groups = self._asked(by)
        found = importances(
            predict, table, self.y, groups, methods, n_repeats=n_repeats, rng=self._rng(), n_jobs=self.n_jobs
        )
        largest = found.groupby("name", sort=False)["importance"].transform("first")
        order = np.lexsort([np.arange(len(found)), -largest.to_numpy()])
        return found.iloc[order].reset_index(drop=True)

    def contributions(self, structures: Sequence[str] | None = None) -> pd.DataFrame:
        """Say what each piece of a structure adds to its prediction.

        A piece is a ring system, a functional group or a single atom of an alkyl chain. It is taken away, with all that
        hangs on it: a branch becomes hydrogen, a piece of the backbone is left out and its neighbours are joined. What
        is predicted for the rest is subtracted from what is predicted for the whole.

        Parameters
        ----------
        structures : sequence of str, optional
            By default those of the rows.

        Returns
        -------
        DataFrame
            One row a piece: ``structure`` (canonical), ``piece`` (SMILES, with ``*`` where it is bonded), ``place``
            (backbone, side chain; core, branch of a molecule; companion), ``atoms`` (places in the canonical string),
            ``contribution`` (of the piece itself), ``with_branches`` (with all that hangs on it), ``without`` (the
            structure that is left), ``predicted`` (for the whole) and ``in_domain`` (whether the model knows structures
            like the one that is left; None where it cannot tell). NaN where nothing would be left.

        Notes
        -----
        Every number is the difference of two predictions for structures that could exist, so it holds for any model
        and any features, and can be checked in the laboratory. Contributions of different branches are not made to
        sum to the prediction: where pieces act together, they do not.
        """
        wanted = self._structures() if structures is None else structures
        if isinstance(wanted, str):
            raise TypeError(option_message("structures", "a list of structures", wanted, f"Pass [{wanted!r}]."))
        return contributions(self.predict, list(wanted))

    def pieces(self, structures: Sequence[str] | None = None) -> pd.DataFrame:
        """Mean contribution of each kind of piece over many structures.

        Parameters
        ----------
        structures : sequence of str, optional
            By default those of the rows.

        Returns
        -------
        DataFrame
            ``piece``, ``place``, ``contribution``, ``std`` (over structures; NaN for one) and ``n_structures``, the
            most frequent first.
        """
        return piece_means(self.contributions(structures))

    def effect(self, name: str, *, grid: int = 20, kind: Literal["average", "individual"] = "average") -> pd.DataFrame:
        """Predict along one feature or column, all others as they are.

        Parameters
        ----------
        name : str
            A column of a table, or a feature.
        grid : int, default=20
            Number of values, between the 5 % and the 95 % quantile; all values where there are fewer.
        kind : {"average", "individual"}, default="average"
            The mean over rows, or one line a row.

        Returns
        -------
        DataFrame
            Average: ``name``, ``value``, ``prediction``, and ``low`` and ``high``, between which 80 % of the rows lie.
            Individual: ``name``, ``value``, ``row`` and ``prediction``.

        See Also
        --------
        sklearn.inspection.partial_dependence : The same for models of arrays without holes.

        Notes
        -----
        Values along the line may go with no material that exists: descriptors of one structure hang together. Look at
        the lines of single rows: where they differ in slope, the feature acts together with others.
        """
        check_number("grid", grid, low=2, whole=True)
        check_choice("kind", kind, ("average", "individual"))
        predict, table = self._holding(name)
        lines = partial_effect(predict, table, name, grid=grid)
        if kind == "individual":
            return lines
        at = lines.groupby("value", sort=False)["prediction"]
        low, high = (at.quantile(share).to_numpy() for share in QUANTILES)
        means = at.mean()
        return pd.DataFrame(
            {"name": name, "value": means.index, "prediction": means.to_numpy(), "low": low, "high": high}
        )

    def __repr__(self) -> str:
        return f"<{explanation_title(self)}: {explanation_lead(self)}>"

    def _repr_html_(self) -> str:
        return explanation_card(self)

    # --- private ----------------------------------------------------------------------------------------------------

    def _rng(self) -> np.random.RandomState:
        return check_random_state(self.random_state)

    @property
    def _table(self) -> pd.DataFrame | None:
        """Rows as a table of several columns; None for a column of structures."""
        if isinstance(self.X, np.ndarray):
            return pd.DataFrame(self.X)
        return self.X if isinstance(self.X, pd.DataFrame) and self.X.shape[1] > 1 else None

    def _structures(self) -> list[Any]:
        if self._table is not None:
            raise ValueError("contributions are of structures; X is a table. Pass a list of structures.")
        return list(np.ravel(np.asarray(self.X, dtype=object)))

    def _asked(self, by: Any) -> tuple[Predictor, pd.DataFrame, list[Group]]:
        """What is called, the table whose columns are exchanged, and which of them together."""
        table = self._table
        if by is None:
            by = "level" if table is None else "column"
        if isinstance(by, Mapping):
            columns = [] if table is None else [str(name) for name in table.columns]
            if table is not None and all(member in columns for members in by.values() for member in members):
                return self.predict, table, named_groups(columns, by)
            predict, features = self._inner()
            return predict, features, named_groups(list(features.columns), by)
        check_choice("by", by, ("level", "feature", "column"))
        if by == "column":
            if table is None:
                raise ValueError(
                    "by='column' needs a table of several columns; X has one. Ask by='level' or 'feature'."
                )
            return self.predict, table, column_groups(table, self.choices, self.groups)
        predict, features = self._inner()
        if by == "feature":
            return predict, features, feature_groups(features, self.blocks)
        return predict, features, level_groups(list(features.columns), self.blocks)

    def _inner(self) -> tuple[Predictor, pd.DataFrame]:
        if self.features is None:
            name = type(self.predict.model).__name__
            raise ValueError(
                f"{name} does not tell its features. Pass a Model, or a Pipeline of a featurizer and a regressor; "
                "contributions() needs none."
            )
        return replace(self.predict, from_features=True), self.features

    def _holding(self, name: str) -> tuple[Predictor, pd.DataFrame]:
        """The table that has a column, and what predicts from it."""
        table = self._table
        if table is not None and name in [str(column) for column in table.columns]:
            return self.predict, table
        if self.features is not None and name in self.features.columns:
            return self._inner()
        raise ValueError(option_message("name", "a column of X or a feature", name, "See .features.columns."))
