"""Electron affinity and ionisation potential of copolymers: random folds, and one monomer A left out.

Bars: RMSE at most 0.06 eV (EA) and 0.05 eV (IP) on the folds of the table, at most 0.15 eV on a monomer A that was
never seen. With all rows boosting learns from the named features; the bank of kernels is for some thousand rows. A
fold with all rows takes some minutes, so both parts can be run in pieces:

    python benchmarks/predict_copolymers.py --folds 0 --targets EA --cache /some/folder
    python benchmarks/predict_copolymers.py --folds --left-out 0 1 2 3 4 5 6 7 8 --levels

With ``--strangers``, rows in which the left-out monomer stands as monomer B are not learned from either.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
import pandas as pd
from _bench import drawn_morgan_counts, read, report
from rdkit import Chem
from rdkit.Chem import Descriptors
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import matinfo as mi
from matinfo.featurize import FeatureStack
from matinfo.models import KernelBankRegressor, MonomerLevels


class MixedLevels(RegressorMixin, BaseEstimator):
    """What the mixing rule says by itself: the first of the four columns of levels, as it is."""

    def fit(self, X: np.ndarray, y: np.ndarray) -> MixedLevels:
        """Nothing to learn."""
        self.n_features_in_ = X.shape[1]
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """The column L_mixed."""
        return X[:, -4]


COLUMNS = ["monomer_A", "monomer_B", "frac_A", "frac_B", "architecture"]
TARGETS = {"EA": ("EA_eV_vs_SHE", 0.06), "IP": ("IP_eV_vs_SHE", 0.05)}
LEFT_OUT_BAR = 0.15
REGRESSORS = {
    "boosting": (
        FeatureStack([(level, mi.PolymerFingerprint(level)) for level in "AQMP"]),
        HistGradientBoostingRegressor(
            max_iter=300, learning_rate=0.12, max_leaf_nodes=63, l2_regularization=1.0, random_state=0
        ),
    ),
    "kernels": (None, KernelBankRegressor(n_inducing=2_000)),
    "default": (None, None),
    "rule": (None, MixedLevels()),  # with --levels
}


def of_monomers(table: pd.DataFrame, numbers: Any) -> np.ndarray:
    """Numbers of the monomers as drawn, weighted by their fractions: the usual description of a copolymer."""
    monomers = pd.unique(table[["monomer_A", "monomer_B"]].to_numpy().ravel())
    place = {monomer: position for position, monomer in enumerate(monomers)}
    values = np.nan_to_num(np.asarray(numbers(monomers), dtype=float), posinf=0.0, neginf=0.0)
    shares = [
        values[table[f"monomer_{letter}"].map(place)] * table[f"frac_{letter}"].to_numpy()[:, None] for letter in "AB"
    ]
    kinds = pd.get_dummies(table["architecture"]).to_numpy(dtype=float)
    return np.hstack([shares[0] + shares[1], kinds])


def drawn_descriptors(structures: Any) -> list[list[float]]:
    """RDKit's descriptors of monomers as drawn, without those that are not finite with attachment points."""
    rows = [list(Descriptors.CalcMolDescriptors(Chem.MolFromSmiles(smiles)).values()) for smiles in structures]
    kept = np.flatnonzero(np.isfinite(rows).all(axis=0) & (np.abs(rows).max(axis=0) < 1e4))
    return np.asarray(rows)[:, kept].tolist()


def compare(
    table: pd.DataFrame, train: np.ndarray, test: np.ndarray, target: str, options: Any, peers: dict[str, Any]
) -> dict[str, float]:
    """RMSE [eV] of each way on the test rows, the share inside the 90 % intervals of ours, and CPU seconds."""
    name, _ = TARGETS[target]
    y = table[name].to_numpy()
    started = time.process_time()
    features, regressor = REGRESSORS[options.regressor]
    reader: Any = mi.CopolymerFeatures(features, memory=options.cache)
    reader = MonomerLevels(reader) if options.levels else reader
    model = mi.Model(reader, regressor, calibration_folds=3)
    model.fit(table[COLUMNS].iloc[train], y[train])
    predicted = model.predict(table[COLUMNS].iloc[test])
    low, high = model.predict_interval(table[COLUMNS].iloc[test]).T
    seconds = time.process_time() - started
    found = {
        "ours": mi.evaluate.rmse(y[test], predicted),
        "inside": float(np.mean((low <= y[test]) & (y[test] <= high))),
    }
    for peer, (values, estimator) in peers.items():
        found[peer] = mi.evaluate.rmse(y[test], estimator.fit(values[train], y[train]).predict(values[test]))
    return found | {"seconds": seconds}


