"""Documented search spaces, by class of regressor."""

from __future__ import annotations

from typing import Any

from scipy.stats import loguniform, randint, uniform

_TREES: dict[str, list[Any]] = {
    "n_estimators": [100, 300],
    "max_leaf_nodes": [30, 100, None],
    "max_features": [0.1, 0.3, 1.0],
}
_TREE_DISTRIBUTIONS: dict[str, Any] = {
    "n_estimators": randint(100, 501),
    "max_leaf_nodes": [10, 30, 100, 300, None],
    "max_features": loguniform(0.05, 1.0),
    "min_samples_leaf": [1, 2, 3, 5],
}

SEARCH_SPACES: dict[str, dict[str, list[Any]]] = {
    "Ridge": {"alpha": [0.1, 1.0, 10.0, 100.0, 1000.0]},
    "Lasso": {"alpha": [0.001, 0.003, 0.01, 0.03, 0.1]},
    "ElasticNet": {"alpha": [0.001, 0.01, 0.1], "l1_ratio": [0.2, 0.5, 0.8]},
    "KernelRidge": {"kernel": ["rbf"], "alpha": [0.01, 0.1, 1.0], "gamma": [0.0003, 0.001, 0.003, 0.01]},
    "SVR": {"C": [1.0, 10.0, 100.0], "gamma": ["scale", 0.001, 0.003, 0.01], "epsilon": [0.03, 0.1]},
    "RandomForestRegressor": _TREES,
    "ExtraTreesRegressor": _TREES,
    "GradientBoostingRegressor": {"learning_rate": [0.03, 0.1], "max_depth": [3, 5], "n_estimators": [200, 500]},
    "HistGradientBoostingRegressor": {"learning_rate": [0.03, 0.1], "max_leaf_nodes": [7, 15, 31]},
    "KernelBankRegressor": {"max_iter": [0, 5, 60]},
    "KNeighborsRegressor": {"n_neighbors": [1, 3, 5, 10], "weights": ["uniform", "distance"]},
    "MLPRegressor": {"alpha": [0.001, 0.1, 1.0], "hidden_layer_sizes": [(50,), (100,), (50, 50)]},
    "SmallDataRegressor": {"C": [1.0, 3.0, 10.0], "epsilon": [0.03, 0.1]},
}

SEARCH_DISTRIBUTIONS: dict[str, dict[str, Any]] = {
    "Ridge": {"alpha": loguniform(1e-2, 1e4)},
    "Lasso": {"alpha": loguniform(1e-4, 1.0)},
    "ElasticNet": {"alpha": loguniform(1e-4, 1.0), "l1_ratio": uniform(0.05, 0.95)},
    "KernelRidge": {"kernel": ["rbf"], "alpha": loguniform(1e-4, 10.0), "gamma": loguniform(1e-5, 1.0)},
    "SVR": {"C": loguniform(0.1, 1e3), "gamma": loguniform(1e-5, 1.0), "epsilon": loguniform(1e-3, 0.3)},
    "RandomForestRegressor": _TREE_DISTRIBUTIONS,
    "ExtraTreesRegressor": _TREE_DISTRIBUTIONS,
    "GradientBoostingRegressor": {
        "learning_rate": loguniform(0.01, 0.3),
        "max_depth": randint(2, 7),
        "n_estimators": randint(100, 801),
        "subsample": uniform(0.5, 0.5),
    },
    "HistGradientBoostingRegressor": {
        "learning_rate": loguniform(0.01, 0.3),
        "max_leaf_nodes": randint(4, 64),
        "min_samples_leaf": randint(2, 31),
        "l2_regularization": loguniform(1e-3, 10.0),
    },
    "KernelBankRegressor": {"max_iter": [0, 2, 5, 10, 60]},
    "KNeighborsRegressor": {"n_neighbors": randint(1, 21), "weights": ["uniform", "distance"]},
    "MLPRegressor": {
        "alpha": loguniform(1e-4, 10.0),
        "hidden_layer_sizes": [(50,), (100,), (200,), (50, 50), (100, 50)],
        "learning_rate_init": loguniform(3e-4, 1e-2),
    },
    "SmallDataRegressor": {"C": loguniform(0.3, 30.0), "epsilon": loguniform(0.01, 0.2)},
}
