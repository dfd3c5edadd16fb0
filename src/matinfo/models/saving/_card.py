"""What people should know about a saved model, as JSON beside it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from matinfo._validation import option_message
from matinfo._versions import installed_versions
from matinfo.data import Dataset
from matinfo.exceptions import SavedModelError
from matinfo.models._known import KnownMaterials
from matinfo.models._property import Property
from matinfo.models._several import Properties
from matinfo.models.saving._archive import CARD, MODEL, read_json

FORMAT, VERSION = "matinfo-model", 1
VERSIONS_THAT_MATTER = ("scikit-learn", "rdkit", "matinfo")  # for predictions
UNNAMED = "y"  # the target of a model that was fitted on an array
LEFT_OUT = "training rows, each predicted by a fit without its material"


def make_card(
    model: Any,
    packed: bytes,
    *,
    data: Dataset | None,
    units: Mapping[str, str] | None,
    metrics: Any,
    licence: str | None,
    note: str | None,
) -> bytes:
    """Card of a fitted model, as the bytes of the file."""
    targets = [str(name) for name in getattr(model, "target_names_", [])]
    card: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "model": type(model).__name__,
        "kind": getattr(model, "kind_", None),
        "targets": targets,
        "units": _units(targets, data, units),
        "left_out": _left_out(model),
        "metrics": _metrics(metrics),
        "training": _training(model),
        "data": None if data is None else _data(data),
        "licence": _text("licence", licence) or (data.record.get("licence") if data is not None else None),
        "note": _text("note", note),
        "versions": installed_versions(),
        "sha256": hashlib.sha256(packed).hexdigest(),
    }
    card["sha256_of_card"] = _digest(card)
    return json.dumps(card, ensure_ascii=False, indent=1, allow_nan=False).encode("utf-8")


def check_card(name: str, content: bytes) -> dict[str, Any]:
    """Parse a card; raise where it is none, is newer than this library, or was changed."""
    card = read_json(CARD, content)
    if not isinstance(card, dict) or card.get("format") != FORMAT or not isinstance(card.get("version"), int):
        raise SavedModelError(f"{name!r} is no saved model: its {CARD!r} does not say so.")
    if card["version"] > VERSION:
        raise SavedModelError(
            f"{name!r} was saved by a newer matinfo (format {card['version']}; this one reads up to {VERSION}). "
            "Update matinfo."
        )
    if card.get("sha256_of_card") != _digest({key: card[key] for key in card if key != "sha256_of_card"}):
        raise SavedModelError(
            f"{CARD!r} of {name!r} was changed after it was saved. Save the model again to change it."
        )
    return card


def check_digest(name: str, card: Mapping[str, Any], packed: bytes) -> None:
    """Raise where the model is not the one that the card speaks of."""
    if hashlib.sha256(packed).hexdigest() != card.get("sha256"):
        raise SavedModelError(f"{MODEL!r} of {name!r} was changed after it was saved: its sha256 differs.")


def other_versions(card: Mapping[str, Any]) -> list[str]:
    """Packages whose version now differs from that at saving."""
    now, then = installed_versions(), card.get("versions") or {}
    return [
        f"{name} {then.get(name)} (now {now[name]})" for name in VERSIONS_THAT_MATTER if then.get(name) != now[name]
    ]


def _digest(card: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(card, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _units(targets: list[str], data: Dataset | None, units: Mapping[str, str] | None) -> dict[str, str | None]:
    stated: dict[str, str | None] = {} if data is None else {n: data.units[n] for n in data.target_names}
    if data is not None and targets and not {*targets} & {*stated, UNNAMED}:
        expected = f"the Dataset with the targets of the model, {targets}"
        raise ValueError(option_message("data", expected, list(stated), "Pass what the model was fitted on."))
    if targets and units and (unknown := [name for name in units if name not in targets]):
        raise ValueError(option_message("units", f"units of {targets}", dict(units), f"{unknown} are not predicted."))
    stated |= units or {}
    return {name: stated.get(name) for name in targets}


def _data(data: Dataset) -> dict[str, Any]:
    return {
        "name": data.name,
        "rows": len(data),
        "sha256": data.sha256,
        "record": data.record,
        "history": list(data.history),
    }


def _training(model: Any) -> dict[str, Any] | None:
    """Number of training rows, and a hash of inputs as the model remembers them and of measured values."""
    known = getattr(model, "known_", None)
    if not isinstance(known, KnownMaterials):
        return None
    digest = hashlib.sha256(json.dumps([known.structures, known.targets.names]).encode())
    digest.update(np.ascontiguousarray(known.targets.measured, dtype="<f8").tobytes())
    return {"rows": len(known.labels), "sha256": digest.hexdigest()}


def _left_out(model: Any) -> dict[str, Any] | None:
    """Errors on left-out rows, by target."""
    known, learned = getattr(model, "known_", None), getattr(model, "learned_", None)
    if not isinstance(known, KnownMaterials) or not isinstance(learned, Property | Properties):
        return None
    used = learned.used if isinstance(learned, Properties) else [learned]
    scores = {}
    for place, (name, own) in enumerate(zip(known.targets.names, used, strict=True)):
        truth = known.targets.measured[:, place]
        truth = truth[np.isfinite(truth)]
        seen = np.isfinite(own.left_out)
        if len(truth) != len(seen) or seen.sum() < 2:
            continue
        pair = truth[seen], own.left_out[seen]
        scores[name] = {
            "n": int(seen.sum()),
            "r2": _number(r2_score(*pair)),
            "rmse": _number(root_mean_squared_error(*pair)),
            "mae": _number(mean_absolute_error(*pair)),
        }
    return {"rows": LEFT_OUT, "by_target": scores} if scores else None


def _metrics(metrics: Any) -> Any:
    if metrics is None:
        return None
    if isinstance(metrics, pd.DataFrame):
        return [{str(name): _plain(value) for name, value in row.items()} for row in metrics.to_dict("records")]
    if isinstance(metrics, Mapping):
        return {str(name): _plain(value) for name, value in metrics.items()}
    raise TypeError(
        option_message("metrics", "a table or a dict of numbers", type(metrics).__name__, "Pass result.summary().")
    )


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return _number(value)
    return value if isinstance(value, str | int | type(None)) else str(value)


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _text(name: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(option_message(name, "a string", value))
    return value
