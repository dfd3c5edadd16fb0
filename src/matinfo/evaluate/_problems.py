"""What can go wrong in a comparison of models, by name."""

from __future__ import annotations

from matinfo.exceptions import MatinfoError, MatinfoWarning


class LeakageWarning(MatinfoWarning):
    """Knowledge of the test rows reaches the models, so scores are too good for new materials.

    Seen are: rows of one material, or the same row, on both sides of a split; columns that are the target in other
    words (correlation of values or ranks from 0.999 on, or from 0.9 on where the column bears its name), or that
    determine it exactly; columns that were standardised or rotated by PCA over all rows.

    Not seen, because nothing in the numbers shows them: features or options that were chosen with the help of the test
    rows, a featurizer that learned its columns from them, scaling to other ranges, and targets that were measured
    on the same specimen.
    """


class LeakageError(MatinfoError, ValueError):
    """The same as `LeakageWarning`, with ``leakage="raise"``."""


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
