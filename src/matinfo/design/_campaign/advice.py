"""When to stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matinfo.design._campaign.records import Round


@dataclass(frozen=True)
class Advice:
    """Whether more experiments are worth their while; as text it says why.

    Parameters
    ----------
    stop : bool
        True where the expected gain lay below the noise of one measurement in each of the last rounds.
    reason : str
        The same in a sentence.
    """

    stop: bool
    reason: str

    def __str__(self) -> str:
        return self.reason


def advise(rounds: Sequence[Round], n_rounds: int, unit: str) -> Advice:
    """Compare the expected gain of the last rounds with the noise of one measurement.

    Parameters
    ----------
    rounds : sequence of Round
    n_rounds : int
        How many of the last rounds must agree.
    unit : str
        Of the property, for the sentence; may be empty.
    """
    last = [each for each in rounds if each.expected_gain is not None][-n_rounds:]
    if len(last) < n_rounds:
        return Advice(False, f"Go on: {len(last)} of {n_rounds} rounds with an expected gain so far.")
    noise = last[-1].noise
    if noise is None:
        return Advice(False, "Go on: the noise of a measurement is not known. Repeat some experiments, or tell std.")
    gains = [each.expected_gain or 0.0 for each in last]
    listed = ", ".join(f"{gain:.2g}" for gain in gains)
    of = f"{noise:.2g} {unit}".strip()
    said = f"the expected gain of the last {n_rounds} rounds ({listed})"
    if max(gains) < noise:
        return Advice(True, f"Stop: {said} is below the noise, {of}.")
    return Advice(False, f"Go on: {said} exceeds the noise, {of}.")
