"""A property that should be as large as can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from matinfo.design._objectives.extreme import Extreme


@dataclass(frozen=True)
class Maximize(Extreme):
    """One property, as large as can be.

    Parameters
    ----------
    name : str
        The property.
    low, high : float, optional
        Only for `Desirability`: the desirability is 0 up to `low`, 1 from `high` on.
    unit : str, optional
        Unit of `low` and `high`; converted to the unit of the data.

    See Also
    --------
    Minimize : The other direction.
    Target : As near to a value as can be.
    Desirability, Pareto : Several properties at once.

    Examples
    --------
    >>> import numpy as np
    >>> wish = Maximize("strength", low=10.0, high=20.0, unit="MPa")
    >>> wish.describe()
    'maximize strength from 10 MPa to 20 MPa'
    >>> wish.desirability(np.array([15.0, 25.0])).tolist()
    [0.5, 1.0]
    """

    sign: ClassVar[float] = 1.0
