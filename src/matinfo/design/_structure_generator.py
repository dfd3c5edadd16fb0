"""A prior over structures, learned from known ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from rdkit import Chem, rdBase
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from matinfo._validation import check_number, check_rng
from matinfo.chem import StructureColumn, parse_report, structure_column
from matinfo.design._candidates import own_columns
from matinfo.design._structure_source import StructureSource
from matinfo.design._structures.language import Language
from matinfo.design._structures.materials import read_materials
from matinfo.design._structures.proposals import Proposals, propose
from matinfo.design._structures.rewriting import MEAN_CUT
from matinfo.design._structures.tokens import Token, tokens_from
from matinfo.exceptions import InvalidRowsError, RowProblem

_FEWEST = 10
_ENOUGH_WRITINGS = 1500


class StructureGenerator(StructureSource, BaseEstimator):
    """Learn what structures look like, and make new ones.

    A language model over the words of SMILES (atom with its bond, branch, ring) learns from repeat units or from
    molecules. It writes only what can become a structure: bonds are counted, rings and branches are closed, and a
    generator that has learned from repeat units writes exactly two attachment points.

    Parameters
    ----------
    order : int, default=10
        Words that are looked at together. More copies larger pieces of the known structures.
    smoothing : float, default=0.5
        Number of places in the known structures at which a longer past gets half a say. More gives newer structures,
        of which fewer are valid.
    n_writings : int, optional
        How often each structure is learned, written from different random atoms. More ways to write are more ways to
        go on, which matters where structures are few; by default so often that there are about 1,500 writings.
    mean_cut : float, default=8
        Words that `around` writes anew on average.
    recombined : float, default=0.25
        Share of the proposals of `around` in which a given structure and a learned one exchange fragments instead, at
        bonds that BRICS names as easy to make.
    random_state : int, RandomState or None, default=0
        Seeds the choice of atoms in `fit`.

    Attributes
    ----------
    language_ : Language
        The fitted model.
    structures_ : ndarray of str
        Canonical strings that it has learned from, each once.
    n_stars_ : int
        Attachment points of every structure: 2 for repeat units, 0 for molecules.

    References
    ----------
    Ikebata et al. 2017, J. Comput. Aided Mol. Des. 31, 379; Degen et al. 2008, ChemMedChem 3, 1503 (BRICS).

    Examples
    --------
    >>> import matinfo as mi
    >>> import numpy as np
    >>> known = mi.load_polymers().X
    >>> generator = mi.StructureGenerator().fit(known)
    >>> new = generator.sample(5, np.random.default_rng(0))
    >>> [structure.count("*") for structure in new["structure"]]
    [2, 2, 2, 2, 2]
    """

    def __init__(
        self,
        *,
        order: int = 10,
        smoothing: float = 0.5,
        n_writings: int | None = None,
        mean_cut: float = MEAN_CUT,
        recombined: float = 0.25,
        random_state: Any = 0,
    ) -> None:
        self.order = order
        self.smoothing = smoothing
        self.n_writings = n_writings
        self.mean_cut = mean_cut
        self.recombined = recombined
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn from structures.

        Parameters
        ----------
        X : column of n structures
            Repeat units or molecules, at least 10 different ones.
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        InvalidRowsError
            Rows hold no structure, several fragments, or the other kind (molecules among repeat units); all of them
            are named.
        """
        check_number("order", self.order, low=1, whole=True)
        check_number("smoothing", self.smoothing, low=0.0, open_ends=True)
        if self.n_writings is not None:
            check_number("n_writings", self.n_writings, low=1, whole=True)
        check_number("mean_cut", self.mean_cut, low=1.0, open_ends=True)
        check_number("recombined", self.recombined, low=0.0, high=1.0)
        column, canonical = structure_column(X), read_materials(X)
        self._check_alike(canonical, column)
        self.structures_ = np.asarray(sorted(set(canonical)))
        if len(self.structures_) < _FEWEST:
            raise ValueError(
                f"a language needs at least {_FEWEST} different structures; got {len(self.structures_)}. Add more: "
                "structures without a measured value will do."
            )
        self.n_stars_ = self.structures_[0].count("*")
        seed = check_random_state(self.random_state).randint(2**31)
        times = self.n_writings or max(1, _ENOUGH_WRITINGS // len(self.structures_))
        sentences = _written(self.structures_, times, np.random.default_rng(seed))
        self.language_ = Language(sentences, self.n_stars_, order=self.order, smoothing=self.smoothing)
        return self

    def sample(self, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Make different structures from nothing.

        Parameters
        ----------
        n : int
            Structures wanted; fewer come when most proposals repeat each other.
        rng : numpy Generator

        Returns
        -------
        DataFrame
            Column ``structure``; ``attrs["tally"]`` counts what became of the proposals.
        """
        check_is_fitted(self, "language_")
        check_rng(rng)
        return _frame(propose(self.language_, n, rng))

    def around(self, frame: Any, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Make different structures, each from a given one: a piece is written anew, or exchanged with a known one.

        Parameters
        ----------
        frame : column of structures
        n : int
            Structures wanted; the given ones take turns, and are not among the new ones.
        rng : numpy Generator

        Returns
        -------
        DataFrame
            Column ``structure``; ``attrs["tally"]`` counts what became of the proposals.
        """
        check_is_fitted(self, "language_")
        parents = list(read_materials(frame))
        found = propose(
            self.language_,
            n,
            rng,
            parents=parents,
            mean_cut=self.mean_cut,
            known=frozenset(parents),
            others=self.structures_.tolist(),
            recombined=self.recombined,
        )
        return _frame(found)

    def log_likelihood(self, X: Any) -> npt.NDArray[np.float64]:
        """How likely structures are in the language that was learned.

        Parameters
        ----------
        X : column of n structures

        Returns
        -------
        ndarray of shape (n,)
            Natural logarithm of the chance of the canonical string written from its likeliest end; minus infinity for
            structures with words or rings that the language cannot write.
        """
        check_is_fitted(self, "language_")
        return np.asarray([self._log_likelihood(string) for string in read_materials(X)])

    @property
    def n_candidates(self) -> float:
        """There is no end of structures."""
        return float("inf")

    def to_dict(self) -> dict[str, Any]:
        """Options and the structures to learn from; `from_dict` learns again.

        Raises
        ------
        TypeError
            If `random_state` is no number, which JSON cannot hold.
        """
        check_is_fitted(self, "language_")
        if not (self.random_state is None or isinstance(self.random_state, int | np.integer)):
            raise TypeError("a StructureGenerator with a random generator of its own cannot be described as JSON.")
        return {"options": self.get_params(), "structures": self.structures_.tolist()}

    @classmethod
    def from_dict(cls, description: dict[str, Any]) -> Self:
        """Make and fit the generator that `to_dict` described."""
        return cls(**description["options"]).fit(description["structures"])

    def check(self, frame: pd.DataFrame) -> list[RowProblem]:
        """Say for each row that is no structure of the kind that was learned what is wrong with it."""
        column = structure_column(own_columns(frame, self.columns))
        canonical, problems = parse_report(column.values, column.labels, column.name, odd=[])
        return problems + _of_other_kind(canonical, column, self.n_stars_)

    def chunks(self, size: int) -> Iterator[pd.DataFrame]:
        """Raise: structures have no end; draw some with `sample`."""
        raise ValueError("there is no end of structures to go through. Draw some with sample(n, rng).")

    # --- private ----------------------------------------------------------------------------------------------------

    def _check_alike(self, canonical: npt.NDArray[np.object_], column: StructureColumn) -> None:
        polymers = sum("*" in string for string in canonical)
        stars = 2 if polymers >= len(canonical) / 2 else 0
        problems = _of_other_kind(canonical, column, stars)
        if problems:
            kind = "repeat units" if stars else "molecules"
            raise InvalidRowsError(problems, len(canonical), f"Leave these rows out; most of the others are {kind}.")

    def _log_likelihood(self, string: str) -> float:
        with rdBase.BlockLogs():  # lone hydrogens are remarked on
            mol = Chem.MolFromSmiles(string)
        roots = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetDegree() == 1] or [0]
        return max(self.language_.log_likelihood(tokens_from(mol, root)) for root in roots)


def _written(structures: npt.NDArray[np.str_], times: int, rng: np.random.Generator) -> list[list[Token]]:
    sentences = []
    for structure in structures:
        mol = Chem.MolFromSmiles(structure)
        count = mol.GetNumAtoms()
        roots = rng.choice(count, size=min(times, count), replace=False)
        sentences += [tokens_from(mol, int(root)) for root in roots]
    return sentences


def _of_other_kind(canonical: Iterable[str | None], column: StructureColumn, stars: int) -> list[RowProblem]:
    kinds = {0: "a molecule", 2: "a repeat unit"}
    problems = []
    for string, value, label in zip(canonical, column.values, column.labels, strict=True):
        if string is None:
            continue
        where = (label, column.name, value)
        if "." in string:
            problems.append(RowProblem(*where, "fragments", "it has several fragments.", "Leave ions out."))
        elif string.count("*") != stars:
            problems.append(RowProblem(*where, "other-kind", f"it is {kinds[2 - stars]}, not {kinds[stars]}."))
    return problems


def _frame(found: Proposals) -> pd.DataFrame:
    frame = pd.DataFrame({"structure": pd.Series(found.structures, dtype=object)})
    frame.attrs["tally"] = asdict(found.tally)
    return frame
