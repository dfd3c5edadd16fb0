"""A multi-layer perceptron that learns several properties at once, each from the rows where it is known."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matinfo.models._bank import varying_columns

FloatArray = npt.NDArray[np.float64]

_LAYERS = (128, 32)
_BATCH = 64
_LEARNING_RATE = 2e-3
_DECAY = 0.05  # of weights, decoupled from the gradient
_EPOCHS = 120
_LEAST_STEPS, _MOST_STEPS = 600, 6_000
_HELD_OUT = 0.1  # share of the rows that says when to stop
_PATIENCE = 12  # epochs without a better held-out error
_FARTHEST = 5.0  # standard deviations at which inputs are cut off
_BETA1, _BETA2, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class MultiTaskNetwork:
    """Two hidden layers shared by all properties, and one linear output for each.

    Attributes
    ----------
    columns : int array
        Inputs among the features.
    centre, spread : arrays of shape (n_columns,)
    weights, biases : lists of arrays
        Of the two hidden layers and of the outputs.

    References
    ----------
    Caruana 1997, Machine Learning 28, 41 (multitask learning); Kingma and Ba 2015, arXiv:1412.6980 (Adam);
    Loshchilov and Hutter 2019, arXiv:1711.05101 (decoupled weight decay).
    """

    columns: npt.NDArray[np.intp]
    centre: FloatArray
    spread: FloatArray
    weights: list[FloatArray]
    biases: list[FloatArray]

    @classmethod
    def fitted(
        cls, X: FloatArray, Y: FloatArray, columns: npt.NDArray[np.intp], rng: np.random.Generator
    ) -> MultiTaskNetwork:
        """Train on rows with holes.

        Parameters
        ----------
        X : array of shape (n, n_features)
        Y : array of shape (n, n_properties)
            NaN where a property is not known; every row has one at least.
        columns : int array
            Inputs; those that do not vary are left out.
        rng : numpy.random.Generator
        """
        columns, centre, spread = varying_columns(X, columns)
        inputs = np.clip((X[:, columns] - centre) / spread, -_FARTHEST, _FARTHEST)
        known = np.isfinite(Y)
        mean, scale = np.nanmean(Y, axis=0), np.nanstd(Y, axis=0)
        targets = np.where(known, (Y - mean) / np.where(scale > 0, scale, 1.0), 0.0)
        # a property with few values counts as much as one with many
        balance = known / np.maximum(known.sum(axis=0), 1) * len(Y) / Y.shape[1]
        layers = _Layers.drawn([inputs.shape[1], *_LAYERS, Y.shape[1]], rng)
        layers.train(inputs, targets, balance, rng)
        return cls(columns, centre, spread, layers.weights, layers.biases)

    def hidden(self, X: FloatArray) -> FloatArray:
        """Outputs of the last hidden layer, shape (n, 32)."""
        inputs = np.clip((X[:, self.columns] - self.centre) / self.spread, -_FARTHEST, _FARTHEST)
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            inputs = np.tanh(inputs @ weight + bias)
        return inputs


class _Layers:
    """Weights during training."""

    def __init__(self, weights: list[FloatArray], biases: list[FloatArray]) -> None:
        self.weights, self.biases = weights, biases

    @classmethod
    def drawn(cls, sizes: list[int], rng: np.random.Generator) -> _Layers:
        """Small random weights."""
        pairs = list(pairwise(sizes))
        return cls([rng.normal(0, 1 / np.sqrt(a), (a, b)) for a, b in pairs], [np.zeros(b) for _, b in pairs])

    def train(self, X: FloatArray, Y: FloatArray, balance: FloatArray, rng: np.random.Generator) -> None:
        """Adam on mini-batches; the weights with the least held-out error stay."""
        order = rng.permutation(len(X))
        held, rows = np.split(order, [max(1, round(_HELD_OUT * len(X)))])
        steps_an_epoch = max(1, -(-len(rows) // _BATCH))
        epochs = int(np.clip(_EPOCHS, _LEAST_STEPS // steps_an_epoch, max(_MOST_STEPS // steps_an_epoch, 1)))
        first = [np.zeros_like(part) for part in self._parts()]
        second = [np.zeros_like(part) for part in self._parts()]
        best, kept, since, step = np.inf, [part.copy() for part in self._parts()], 0, 0
        for _ in range(epochs):
            for batch in np.array_split(rng.permutation(rows), steps_an_epoch):
                step += 1
                gradients = self._gradients(X[batch], Y[batch], balance[batch])
                for place, (part, gradient) in enumerate(zip(self._parts(), gradients, strict=True)):
                    first[place] += (1 - _BETA1) * (gradient - first[place])
                    second[place] += (1 - _BETA2) * (gradient**2 - second[place])
                    rise = first[place] / (1 - _BETA1**step)
                    part -= _LEARNING_RATE * rise / (np.sqrt(second[place] / (1 - _BETA2**step)) + _TINY)
                    if part.ndim == 2:
                        part *= 1 - _LEARNING_RATE * _DECAY
            error = self._error(X[held], Y[held], balance[held])
            since += 1
            if error < best:
                best, kept, since = error, [part.copy() for part in self._parts()], 0
            if since >= _PATIENCE:
                break
        for part, good in zip(self._parts(), kept, strict=True):
            part[:] = good

    def _parts(self) -> list[FloatArray]:
        return [*self.weights, *self.biases]

    def _forward(self, X: FloatArray) -> list[FloatArray]:
        values = [X]
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            values.append(np.tanh(values[-1] @ weight + bias))
        return [*values, values[-1] @ self.weights[-1] + self.biases[-1]]

    def _error(self, X: FloatArray, Y: FloatArray, balance: FloatArray) -> float:
        return float(np.sum(balance * (self._forward(X)[-1] - Y) ** 2))

    def _gradients(self, X: FloatArray, Y: FloatArray, balance: FloatArray) -> list[FloatArray]:
        values = self._forward(X)
        change = 2.0 * balance * (values[-1] - Y) / len(X)
        by_weight, by_bias = [], []
        for layer in reversed(range(len(self.weights))):
            by_weight.append(values[layer].T @ change)
            by_bias.append(change.sum(axis=0))
            if layer:
                change = (change @ self.weights[layer].T) * (1 - values[layer] ** 2)
        return [*reversed(by_weight), *reversed(by_bias)]