def print_means(what: str, rows: list[dict[str, float]], bar: float) -> None:
    """Print the means over folds."""
    means = pd.DataFrame(rows).mean()
    report(f"{what}: RMSE [eV] of CopolymerFeatures in mi.Model", means["ours"], at_most=bar)
    report(f"{what}: share inside 90 % intervals", means["inside"])
    for peer in means.index.difference(["ours", "inside", "seconds"]):
        report(f"{what}: RMSE [eV] of {peer}", means[peer])
    report(f"{what}: CPU seconds a fold", means["seconds"])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, nargs="*", default=[0], help="of the ten folds of the table")
    parser.add_argument("--left-out", type=int, nargs="*", default=[], help="of the nine monomers A")
    parser.add_argument("--targets", nargs="+", default=list(TARGETS), choices=list(TARGETS))
    parser.add_argument("--rows", type=int, default=0, help="learn from so many rows, drawn at random; 0 for all")
    parser.add_argument("--test-rows", type=int, default=0, help="predict so many rows; 0 for all")
    parser.add_argument("--regressor", default="boosting", choices=list(REGRESSORS))
    parser.add_argument("--levels", action="store_true", help="add the levels of monomers to the features")
    parser.add_argument("--strangers", action="store_true", help="leave out the monomer in both columns")
    parser.add_argument("--no-peers", action="store_true", help="run ours alone")
    parser.add_argument("--cache", help="folder that keeps features between runs")
    options = parser.parse_args()
    table = read("copolymer_ea_ip.csv.gz")
    peers = {
        "random forest on Morgan counts": (
            of_monomers(table, drawn_morgan_counts),
            RandomForestRegressor(50, max_features=0.1, random_state=0),
        ),
        "ridge on descriptors": (
            of_monomers(table, drawn_descriptors),
            make_pipeline(StandardScaler(), RidgeCV(np.logspace(-2, 4, 7))),
        ),
    }
    peers = {} if options.no_peers else peers
    strings = pd.unique(table[["monomer_A", "monomer_B"]].to_numpy().ravel())
    material = {string: mi.canonicalize(string) for string in strings}
    drawn = table[["monomer_A", "monomer_B"]].apply(lambda column: column.map(material))
    random = np.random.default_rng(0)
    monomers = pd.unique(table["monomer_A"])
    for target in options.targets:
        for question, chosen in (("fold", options.folds), ("monomer A", options.left_out)):
            rows = []
            for number in chosen:
                column = table["cv10_random_test_fold"] if question == "fold" else table["monomer_A"]
                out = (column == (number if question == "fold" else monomers[number])).to_numpy()
                hidden = out
                if question != "fold" and options.strangers:
                    hidden = out | (drawn["monomer_B"] == drawn["monomer_A"][out].iloc[0]).to_numpy()
                train, test = np.flatnonzero(~hidden), np.flatnonzero(out)
                train = random.choice(train, options.rows, replace=False) if options.rows else train
                test = random.choice(test, options.test_rows, replace=False) if options.test_rows else test
                rows.append(compare(table, train, test, target, options, peers))
                print(f"{target}, {question} {number}, {len(train)} rows: ", rows[-1], flush=True)
            if rows:
                bar = TARGETS[target][1] if question == "fold" else LEFT_OUT_BAR
                print_means(f"{target}, {len(rows)} {question}s", rows, bar)


if __name__ == "__main__":
    main()
