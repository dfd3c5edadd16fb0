"""A dataset as a folder or a zip file: data.csv for people, dataset.json for what the table alone cannot say."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matinfo._writing import check_free, written_beside
from matinfo.data._columns import Column, Schema
from matinfo.data.reading._sheet import TableError
from matinfo.data.store._cells import column_kind, escape, frame_texts, from_texts, to_texts, unescape

if TYPE_CHECKING:
    from matinfo.data._dataset import Dataset

FORMAT = "matinfo-dataset"
VERSION = 1
DATA, ABOUT = "data.csv", "dataset.json"
LARGEST = 2**30  # bytes of one file that are unpacked
STRINGS_ARE_A_TYPE = pd.Series(["text"]).dtype != object  # since pandas 3; before, astype("str") makes None a text


def save_dataset(dataset: Dataset, path: str | os.PathLike[str], *, overwrite: bool) -> Path:
    """Write a dataset; a path that ends with ``.zip`` becomes one file, every other a folder."""
    path = Path(path)
    check_free(path, overwrite=overwrite, folder=True)
    _check_only_ours(path)
    data, about = _described(dataset)
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_beside(path) as new:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in ((DATA, data), (ABOUT, about)):
                    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        else:
            new.mkdir()
            (new / DATA).write_bytes(data)
            (new / ABOUT).write_bytes(about)
    return path


def load_dataset(path: str | os.PathLike[str]) -> Dataset:
    """Read what `save_dataset` wrote, and check it against its digest."""
    from matinfo.data._dataset import Dataset

    path = Path(path)
    data, about = _contents(path)
    if not isinstance(about, dict) or about.get("format") != FORMAT or not isinstance(about.get("version"), int):
        raise TableError(f"{path.name!r} is no saved dataset. Read other tables with matinfo.read_table.")
    if about["version"] > VERSION:
        raise TableError(f"{path.name!r} was saved by a newer matinfo (format {about['version']}). Update matinfo.")
    if hashlib.sha256(data).hexdigest() != about.get("sha256"):
        raise TableError(
            f"{DATA} of {path.name!r} was changed after it was saved: its sha256 differs. To read it as it stands, use "
            "matinfo.read_table on that file."
        )
    try:
        frame = _frame(data, about)
        columns = tuple(Column(**column) for column in about["columns"])
        schema = Schema(columns, about["groups"])
        dataset = object.__new__(Dataset)
        dataset._fill(
            _frame=frame,
            _schema=schema,
            _name=about["name"],
            _history=tuple(about["history"]),
            _keys=None,
            _record=dict(about["record"]),
        )
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise TableError(f"{ABOUT} of {path.name!r} does not fit its data: {error}.") from None
    return dataset


def digest(frame: pd.DataFrame) -> str:
    """Hash of a table as it is saved."""
    return hashlib.sha256(_as_csv(frame)[0]).hexdigest()


def _described(dataset: Dataset) -> tuple[bytes, bytes]:
    """Contents of the two files."""
    frame = dataset._frame
    data, kinds = _as_csv(frame)
    about = {
        "format": FORMAT,
        "version": VERSION,
        "name": dataset.name,
        "rows": len(frame),
        "sha256": hashlib.sha256(data).hexdigest(),
        "record": dataset.record,
        "history": list(dataset.history),
        "groups": dataset._schema.groups,
        "columns": [asdict(column) for column in dataset._schema.columns],
        "cells": {name: [kind, *(_type(frame[name]) if name else ("", ""))] for name, kind in kinds.items()},
        "labels": str(frame.index.dtype),
        "written_by": _writer(),
    }
    return data, json.dumps(about, ensure_ascii=False, indent=1).encode("utf-8")


def _as_csv(frame: pd.DataFrame) -> tuple[bytes, dict[str, str]]:
    """Table as the bytes of data.csv, and the kind of each column, of the row labels under ``""``."""
    labels = frame.index.tolist()
    kind_of_labels = column_kind(labels)
    kinds, texts = frame_texts(frame)
    stream = io.StringIO()
    writer = csv.writer(stream)  # lines end with \r\n, so that either sign inside a text is quoted
    writer.writerow(["row", *map(escape, frame.columns)])
    writer.writerows(zip(to_texts(labels, kind_of_labels), *texts.values(), strict=True))
    return stream.getvalue().encode("utf-8"), {"": kind_of_labels} | kinds


def _type(column: pd.Series) -> tuple[str, str]:
    """Type of a column, and what stands for a missing value in a column of objects."""
    if column.dtype != object:
        return str(column.dtype), ""
    return "object", "nan" if any(isinstance(value, float) and value != value for value in column) else "none"


def _writer() -> Mapping[str, str]:
    from matinfo import __version__

    return {"matinfo": __version__, "pandas": pd.__version__, "numpy": np.__version__}


def _contents(path: Path) -> tuple[bytes, Any]:
    if not path.exists():
        raise FileNotFoundError(f"There is no dataset {path.name!r} in {str(path.parent)!r}.")
    try:
        if path.is_dir():
            data, about = (path / DATA).read_bytes(), (path / ABOUT).read_bytes()
        else:
            with zipfile.ZipFile(path) as archive:
                for name in (DATA, ABOUT):
                    if archive.getinfo(name).file_size > LARGEST:
                        raise TableError(f"{name} of {path.name!r} unpacks to more than {LARGEST / 2**20:,.0f} MiB.")
                data, about = archive.read(DATA), archive.read(ABOUT)
        return data, json.loads(about)
    except (
        KeyError,
        FileNotFoundError,
        zipfile.BadZipFile,
        UnicodeDecodeError,
        json.JSONDecodeError,
        EOFError,
    ) as error:
        raise TableError(f"{path.name!r} is no saved dataset, or is damaged ({error}).") from None


def _frame(data: bytes, about: Mapping[str, Any]) -> pd.DataFrame:
    # by pandas, as the module csv reads no cells longer than 131,072 characters, such as spectra
    table = pd.read_csv(io.BytesIO(data), header=None, dtype=str, na_filter=False, skip_blank_lines=False)
    columns = [table[place].tolist() for place in table.columns]
    names = [unescape(texts.pop(0)) for texts in columns][1:]
    if len(columns[0]) != about["rows"] or names != [column["name"] for column in about["columns"]]:
        raise ValueError("rows or columns are missing")
    cells = about["cells"]
    index = pd.Index(from_texts(columns[0], cells[""][0])).astype(about["labels"])
    series = {}
    for name, texts in zip(names, columns[1:], strict=True):
        kind, dtype, missing = cells[name]
        values = from_texts(texts, kind)
        if missing == "nan":
            values = [float("nan") if value is None else value for value in values]
        column = pd.Series(values, index=index, dtype=object if dtype in ("object", "str") else None)
        series[name] = column.astype(dtype) if dtype != "str" or STRINGS_ARE_A_TYPE else column
    return pd.DataFrame(series, index=index)


def _check_only_ours(path: Path) -> None:
    """Raise where a folder is to be replaced that holds files of others."""
    unknown = [entry.name for entry in path.iterdir() if entry.name not in (DATA, ABOUT)] if path.is_dir() else []
    if unknown:
        raise FileExistsError(f"The folder {path.name!r} holds other files too: {', '.join(sorted(unknown)[:5])}.")
