"""A structure while it is written: what may come next without breaking it."""

from __future__ import annotations

from copy import copy
from typing import Self

from matinfo.design._structures.tokens import Token

_RINGS, _RING_SIZE = 3, 14  # larger numbers are one state
_SMALLEST_RING = 3


class Growing:
    """Open branches, open rings, free bonds and attachment points of the words so far.

    Parameters
    ----------
    stars : int
        Attachment points that the finished structure has: 2 for repeat units, 0 for molecules.
    """

    def __init__(self, stars: int) -> None:
        self.tokens: list[Token] = []
        self.past: list[int] = []  # what the language model sees: finished branches are one word
        self._stars_left = stars
        self._parents: list[int] = []
        self._free: list[int] = []
        self._aromatic: list[bool] = []
        self._at = -1
        self._at_star = False
        self._branches: list[tuple[int, int]] = []  # the atom, and the length of the past
        self._rings: list[tuple[int, int]] = []  # the atom, and the order of the bond

    @property
    def state(self) -> int:
        """What decides beside the past, in one number.

        It counts open rings, the size of the youngest one if it were closed here, and attachment points left to
        write, and tells whether a branch is open.
        """
        rings = min(len(self._rings), _RINGS)
        size = min(self._distance(self._rings[-1][0]) + 1, _RING_SIZE) if rings else 0
        return ((rings * (_RING_SIZE + 1) + size) * 3 + self._stars_left) * 2 + bool(self._branches)

    def allows(self, token: Token) -> bool:
        """Whether the word may come next: bonds are free, rings and branches are open, attachment points are left."""
        kind = token.kind
        if kind == "atom":
            return self._allows_atom(token)
        if kind == "end":
            return not (self._branches or self._rings or self._stars_left) and self._at >= 0
        if kind == "close branch":
            return bool(self._branches) and self.tokens[-1].kind != "open branch"
        if self._at < 0 or self._at_star:
            return False
        previous = self.tokens[-1].kind
        if kind == "open branch":
            return self._free[self._at] >= 1 and previous != "open branch"
        if previous not in ("atom", "open ring", "close ring"):
            return False
        if kind == "open ring":
            return self._free[self._at] >= self._cost(self._at, token.order)
        return self._allows_closing(token)

    def add(self, token: Token, number: int) -> None:
        """Write the word; `number` is its number in the vocabulary, which the past is made of."""
        self.tokens.append(token)
        kind = token.kind
        if kind == "close branch":
            self._at, length = self._branches.pop()
            self._at_star = False
            first = self.past[length + 1]
            del self.past[length:]
            self.past.append(-2 - first if first >= 0 else first)
            return
        self.past.append(number)
        if kind == "atom":
            self._add_atom(token)
        elif kind == "open branch":
            self._branches.append((self._at, len(self.past) - 1))
        elif kind == "open ring":
            self._free[self._at] -= self._cost(self._at, token.order)
            self._rings.append((self._at, token.order))
        elif kind == "close ring":
            atom, order = self._rings.pop(len(self._rings) - 1 - token.back)
            made = max(order, token.order)
            self._free[self._at] -= self._cost(self._at, made)
            self._free[atom] -= self._cost(atom, made) - self._cost(atom, order)

    def copy(self) -> Self:
        """The same words, to be continued in another way."""
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, list):
                setattr(other, name, value.copy())
        return other

    def become(self, other: Self) -> None:
        """Take over the words of another one."""
        vars(self).update(vars(other.copy()))

    def extended(self, tokens: list[Token], numbers: list[int]) -> Self:
        """Write several words and return itself."""
        for token, number in zip(tokens, numbers, strict=True):
            self.add(token, number)
        return self

    # --- private ----------------------------------------------------------------------------------------------------

    def _allows_atom(self, token: Token) -> bool:
        if self._at < 0:
            return token.text[0] not in "-=#:$" and (not token.is_star or self._stars_left > 0)
        if self._at_star and len(self.tokens) > 1:
            return False
        if self._free[self._at] < self._cost(self._at, token.order):
            return False
        if not token.is_star:
            return True
        if self._stars_left == 0 or token.order != 1 or self.tokens[-1].is_star:
            return False
        return bool(self._branches) or (self._stars_left == 1 and not self._rings)

    def _allows_closing(self, token: Token) -> bool:
        if token.back >= len(self._rings):
            return False
        atom, order = self._rings[len(self._rings) - 1 - token.back]
        made = max(order, token.order)
        more = self._cost(atom, made) - self._cost(atom, order)
        if self._free[self._at] < self._cost(self._at, made) or self._free[atom] < more:
            return False
        return self._distance(atom) + 1 >= _SMALLEST_RING

    def _add_atom(self, token: Token) -> None:
        free = token.bonds
        if self._at >= 0:
            self._free[self._at] -= self._cost(self._at, token.order)
            free -= 1 if token.aromatic else token.order
        self._parents.append(self._at)
        self._free.append(free)
        self._aromatic.append(token.aromatic)
        self._at = len(self._free) - 1
        self._at_star = token.is_star
        self._stars_left -= token.is_star

    def _cost(self, atom: int, order: int) -> int:
        return 1 if self._aromatic[atom] else order

    def _distance(self, atom: int) -> int:
        """Bonds between the current atom and another one, along the tree of what is written."""
        here, there, steps = self._at, atom, 0
        while here != there:
            if here > there:
                here = self._parents[here]
            else:
                there = self._parents[there]
            steps += 1
        return steps
