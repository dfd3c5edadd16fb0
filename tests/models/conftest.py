"""Few rows, so that whole models fit in a fraction of a second."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

import matinfo as mi


@dataclass(frozen=True)
class Rows:
    """Inputs and targets of one table."""

    X: pd.DataFrame
    y: pd.Series


@pytest.fixture(scope="session")
def polymers() -> Rows:
    """Thirty bundled polymers with their glass transition temperatures [K]."""
    data = mi.load_polymers().select("Tg")
    X = data.X.to_frame() if isinstance(data.X, pd.Series) else data.X
    return Rows(X.iloc[:30].reset_index(drop=True), data.y.iloc[:30].reset_index(drop=True))


@pytest.fixture(scope="session")
def recipes() -> Rows:
    """Sixty mixes with a strength [MPa] that is linear in the amounts, plus noise of 1 MPa."""
    rng = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "rubber_phr": rng.uniform(50, 100, 60),
            "carbon_black_phr": rng.uniform(0, 60, 60),
            "cure_temperature_degC": rng.uniform(140, 180, 60),
        }
    )
    y = 0.1 * X["rubber_phr"] + 0.2 * X["carbon_black_phr"] + rng.normal(0, 1, 60)
    return Rows(X, y.rename("strength"))
