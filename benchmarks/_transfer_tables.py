"""Sources and targets of the transfer benchmarks: fitted once, kept in a folder, on materials that no target has."""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from _bench import read

import matinfo as mi
from matinfo.data import material_groups

COLUMNS = [
    "density", "refractive_index", "Cp", "thermal_conductivity", "bulk_modulus", "volume_expansion",
    "static_dielectric_const", "Rg",
]  # fmt: skip
SOURCE_SHARE = 0.6  # of the materials of PI1070; the others are labels and test rows of the target


def options_with_cache(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Parse options; fitted sources and results stay in the folder of --cache, so that a run can be taken up again."""
    default = Path(tempfile.gettempdir()) / "matinfo_transfer"
    parser.add_argument("--cache", type=Path, default=default, help="folder of fitted sources and results")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    return options


def pi1070(seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulated polymers: rows for sources, and rows of other materials for targets."""
    table = read("pi1070_dev.csv").dropna(subset=COLUMNS).reset_index(drop=True)
    names = pd.factorize(material_groups(table["smiles"]))[0]
    order = np.random.default_rng(seed).permutation(names.max() + 1)[names]
    is_source = order < SOURCE_SHARE * (names.max() + 1)
    return table[is_source].reset_index(drop=True), table[~is_source].reset_index(drop=True)


def khazana(target: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Polymers by DFT: rows of the other properties without the materials of the target, and rows of the target."""
    table = read("khazana_Egc_Xc_eps_nc.csv").rename(columns={"PSMILES": "smiles"})
    rows = table.dropna(subset=[target]).drop_duplicates("smiles").reset_index(drop=True)
    names = material_groups(table["smiles"])
    beside = ~np.isin(names, material_groups(rows["smiles"]))
    return table[beside].reset_index(drop=True), rows


def glass_transitions(without: Iterable[str], rows: int = 5_000) -> pd.DataFrame:
    """Measured glass transition temperatures of other materials than these."""
    table = read("tg_polyinfo_dev.csv").rename(columns={"psmiles": "smiles", "Tg_C": "Tg"})
    table = table[table["smiles"].str.count(r"\*") == 2]
    others = ~np.isin(material_groups(table["smiles"]), material_groups(list(without)))
    return table[others].drop_duplicates("smiles").iloc[:rows].reset_index(drop=True)


def fitted_sources(
    cache: Path, name: str, table: pd.DataFrame, columns: Iterable[str], *, shuffled: int | None = None
) -> dict[str, mi.Model]:
    """Fit a source for each column, or load it; `shuffled` seeds a permutation of its values."""
    found: dict[str, mi.Model] = {}
    for column in columns:
        tag = f"{name}-{column}" + ("" if shuffled is None else f"-shuffled{shuffled}")
        path = cache / f"{tag}.joblib"
        if not path.exists():
            rows = table.dropna(subset=[column])
            y = rows[column].reset_index(drop=True)
            if shuffled is not None:
                y = pd.Series(np.random.default_rng(shuffled).permutation(y), name=column)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = mi.Model(regressor="gp", memory=str(cache / "features")).fit(rows["smiles"].tolist(), y)
            joblib.dump(model, path)
        found[tag] = joblib.load(path)
    return found


class Results:
    """Rows of results in a CSV, so that what is there is not computed again."""

    def __init__(self, path: Path, keys: list[str]) -> None:
        self.path, self.keys = path, keys
        self.rows = pd.read_csv(path).to_dict("records") if path.exists() else []
        self.done = {tuple(str(row[key]) for key in keys) for row in self.rows}

    def has(self, **where: object) -> bool:
        """Whether there is a row for these keys."""
        return tuple(str(where[key]) for key in self.keys) in self.done

    def add(self, row: Mapping[str, object]) -> None:
        """Write a row."""
        self.rows.append(dict(row))
        self.done.add(tuple(str(row[key]) for key in self.keys))
        pd.DataFrame(self.rows).to_csv(self.path, index=False)

    def frame(self) -> pd.DataFrame:
        """All rows."""
        return pd.DataFrame(self.rows)
