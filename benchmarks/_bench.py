"""What the benchmarks share: the folder of public tables, and lines with a figure, its bar and the verdict."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.append(str(CHECKOUT / "tests" / "chem"))  # rewriting, mutations and hostile live beside the tests


def data_folder() -> Path:
    """Folder that MATINFO_BENCH_DATA names; the run ends with a sentence and code 0 where there is none."""
    folder = Path(os.environ.get("MATINFO_BENCH_DATA", CHECKOUT / ".." / "shared" / "data"))
    if not folder.is_dir():
        print(f"No benchmark tables in {folder.name!r}: set MATINFO_BENCH_DATA to the folder that holds them.")
        sys.exit(0)
    return folder


def read(name: str) -> pd.DataFrame:
    """Read one table of the folder."""
    return pd.read_csv(data_folder() / name)


def tg_polymers(n: int) -> list[str]:
    """Return `n` different repeat units with a measured Tg, spread over the table."""
    structures = read("tg_polyinfo_dev.csv")["psmiles"].drop_duplicates().tolist()
    return [structures[i * len(structures) // n] for i in range(n)] if n < len(structures) else structures


def report(what: str, figure: float, *, at_least: float | None = None, at_most: float | None = None) -> None:
    """Print a figure beside its bar: one line, ``pass`` or ``short``."""
    bars = [f">= {at_least:g}"] if at_least is not None else []
    bars += [f"<= {at_most:g}"] if at_most is not None else []
    kept = (at_least is None or figure >= at_least) and (at_most is None or figure <= at_most)
    verdict = ("pass" if kept else "short") if bars else ""
    print(f"{what:<70} {figure:>10.4g}   {' and '.join(bars):<16} {verdict}", flush=True)


def drawn_morgan_counts(structures: Iterable[str]) -> np.ndarray:
    """Morgan counts (radius 2, 1024 columns) of the repeat units as they are drawn, as most people compute them."""
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=1024)
    return np.array([generator.GetCountFingerprintAsNumPy(Chem.MolFromSmiles(smiles)) for smiles in structures])
