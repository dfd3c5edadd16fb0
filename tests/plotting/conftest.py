"""One comparison of models for the displays, and no figure left open."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import Ridge

import matinfo as mi


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="session")
def comparison():
    """Two targets, a model with standard deviations, one without, and the dummy; three folds of 80 rows each."""
    X = np.random.default_rng(0).normal(size=(240, 2))
    frame = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "Tg": X[:, 0] + X[:, 1], "TC": X[:, 0] - X[:, 1] ** 2})
    data = mi.Dataset(frame, recipe=["a", "b"], targets={"Tg": "K", "TC": "W/(m K)"})
    models = {"gp": GaussianProcessRegressor(alpha=0.1, optimizer=None), "ridge": Ridge()}
    return mi.Evaluator(cv=3).compare(models, data)
