"""Decision trees are arrays of row numbers that scikit-learn follows unchecked: check them before it does."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.ensemble import BaseEnsemble
from sklearn.tree._tree import Tree

from matinfo.models.saving._graph import every_object


def tree_problems(root: Any) -> list[str]:
    """What is wrong with the trees inside an object; empty where every path ends in a leaf of the tree."""
    problems = []
    for value in every_object(root):
        if isinstance(value, Tree):
            problems += _of_tree(value)
        elif type(value).__name__ == "TreePredictor":
            problems += _of_boosted_tree(value)
        elif isinstance(value, BaseEstimator):
            problems += _of_estimator(value)
    return problems


def _of_tree(tree: Any) -> list[str]:
    left, right, feature = tree.children_left, tree.children_right, tree.feature
    inner = left != -1
    problems = [] if len(left) == tree.node_count > 0 else ["a tree without nodes"]
    if not _lead_on(left[inner], right[inner], np.flatnonzero(inner), len(left)):
        problems.append("a tree whose branches lead out of it")
    if inner.any() and not (feature[inner].min() >= 0 and feature[inner].max() < tree.n_features):
        problems.append("a tree that asks for features that it does not have")
    if tree.value.shape[0] != len(left):
        problems.append("a tree with other numbers of nodes and values")
    return problems


def _of_boosted_tree(tree: Any) -> list[str]:
    nodes = tree.nodes
    inner = nodes["is_leaf"] == 0
    left, right = nodes["left"][inner].astype(np.int64), nodes["right"][inner].astype(np.int64)
    problems = []
    if not len(nodes) or not _lead_on(left, right, np.flatnonzero(inner), len(nodes)):
        problems.append("a tree whose branches lead out of it")
    categorical = inner & (nodes["is_categorical"] != 0)
    bitsets = min(len(tree.raw_left_cat_bitsets), len(tree.binned_left_cat_bitsets))
    if categorical.any() and not (nodes["bitset_idx"][categorical] < bitsets).all():
        problems.append("a tree with categories that it does not have")
    return problems


def _lead_on(left: Any, right: Any, parents: Any, count: int) -> bool:
    """Whether children stand behind their parents and inside the tree, so that every path ends."""
    return all(bool(((parents < children) & (children < count)).all()) for children in (left, right))


def _of_estimator(estimator: Any) -> list[str]:
    """An ensemble hands rows of its own width to its trees."""
    width = getattr(estimator, "n_features_in_", None)
    if isinstance(tree := getattr(estimator, "tree_", None), Tree) and tree.n_features != width:
        return ["a tree of another number of features than its estimator"]
    if isinstance(estimator, BaseEnsemble) and hasattr(estimator, "estimators_"):
        trees = [getattr(part, "tree_", None) for part in np.ravel(np.asarray(estimator.estimators_, dtype=object))]
        if any(isinstance(tree, Tree) and tree.n_features != width for tree in trees):
            return ["an ensemble with trees of another number of features"]
    predictors = getattr(estimator, "_predictors", None)
    if isinstance(predictors, list):
        fields = [tree.nodes for iteration in predictors for tree in iteration]
        if any((nodes["feature_idx"][nodes["is_leaf"] == 0] >= (width or 0)).any() for nodes in fields):
            return ["a boosted tree that asks for features that it does not have"]
    return []
