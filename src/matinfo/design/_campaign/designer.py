"""The loop of experiment and model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import pandas as pd

from matinfo._validation import check_choice, check_number, option_message
from matinfo._writing import write_durably
from matinfo.design._arrays import FloatArray
from matinfo.design._as_json import value_from_dict, value_to_dict
from matinfo.design._campaign import file
from matinfo.design._campaign.cost import PriceList
from matinfo.design._campaign.explanation import explain_rows
from matinfo.design._campaign.fitted import first_structures, fitted_prediction
from matinfo.design._campaign.history import History
from matinfo.design._campaign.inputs import check_model
from matinfo.design._campaign.knowledge import Knowledge
from matinfo.design._campaign.model_note import describe_model, restore_model
from matinfo.design._campaign.records import Outcome, Round
from matinfo.design._campaign.results import OutsidePolicy, in_own_units, read_outcomes
from matinfo.design._campaign.sources import describe_source, restore_source
from matinfo.design._campaign.suggest import LOGARITHMIC, Scorer, as_suggestions, choose, expected_gain, first_rows
from matinfo.design._campaign.view import CampaignView
from matinfo.design._candidates import CandidateSource, as_source_writes
from matinfo.design._objectives.base import Objective
from matinfo.design._row_keys import RowKey, row_keys
from matinfo.design._score import ACQUISITIONS

Batch = Literal["believer", "joint", "top"]


class Designer(CampaignView):
    """Ask for the next experiments, tell what came out, ask again.

    Parameters
    ----------
    model : regressor, mapping of str to regressor, or None
        Any scikit-learn regressor or `matinfo.models.Model`; one clone of it for each property, or a mapping that names
        one for each. None takes a mixture of a Gaussian process and trees that weighs itself
        (`matinfo.models.SurrogateRegressor`).
    objective : Objective
        What is wanted: `Maximize`, `Minimize`, `Target`, `Window`, `Desirability` or `Pareto`.
    candidates : CandidateSource
        What can be made: a `Pool`, a `RecipeSpace`, a `StructureGenerator` or a `ReactionSpace`.
    acquisition : {"ei", "greedy", "pi", "ucb", "thompson", "variance", "random"}, default="ei"
        What a candidate is chosen for, see `acquisition_score`. ``"greedy"`` takes the best prediction and learns
        nothing on purpose; ``"ei"``, the expected improvement, weighs the prediction and its uncertainty.
    batch : {"believer", "joint", "top"}, default="believer"
        How the members of a batch know of each other: each chosen as if those before had come out as predicted; by
        joint samples (expected improvement only); or not at all, the n largest scores.
    beta : float, default=2.0
        For ``acquisition="ucb"``: how many standard deviations of hope to add.
    units : mapping of str to str, optional
        Units in which properties are told; the objective is converted to them.
    cost : mapping of str to float, optional
        Price of each unit of a column, and under ``""`` the fixed part of every experiment; the expected improvement is
        then taken per cost.
    random_state : int or None, default=0
        Seed of all that is random; None draws one.
    path : str or path, optional
        Where to keep the campaign: the file is replaced before each `ask` and `tell` returns, so that nothing told is
        lost, whatever happens to the process. Without it call `save`.

    Attributes
    ----------
    history_ : DataFrame
        One row an experiment, pending ones last, see below.
    best_ : DataFrame
        The best experiment so far; for a `Pareto` objective all that none other beats.

    Raises
    ------
    UnitError
        If the units of the objective and of the data measure different things.

    See Also
    --------
    Pool, RecipeSpace : What can be made.
    find_recipes : From wanted properties to recipes, without further experiments.

    Notes
    -----
    `history_` has the columns ``round`` (0 where an experiment was told without having been asked for), ``status``
    ("measured", "partial", "failed", "withdrawn" or "pending"), those of the candidates, the properties, for each
    property ``<name>_error``, ``<name>_predicted`` and ``<name>_spread`` (as when it was asked for), and ``why``.

    Examples
    --------
    >>> import matinfo as mi
    >>> import pandas as pd
    >>> oven = pd.DataFrame({"temperature_degC": range(80, 201, 10)})
    >>> designer = mi.Designer(objective=mi.Maximize("strength"), candidates=mi.Pool(oven))
    >>> designer.tell(oven.iloc[[0, 6, 12]], [10.0, 30.0, 8.0])
    >>> batch = designer.ask(2)
    >>> bool(batch["temperature_degC"].between(110, 170).all())
    True
    >>> designer.tell(batch, [29.0, 33.0])
    >>> float(designer.best_["strength"].iloc[0])
    33.0
    """

    def __init__(
        self,
        model: Any = None,
        *,
        objective: Objective,
        candidates: CandidateSource,
        acquisition: str = "ei",
        batch: Batch = "believer",
        beta: float = 2.0,
        units: Mapping[str, str] | None = None,
        cost: Mapping[str, float] | None = None,
        random_state: int | None = 0,
        path: str | Path | None = None,
    ) -> None:
        if not isinstance(objective, Objective):
            raise TypeError(option_message("objective", 'an objective such as mi.Maximize("strength")', objective))
        if not isinstance(candidates, CandidateSource):
            raise TypeError(option_message("candidates", "a Pool, a RecipeSpace or a StructureGenerator", candidates))
        if clash := [name for name in objective.names if name in candidates.columns]:
            raise ValueError(
                f"the objective names columns of the candidates: {clash}. A property is measured, a column is set; "
                "leave measured columns out of the candidates, or rename them."
            )
        check_choice("acquisition", acquisition, ACQUISITIONS)
        check_choice("batch", batch, ("believer", "joint", "top"))
        check_number("beta", beta, low=0.0)
        if batch == "joint" and acquisition != "ei":
            raise ValueError(option_message("batch", f"'believer' or 'top' with acquisition={acquisition!r}", batch))
        if cost is not None and acquisition not in LOGARITHMIC:
            raise ValueError(option_message("acquisition", "'ei' or 'pi' where there is a cost", acquisition))
        self.objective = objective.in_units(_known_units(units, objective))
        self.model, self.candidates = model, candidates
        self.acquisition, self.batch, self.beta = acquisition, batch, beta
        self.units, self.cost = self.objective.units, cost
        self.random_state = int(np.random.SeedSequence().generate_state(1)[0]) if random_state is None else random_state
        check_number("random_state", self.random_state, low=0, whole=True)
        for each in self._models_by_name().values():
            check_model(each)
        self._price = None if cost is None else PriceList(cost, candidates.columns)
        self._history = History(tuple(candidates.columns), self.objective.names)
        self._last: Knowledge | None = None
        self.path = None if path is None else Path(path)
        if self.path is not None and self.path.exists():
            raise FileExistsError(f"{self.path} exists. Go on with it by Designer.load, or choose another path.")

    def ask(self, n: int = 1) -> pd.DataFrame:
        """Choose the next experiments; they are pending until they are told or withdrawn.

        With fewer than two measured values of a property the experiments fill the space; structures for models that
        were fitted before are searched for at once (`find_structures`).

        Parameters
        ----------
        n : int, default=1
            Number of experiments.

        Returns
        -------
        DataFrame of shape (n, n_columns)
            Candidates that were neither tried nor asked for; fewer where fewer are left. Rows of a `Pool` keep their
            labels, recipes are numbered. Polymers of a `ReactionSpace` come with their reaction and monomers.

        Raises
        ------
        ValueError
            If no candidate is left.
        NoUncertaintyError
            If the acquisition needs a standard deviation and the model has none.
        """
        check_number("n", n, low=1, whole=True)
        rng = np.random.default_rng([self.random_state, len(self._history.rounds)])
        knowledge, number, alone = self._knowledge(), len(self._history.rounds) + 1, self.batch == "top"
        if knowledge.is_enough:
            scorer = Scorer(knowledge, self._history, self.objective, self.acquisition, self.beta, self._price, rng)
            choice = choose(scorer, n, self.batch, rng)
            gain = expected_gain(scorer, choice)
            new_round = Round(number, self.acquisition, gain, knowledge.noise if gain is not None else None)
        elif not self._history.made and (
            found := first_structures(self.candidates, self.objective, self._models_by_name(), self._history, n, rng)
        ):
            choice, new_round, alone = found, Round(number, self.acquisition), True
        else:
            choice = first_rows(self.candidates, self._history, n, rng)
            new_round = Round(number, "initial")
        if not len(choice.frame):
            raise ValueError("no candidate is left: every one was tried or is pending. Add candidates, or stop.")
        suggestions = as_suggestions(choice, new_round, self._history, self.candidates, alone=alone)
        self._keep(self._history.asked(new_round, suggestions))
        batch = choice.frame[self.candidates.columns].set_axis(pd.Index([each.label for each in suggestions]))
        return batch.join(self.candidates.notes(batch)) if hasattr(self.candidates, "notes") else batch

    def tell(
        self,
        frame: pd.DataFrame,
        values: Any = None,
        *,
        std: Any = None,
        failed: Any = None,
        units: Mapping[str, str] | None = None,
        outside: OutsidePolicy = "raise",
    ) -> None:
        """Add results: of a batch or of any other experiments, whole or in part, also repeated ones.

        Parameters
        ----------
        frame : DataFrame
            Experiments, with the columns of the candidates; others are ignored.
        values : array-like, Series, DataFrame or mapping, optional
            Measured values: of shape (n,) for one property; a DataFrame or mapping by property for several, NaN or
            left out where one was not measured. By default they are columns of `frame`.
        std : like `values`, optional
            Standard errors of the values.
        failed : bool or array-like of bool, optional
            Experiments that were made and gave no usable result. They are kept, and candidates near them are
            taken to be less likely to succeed.
        units : mapping of str to str, optional
            Units of these values, where they are not those of the campaign.
        outside : {"raise", "learn"}, default="raise"
            What to do with experiments that are no candidates.

        Raises
        ------
        InvalidRowsError
            Rows are no candidates, hold no number, or say nothing; all of them are named, and nothing is told.
        UnitError
            If units do not fit.
        """
        outcomes = read_outcomes(self.candidates, self._history, frame, values, std=std, failed=failed, outside=outside)
        stated = _known_units(units, self.objective)
        self._keep(self._history.told([in_own_units(each, stated, self.units) for each in outcomes]))

    def withdraw(self, frame: pd.DataFrame) -> None:
        """Take back experiments that were asked for and will not be made; they may be asked for again.

        Parameters
        ----------
        frame : DataFrame
            Pending experiments.

        Raises
        ------
        ValueError
            If one of them is not pending.
        """
        pending = dict(zip(self._keys(self._history.pending_rows), self._history.pending, strict=True))
        keys = self._keys(as_source_writes(self.candidates, frame))
        missing = [label for label, key in zip(frame.index.tolist(), keys, strict=True) if key not in pending]
        if missing:
            raise ValueError(f"rows {missing} are not pending. Nothing was withdrawn.")
        number = len(self._history.outcomes) + 1
        gone = enumerate(pending[key] for key in dict.fromkeys(keys))
        self._keep(self._history.told([Outcome(number + k, s.label, s.row, answers=s.number) for k, s in gone]))

    def explain(self, batch: pd.DataFrame, *, coverage: float = 0.9) -> pd.DataFrame:
        """Say for each row what is expected of it, what is known nearby, why it was chosen and what limits it.

        Parameters
        ----------
        batch : DataFrame
            Candidates, asked for or not.
        coverage : float, default=0.9
            Of the interval of a measurement.

        Returns
        -------
        DataFrame
            For each property ``<name>`` as predicted now, ``<name>_low`` and ``<name>_high``; ``nearest``, the label of
            the nearest experiment told, and its ``distance`` in encoded columns, each about 1 wide; ``why``; and
            ``binding``, the constraints that the candidate exhausts.
        """
        check_number("coverage", coverage, low=0.0, high=1.0, open_ends=True)
        rows = as_source_writes(self.candidates, batch)
        knowledge = self._knowledge()
        if knowledge.is_enough:
            prediction: tuple[FloatArray, FloatArray] | None = knowledge.predict(rows)
        else:
            prediction = fitted_prediction(self._models_by_name(), rows)
        return explain_rows(self.candidates, self._history, rows, prediction, coverage)

    def save(self, path: str | Path) -> None:
        """Write the campaign as JSON; an old file is replaced in one step.

        The model itself is not written, as it follows from the data: only its class and options, for estimators of
        scikit-learn and matinfo.

        Parameters
        ----------
        path : str or path
        """
        write_durably(Path(path), file.as_text(self._to_dict()))

    @classmethod
    def load(
        cls, path: str | Path, *, model: Any = None, candidates: CandidateSource | None = None, autosave: bool = False
    ) -> Self:
        """Go on with a campaign.

        Parameters
        ----------
        path : str or path
            What `save` or ``path=`` wrote.
        model : regressor, optional
            Needed where the model was of another package than scikit-learn or matinfo; also to go on with another one.
        candidates : CandidateSource, optional
            Needed where JSON could not hold the candidates, such as a pool with a featurizer.
        autosave : bool, default=False
            Keep the campaign in this file from now on, as ``path=`` does.

        Returns
        -------
        Designer

        Raises
        ------
        CampaignFileError
            If the file is no campaign, is damaged, or was written by a later version.
        """
        path = Path(path)
        content = file.read(path)
        try:
            designer = cls(
                restore_model(content["model"]) if model is None else model,
                objective=value_from_dict(content["objective"]),
                candidates=restore_source(content["candidates"]) if candidates is None else candidates,
                **content["options"],
            )
            columns, names = designer._history.columns, designer._history.names
            designer._history = file.history_from_dict(content, columns, names)
        except (KeyError, TypeError, AttributeError) as error:
            raise file.CampaignFileError(f"{path.name} is damaged or was changed by hand: {error!r}") from error
        designer.path = path if autosave else None
        return designer

    # --- private ----------------------------------------------------------------------------------------------------

    def _to_dict(self) -> dict[str, Any]:
        from matinfo import __version__

        options = {name: getattr(self, name) for name in ("acquisition", "batch", "beta", "cost", "random_state")}
        return {
            "format": file.FORMAT,
            "version": file.VERSION,
            "matinfo": __version__,
            "objective": value_to_dict(self.objective),
            "options": options | {"units": {name: unit for name, unit in self.units.items() if unit}},
            "model": describe_model(self.model),
            **file.history_to_dict(self._history),
            "candidates": describe_source(self.candidates),
        }

    def _keep(self, history: History) -> None:
        """Take the new history; first on disk, so that what is believed is never more than what is kept."""
        before = self._history
        self._history = history
        if self.path is not None:
            try:
                self.save(self.path)
            except BaseException:
                self._history = before
                raise

    def _models_by_name(self) -> dict[str, Any]:
        names = self.objective.names
        if not isinstance(self.model, Mapping):
            return dict.fromkeys(names, self.model)
        if set(self.model) != set(names):
            raise ValueError(f"model must name one for each of {list(names)}; got {list(self.model)}.")
        return {name: self.model[name] for name in names}

    def _knowledge(self) -> Knowledge:
        """Models for everything told; kept until more is told."""
        if self._last is None or self._last.history.outcomes is not self._history.outcomes:
            self._last = Knowledge(self.candidates, self._models_by_name(), self.random_state, self._history)
        return self._last

    def _keys(self, frame: pd.DataFrame) -> list[RowKey]:
        return row_keys(frame, self.candidates.columns)


def _known_units(units: Mapping[str, str] | None, objective: Objective) -> dict[str, str | None]:
    unknown = [name for name in units or {} if name not in objective.names]
    if unknown:
        raise ValueError(f"units must name properties of the objective, {list(objective.names)}; got also {unknown}.")
    return dict(units or {})
