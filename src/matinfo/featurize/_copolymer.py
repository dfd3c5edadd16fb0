"""Features of copolymers from monomers, fractions and architecture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np
from scipy import sparse
from sklearn.base import clone
from sklearn.utils.validation import check_is_fitted

from matinfo._validation import InvalidPolicy, check_invalid, check_number
from matinfo.chem import report_problems
from matinfo.featurize._base import Feature, Featurizer, FloatArray
from matinfo.featurize._cache import Memory
from matinfo.featurize._copolymer_rows import Chains, Composition, CopolymerColumns, read_chains, read_composition
from matinfo.featurize._morgan import MorganFingerprint
from matinfo.featurize._physics import physics_features
from matinfo.featurize._polymer import PolymerFingerprint
from matinfo.featurize._stack import FeatureStack
from matinfo.featurize._structure import StructureFeaturizer

_EXTREMES = tuple(feature.name for feature in physics_features()[:6])  # levels and gaps: the extreme chain decides


class CopolymerFeatures(Featurizer):
    """Features of copolymers, from a table with monomers, their fractions and the architecture.

    A copolymer is described as a mixture of endless chains: an alternating one is the chain A-B, a block copolymer is
    the chains A and B in their shares, and a random one holds every sequence of `window` units as often as its
    probability says. Each chain gets the features of a polymer; the copolymer gets their mean, weighted by heavy atoms.
    So homopolymers are the special case of one monomer, an alternating copolymer is the same as the homopolymer whose
    repeat unit is A-B, and A and B can be exchanged.

    Parameters
    ----------
    features : featurizer of structures, optional
        What to compute for each chain. By default levels A, Q, M and P of `PolymerFingerprint` and Morgan counts.
    monomers : sequence of str, default=("monomer_A", "monomer_B")
        Columns with the monomers, written with two attachment points: ``*``, or numbered ones such as ``[*:1]`` and
        ``[*:2]``, where the smaller number is the head. Units are joined tail to head. May be empty where the
        fraction is 0.
    fractions : sequence of str, default=("frac_A", "frac_B")
        Columns with the mole fractions, which add up to 1.
    architecture : str, default="architecture"
        Column with ``"alternating"``, ``"random"`` (statistical) or ``"block"``; or one of these words, for all rows.
    window : int, default=3
        Length of the sequences that stand for a random copolymer. Counts that see no more than so many consecutive
        units are exact.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows that cannot be used, or give NaN in their places and warn once.
    n_jobs : int, optional
        Number of joblib workers.
    memory : str, path or joblib.Memory, optional
        Folder that keeps the features of every chain, for later runs and for other processes.

    Attributes
    ----------
    features_ : featurizer
        The fitted featurizer of chains.
    output_indices_ : dict of str to slice
        Columns of each block: those of `features`, ``"extremes"`` (highest and lowest frontier levels among the chains,
        where level P is computed) and ``"sequence"`` (how the units follow each other).

    See Also
    --------
    PolymerFingerprint : Features of homopolymers.

    Examples
    --------
    >>> import pandas as pd
    >>> import matinfo as mi
    >>> table = pd.DataFrame({
    ...     "monomer_A": ["*CC*", "*CC*"], "monomer_B": ["*CC(*)c1ccccc1", "*CC(*)c1ccccc1"],
    ...     "frac_A": [0.5, 0.75], "frac_B": [0.5, 0.25], "architecture": ["alternating", "random"],
    ... })
    >>> features = mi.CopolymerFeatures(mi.PolymerFingerprint("M")).set_output(transform="pandas")
    >>> features.fit_transform(table)[["M_side_chain_share", "S_unlike_neighbours"]].round(3)
       M_side_chain_share  S_unlike_neighbours
    0               0.600                1.000
    1               0.429                0.375
    """

    def __init__(
        self,
        features: StructureFeaturizer | None = None,
        *,
        monomers: Sequence[str] = ("monomer_A", "monomer_B"),
        fractions: Sequence[str] = ("frac_A", "frac_B"),
        architecture: str = "architecture",
        window: int = 3,
        invalid: InvalidPolicy = "raise",
        n_jobs: int | None = None,
        memory: Memory = None,
    ) -> None:
        super().__init__(invalid=invalid, n_jobs=n_jobs)
        self.memory = memory
        self.features = features
        self.monomers = monomers
        self.fractions = fractions
        self.architecture = architecture
        self.window = window

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn the columns of the features of chains.

        Parameters
        ----------
        X : DataFrame, n rows
            With the columns named in `monomers`, `fractions` and `architecture`; others are not looked at.
        y : ignored

        Returns
        -------
        self
        """
        self.fit_transform(X)
        return self

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any:
        """Fit to `X` and return its features, computing them once.

        Parameters
        ----------
        X : DataFrame, n rows
            As in `fit`.
        y : ignored
        **fit_params : ignored

        Returns
        -------
        ndarray or DataFrame, shape (n, n_features_out)
        """
        check_invalid(self.invalid)
        check_number("window", self.window, low=2, high=4, whole=True)
        chains = self._read(X)
        self.features_ = clone(default_features() if self.features is None else self.features)
        self.features_.set_params(n_jobs=self.n_jobs, memory=self.memory).set_output(transform="default")
        found = self.features_.fit_transform(chains.structures or ["C"])
        self.n_features_in_ = X.shape[1]
        self.feature_names_in_ = np.asarray([str(name) for name in X.columns], dtype=object)
        self.output_indices_ = self._blocks()
        return self._assemble(chains, np.asarray(found))

    def transform(self, X: Any) -> Any:
        """Return the features of copolymers, one row each.

        Parameters
        ----------
        X : DataFrame, n rows
            As in `fit`.

        Returns
        -------
        ndarray or DataFrame, shape (n, n_features_out)
            float64; NaN only in rows that cannot be used, with ``invalid="nan"``.

        Raises
        ------
        InvalidRowsError
            With ``invalid="raise"``: names every row whose monomers, fractions or architecture cannot be used.
        """
        check_is_fitted(self, "features_")
        chains = self._read(X)
        return self._assemble(chains, np.asarray(self.features_.transform(chains.structures or ["C"])))

    def composition(self, X: Any) -> Composition:
        """Say which monomers each copolymer is made of, whatever their architecture.

        Parameters
        ----------
        X : DataFrame, n rows
            As in `fit`.

        Returns
        -------
        Composition
            ``monomers``, the canonical repeat unit of each different one, and ``fractions``, a sparse array of shape
            (n, number of monomers); rows that cannot be used are empty.
        """
        return read_composition(CopolymerColumns.of(X, self.monomers, self.fractions, self.architecture))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.input_tags.allow_nan = self.invalid == "nan"
        return tags

    def _read(self, X: Any) -> Chains:
        chains = read_chains(CopolymerColumns.of(X, self.monomers, self.fractions, self.architecture), self.window)
        report_problems(chains.problems, len(chains.sequence), self.invalid)
        return chains

    def _features(self) -> Sequence[Feature]:
        features = list(self.features_._features())
        extremes = [features[column] for column in self._extreme_columns()]
        return [
            *features,
            *(
                replace(feature, name=f"{feature.name}_{which}", meaning=f"{feature.meaning}; {which} among the chains")
                for which in ("highest", "lowest")
                for feature in extremes
            ),
            Feature("S_unlike_neighbours", "probability that the next unit is another monomer"),
            Feature("S_mixing_entropy", "entropy of the composition, -sum f ln f"),
        ]

    def _extreme_columns(self) -> list[int]:
        names = [feature.name for feature in self.features_._features()]
        return [column for column, name in enumerate(names) if name.rpartition("__")[2] in _EXTREMES]

    def _blocks(self) -> dict[str, slice]:
        width = len(self.features_._features())
        blocks = dict(getattr(self.features_, "output_indices_", {"features": slice(0, width)}))
        extremes = 2 * len(self._extreme_columns())
        if extremes:
            blocks["extremes"] = slice(width, width + extremes)
        blocks["sequence"] = slice(width + extremes, width + extremes + 2)
        return blocks

    def _assemble(self, chains: Chains, found: FloatArray) -> FloatArray:
        """Mean features of each row, extremes among its chains, and sequence; NaN for rows without chains."""
        usable = np.diff(chains.shares.indptr) > 0
        shares: sparse.csr_array = chains.shares[usable]
        extreme = found[:, self._extreme_columns()][shares.indices]
        values = np.full((len(usable), len(self._features())), np.nan)
        if usable.any():
            starts = shares.indptr[:-1]
            highest, lowest = np.maximum.reduceat(extreme, starts), np.minimum.reduceat(extreme, starts)
            values[usable] = np.hstack([shares @ found, highest, lowest, chains.sequence[usable]])
        return values


def default_features() -> FeatureStack:
    """Return levels A, Q, M and P, and Morgan counts."""
    named = [(level, PolymerFingerprint(level)) for level in "AQMP"]
    return FeatureStack([*named, ("morgan", MorganFingerprint(n_bits=512))])
