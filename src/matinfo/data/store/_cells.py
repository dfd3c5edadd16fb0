"""Cells as text: exact both ways, and never a formula for a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from matinfo._missing import is_missing

ESCAPE = "'"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def escape(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `unescape` gives it back exactly."""
    bare = text.lstrip(ESCAPE)
    return ESCAPE + text if not bare or bare.startswith(STARTS_FORMULA) else text


def unescape(text: str) -> str:
    """The text that was escaped."""
    bare = text.lstrip(ESCAPE)
    return text[1:] if text.startswith(ESCAPE) and (not bare or bare.startswith(STARTS_FORMULA)) else text


def column_kind(values: Sequence[Any]) -> str:
    """How the cells of a column are written: ``"float"``, ``"int"``, ``"bool"``, ``"text"`` or ``"json"``."""
    filled = [value for value in values if not is_missing(value)]
    if all(isinstance(value, bool | np.bool_) for value in filled) and filled:
        return "bool"
    if all(isinstance(value, int | np.integer) and not isinstance(value, bool) for value in filled) and filled:
        return "int"
    if all(_is_exact_as_float(value) for value in filled):
        return "float"
    return "text" if all(isinstance(value, str) for value in filled) else "json"


def frame_texts(frame: pd.DataFrame) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Kind and texts of every column.

    Raises
    ------
    TypeError
        If a cell cannot be written; the column is named.
    """
    kinds, texts = {}, {}
    for name in frame.columns:
        values = frame[name].tolist()
        kinds[name] = column_kind(values)
        try:
            texts[name] = to_texts(values, kinds[name])
        except TypeError as error:
            raise TypeError(f"Column {name!r}: {error}") from None
    return kinds, texts


def to_texts(values: Sequence[Any], kind: str) -> list[str]:
    """Cells of a column as texts; a missing one is empty.

    Raises
    ------
    TypeError
        If a cell cannot be written, such as an array.
    """
    if kind == "text":
        return ["" if is_missing(value) else escape(value) for value in values]
    if kind == "json":
        return ["" if is_missing(value) else escape(json.dumps(_plain(value), ensure_ascii=False)) for value in values]
    if kind == "float":
        return ["" if is_missing(value) else repr(float(value)) for value in values]
    return ["" if is_missing(value) else str(value) for value in values]


def from_texts(texts: Sequence[str], kind: str) -> list[Any]:
    """Cells out of texts; None where empty, NaN among numbers."""
    if kind == "text":
        return [None if text == "" else unescape(text) for text in texts]
    if kind == "json":
        return [None if text == "" else json.loads(unescape(text)) for text in texts]
    if kind == "bool":
        return [None if text == "" else text == "True" for text in texts]
    if kind == "int":
        return [None if text == "" else int(text) for text in texts]
    return [float("nan") if text == "" else float(text) for text in texts]


def _is_exact_as_float(value: Any) -> bool:
    if isinstance(value, int | np.integer):
        return not isinstance(value, bool) and abs(int(value)) <= 2**53
    return isinstance(value, float | np.floating)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, str | int | float | bool | list | dict):
        return value
    raise TypeError(f"a cell of type {type(value).__name__} cannot be saved; turn it into text or a number first.")
