"""Cost: four sources of 5,000 rows each, fitted inside, and 100 labels; fit and report.

Bar: at most 5 minutes on 2 cores, so at most 600 CPU seconds, and 300 s from start to end with ``--jobs 2``.
"""

from __future__ import annotations

import argparse
import resource
import time
import warnings

from _bench import read, report

import matinfo as mi


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000, help="of each source")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    tg = read("tg_polyinfo_dev.csv").drop_duplicates("psmiles").iloc[: options.rows]
    egc = read("khazana_Egc_Xc_eps_nc.csv").dropna(subset=["Egc"]).iloc[: options.rows]
    molecules = read("qm9_10k.csv")
    first, second = molecules.iloc[: options.rows], molecules.iloc[-options.rows :]
    names = [name for name in molecules.columns if name != "smiles"]
    sources = {
        "Tg": (tg["psmiles"].tolist(), tg["Tg_C"].to_numpy()),
        "Egc": (egc["PSMILES"].tolist(), egc["Egc"].to_numpy()),
        names[0]: (first["smiles"].tolist(), first[names[0]].to_numpy()),
        names[1]: (second["smiles"].tolist(), second[names[1]].to_numpy()),
    }
    target = read("pi1070_dev.csv").dropna(subset=["thermal_conductivity"]).iloc[:100]
    started = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = mi.TransferModel(sources, n_jobs=options.jobs)
        model.fit(target["smiles"].tolist(), target["thermal_conductivity"].to_numpy())
    seconds = time.perf_counter() - started
    cpu = sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )
    print(model.report_)
    full = options.rows == 5_000
    report(f"4 sources of up to {options.rows} rows, 100 labels: seconds", seconds, at_most=300 if full else None)
    report("the same: CPU seconds, workers that have ended included", cpu, at_most=600 if full else None)


if __name__ == "__main__":
    main()
