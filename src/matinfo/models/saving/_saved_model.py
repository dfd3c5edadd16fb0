"""Save fitted models, and load them without running anything that stands in the file."""

from __future__ import annotations

import copy
import io
import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import joblib
import pandas as pd
from scipy.stats._distn_infrastructure import rv_frozen
from sklearn.base import BaseEstimator
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.utils.validation import check_is_fitted

from matinfo._writing import check_free
from matinfo.data import Dataset
from matinfo.exceptions import MissingExtraError, SavedModelError, SavedModelWarning
from matinfo.models.saving._archive import check_model, read_archive, write_archive
from matinfo.models.saving._card import check_card, check_digest, make_card, other_versions
from matinfo.models.saving._graph import every_object, replace_inside
from matinfo.models.saving._saved_distribution import SavedDistribution
from matinfo.models.saving._saved_table import SavedTable
from matinfo.models.saving._schema import pack_model
from matinfo.models.saving._trees import tree_problems
from matinfo.models.saving._trusted import TRUSTED


def save_model(
    model: Any,
    path: str | os.PathLike[str],
    *,
    data: Dataset | None = None,
    units: Mapping[str, str] | None = None,
    metrics: Any = None,
    licence: str | None = None,
    note: str | None = None,
    trusted: Sequence[str] = (),
    overwrite: bool = False,
) -> None:
    """Save a fitted model, or any fitted estimator of scikit-learn, with a card that tells what it is.

    Parameters
    ----------
    model : estimator
        Fitted. Measured values of the training rows, and structures as they were written, are part of a `Model`.
    path : path
        File to write; needs the extra ``save``.
    data : Dataset, optional
        What the model was fitted on: its units, name, record, history and hash go to the card.
    units : dict of str to str, optional
        Unit of each target, where there is no Dataset.
    metrics : DataFrame or dict, optional
        Measured errors, such as ``result.summary()`` of an `Evaluator`. Errors on left-out rows are there without.
    licence, note : str, optional
        Terms of use, by default those of `data`; and what else a reader should know.
    trusted : sequence of str, optional
        Types of other libraries, or of your own, that the model holds: ``"package.module.Name"``. Whoever loads the
        file has to name them too.
    overwrite : bool, default=False
        Replace a file; it is replaced only after all was written.

    Raises
    ------
    FileExistsError
        `path` exists, and `overwrite` is False.
    SavedModelError
        The model holds types that are not trusted; all are named.
    MissingExtraError
        skops is not installed.

    See Also
    --------
    load_model : Load it.
    """
    sio = _skops()
    path = Path(path)
    check_free(path, overwrite=overwrite)
    check_is_fitted(model)
    prepared = replace_inside(copy.deepcopy(model), _for_file)
    prepared.__dict__.pop("card_", None)
    _forget_folders(prepared)
    try:
        packed = pack_model(sio.dumps, prepared)
    except (TypeError, ValueError, RecursionError) as error:
        raise SavedModelError(f"a {type(model).__name__} cannot be saved: {error}") from error
    unknown = sorted(set(sio.get_untrusted_types(data=packed)) - {*TRUSTED, *trusted})
    if unknown:
        raise SavedModelError(_unknown_types(f"the {type(model).__name__} holds", unknown, "save and load"))
    card = make_card(model, packed, data=data, units=units, metrics=metrics, licence=licence, note=note)
    write_archive(path, card, packed)


def load_model(path: str | os.PathLike[str], *, trusted: Sequence[str] = ()) -> Any:
    """Load what `save_model` wrote; predictions are the same to the last bit with the same versions of packages.

    Parameters
    ----------
    path : path
        The file; needs the extra ``save``.
    trusted : sequence of str, optional
        Types beside those of matinfo, scikit-learn and numpy that the file may hold: ``"package.module.Name"``. Code of
        these types runs while the file is loaded.

    Returns
    -------
    estimator
        Fitted, with the card as a dict in ``card_``.

    Raises
    ------
    SavedModelError
        It is a pickle or no saved model, damaged, changed, too large, of a newer format, or holds types that are not
        trusted.
    MissingExtraError
        skops is not installed.

    Warns
    -----
    SavedModelWarning
        scikit-learn, RDKit or matinfo has another version than at saving, so predictions may differ.

    See Also
    --------
    read_card : The card alone.

    Notes
    -----
    Sizes are checked before anything is unpacked, hashes before anything is interpreted, and only types of a fixed list
    are made. The hashes tell damage and careless changes; they do not tell who has made the file.
    """
    sio = _skops()
    path = Path(path)
    content, packed = read_archive(path)
    card = check_card(path.name, content)
    check_digest(path.name, card, packed)
    try:
        check_model(packed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InconsistentVersionWarning)  # one warning of ours for all of them
            model = replace_inside(sio.load(io.BytesIO(packed), trusted=[*TRUSTED, *trusted]), _from_file)
    except SavedModelError:
        raise
    except sio.exceptions.UntrustedTypesFoundException:  # before anything was made
        unknown = sorted(set(sio.get_untrusted_types(data=packed)) - {*TRUSTED, *trusted})
        raise SavedModelError(_unknown_types(f"{path.name!r} holds", unknown, "load")) from None
    except Exception as error:  # whatever skops, numpy and scikit-learn meet in a file that was made up
        raise SavedModelError(f"{path.name!r} is damaged ({type(error).__name__}: {error}).") from error
    if not isinstance(model, BaseEstimator):
        raise SavedModelError(f"{path.name!r} holds no model, but a {type(model).__name__}.")
    if problems := tree_problems(model):
        raise SavedModelError(f"{path.name!r} is damaged: it holds {problems[0]}.")
    _forget_folders(model)
    if others := other_versions(card):
        message = f"{path.name!r} was saved with {', '.join(others)}; predictions may differ."
        warnings.warn(message, SavedModelWarning, stacklevel=2)
    model.card_ = card
    return model


def read_card(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read what is known about a saved model, without loading it.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    dict
        ``targets``, ``units``, ``left_out`` (errors on left-out rows), ``metrics``, ``training`` and ``data`` (rows and
        hashes), ``licence``, ``note``, ``versions``, ``sha256`` of the model, and more.

    Raises
    ------
    SavedModelError
        It is no saved model, or the card is damaged, changed, or of a newer format.
    """
    path = Path(path)
    return check_card(path.name, read_archive(path, card_only=True)[0])


def _skops() -> Any:
    try:
        import skops.io
        import skops.io.exceptions
    except ImportError:
        raise MissingExtraError('Saved models need the extra "save": pip install "matinfo[save]".') from None
    return skops.io


def _for_file(value: Any) -> Any:
    """Tables as lists and arrays, distributions by name."""
    if isinstance(value, rv_frozen):
        return SavedDistribution.of(value)
    return SavedTable.of(value) if isinstance(value, pd.DataFrame | pd.Series) else value


def _from_file(value: Any) -> Any:
    if isinstance(value, SavedDistribution):
        return value.distribution()
    return value.table() if isinstance(value, SavedTable) else value


def _forget_folders(model: Any) -> None:
    """Leave out the folder of kept features: another computer has another one, and it holds pickles."""
    for value in every_object(model):
        if isinstance(value, BaseEstimator) and isinstance(getattr(value, "memory", None), str | Path | joblib.Memory):
            value.memory = None


def _unknown_types(who: str, names: Sequence[str], when: str) -> str:
    listed = ", ".join(names)
    return (
        f"{who} types that are not trusted: {listed}. If you know where they come from, name them when you {when}: "
        f"trusted={list(names)}."
    )
