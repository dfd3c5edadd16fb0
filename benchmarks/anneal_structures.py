"""From molecules to a window of two properties by sequential Monte Carlo: time, true hits, distinct molecules.

The forward model sees counts of atoms with their neighbours and knows nothing of how logP and polar surface are
computed; whether a structure truly hits is asked of RDKit.

Bars: 1,000 particles x 20 steps in 60 CPU s; 2,000 distinct new molecules that truly hit logP in (4.5, 5.5) and TPSA in
(20, 40); 90 % distinct in the last step. Windows far away on either side give a plain answer.
"""

from __future__ import annotations

import time
import warnings
from functools import lru_cache

import numpy as np
import pandas as pd
from _bench import data_folder, report
from rdkit import Chem, RDLogger
from rdkit.Chem import Crippen, rdFingerprintGenerator, rdMolDescriptors
from sklearn.linear_model import BayesianRidge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

import matinfo as mi
from matinfo.exceptions import MatinfoWarning

WINDOW = mi.Window({"logP": (4.5, 5.5), "TPSA": (20.0, 40.0)})
GENERATOR = rdFingerprintGenerator.GetMorganGenerator(radius=1, fpSize=1024)


@lru_cache(maxsize=100_000)
def fingerprint(smiles: str) -> np.ndarray:
    """Counts of environments; both models share them."""
    return GENERATOR.GetCountFingerprintAsNumPy(Chem.MolFromSmiles(smiles)).astype(np.float32)


def fingerprints(frame: pd.DataFrame) -> np.ndarray:
    """One row a structure."""
    return np.array([fingerprint(smiles) for smiles in frame["structure"]], dtype=float)


def truth(structures: list[str]) -> np.ndarray:
    """LogP and topological polar surface area."""
    mols = [Chem.MolFromSmiles(smiles) for smiles in structures]
    return np.array([(Crippen.MolLogP(mol), rdMolDescriptors.CalcTPSA(mol)) for mol in mols])


def hits(structures: list[str]) -> np.ndarray:
    """Whether structures truly lie in the window."""
    return WINDOW.utility(truth(structures)) == 0.0


def main() -> None:
    """Print the figures."""
    RDLogger.DisableLog("rdApp.*")
    warnings.simplefilter("ignore", MatinfoWarning)
    lines = (data_folder() / "zinc_20k.smi").read_text().splitlines()
    molecules = np.random.default_rng(0).permutation([line.split()[0] for line in lines])[:1000]
    generator = mi.StructureGenerator().fit(molecules)
    start = generator.structures_.tolist()
    values = truth(start)
    models = {
        name: make_pipeline(FunctionTransformer(fingerprints), BayesianRidge()).fit(
            pd.DataFrame({"structure": start}), values[:, place]
        )
        for place, name in enumerate(WINDOW.names)
    }
    begin = time.process_time()
    found = mi.find_structures(generator, WINDOW, models, n=1000, n_steps=20, rng=np.random.default_rng(0))
    report("1,000 particles x 20 steps, CPU seconds (XenonPy 510)", time.process_time() - begin, at_most=60)
    new = [structure for structure in found.scored.index if structure not in set(start)]
    report("distinct new molecules that truly hit (XenonPy 487)", int(hits(new).sum()), at_least=2000)
    report(
        "share of distinct molecules in the last step (XenonPy 0.53)",
        found.steps["distinct"].iloc[-1] / 1000,
        at_least=0.9,
    )
    report(
        "1,000 structures found: share that truly hits (XenonPy 0.27)", hits(found.frame["structure"].tolist()).mean()
    )
    for low, high in ((60.0, 70.0), (-70.0, -60.0)):
        far = mi.Window({"logP": (low, high)})
        found = mi.find_structures(
            generator, far, models["logP"], n=10, n_particles=100, n_steps=4, rng=np.random.default_rng(0)
        )
        finite = bool(np.isfinite(found.frame[["logP", "worth"]].to_numpy()).all()) and not found.is_reachable
        report(f"logP in ({low:g}, {high:g}): finite numbers and a plain no", float(finite), at_least=1)
        print(found)


if __name__ == "__main__":
    main()
