"""Whether the aromatic atoms of a written structure can have alternating double bonds."""

from __future__ import annotations

from collections.abc import Sequence

from matinfo.design._structures.tokens import Token

_GIVE_TWO = ("o", "s", "[nH]", "[n-]", "[cH-]", "[c-]", "[se]", "[te]")  # electrons, so they take no double bond


def has_kekule_form(tokens: Sequence[Token]) -> bool:
    """Find each aromatic atom that needs a double bond a partner among its aromatic neighbours.

    It takes aromatic atoms and bonds as they are written. RDKit, which has the last word, also reads some rings that
    are written as aromatic in part.
    """
    texts: list[str] = []
    degrees: list[int] = []
    around: list[list[int]] = []
    doubled: set[int] = set()
    branches: list[int] = []
    rings: list[tuple[int, Token]] = []
    at = -1

    def bind(first: int, second: int, bond: Token) -> None:
        degrees[first] += 1
        degrees[second] += 1
        if bond.order > 1:
            doubled.update((first, second))
        elif bond.text[:1] != "-" and texts[first] and texts[second]:
            around[first].append(second)
            around[second].append(first)

    for token in tokens:
        if token.kind == "atom":
            text = token.text.lstrip("-=#:$")
            texts.append(text if text.strip("[")[:1].islower() else "")
            degrees.append(0)
            around.append([])
            if at >= 0:
                bind(at, len(texts) - 1, token)
            at = len(texts) - 1
        elif token.kind == "open ring":
            rings.append((at, token))
        elif token.kind == "close ring":
            other, opening = rings.pop(len(rings) - 1 - token.back)
            bind(at, other, token if len(token.text) > len("~0") or opening.order == 1 else opening)
        elif token.kind == "open branch":
            branches.append(at)
        elif token.kind == "close branch":
            at = branches.pop()
    needy = []
    for atom, text in enumerate(texts):
        if not text:
            continue
        if len(around[atom]) < 2:
            return False  # not in an aromatic ring
        if atom not in doubled and text not in _GIVE_TWO and not (text in ("n", "p") and degrees[atom] == 3):
            needy.append(atom)
    return _all_matched(needy, around)


def _all_matched(needy: list[int], around: list[list[int]]) -> bool:
    """Whether the atoms can be paired with neighbours: a matching that leaves none alone."""
    wanting = set(needy)
    partner: dict[int, int] = {}

    def reaches(atom: int, seen: set[int]) -> bool:
        for other in around[atom]:
            if other in wanting and other not in seen:
                seen.add(other)
                if other not in partner or reaches(partner[other], seen):
                    partner[atom], partner[other] = other, atom
                    return True
        return False

    return len(needy) % 2 == 0 and all(atom in partner or reaches(atom, {atom}) for atom in needy)
