"""Features that several sources share, so that a new material is featurized once for all of them."""

from __future__ import annotations

from typing import Any, Self

from sklearn.base import BaseEstimator, TransformerMixin


class SharedFeatures(TransformerMixin, BaseEstimator):
    """A fitted featurizer that is neither fitted again nor copied.

    Parameters
    ----------
    featurizer : transformer
        Fitted on the structures of all sources together.
    """

    def __init__(self, featurizer: Any) -> None:
        self.featurizer = featurizer

    def fit(self, X: Any, y: Any = None) -> Self:
        """Do nothing: the featurizer has seen all structures."""
        return self

    def transform(self, X: Any) -> Any:
        """Features of the fitted featurizer."""
        return self.featurizer.transform(X)

    @property
    def output_indices_(self) -> dict[str, slice] | None:
        """Columns that belong together, where the featurizer tells."""
        return getattr(self.featurizer, "output_indices_", None)

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """Names of the features."""
        return self.featurizer.get_feature_names_out(input_features)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_clone__(self) -> Self:
        return self
