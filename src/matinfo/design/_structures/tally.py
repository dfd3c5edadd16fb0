"""What became of proposed structures, in numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Tally:
    """What became of proposals.

    Attributes
    ----------
    proposed : int
        Structures that were begun.
    unfinished : int
        No word could follow, or they grew too long.
    invalid : int
        Finished, but no structure: aromatic rings that have no Kekule form, or ends that make no chain.
    repeated : int
        Valid, but the same material as one that was there before.
    accepted : int
        New ones that were taken.
    passed_over : int
        Not taken, for others looked better or enough were there.
    """

    proposed: int = 0
    unfinished: int = 0
    invalid: int = 0
    repeated: int = 0
    accepted: int = 0
    passed_over: int = 0
