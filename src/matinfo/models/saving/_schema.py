"""The bytes of a model: those of skops, without what differs from one process to the next."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np

from matinfo.models.saving._archive import SCHEMA

_LEVEL = 6  # of deflate
_SMALL = ("JsonNode", "TypeNode", "FunctionNode")  # as short as a reference to them
_ORDER = {"key_types": -1, "__reduce__": 1}  # in which skops reads the parts of a node


def pack_model(dump: Callable[..., bytes], model: Any) -> bytes:
    """Dump a model by skops, and number its objects in their order: equal models give equal bytes.

    skops names objects and arrays by their place in memory, and writes out an object again wherever it is met. Here it
    is written once, and named by its number elsewhere.
    """
    with zipfile.ZipFile(io.BytesIO(dump(model))) as archive:
        schema = json.loads(archive.read(SCHEMA))
        numbers: dict[int, int] = {}
        arrays: dict[str, str] = {}
        schema = _tidy(schema, numbers, arrays)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as packed:
            for old, new in arrays.items():
                _write(packed, new, _without_gaps(archive.read(old)))
            _write(packed, SCHEMA, json.dumps(schema, separators=(",", ":")).encode("utf-8"))
    return stream.getvalue()


def _tidy(node: Any, numbers: dict[int, int], arrays: dict[str, str]) -> Any:
    if isinstance(node, list):
        return [_tidy(part, numbers, arrays) for part in node]
    if not isinstance(node, dict):
        return node
    if node.get("__loader__") in _SMALL:
        return {name: part for name, part in node.items() if name != "__id__"}
    known = node["__id__"] if isinstance(node.get("__id__"), int) else None
    if known in numbers:
        head = {name: node[name] for name in ("__class__", "__module__")}
        return {**head, "__loader__": "CachedNode", "__id__": numbers[known]}
    if known is not None:
        numbers[known] = len(numbers) + 1
    order = sorted(node, key=lambda name: _ORDER.get(name, 0))
    tidy = {name: node[name] if name == "__id__" else _tidy(node[name], numbers, arrays) for name in order}
    if known is not None:
        tidy["__id__"] = numbers[known]
    if isinstance(name := node.get("file"), str):
        tidy["file"] = arrays.setdefault(name, f"{len(arrays) + 1}.{name.rpartition('.')[2]}")
    return tidy


def _without_gaps(content: bytes) -> bytes:
    """Array file with zeros between the fields of its records, where memory holds anything."""
    array = np.load(io.BytesIO(content), allow_pickle=False) if content.startswith(b"\x93NUMPY") else None
    if array is None or array.dtype.names is None:
        return content
    clean = np.zeros(array.shape, array.dtype)
    for name in array.dtype.names:
        clean[name] = array[name]
    stream = io.BytesIO()
    np.save(stream, clean, allow_pickle=False)
    return stream.getvalue()


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, _LEVEL)
