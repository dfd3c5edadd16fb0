"""How likely an experiment is to give a result, from those that did and did not."""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import cdist

from matinfo.design._arrays import BoolArray, FloatArray

_PRIOR = 1.0  # weight, in experiments, of the belief that an experiment succeeds
_LENGTH = 0.25  # share of the diagonal of the space over which one experiment speaks for others


def chance_of_success(known: FloatArray, succeeded: BoolArray, new: FloatArray) -> FloatArray:
    """Share of successes around each candidate, each experiment weighed by how near it is.

    Far from every failure the chance is near one; at a failed experiment without successes nearby it is one half.

    Parameters
    ----------
    known : ndarray of shape (m, n_features)
        Encoded experiments, each column about 1 wide.
    succeeded : bool ndarray of shape (m,)
        Which of them gave a result.
    new : ndarray of shape (n, n_features)
        Encoded candidates.

    Returns
    -------
    ndarray of shape (n,)
        Between 0 and 1.

    References
    ----------
    E. A. Nadaraya, On Estimating Regression, Theory Probab. Appl. 9 (1964) 141; with one supposed success.

    Examples
    --------
    >>> import numpy as np
    >>> known = np.array([[0.0], [0.1], [1.0]])
    >>> chance_of_success(known, np.array([False, False, True]), np.array([[0.0], [1.0]])).round(2).tolist()
    [0.34, 1.0]
    """
    if succeeded.all():
        return np.ones(len(new))
    length = _LENGTH * np.sqrt(known.shape[1])
    weight = np.exp(-0.5 * (cdist(new, known) / length) ** 2)
    return np.asarray((weight[:, succeeded].sum(axis=1) + _PRIOR) / (weight.sum(axis=1) + _PRIOR))
