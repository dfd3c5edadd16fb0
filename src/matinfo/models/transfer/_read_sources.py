"""From what a user passes as sources to fitted sources."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from matinfo._measured import check_same_order
from matinfo._take_rows import take_rows
from matinfo._validation import option_message
from matinfo.chem import structure_column
from matinfo.data import Dataset
from matinfo.models._defaults import default_features
from matinfo.models._inputs import input_kind
from matinfo.models._model import Model
from matinfo.models._several import Properties
from matinfo.models.transfer._materials import MaterialNames
from matinfo.models.transfer._shared_features import SharedFeatures
from matinfo.models.transfer._source import Source, SourceRows

_FEWEST_ROWS = 10  # of a source that is fitted here
_UNNAMED = "source"
_EXPECTED = "fitted models, (X, y) pairs, Datasets or entries of a SourceLibrary"


@dataclass(frozen=True, eq=False)
class Table:
    """Rows from which a source is to be fitted."""

    name: str
    unit: str | None
    X: Any
    y: Any


def read_sources(
    sources: Any, names: MaterialNames, *, featurizer: Any, regressor: Any, random_state: Any, n_jobs: int | None
) -> list[Source]:
    """Read sources, and fit those that are tables.

    Parameters
    ----------
    sources : list of source, or mapping of str to source
        As in `TransferModel`.
    names : MaterialNames
    featurizer : transformer or None
        For sources that are tables.
    regressor : str or regressor
        The same.
    random_state, n_jobs
        As in `Model`.

    Returns
    -------
    list of Source
        Names are unique.
    """
    found: list[Source | Table] = []
    for name, given in _named(sources):
        found += _read_one(name, given, names)
    tables = [item for item in found if isinstance(item, Table)]
    models = iter(_fit_tables(tables, featurizer, regressor, random_state, n_jobs))
    fitted: list[Source] = []
    for item in found:
        fitted += (
            [item] if isinstance(item, Source) else sources_of(item.name, next(models), names, {item.name: item.unit})
        )
    return _with_unique_names(fitted)


def sources_of(
    name: str | None, model: Any, names: MaterialNames, units: Mapping[str, str | None] | None = None
) -> list[Source]:
    """Sources of a fitted model: one for each of its properties.

    Raises
    ------
    NotFittedError
        The model is not fitted.
    """
    try:
        check_is_fitted(model)
    except NotFittedError:
        raise NotFittedError(
            f"{'a source' if name is None else f'source {name!r}'} is not fitted: {model!r}. "
            "Fit it, or pass its data as a pair (X, y)."
        ) from None
    units = units or {}
    if not isinstance(model, Model) or hasattr(model, "signals_"):  # a transfer model sees more than features
        return [Source(name or _UNNAMED, None, model)]
    learned, targets = model.learned_, model.known_.targets
    several = isinstance(learned, Properties)
    structures = model.known_.structures
    materials = names.of_rows(model.domain_.known) if structures is None else names.of_structures(list(structures))
    found = []
    for place, target in enumerate(model.target_names_):
        own = learned.own[place] if isinstance(learned, Properties) else learned
        has = np.isfinite(targets.measured[:, place])
        rows = SourceRows(
            features=model.domain_.known if has.all() else model.domain_.known[has],
            blocks=model.reader_.blocks,
            y=targets.measured[has, place],
            materials=materials[has],
            left_out=own.left_out,
            left_out_std=own.left_out_std,
        )
        label = target if name is None else f"{name}: {target}" if several else name
        unit = units.get(target, units.get(label))
        found.append(Source(_UNNAMED if label == "y" else label, unit, model, place if several else None, rows))
    return found


def _named(sources: Any) -> Iterator[tuple[str | None, Any]]:
    if isinstance(sources, Mapping):
        yield from ((str(name), given) for name, given in sources.items())
    elif isinstance(sources, Dataset) or hasattr(sources, "entries"):  # a dataset or a library
        yield None, sources
    elif isinstance(sources, list | tuple):
        yield from ((None, given) for given in sources)
    else:
        raise TypeError(option_message("sources", f"a list or a dictionary of {_EXPECTED}", sources))


def _read_one(name: str | None, given: Any, names: MaterialNames) -> list[Source | Table]:
    if isinstance(given, Dataset):
        parts = [given.select(target) for target in given.target_names]
        return [
            Table(part.target_names[0], part.units[part.target_names[0]], part.X, part.y) for part in parts if len(part)
        ]
    if isinstance(given, tuple | list) and len(given) == 2:
        return list(_tables(name, *given))
    if hasattr(given, "entries"):  # a library: all that it holds
        entries = given.entries()
        if not entries:
            raise ValueError(f"{given!r} holds no source. Add some with SourceLibrary.from_table, or look at its path.")
        return [source for entry in entries for source in _read_one(entry.name, entry, names)]
    if hasattr(given, "load") and hasattr(given, "unit"):  # an entry of a library
        return [*sources_of(given.name, given.load(), names, {given.name: given.unit})]
    if isinstance(given, type) or not hasattr(given, "predict"):
        raise TypeError(option_message("every source" if name is None else f"source {name!r}", _EXPECTED, given))
    return [*sources_of(name, given, names)]


def _tables(name: str | None, X: Any, y: Any) -> Iterator[Table]:
    if isinstance(y, pd.DataFrame):
        for column in y.columns:
            yield from _tables(str(column), X, y[column])
        return
    check_same_order(X, y)
    values = np.asarray(y, dtype=np.float64).ravel()
    if name is None:
        name = str(y.name) if isinstance(y, pd.Series) and y.name is not None else _UNNAMED
    if len(values) != len(X):
        raise ValueError(f"source {name!r}: X has {len(X)} rows and y {len(values)} values. Pass pairs of one length.")
    has = np.isfinite(values)
    if has.sum() < _FEWEST_ROWS:
        raise ValueError(
            f"source {name!r} has {has.sum()} measured values; a source that is fitted here needs {_FEWEST_ROWS}."
        )
    yield Table(name, None, take_rows(X, has), values[has])


def _fit_tables(tables: list[Table], featurizer: Any, regressor: Any, random_state: Any, n_jobs: int | None) -> Any:
    """One model for each table; those of structures share their features."""
    kinds = [input_kind(table.X) for table in tables]
    with tempfile.TemporaryDirectory() as folder:  # features of a material are computed once for all sources
        shared: Any = featurizer
        columns = [
            list(structure_column(table.X).values)
            for table, kind in zip(tables, kinds, strict=True)
            if kind == "structures"
        ]
        if columns:
            stack = default_features(n_jobs) if featurizer is None else clone(featurizer)
            keeps = "memory" in stack.get_params(deep=False)
            if keeps:
                stack.set_params(memory=folder)
            stack.fit(list(dict.fromkeys(value for column in columns for value in column)))
            shared = SharedFeatures(stack)
        models = Parallel(n_jobs=n_jobs)(
            delayed(_fit_table)(table, shared if kind == "structures" else None, regressor, random_state)
            for table, kind in zip(tables, kinds, strict=True)
        )
        if columns and keeps:
            for model in (*models, None):
                part = shared if model is None else model.reader_.featurizer
                if isinstance(part, SharedFeatures):
                    part.featurizer.set_params(memory=None)
    return models


def _fit_table(table: Table, featurizer: Any, regressor: Any, random_state: Any) -> Model:
    model = Model(featurizer, regressor, random_state=random_state)
    return model.fit(table.X, pd.Series(np.asarray(table.y, dtype=np.float64), name=table.name))


def _with_unique_names(sources: list[Source]) -> list[Source]:
    counts: dict[str, int] = {}
    renamed = []
    for source in sources:
        counts[source.name] = counts.get(source.name, 0) + 1
        number = counts[source.name]
        name = source.name if number == 1 else f"{source.name} ({number})"
        renamed.append(replace(source, name=name))
    return renamed
