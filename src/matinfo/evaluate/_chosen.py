"""What a fitted model chose by itself: options of a search, number of features."""

from __future__ import annotations

from typing import Any

CHOICES = ("best_params_", "n_features_", "alpha_", "l1_ratio_")  # names of scikit-learn
INSIDE = ("regressor_", "estimator_", "best_estimator_", "selector_")


def chosen_options(model: Any) -> dict[str, Any]:
    """Options that a fitted model, or a part of it, chose on its training rows.

    Looks at searches (``best_params_``), selectors (``n_features_``) and models that choose their penalty (``alpha_``),
    also inside pipelines and wrappers.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.model_selection import GridSearchCV
    >>> search = GridSearchCV(Ridge(), {"alpha": [0.1, 100.0]}, cv=2)
    >>> chosen_options(search.fit([[0.0], [1.0], [2.0], [3.0]], [0.0, 1.0, 2.0, 3.0]))
    {'alpha': 0.1}
    """
    chosen: dict[str, Any] = {}
    parts = [model]
    for part in parts:  # grows while it is read
        fitted = vars(part) if hasattr(part, "__dict__") else {}
        for name in CHOICES:
            value = fitted.get(name)
            options = value if isinstance(value, dict) else {name.rstrip("_"): value}
            for option, setting in options.items():
                if setting is not None and getattr(setting, "size", 1) == 1:
                    chosen.setdefault(str(option), setting)
        parts += [step for _, step in getattr(part, "steps", []) if not isinstance(step, str) and step is not None]
        parts += [fitted[name] for name in INSIDE if name in fitted]
    return chosen
