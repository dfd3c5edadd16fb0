"""Estimators that can save themselves."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matinfo.data import Dataset


class Savable:
    """Gives an estimator the method ``save``."""

    def save(
        self,
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
        """Save the fitted model with a card that tells what it is; `matinfo.models.load_model` loads it.

        Parameters
        ----------
        path : path
            File to write; needs the extra ``save``.
        data : Dataset, optional
            What the model was fitted on: its units, name, record, history and hash go to the card.
        units : dict of str to str, optional
            Unit of each target, where there is no Dataset.
        metrics : DataFrame or dict, optional
            Measured errors, such as ``result.summary()``. Errors on left-out rows are there without.
        licence, note : str, optional
            Terms of use, by default those of `data`; and what else a reader should know.
        trusted : sequence of str, optional
            Types of other libraries, or of your own, that the model holds: ``"package.module.Name"``.
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
        matinfo.models.save_model : The same for any estimator, such as a Pipeline.
        """
        from matinfo.models.saving._saved_model import save_model

        save_model(
            self,
            path,
            data=data,
            units=units,
            metrics=metrics,
            licence=licence,
            note=note,
            trusted=trusted,
            overwrite=overwrite,
        )
