"""A folder of fitted sources."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from sklearn.base import clone

from matinfo._validation import option_message
from matinfo.data import Dataset
from matinfo.models._model import Model
from matinfo.models.saving._saved_model import load_model, read_card, save_model

_SUFFIX = ".source"
_NOT_IN_NAMES = re.compile(r"[^\w.+-]+")


@dataclass(frozen=True)
class SourceEntry:
    """A saved source: what it is, without loading it.

    Attributes
    ----------
    name : str
        Of the property.
    path : Path
    card : mapping
        As `matinfo.models.read_card` reads it.
    """

    name: str
    path: Path
    card: Mapping[str, Any]

    @property
    def unit(self) -> str | None:
        """Unit of the property, where it is known."""
        return next(iter((self.card.get("units") or {}).values()), None)

    def load(self) -> Any:
        """Load the fitted model."""
        return load_model(self.path)


class SourceLibrary:
    """Fitted models of many properties in a folder, to learn other properties from.

    There is no server: the folder can be copied, shared and put under version control. Files hold no code; they are
    written and read by `save_model` and `load_model`, and need the extra ``save``.

    Parameters
    ----------
    folder : path
        It need not exist; it is made when a source is added.

    See Also
    --------
    TransferModel : Takes a library, or some of its entries, as sources.

    Examples
    --------
    >>> import matinfo as mi
    >>> import tempfile
    >>> from sklearn.linear_model import Ridge
    >>> data = mi.Dataset(mi.load_polymers().frame, structure="psmiles", targets={"Tg": "K", "density": "g/cm3"})
    >>> quick = mi.Model(mi.PolymerFingerprint("Q"), Ridge())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     library = mi.SourceLibrary(folder).add_dataset(data, model=quick)
    ...     library.frame()[["name", "unit", "rows"]]
          name   unit  rows
    0       Tg      K   241
    1  density  g/cm3    70
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    @classmethod
    def from_table(
        cls,
        folder: str | os.PathLike[str],
        frame: pd.DataFrame,
        *,
        structure: str,
        targets: Mapping[str, str | None] | Sequence[str],
        licence: str | None = None,
        note: str | None = None,
        model: Any = None,
        overwrite: bool = False,
    ) -> SourceLibrary:
        """Fit and save a source for every property of a sparse table.

        Parameters
        ----------
        folder : path
        frame : DataFrame
            Empty cells are holes.
        structure : str
            Column of structures.
        targets : dict of str to unit, or list of str
            Columns of properties.
        licence, note : str, optional
            Kept with every source.
        model : Model, optional
            Not fitted; by default ``Model(regressor="gp")``.
        overwrite : bool, default=False
            Replace sources of the same names.

        Returns
        -------
        SourceLibrary
        """
        units = targets if isinstance(targets, Mapping) else list(targets)
        data = Dataset(frame, structure=structure, targets=units)
        return cls(folder).add_dataset(data, licence=licence, note=note, model=model, overwrite=overwrite)

    def add_dataset(
        self,
        data: Dataset,
        *,
        licence: str | None = None,
        note: str | None = None,
        model: Any = None,
        overwrite: bool = False,
    ) -> SourceLibrary:
        """Fit and save a source for every target of a dataset; holes are left out. Returns the library.

        Parameters
        ----------
        data : Dataset
        licence, note : str, optional
            By default the licence is that of ``data.record``.
        model : Model, optional
            Not fitted; by default ``Model(regressor="gp")``.
        overwrite : bool, default=False
            Replace sources of the same names.

        Raises
        ------
        FileExistsError
            A source of the name of a target is there, and `overwrite` is False; nothing was fitted then.
        ValueError
            Two targets would be one file.
        """
        if not overwrite and (there := sorted({*data.target_names} & {entry.name for entry in self.entries()})):
            raise FileExistsError(f"the library has sources named {there}. Pass overwrite=True to replace them.")
        _refuse_one_file_for_two(data.target_names)
        for target in data.target_names:
            part = data.select(target)
            fitted = clone(Model(regressor="gp") if model is None else model).fit(part.X, part.y, groups=part.groups)
            self._save(fitted, target, data=part, licence=licence, note=note, overwrite=overwrite)
        return self

    def add(
        self,
        model: Model,
        *,
        name: str | None = None,
        unit: str | None = None,
        licence: str | None = None,
        note: str | None = None,
        overwrite: bool = False,
    ) -> SourceLibrary:
        """Save a fitted model of one property. Returns the library.

        Parameters
        ----------
        model : Model
        name : str, optional
            By default that of the property.
        unit, licence, note : str, optional
        overwrite : bool, default=False
            Replace the source of this name.
        """
        names = list(getattr(model, "target_names_", []))
        if len(names) != 1:
            raise ValueError(option_message("model", "a fitted Model of one property", model))
        units = None if unit is None else {names[0]: unit}
        self._save(model, name or names[0], units=units, licence=licence, note=note, overwrite=overwrite)
        return self

    def entries(self) -> list[SourceEntry]:
        """All sources, by the names of their files."""
        found = []
        for path in sorted(self.folder.glob(f"*{_SUFFIX}")):
            card = read_card(path)
            found.append(SourceEntry(_name(path, card), path, card))
        return found

    def frame(self) -> pd.DataFrame:
        """One row per source.

        Returns
        -------
        DataFrame
            ``name``, ``property``, ``unit``, ``rows``, ``r2`` and ``rmse`` of left-out rows, ``licence``, ``note`` and
            ``file``.
        """
        rows = []
        for entry in self.entries():
            target = next(iter(entry.card.get("targets") or [entry.name]))
            scores = ((entry.card.get("left_out") or {}).get("by_target") or {}).get(target, {})
            rows.append(
                {
                    "name": entry.name,
                    "property": target,
                    "unit": entry.unit,
                    "rows": (entry.card.get("training") or {}).get("rows"),
                    "r2": scores.get("r2"),
                    "rmse": scores.get("rmse"),
                    "licence": entry.card.get("licence"),
                    "note": entry.card.get("note"),
                    "file": entry.path.name,
                }
            )
        columns = ["name", "property", "unit", "rows", "r2", "rmse", "licence", "note", "file"]
        return pd.DataFrame(rows, columns=columns)

    def __getitem__(self, name: str) -> SourceEntry:
        entries = {entry.name: entry for entry in self.entries()}
        if name not in entries:
            raise KeyError(f"the library has no source {name!r}; it has {sorted(entries)}.")
        return entries[name]

    def __iter__(self) -> Iterator[SourceEntry]:
        return iter(self.entries())

    def __len__(self) -> int:
        return len(self.entries())

    def __repr__(self) -> str:
        return f"SourceLibrary({str(self.folder)!r})"

    def _save(self, model: Any, name: str, *, overwrite: bool, **card: Any) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        save_model(model, self.folder / f"{_file_stem(name)}{_SUFFIX}", overwrite=overwrite, **card)


def _file_stem(name: str) -> str:
    return _NOT_IN_NAMES.sub("_", name)


def _refuse_one_file_for_two(names: Sequence[str]) -> None:
    """Raise where names differ only in letters that no file has."""
    stems = [_file_stem(name) for name in names]
    if twice := [name for name, stem in zip(names, stems, strict=True) if stems.count(stem) > 1]:
        raise ValueError(f"{twice} would be files of one name. Rename one of these targets.")


def _name(path: Path, card: Mapping[str, Any]) -> str:
    """Name of the property where the file is called after it, else that of the file."""
    target = next(iter(card.get("targets") or [path.stem]))
    return str(target) if _file_stem(str(target)) == path.stem else path.stem
