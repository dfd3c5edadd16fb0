"""The same name, another method: the refractive index of two public sets, and a calibration between them.

python benchmarks/mixed_methods.py
"""

from __future__ import annotations

from _bench import read, report

import matinfo as mi
from matinfo.data import MixedMethodsError


def main() -> None:
    genome = read("polymer_genome_500.csv")
    genome = genome[genome["smiles"].str.count(r"\*") == 2]
    here = mi.Dataset(genome, structure="smiles", targets={"refractive_index": "1"}, method="theory, Polymer Genome")
    radonpy = read("pi1070_dev.csv").dropna(subset=["refractive_index"])
    there = mi.Dataset(radonpy, structure="smiles", targets={"refractive_index": "1"}, method="simulation, RadonPy")
    try:
        there.merge(here)
        stopped = None
    except MixedMethodsError as error:
        stopped = error.offsets[0]
        print(error)
    report("merging stops", stopped is not None, at_least=1)
    if stopped is not None:
        report("offset that it names", stopped.mean, at_least=0.2125, at_most=0.2135)
        report("  shared polymers", stopped.n)
    for form in ("offset", "linear", "auto"):
        calibration = mi.Calibration(form).fit(here, there)
        report(
            f"{form} ({calibration.form_}): left-out MAE", calibration.mae_, at_most=0.030 if form == "auto" else None
        )
    print(calibration)


if __name__ == "__main__":
    main()
