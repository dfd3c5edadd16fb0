"""Cut a structure somewhere and write its end anew."""

from __future__ import annotations

import numpy as np
from rdkit import Chem

from matinfo.design._structures.growing import Growing
from matinfo.design._structures.language import Language
from matinfo.design._structures.tokens import smiles_of, tokens_from

LONGEST = 300  # words of a structure
MEAN_CUT = 8.0


def rewrite(
    language: Language, mol: Chem.Mol, rng: np.random.Generator, *, mean_cut: float = MEAN_CUT
) -> tuple[str, float] | None:
    """Write a structure from a random atom on, cut off its last words and let the language go on.

    Parameters
    ----------
    language : Language
    mol : rdkit.Chem.Mol
        Repeat unit with its stars, or molecule.
    rng : numpy Generator
    mean_cut : float, default=8
        Words that are cut on average. Their number is geometric, so that every change can be undone in one step.

    Returns
    -------
    smiles : str
        Not checked yet.
    log_ratio : float
        Logarithm of the chance of cutting the new structure there, over that of cutting the old one.
    None
        Where the language does not know a word, or comes to no end.
    """
    tokens = tokens_from(mol, int(rng.integers(mol.GetNumAtoms())))
    stay = 1.0 - 1.0 / mean_cut
    cut = 1 + int(np.log1p(-rng.random() * (1.0 - stay ** len(tokens))) / np.log(stay))
    kept = tokens[: max(len(tokens) - cut, 0)]
    numbers = language.numbers_of(kept)
    if numbers is None:
        return None
    growing = Growing(language.stars).extended(kept, numbers)
    if not language.write(growing, rng, longest=LONGEST):
        return None
    longer = len(growing.tokens) - len(tokens)
    ends = np.log1p(-(stay ** len(tokens))) - np.log1p(-(stay ** len(growing.tokens)))
    return smiles_of(growing.tokens), float(longer * np.log(stay) + ends)
