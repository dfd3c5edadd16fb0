"""What kind of input a model was given."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from matinfo.chem._column import holds_structures

Kind = Literal["structures", "structures with numbers", "table"]

_SHOWN_COLUMNS = 5


def input_kind(X: Any) -> Kind:
    """Tell a column of structures, alone or with columns of numbers, from a table."""
    if isinstance(X, str):
        return "structures"  # one string where a column is expected; the reader of structures says so
    if isinstance(X, pd.DataFrame):
        if X.shape[1] == 1:
            return "structures" if _has_text(X.iloc[:, 0]) else "table"
        return "table" if structure_place(X) is None else "structures with numbers"
    if isinstance(X, pd.Series):
        return "structures" if _has_text(X) else "table"
    if isinstance(X, np.ndarray):
        if X.ndim == 2 and X.shape[1] != 1:
            return "table"
        return "structures" if X.dtype.kind in "OUT" and _has_text(X.ravel()) else "table"
    if isinstance(X, list | tuple):
        return "structures" if _has_text(X) else "table"
    return "table"


def structure_place(X: pd.DataFrame) -> int | None:
    """Place of the only column of text, where that holds structures."""
    text = [
        place for place in range(X.shape[1]) if _may_have_text(X.dtypes.iloc[place]) and _has_text(X.iloc[:, place])
    ]
    return text[0] if len(text) == 1 and holds_structures(X.iloc[:, text[0]]) else None


def material_column(X: Any, kind: Kind) -> Any:
    """What tells materials apart: the column of structures where there is one, else all of `X`."""
    return X if kind != "structures with numbers" else X.iloc[:, structure_place(X)]


def check_same_kind(fitted: Kind, X: Any) -> None:
    """Raise when a model that was fitted on structures meets a table, or the other way round."""
    if fitted == "table" and input_kind(X) == "structures":
        raise ValueError(
            "the model was fitted on a table; got a column of text. Pass the columns that it was fitted on."
        )
    if fitted == "structures" and _is_wide(X):
        raise ValueError(
            "the model was fitted on one column of structures; got a table. "
            "Pass the column of structures, for example frame['psmiles']."
        )
    if fitted == "structures with numbers" and not (isinstance(X, pd.DataFrame) and X.shape[1] > 1):
        raise ValueError(
            "the model was fitted on structures with numbers beside them; got one column. "
            "Pass a DataFrame with the same columns; leave cells empty where a number is not known."
        )


def names_ingredients(X: Any) -> bool:
    """Whether a table has columns of text, and none of them holds structures."""
    if not isinstance(X, pd.DataFrame) or X.shape[1] < 2:
        return False
    columns = [X.iloc[:, place] for place in range(X.shape[1]) if _may_have_text(X.dtypes.iloc[place])]
    texts = [column for column in columns if _has_text(column)]
    return bool(texts) and not any(holds_structures(column) for column in texts)


def refuse_text(X: Any) -> None:
    """Raise when columns of a table hold text, and say how to encode them."""
    if isinstance(X, pd.DataFrame):
        names = [str(name) for name in X.columns]
        text = [place for place, dtype in enumerate(X.dtypes) if _may_have_text(dtype) and _has_text(X.iloc[:, place])]
        values = X.to_numpy(dtype=object) if text else np.empty((0, 0), dtype=object)
    elif isinstance(X, list | tuple) or (isinstance(X, np.ndarray) and X.dtype.kind in "OUT"):
        values = np.asarray(X, dtype=object)
        if values.ndim != 2:
            return  # scikit-learn says what is wrong with the shape
        names = [str(place) for place in range(values.shape[1])]
        text = [place for place in range(values.shape[1]) if _has_text(values[:, place])]
    else:
        return
    if not text:
        return
    if values.shape[1] == 1:
        raise ValueError(
            "X holds rows of one text each. Pass structures as a flat list, for example ['*CC*', '*CCO*']."
        )
    drawn = [place for place in text if all(isinstance(value, str) and "*" in value for value in values[:, place])]
    encoders = {
        "PolymerFingerprint()": drawn,
        "OneHotEncoder(sparse_output=False)": [p for p in text if p not in drawn],
    }
    steps = ", ".join(
        f"({encoder}, {[names[place] if isinstance(X, pd.DataFrame) else place for place in places[:_SHOWN_COLUMNS]]})"
        for encoder, places in encoders.items()
        if places
    )
    more = f" and {len(text) - _SHOWN_COLUMNS} more" if len(text) > _SHOWN_COLUMNS else ""
    raise ValueError(
        f"columns {[names[place] for place in text[:_SHOWN_COLUMNS]]}{more} hold text. Pass a featurizer that encodes "
        f"them, for example make_column_transformer({steps}, remainder='passthrough')."
    )


def _has_text(values: Any) -> bool:
    return any(isinstance(value, str) for value in values)


def _may_have_text(dtype: Any) -> bool:
    return not pd.api.types.is_numeric_dtype(dtype)


def _is_wide(X: Any) -> bool:
    shape = getattr(X, "shape", None)
    if shape is None and isinstance(X, list | tuple) and len(X) and isinstance(X[0], list | tuple | np.ndarray):
        shape = (len(X), len(X[0]))
    return shape is not None and len(shape) == 2 and shape[1] != 1
