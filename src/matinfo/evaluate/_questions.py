"""What is asked of a model, by name, and the folds that ask it."""

from __future__ import annotations

import numbers
from typing import Any, Literal

from sklearn.model_selection import KFold, LeaveOneGroupOut

from matinfo._validation import check_choice, check_number, option_message
from matinfo.data import MaterialSplit
from matinfo.evaluate._class_split import ClassSplit
from matinfo.evaluate._cluster_split import ClusterSplit
from matinfo.evaluate._extrapolation_split import ExtrapolationSplit

Question = Literal["material", "row", "cluster", "class", "source", "extrapolation"]

QUESTIONS: dict[str, str] = {
    "material": "a new material, of a kind that may be known",
    "row": "another measurement, of a material that may be known",
    "cluster": "a material unlike those in training",
    "class": "a polymer class that is not in training",
    "source": "a source that is not in training",
    "extrapolation": "values beyond those in training",
}
DEFAULT_FOLDS = 5


def choose_splitter(cv: Any, *, question: str | None, grouped: bool, random_state: int | None) -> Any:
    """Turn a question, ``None`` or a whole number into folds; leave splitters and lists of folds as they are.

    Raises
    ------
    TypeError, ValueError
        If `cv` is none of these, or does not go with the question.
    """
    if cv is None or (isinstance(cv, numbers.Integral) and not isinstance(cv, bool)):
        n_splits = None if cv is None else int(cv)
        if n_splits is not None:
            check_number("cv", n_splits, low=2, whole=True)
        return _splitter_of(question or "material", n_splits, grouped=grouped, random_state=random_state)
    if isinstance(cv, bool | str) or not (hasattr(cv, "split") or hasattr(cv, "__iter__")):
        expected = "None, a whole number, a splitter of scikit-learn or a list of (train, test) positions"
        raise TypeError(option_message("cv", expected, cv, "For a question by name write Evaluator(question=...)."))
    if question is not None:
        raise ValueError(option_message("cv", "None or a whole number beside question", cv, "Leave one of them out."))
    return cv if hasattr(cv, "split") else list(cv)


def check_question(question: Any) -> None:
    """Raise unless the question is known, or None."""
    if question is not None:
        check_choice("question", question, QUESTIONS)


def _splitter_of(question: str, n_splits: int | None, *, grouped: bool, random_state: int | None) -> Any:
    folds = n_splits or DEFAULT_FOLDS
    if question == "cluster":
        return ClusterSplit(folds, random_state=random_state)
    if question == "class":
        return ClassSplit(n_splits, random_state=random_state)
    if question == "extrapolation":
        if n_splits is not None:
            raise ValueError(option_message("cv", "None for question='extrapolation', which has two folds", n_splits))
        return ExtrapolationSplit()
    if question == "source" and n_splits is None:
        return LeaveOneGroupOut()
    if grouped and question != "row":
        return MaterialSplit(folds, random_state=random_state)
    return KFold(folds, shuffle=True, random_state=random_state)
