"""Parallel work through joblib: picklable chunks on the wire, the same bytes for every ``n_jobs``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from joblib import Parallel, delayed

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK_ROWS = 256


def map_chunks(
    work: Callable[..., Result],
    items: Sequence[Item],
    *args: Any,
    n_jobs: int | None = None,
    chunk_rows: int = CHUNK_ROWS,
) -> list[Result]:
    """Call ``work(chunk, *args)`` on consecutive chunks of `items` and return the results in order.

    Chunks depend only on `items` and `chunk_rows`, so results do not depend on `n_jobs`.
    """
    chunks = [items[start : start + chunk_rows] for start in range(0, len(items), chunk_rows)]
    results = Parallel(n_jobs=n_jobs)(delayed(work)(chunk, *args) for chunk in chunks)
    return list(results)
