"""Campaigns as JSON that people can read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from matinfo.design._campaign.history import History
from matinfo.design._campaign.records import Outcome, Round, Suggestion
from matinfo.exceptions import MatinfoError

FORMAT, VERSION = "matinfo campaign", 1


class CampaignFileError(MatinfoError, ValueError):
    """A file is no campaign, is damaged, or was written by a later version."""


def history_to_dict(history: History) -> dict[str, Any]:
    """Records as lists of dicts; empty fields are left out."""
    parts: dict[str, Sequence[Any]] = {
        "rounds": history.rounds,
        "suggestions": history.suggestions,
        "outcomes": history.outcomes,
    }
    return {name: [_filled(each) for each in part] for name, part in parts.items()}


def _filled(record: Round | Suggestion | Outcome) -> dict[str, Any]:
    """Fields as a dict, those left out that nothing was filled in."""
    needed = {each.name for each in fields(record) if each.default is MISSING and each.default_factory is MISSING}
    content = asdict(record)
    return {name: value for name, value in content.items() if name in needed or not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value in ("", {})


def history_from_dict(content: Mapping[str, Any], columns: tuple[str, ...], names: tuple[str, ...]) -> History:
    """The way back.

    Raises
    ------
    ValueError
        If the experiments have other columns than the candidates.
    """
    written = {tuple(each["row"]) for part in ("suggestions", "outcomes") for each in content[part]}
    if others := sorted(each for each in written if set(each) != set(columns)):
        raise ValueError(
            f"the candidates have the columns {list(columns)}, the experiments of this campaign {list(others[0])}. "
            "Pass the candidates that it was begun with."
        )
    return History(
        columns,
        names,
        rounds=tuple(Round(**each) for each in content["rounds"]),
        suggestions=tuple(Suggestion(**each) for each in content["suggestions"]),
        outcomes=tuple(Outcome(**each) for each in content["outcomes"]),
    )


def as_text(content: Mapping[str, Any]) -> str:
    """JSON with one line for each entry of a list, so that a person finds an experiment on one line."""
    blocks = []
    for key, value in content.items():
        if isinstance(value, list) and value:
            lines = ",\n".join(f"  {_dump(each)}" for each in value)
            blocks.append(f"{json.dumps(key)}: [\n{lines}\n]")
        else:
            blocks.append(f"{json.dumps(key)}: {_dump(value)}")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def read(path: Path) -> dict[str, Any]:
    """The content of a campaign file.

    Raises
    ------
    CampaignFileError
        If it is none, is damaged, or was written by a later version.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise CampaignFileError(f"{path.name} cannot be read as JSON: {error}") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CampaignFileError(f"{path.name} is no campaign: it does not begin with format {FORMAT!r}.")
    if not isinstance(content.get("version"), int) or content["version"] > VERSION:
        raise CampaignFileError(
            f"{path.name} has version {content.get('version')!r}; this matinfo reads up to {VERSION}. Update matinfo."
        )
    return content


def _dump(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    """What JSON can hold: labels and cells of other kinds become text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
