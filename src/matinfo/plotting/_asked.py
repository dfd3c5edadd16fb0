"""Which part of a result a picture is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from matinfo._validation import check_choice, option_message
from matinfo.evaluate import Result


class _HasTargets(Protocol):
    @property
    def targets(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Targets:
    """Names of the targets of a dataset, so that they are asked for as those of a result."""

    targets: Sequence[str]


def asked_target(result: _HasTargets, target: str | None) -> str:
    """`target`, or the only one of `result`; raise ``ValueError`` where it is unknown or has to be named."""
    if target is None and len(result.targets) > 1:
        raise ValueError(option_message("target", f"one of {', '.join(map(repr, result.targets))}", target))
    if target is None:
        return result.targets[0]
    check_choice("target", target, result.targets)
    return target


def check_made(name: str, value: object, kind: type, maker: str) -> None:
    """Raise ``TypeError`` unless `value` is of a kind that `maker` makes."""
    if not isinstance(value, kind):
        raise TypeError(option_message(name, f"a {kind.__name__}", type(value), f"{maker} makes one."))


def asked_model(result: Result, model: str, target: str | None) -> str:
    """Check `result` and `model`, and return the target as `asked_target` does."""
    check_made("result", result, Result, "Evaluator.compare")
    check_choice("model", model, result.models)
    return asked_target(result, target)
