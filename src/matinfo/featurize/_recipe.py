"""Numbers of a table of recipes: amounts, names, totals, ratios, properties of the mixture."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype
from sklearn.base import clone
from sklearn.utils.validation import check_is_fitted

from matinfo._validation import InvalidPolicy, check_choice, check_invalid, option_message
from matinfo.chem import report_problems
from matinfo.chem._choices import UNLISTED, chosen_ingredients, spread
from matinfo.exceptions import RowProblem
from matinfo.featurize._base import Feature, Featurizer, FloatArray
from matinfo.featurize._descriptors import Descriptors
from matinfo.featurize._recipe_blanks import BlankPolicy, Blanks
from matinfo.featurize._recipe_blocks import (
    Block,
    Mixture,
    Names,
    Numbers,
    Ratio,
    Shares,
    Totals,
    common_unit,
)
from matinfo.featurize._recipe_cells import distinct_names, holds_names, read_cells, table_of


class RecipeFeatures(Featurizer):
    """Turn a table of recipes and process conditions into named numbers.

    Without options, columns of numbers stay as they are and columns of text get one column a name. The options add what
    a formulator knows: which columns are parts of one whole, which names go with which amounts, which ingredients do
    the same job, which quotients matter, and what is known about the ingredients.

    Parameters
    ----------
    amounts : sequence of str, optional
        Columns that hold amounts, all in one unit. Needed for shares; and here an empty cell may mean absent.
    choices : mapping of str to str, optional
        Column that names an ingredient, and column that holds its amount: ``{"plasticizer": "plasticizer_phr"}``.
        They become one column an ingredient, as `matinfo.chem.spread_choices` does, so that a table written with one
        column an ingredient gives the same numbers.
    groups : mapping of str to sequence of str, optional
        Ingredients that do the same job, by a name for them: ``{"filler": ["N330", "silica"]}`` adds ``total_filler``.
    ratios : mapping of str to (numerator, denominator), optional
        Each side is a column, a group or an ingredient: ``{"water/cement": ("water", "cement")}``. Nothing of nothing
        is 0; something of nothing is an error.
    properties : DataFrame, optional
        What is known about ingredients: one row an ingredient, one column a property. An empty cell says that the
        ingredient has no such property; it then takes no part in it.
    structures : mapping of str to str, optional
        SMILES or repeat units of ingredients, described by `featurizer`.
    featurizer : StructureFeaturizer, optional
        By default `Descriptors`, per heavy atom.
    mixing : {"mean", "sum"}, default="mean"
        Properties of the mixture: the mean weighted by amount over the ingredients that have the property (where none
        is present, the mean over the training rows), or the sum of amount times property.
    amounts_as : {"amount", "share", "both"}, default="amount"
        Amounts as they are, divided by the sum of `amounts` (the sum itself is kept as ``total_amount``), or both.
    blank : {"refuse", "absent", "flag"}, default="refuse"
        What an empty cell means: an error; an amount of 0 or no name (amounts and names only); or not measured, which
        is filled with the median of the training rows and marked by a column of its own.
    units : mapping of str to str, optional
        Units of columns and properties for `describe`, such as ``dataset.units``.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows with cells that cannot be used, or give NaN in their places and warn once.
    n_jobs : int, optional
        Number of joblib workers for `structures`.

    Attributes
    ----------
    numbers_ : list of str
        Columns of numbers, after `choices` were spread.
    amounts_ : list of str
        Those that hold amounts.
    ingredients_ : list of str
        Names that stood in `choices` in the fit; others are summed in ``unlisted_ingredients``.

    See Also
    --------
    matinfo.chem.check_closure : Whether the recipes of the table sum to what they should.
    matinfo.chem.convert_amounts : Amounts in another unit.

    Examples
    --------
    >>> import pandas as pd
    >>> import matinfo as mi
    >>> table = pd.DataFrame({"NR": [100, 60], "SBR": [0, 40], "filler": ["N330", "silica"], "filler_phr": [50, 40]})
    >>> rubbers = pd.DataFrame({"Tg_degC": [-72.0, -50.0]}, index=["NR", "SBR"])
    >>> features = mi.RecipeFeatures(choices={"filler": "filler_phr"}, properties=rubbers)
    >>> features.set_output(transform="pandas").fit_transform(table)[["N330", "silica", "mean_Tg_degC"]]
       N330  silica  mean_Tg_degC
    0  50.0     0.0         -72.0
    1   0.0    40.0         -63.2
    """

    def __init__(
        self,
        *,
        amounts: Sequence[str] | None = None,
        choices: Mapping[str, str] | None = None,
        groups: Mapping[str, Sequence[str]] | None = None,
        ratios: Mapping[str, tuple[Any, Any]] | None = None,
        properties: pd.DataFrame | None = None,
        structures: Mapping[str, str] | None = None,
        featurizer: Any = None,
        mixing: Literal["mean", "sum"] = "mean",
        amounts_as: Literal["amount", "share", "both"] = "amount",
        blank: BlankPolicy = "refuse",
        units: Mapping[str, str | None] | None = None,
        invalid: InvalidPolicy = "raise",
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(invalid=invalid, n_jobs=n_jobs)
        self.amounts = amounts
        self.choices = choices
        self.groups = groups
        self.ratios = ratios
        self.properties = properties
        self.structures = structures
        self.featurizer = featurizer
        self.mixing = mixing
        self.amounts_as = amounts_as
        self.blank = blank
        self.units = units

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn names, ingredients and what fills blanks.

        Parameters
        ----------
        X : DataFrame, or array of shape (n, k)
            One row a recipe.
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        InvalidRowsError
            With ``invalid="raise"``: names every row with a cell that cannot be used.
        ValueError, TypeError
            Options name columns that are not there, or a column mixes numbers and text.
        """
        self.fit_transform(X)
        return self

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any:
        """Fit to `X` and return its features.

        Parameters
        ----------
        X : DataFrame, or array of shape (n, k)
            As in `fit`.
        y : ignored
        **fit_params : ignored

        Returns
        -------
        ndarray or DataFrame, shape (n, n_features_out)
        """
        self._check_options()
        frame = table_of(X)
        self.n_features_in_ = frame.shape[1]
        if isinstance(X, pd.DataFrame):
            self.feature_names_in_ = np.asarray(frame.columns, dtype=object)
        else:
            self.__dict__.pop("feature_names_in_", None)  # of an earlier fit
        with np.errstate(over="ignore", invalid="ignore"):  # rows that overflow are refused below
            self._learn(frame)
        return self._keep_labels(self._compute(frame), X)

    def transform(self, X: Any) -> Any:
        """Return the features of recipes, one row each.

        Parameters
        ----------
        X : DataFrame, or array of shape (n, k)
            The columns of the fit; further columns of a DataFrame are not looked at.

        Returns
        -------
        ndarray or DataFrame, shape (n, n_features_out)
            float64; NaN only in rows that cannot be used, with ``invalid="nan"``.

        Raises
        ------
        InvalidRowsError
            With ``invalid="raise"``: names every row with a cell that cannot be used.
        """
        check_is_fitted(self, "blocks_")
        frame = table_of(X)
        if not isinstance(X, pd.DataFrame) and frame.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {frame.shape[1]} features, but RecipeFeatures is expecting {self.n_features_in_} features as "
                "input. Pass the columns of the fit."
            )
        missing = [name for name in self.columns_ if name not in frame.columns]
        if missing:
            raise ValueError(f"X must have the columns of the fit; missing are {missing}.")
        return self._keep_labels(self._compute(frame[self.columns_]), X)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.allow_nan = self.invalid == "nan" or self.blank == "flag"
        return tags

    # --- private ----------------------------------------------------------------------------------------------------

    def _check_options(self) -> None:
        check_invalid(self.invalid)
        check_choice("mixing", self.mixing, ("mean", "sum"))
        check_choice("amounts_as", self.amounts_as, ("amount", "share", "both"))
        check_choice("blank", self.blank, ("refuse", "absent", "flag"))
        for option in ("choices", "groups", "ratios", "structures", "units"):
            value = getattr(self, option)
            if value is not None and not isinstance(value, Mapping):
                raise TypeError(option_message(option, "a dictionary", value))
        lists = {"amounts": self.amounts or [], **{f"groups[{name!r}]": v for name, v in (self.groups or {}).items()}}
        for option, value in lists.items():
            if isinstance(value, str):
                raise TypeError(option_message(option, "a list of columns", value))
        for name, pair in (self.ratios or {}).items():
            if isinstance(pair, str) or len(pair) != 2:
                raise TypeError(option_message(f"ratios[{name!r}]", "a pair (numerator, denominator)", pair))
        if self.properties is not None and not isinstance(self.properties, pd.DataFrame):
            raise TypeError(option_message("properties", "a DataFrame with one row an ingredient", self.properties))
        if self.amounts is None and self.amounts_as != "amount":
            raise ValueError(option_message("amounts", "a list of columns", None, "Shares need the whole."))

    def _learn(self, frame: pd.DataFrame) -> None:
        self.columns_ = list(frame.columns)
        self.ingredients_ = chosen_ingredients(frame, self.choices or {})
        wide, problems = self._spread(frame)
        texts = [name for name in wide.columns if holds_names(wide[name])]
        self.numbers_ = [name for name in wide.columns if name not in texts]
        groups = {name: self._find(f"groups[{name!r}]", members) for name, members in (self.groups or {}).items()}
        properties = self._describe_ingredients()
        named = {*self._find("amounts", self.amounts or []), *(name for members in groups.values() for name in members)}
        self.amounts_ = [
            name for name in self.numbers_ if name in named | {*self.ingredients_, UNLISTED, *properties.index}
        ]
        cells = read_cells(wide, self.numbers_, texts, self.amounts_, problems)
        self.blanks_ = Blanks.learn(self.blank, cells)
        self.blanks_.fill(cells, self.amounts_)

        plain = [name for name in self.numbers_ if self.amounts_as != "share" or name not in self.amounts_]
        self.blocks_: list[Block] = [Numbers(tuple(plain))]
        if self.amounts_as != "amount":
            self.blocks_.append(Shares(tuple(self.amounts_)))
        self.blocks_ += [Names(name, tuple(distinct_names(name, cells.names[name]))) for name in texts]
        if groups:
            self.blocks_.append(Totals(groups))
        for name, (top, bottom) in (self.ratios or {}).items():
            sides = [groups[s] if isinstance(s, str) and s in groups else self._find(name, s) for s in (top, bottom)]
            self.blocks_.append(Ratio(name, *sides))
        if properties.shape[1]:
            self.blocks_.append(Mixture.learn(properties.reindex(self.amounts_), self.mixing, cells))
        names = pd.Series([feature.name for feature in self._features()])
        if names.duplicated().any():
            twice = sorted(set(names[names.duplicated()]))
            raise ValueError(f"two features would have one name: {twice}. Name the column, group or ratio otherwise.")

    def _compute(self, frame: pd.DataFrame) -> FloatArray:
        wide, problems = self._spread(frame)
        texts = [block.column for block in self.blocks_ if isinstance(block, Names)]
        cells = read_cells(wide, self.numbers_, texts, self.amounts_, problems)
        flags = self.blanks_.fill(cells, self.amounts_)
        with np.errstate(over="ignore", invalid="ignore"):
            values = np.column_stack([*(block.compute(cells) for block in self.blocks_), flags])
        for row in np.flatnonzero(~np.isfinite(values).all(axis=1)).tolist():
            cells.refuse(row, "", float("inf"), "not-finite", "a sum or a ratio is too large for a number.")
        report_problems([cells.problems[row] for row in sorted(cells.problems)], len(frame), self.invalid)
        values[list(cells.problems)] = np.nan
        return values

    def _features(self) -> Sequence[Feature]:
        stated = self.units or {}
        of_ingredients = common_unit(list((self.choices or {}).values()), stated)
        units = {name: of_ingredients for name in (*self.ingredients_, UNLISTED)} | dict(stated)
        return [*(feature for block in self.blocks_ for feature in block.features(units)), *self.blanks_.features()]

    def _spread(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, RowProblem]]:
        return spread(frame, self.choices, self.ingredients_) if self.choices else (frame, {})

    def _find(self, option: str, names: str | Sequence[str]) -> list[str]:
        """Columns of numbers by name; close matches are told for those that are not there."""
        wanted = [names] if isinstance(names, str) else list(names)
        for name in wanted:
            if name not in self.numbers_:
                close = difflib.get_close_matches(str(name), self.numbers_, n=2, cutoff=0.5)
                hint = f" Did you mean {' or '.join(map(repr, close))}?" if close else ""
                raise ValueError(f"{option} names {name!r}, which is no column of numbers or ingredient.{hint}")
        return wanted

    def _describe_ingredients(self) -> pd.DataFrame:
        """Properties of ingredients that the table has; NaN where one has no such property."""
        tables = []
        if self.properties is not None:
            if texts := [name for name, kind in self.properties.dtypes.items() if not is_numeric_dtype(kind)]:
                raise TypeError(f"properties must hold numbers; columns {texts} do not. Pass SMILES as structures=.")
            if not self.properties.index.is_unique:
                raise ValueError("properties must have one row an ingredient; some names stand twice.")
            if np.isinf(self.properties.to_numpy(dtype=np.float64, na_value=np.nan)).any():
                raise ValueError("properties must be finite; leave a cell empty where there is no such property.")
            tables.append(self.properties.astype(np.float64))
        if self.structures:
            featurizer = clone(Descriptors() if self.featurizer is None else self.featurizer)
            column = pd.Series(dict(self.structures), dtype=object, name="structures")
            values = np.asarray(featurizer.set_params(n_jobs=self.n_jobs).fit_transform(column))
            tables.append(pd.DataFrame(values, index=column.index, columns=featurizer.get_feature_names_out()))
        table = pd.concat(tables, axis=1) if tables else pd.DataFrame()
        used = [name for name in table.index if name in self.numbers_]
        if len(table) and not used:
            raise ValueError(
                f"properties and structures know {list(table.index[:5])}, but no column of numbers or ingredient has "
                f"such a name; there are {self.numbers_[:10]}."
            )
        return table.loc[used]
