"""Compare the bundled Tg with another collection of measured values, polymer by polymer.

The other collection is a table with the columns ``psmiles`` and ``Tg_C`` in the folder named by the environment
variable MATINFO_BENCH_DATA. Polymers are matched as infinite chains; a cis or trans chain also meets rows of the other
collection that do not state the double bond. Nothing of that collection enters the bundled table.

    python benchmarks/check_polymers_table.py [--threshold 20] [--all]
"""

from __future__ import annotations

import argparse
import warnings

import pandas as pd
from _bench import read

import matinfo as mi
from matinfo.chem import canonical_materials
from matinfo.exceptions import InvalidRowsWarning, StructureWarning

FILE_NAME = "tg_polyinfo_dev.csv"
KELVIN = 273.15


def compare(other: pd.DataFrame) -> pd.DataFrame:
    """One row per bundled polymer that the other collection has, with the difference that is smallest in size."""
    bundled = mi.load_polymers(properties="Tg").frame[["psmiles", "Tg"]]
    bundled = bundled.assign(
        material=canonical(bundled["psmiles"]), plain=canonical(without_stereo(bundled["psmiles"]))
    )
    other = other.assign(material=canonical(other["psmiles"]), other_Tg=other["Tg_C"] + KELVIN)
    rows = []
    for name, row in bundled.iterrows():
        match = other[other["material"] == row["material"]]
        how = "same chain"
        if match.empty and row["plain"] != row["material"]:
            match, how = other[other["material"] == row["plain"]], "double bond not stated"
        if match.empty:
            continue
        differences = row["Tg"] - match["other_Tg"]
        nearest = differences.abs().idxmin()
        rows.append((name, row["Tg"], match["other_Tg"][nearest], differences[nearest], how))
    return pd.DataFrame(rows, columns=["polymer", "bundled_K", "other_K", "difference_K", "match"])


def canonical(structures: pd.Series) -> pd.Series:
    """Canonical form of every structure; missing where it cannot be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InvalidRowsWarning)
        warnings.simplefilter("ignore", StructureWarning)
        return pd.Series(canonical_materials(structures, invalid="nan"), index=structures.index)


def without_stereo(structures: pd.Series) -> pd.Series:
    return structures.str.replace(r"[/\\]", "", regex=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threshold", type=float, default=20.0, help="list differences above this [K]")
    parser.add_argument("--all", action="store_true", help="list every polymer that both have")
    options = parser.parse_args()
    table = compare(read(FILE_NAME)).sort_values("difference_K", key=abs, ascending=False)
    size = table["difference_K"].abs()
    shown = table if options.all else table[size > options.threshold]
    print(shown.round({"other_K": 0, "difference_K": 0}).to_string(index=False))
    total = len(mi.load_polymers(properties="Tg"))
    beyond = int((size > options.threshold).sum())
    print(f"\n{len(table)} of {total} polymers are in both; {beyond} differ by more than {options.threshold:g} K;")
    print(f"median size of the difference {size.median():.1f} K, 90 % within {size.quantile(0.9):.1f} K.")


if __name__ == "__main__":
    main()
