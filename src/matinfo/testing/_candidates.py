"""What a source of candidates must keep for a designer."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd

from matinfo.design import CandidateSource
from matinfo.testing._run import demand, run_checks

LISTED = 2_000  # candidates of a finite source that are gone through


def check_candidates(source: Any, *, n: int = 20) -> list[str]:
    """Check a source of candidates against what a `Designer` relies on.

    Parameters
    ----------
    source : CandidateSource
        Such as a space of recipes of your own.
    n : int, default=20
        Rows that are drawn at a time.

    Returns
    -------
    list of str
        What was checked, a sentence each.

    Raises
    ------
    CheckError
        Names all that does not hold.

    Examples
    --------
    >>> import matinfo as mi
    >>> from matinfo.testing import check_candidates
    >>> space = mi.RecipeSpace([mi.Amount("resin", 0, 1), mi.Amount("oil", 0, 1)], [mi.SumTo(["resin", "oil"], 1.0)])
    >>> len(check_candidates(space))
    7
    """

    def drawn(seed: int = 0) -> pd.DataFrame:
        return source.sample(n, np.random.default_rng(seed))

    def protocol() -> None:
        """It has every attribute of the protocol."""
        demand(
            isinstance(source, CandidateSource), "it must follow matinfo.design.CandidateSource", type(source).__name__
        )

    def sample() -> None:
        """Drawn rows have its columns, belong to it and differ."""
        frame = drawn()
        demand(
            list(frame.columns) == list(source.columns), f"the columns must be {source.columns}", list(frame.columns)
        )
        demand(0 < len(frame) <= n, f"at most {n} rows were asked for", len(frame))
        demand(source.check(frame) == [], "drawn rows must pass its own check", source.check(frame)[:1])
        demand(not frame.astype(str).duplicated().any(), "drawn rows must differ")

    def seeded() -> None:
        """The same generator of random numbers gives the same rows, and no global one is used."""
        first = drawn()
        state = np.random.get_state()  # noqa: NPY002 - whoever uses the global generator is found out
        again = drawn()
        untouched = repr(np.random.get_state()) == repr(state)  # noqa: NPY002
        demand(again.equals(first), "the same rng must give the same rows")
        demand(untouched, "the global generator of numpy must not be used")

    def around() -> None:
        """Neighbours of rows belong to it as well."""
        near = source.around(drawn().head(3), n, np.random.default_rng(0))
        demand(list(near.columns) == list(source.columns), f"the columns must be {source.columns}", list(near.columns))
        demand(source.check(near) == [], "neighbours must pass its own check", source.check(near)[:1])

    def encode() -> None:
        """Its numbers are finite, one column a name, and do not depend on the rows beside."""
        frame = drawn()
        values = np.asarray(source.encode(frame))
        wanted = (len(frame), len(source.feature_names))
        demand(values.shape == wanted, f"encode must give shape {wanted}", values.shape)
        demand(np.isfinite(values).all(), "numbers must be finite")
        demand(np.allclose(source.encode(frame.head(1)), values[:1]), "a row alone must give the same numbers")

    def stored() -> None:
        """It is the same after a way through JSON."""
        text = json.dumps(source.to_dict())
        again = type(source).from_dict(json.loads(text))
        demand(json.dumps(again.to_dict()) == text, "from_dict(to_dict()) must describe the same source")
        demand(again.sample(n, np.random.default_rng(0)).equals(drawn()), "it must draw the same rows")

    def listed() -> None:
        """A finite source lists as many candidates as it says, each once, in chunks of any size."""
        if math.isinf(source.n_candidates) or source.n_candidates > LISTED:
            return
        whole = pd.concat(source.chunks(LISTED), ignore_index=True)
        demand(len(whole) == source.n_candidates, f"there are {source.n_candidates} candidates", len(whole))
        pieces = pd.concat(source.chunks(7), ignore_index=True)
        demand(pieces.equals(whole), "chunks of another size must give the same rows")

    return run_checks(source, [protocol, sample, seeded, around, encode, stored, listed])
