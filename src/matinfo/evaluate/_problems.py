"""What can go wrong in a comparison of models, by name."""

from __future__ import annotations

from matinfo.exceptions import MatinfoError, MatinfoWarning


class LeakageWarning(MatinfoWarning):
    """A split puts rows of one material on both sides, so scores are too good for new materials."""


class FailedFitWarning(MatinfoWarning):
    """A model failed in some folds, and ``errors="nan"`` turned its scores there into NaN."""


class EvaluationError(MatinfoError, RuntimeError):
    """A model raised while it was evaluated.

    The error of the model itself is the ``__cause__``; with several processes only its text arrives, in `reason`.

    Attributes
    ----------
    model, target : str
        Name of the model and of the target column.
    fold : int
        Number of the fold, from 0.
    reason : str
        Type and text of the error that the model raised.
    """

    def __init__(self, model: str, target: str, fold: int, reason: str) -> None:
        super().__init__(model, target, fold, reason)
        self.model = model
        self.target = target
        self.fold = fold
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"Model {self.model!r} failed in fold {self.fold} of target {self.target!r}: {self.reason}\n"
            'Fit that model alone on these rows, or go on without its numbers: Evaluator(errors="nan").'
        )
